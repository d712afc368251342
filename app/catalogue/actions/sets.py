"""Units that belong together get one name and one number; they stay units, each with its own."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, select

from app.accounts.numbers import set_number, take_numbers
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit, UnitSet
from app.history import record


def make_set(db: Session, municipality_id: UUID, name: str, *, by: Viewer | None) -> UnitSet:
    """A set nothing belongs to yet."""
    number = set_number(take_numbers(db, municipality_id, "set"))
    made = UnitSet(municipality_id=municipality_id, number=number, name=name)
    db.add(made)
    db.flush()
    record(db, "unit_set_made", made, by=by, after={"number": number, "name": name})
    return made


def join_set(db: Session, units: Sequence[Unit], *, name: str, by: Viewer | None) -> UnitSet:
    """Let these units of one report's line belong together, with those that were registered of it before."""
    line_id = units[0].report_line_id
    before = select(UnitSet).join(Unit).where(Unit.report_line_id == line_id) if line_id else None
    there = db.exec(before).first() if before is not None else None
    found = there or make_set(db, units[0].municipality_id, name, by=by)
    for unit in units:
        unit.set_id = found.id
        db.add(unit)
    db.flush()
    record(db, "units_joined_set", found, by=by, after={"units": [unit.number for unit in units]})
    return found


def gather_units(db: Session, units: Sequence[Unit], *, name: str, by: Viewer) -> UnitSet:
    """Let these units belong together from now on, whatever set they were in before."""
    made = make_set(db, by.municipality_id, name, by=by)
    for unit in units:
        unit.set_id = made.id
        db.add(unit)
    db.flush()
    record(db, "units_joined_set", made, by=by, after={"units": [unit.number for unit in units]})
    return made


def leave_set(db: Session, unit: Unit, unit_set: UnitSet, *, by: Viewer) -> None:
    """The unit stands for itself from now on; one that is not in the set stays as it is."""
    if unit.set_id != unit_set.id:
        return
    unit.set_id = None
    db.add(unit)
    db.flush()
    record(db, "unit_left_set", unit, by=by, before={"set": unit_set.number})
