"""Devices whose data is, or is not, erased: short functions for the tests of the gate."""

from typing import Any

from sqlmodel import Session, select

from app.accounts.models import Role
from app.accounts.viewer import Viewer
from app.catalogue.actions import move_units
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.workshop.actions import Erasing, MediumFacts, add_medium, record_erasure, verify_erasure
from app.workshop.erasure.models import CheckWay, ErasureMethod, ErasureRecord, Medium, MediumKind
from app.workshop.erasure.queries import media_of
from app.workshop.gate import is_erased
from tests.factories import make_viewer


def make_disk(db: Session, unit: Unit, by: Viewer, serial: str = "D-1", kind: MediumKind = MediumKind.SSD) -> Medium:
    """A disk on the device's list."""
    return add_medium(db, unit, MediumFacts(kind, serial_number=serial), by=by)


def only_disk(db: Session, unit: Unit, by: Viewer) -> Medium:
    """The device's first disk that is in it, listed now where none is."""
    return next((each for each in media_of(db, unit) if each.is_present), None) or make_disk(db, unit, by)


def record_only(
    db: Session, unit: Unit, by: Viewer, *, medium: Medium | None = None, serial: str | None = None, **facts: Any
) -> ErasureRecord:
    """An erasure nobody has verified; `facts` are those of `Erasing`."""
    medium = medium or only_disk(db, unit, by)
    said = Erasing(**{"method": ErasureMethod.PURGE, "tool": "Blancco 7", "has_passed": True, **facts})
    return record_erasure(db, unit, medium, said, serial_number=serial or unit.serial_number, by=by)


def verify(db: Session, unit: Unit, record: ErasureRecord, *, is_confirmed: bool = True) -> None:
    """Somebody else looks."""
    other = make_viewer(db, Role.WORKSHOP)
    verify_erasure(db, unit, record, way=CheckWay.SAMPLE, is_confirmed=is_confirmed, by=other)


def erase(db: Session, unit: Unit, by: Viewer, **facts: Any) -> ErasureRecord:
    """An erasure somebody else has verified; one that failed needs nobody to look."""
    record = record_only(db, unit, by, **facts)
    if record.has_passed:
        verify(db, unit, record)
    return record


def is_open(db: Session, unit: Unit) -> bool:
    """Whether the gate is open for the unit."""
    db.flush()
    return db.exec(select(Unit.id).where(Unit.id == unit.id, is_erased())).first() is not None


def offer(db: Session, unit: Unit, by: Viewer) -> None:
    """Put it in the shop, where it may go."""
    move_units(db, [unit], Stage.ON_OFFER, by=by, event="unit_offered")
