"""What was scanned or typed: a thing, a place, or something we do not know."""

import re

from sqlmodel import Session, col, select

from app.catalogue.models import StoragePlace, Unit, UnitSet
from app.catalogue.queries.places import find_place
from app.catalogue.queries.sets import find_set
from app.workshop.labels.models import LabelCode
from app.workshop.labels.queries import find_label
from app.workshop.numbers import read_unit_number
from app.workshop.queries import find_unit

# The address of a place's label, or `P/` and its code.
_PLACE = re.compile(r"(?:.*/)?[pP]/(?P<code>[^/?#]{1,20})")
_UNIT = re.compile(r".*/[uU]/.*")


def read_place_code(scanned: str) -> str | None:
    """The code on a place's label; None where the scan is not of such a label."""
    found = _PLACE.fullmatch(scanned.strip())
    return found["code"].upper() if found else None


def find_label_or_set(db: Session, scanned: str) -> LabelCode | UnitSet | None:
    """The pre-printed label that is on nothing yet, or the set, whose code this is."""
    number = read_unit_number(scanned)
    return find_label(db, number) or find_set(db, number)


def find_things(db: Session, scanned: str, *, units_first: bool = False) -> list[Unit] | StoragePlace | None:
    """The place, or the thing, or all the things of the set whose label was scanned."""
    found = find_scanned(db, scanned, units_first=units_first)
    if isinstance(found, Unit):
        return [found]
    belonging = find_label_or_set(db, scanned) if found is None else None
    if isinstance(belonging, UnitSet):
        things = db.exec(select(Unit).where(Unit.set_id == belonging.id).order_by(col(Unit.number))).all()
        return list(things) or None
    return found


def find_scanned(db: Session, scanned: str, *, units_first: bool = False) -> Unit | StoragePlace | None:
    """The thing or the place, by the address on its label, or by what is typed of it.

    What is typed may name both (B2 is a shelf, and short for B-0002): then it is the place, unless `units_first`.
    """
    code = read_place_code(scanned)
    if code is not None:
        return find_place(db, code)
    unit = find_unit(db, read_unit_number(scanned))
    if _UNIT.fullmatch(scanned) or (units_first and unit is not None):
        return unit
    place = find_place(db, scanned)
    return place if place is not None and place.closed_at is None else unit or place
