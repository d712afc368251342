"""What a device stores data on: listed by whoever opens it, before anything is erased."""

from dataclasses import asdict, dataclass

from sqlmodel import Session, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.actions.receive import NotInTheWorkshop
from app.workshop.erasure.models import ErasureRecord, Medium, MediumKind
from app.workshop.erasure.queries import media_of, release_of
from app.workshop.readiness import IN_THE_WORKSHOP


class HasMedia(DomainError):
    status = 422
    message = _("%(number)s has a medium on its list. It cannot also be without storage.")


class MediumTwice(DomainError):
    status = 422
    message = _("%(serial)s is already on the list.")


class MediumGone(DomainError):
    message = _("This medium is not in the device any more.")


class MediumTried(DomainError):
    message = _("An erasure of this medium is recorded, so it stays on the list.")


@dataclass(frozen=True)
class MediumFacts:
    """What is written on a medium; the capacity in GB (10⁹ bytes)."""

    kind: MediumKind
    make: str = ""
    model: str = ""
    serial_number: str = ""
    capacity_gb: int = 0


def lock_device(db: Session, unit: Unit) -> None:
    """Wait for others who work on the device; `NotInTheWorkshop` once it has left.

    Because what becomes known of a device in the shop would come too late: it is taken back into the workshop first.
    """
    db.flush()
    db.refresh(unit, with_for_update=True)
    if unit.stage not in IN_THE_WORKSHOP:
        raise NotInTheWorkshop(number=unit.number)


def _refuse_twice(db: Session, unit: Unit, facts: MediumFacts, *, but: Medium | None = None) -> None:
    others = [each for each in media_of(db, unit) if each.is_present and each is not but]
    if facts.serial_number and any(each.serial_number == facts.serial_number for each in others):
        raise MediumTwice(serial=facts.serial_number)
    if facts.kind is MediumKind.NONE and others:
        raise HasMedia(number=unit.number)


def add_medium(db: Session, unit: Unit, facts: MediumFacts, *, by: Viewer) -> Medium:
    """Put a medium on the device's list, or state that there is none. The device needs an erasure of it from now on.

    A medium that is found after all replaces the statement that there is none.
    """
    lock_device(db, unit)
    for stated in [each for each in media_of(db, unit) if each.is_present and each.kind is MediumKind.NONE]:
        if facts.kind is MediumKind.NONE:
            return stated
        _strike(db, unit, stated, by)
    _refuse_twice(db, unit, facts)
    made = Medium(municipality_id=unit.municipality_id, unit_id=unit.id, added_by_id=by.person_id, **asdict(facts))
    db.add(made)
    db.flush()
    record(db, "medium_added", unit, by=by, after={"medium": made.id, **asdict(facts)})
    return made


def change_medium(db: Session, unit: Unit, medium: Medium, facts: MediumFacts, *, by: Viewer) -> None:
    """Correct what is written of a medium. A new serial number voids the erasure of the old one."""
    lock_device(db, unit)
    if not medium.is_present:
        raise MediumGone
    if (facts.kind is MediumKind.NONE) != (medium.kind is MediumKind.NONE):
        raise HasMedia(number=unit.number)
    _refuse_twice(db, unit, facts, but=medium)
    after = asdict(facts)
    before = {name: getattr(medium, name) for name in after}
    if before == after:
        return
    for name, value in after.items():
        setattr(medium, name, value)
    db.add(medium)
    db.flush()
    record(db, "medium_changed", unit, by=by, before={"medium": medium.id, **before}, after=after)


def strike_medium(db: Session, unit: Unit, medium: Medium, *, by: Viewer) -> None:
    """Say that the medium was never in the device. `MediumTried` once an erasure of it is recorded, passed or not."""
    lock_device(db, unit)
    if not medium.is_present:
        raise MediumGone
    if db.exec(select(ErasureRecord.id).where(ErasureRecord.medium_id == medium.id)).first() is not None:
        raise MediumTried
    _strike(db, unit, medium, by)


def _strike(db: Session, unit: Unit, medium: Medium, by: Viewer) -> None:
    medium.struck_at = now()
    db.add(medium)
    db.flush()
    told = {"medium": medium.id, "kind": medium.kind, "serial_number": medium.serial_number}
    record(db, "medium_struck", unit, by=by, before=told)


def release_device(db: Session, unit: Unit, loosened: dict[str, bool], *, by: Viewer) -> None:
    """Say which ties of the device to its former owner are loosened (the `is_` columns of `DeviceRelease`)."""
    lock_device(db, unit)
    release = release_of(db, unit)
    before = {name: getattr(release, name) for name in loosened}
    if before == loosened:
        return
    for name, value in loosened.items():
        setattr(release, name, value)
    db.add(release)
    db.flush()
    record(db, "device_released", unit, by=by, before=before, after=loosened)
