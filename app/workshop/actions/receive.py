"""Things come in: they get numbers, serial numbers and a place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions import move_units, register_units
from app.catalogue.actions.drafts import UNSORTED, NotDescribed
from app.catalogue.actions.places import open_place, refuse_code
from app.catalogue.actions.sets import join_set
from app.catalogue.models import Category, PlaceKind, StoragePlace, Unit
from app.catalogue.queries.places import find_place
from app.catalogue.stages import IN_THE_HOUSE, Stage
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.gate import refuse_unerased
from app.workshop.readiness import IN_THE_WORKSHOP


class SerialsMissing(DomainError):
    status = 422
    message = _("Write one serial number per line, %(count)s in all")


class SerialInUse(DomainError):
    status = 422
    message = _("Serial number %(serial)s already belongs to %(number)s")


class NotInTheWorkshop(DomainError):
    message = _("%(number)s is not in the workshop any more, so it cannot be changed.")


def check_serials(db: Session, category: Category, serials: Sequence[str], *, count: int) -> None:
    """Refuse unless a data-bearing category has one own serial number per unit; others may have some or none.

    A serial number of a unit that is in the house belongs to that unit alone.
    """
    wanted = {count} if category.is_data_bearing else range(count + 1)
    if len(serials) not in wanted or len(set(serials)) != len(serials):
        raise SerialsMissing(count=count)
    refuse_taken_serial(db, category, serials)


def refuse_taken_serial(db: Session, category: Category, serials: Sequence[str], *, but: UUID | None = None) -> None:
    """Raise `SerialInUse` where another unit in the house has one of these serial numbers."""
    taken = db.exec(
        select(Unit.serial_number, Unit.number).where(
            Unit.municipality_id == category.municipality_id,
            col(Unit.serial_number).in_([each for each in serials if each]),
            col(Unit.stage).in_(IN_THE_HOUSE),
            Unit.id != but if but else col(Unit.id).is_not(None),
        )
    ).first()
    if taken:
        raise SerialInUse(serial=taken[0], number=taken[1])


def receive_units(
    db: Session,
    category: Category,
    *,
    count: int,
    by: Viewer | None,
    title: str = "",
    condition: int = 3,
    serial_numbers: Sequence[str] = (),
    place_code: str = "",
    giver_id: UUID | None = None,
    report_id: UUID | None = None,
    report_line_id: UUID | None = None,
    stands_at_id: UUID | None = None,
    is_set: bool = False,
    at: datetime | None = None,
) -> list[Unit]:
    """Register so many equal things, each with a number of its own; without a title they bear the category's name.

    What stays where it is until somebody wants it (`stands_at_id`, a workplace) has no place in the workshop. A set
    belongs together, also with what is registered of its report's line later. `SerialsMissing` or `SerialInUse` where
    the serial numbers do not fit.
    """
    check_serials(db, category, serial_numbers, count=count)
    place = place_for(db, category.municipality_id, place_code, by=by) if stands_at_id is None else None
    units = register_units(
        db, category, count=count, title=title or category.name_da, condition=condition, by=by, giver_id=giver_id,
        report_id=report_id, serial_numbers=serial_numbers, storage_place_id=place.id if place else None, at=at,
        report_line_id=report_line_id, stands_at_id=stands_at_id,
    )  # fmt: skip
    if is_set:
        join_set(db, units, name=title or category.name_da, by=by)
    return units


def receive_again(db: Session, unit: Unit, *, by: Viewer, at: datetime | None = None) -> None:
    """A unit that was handed over comes in once more: a new circulation, with nothing done or erased in it yet."""
    move_units(db, [unit], Stage.RECEIVED, by=by, event="unit_came_back", after={"giver": unit.holder_id}, at=at)
    unit.circulation, unit.received_at = unit.circulation + 1, at or now()
    unit.giver_id, unit.holder_id, unit.item_id, unit.report_id = unit.holder_id, None, None, None
    unit.handed_over_at = unit.stands_at_id = unit.set_id = unit.report_line_id = None
    db.add(unit)
    db.flush()


def place_for(db: Session, municipality_id: UUID, code: str, *, by: Viewer | None) -> StoragePlace | None:
    """The storage place with this code, made known where it is new, open where it was closed; None without a code.

    A new code that goes on from a known one (H1-R2 from H1) is a shelf that stands there. `NotACode` where it is none.
    """
    code = code.strip().upper()
    if not code:
        return None
    found = find_place(db, code)
    if found is None:
        refuse_code(code)
        parent = find_place(db, code.rpartition("-")[0])
        is_above = parent is not None and parent.kind is not PlaceKind.SHELF and parent.closed_at is None
        found = StoragePlace(
            municipality_id=municipality_id, code=code, name=code, parent_id=parent.id if parent and is_above else None
        )
        db.add(found)
        db.flush()
        record(db, "storage_place_added", found, by=by, after={"code": code})
    open_place(db, found, by=by)
    return found


def change_unit(
    db: Session, unit: Unit, *, category: Category, title: str, serial_number: str, place_code: str, by: Viewer,
    **further: Any,
) -> None:  # fmt: skip
    """Correct what was registered, while the unit is in the workshop; a draft is described by it and ends.

    `further` are facts to set beside: condition (1 to 4), giver_id.

    A new serial number voids the erasure of the old one. A data-bearing unit becomes another kind of thing only once
    its data is erased, so that nothing slips past the gate.
    """
    if unit.stage not in IN_THE_WORKSHOP:
        raise NotInTheWorkshop(number=unit.number)
    if category.id != unit.category_id and not category.is_data_bearing:
        refuse_unerased(db, [unit])
    if category.key == UNSORTED:
        raise NotDescribed(numbers=unit.number)
    if category.is_data_bearing and not serial_number:
        raise SerialsMissing(count=1)
    refuse_taken_serial(db, category, [serial_number], but=unit.id)
    place = place_for(db, unit.municipality_id, place_code, by=by)
    after = {
        "category_id": category.id, "title": title or category.name_da, "serial_number": serial_number,
        "storage_place_id": place.id if place else None, "is_draft": False, **further,
    }  # fmt: skip
    before = {name: getattr(unit, name) for name in after}
    if before == after:
        return
    if category.id != unit.category_id:
        unit.item_id = None
    for name, value in after.items():
        setattr(unit, name, value)
    db.add(unit)
    db.flush()
    record(db, "unit_changed", unit, by=by, before=before, after=after)
