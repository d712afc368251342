"""Sets: units that belong together, by the number on their common label."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Unit, UnitSet
from app.core.errors import NotFound


def find_set(db: Session, number: str | None) -> UnitSet | None:
    """The set with this number, or None."""
    return db.exec(select(UnitSet).where(UnitSet.number == number)).one_or_none() if number else None


def get_set(db: Session, number: str | None) -> UnitSet:
    """The set with this number."""
    found = find_set(db, number)
    if found is None:
        raise NotFound
    return found


def units_of_set(db: Session, unit_set: UnitSet) -> Sequence[Unit]:
    """Its units, wherever they are."""
    return db.exec(select(Unit).where(Unit.set_id == unit_set.id).order_by(col(Unit.number))).all()


def sets_listed(db: Session, numbers: Sequence[str]) -> list[tuple[UnitSet, int]]:
    """The sets with these numbers in their order, each with how many units belong to it."""
    counted = (
        select(UnitSet, sa.func.count(col(Unit.id)))
        .outerjoin(Unit, col(Unit.set_id) == col(UnitSet.id))
        .where(col(UnitSet.number).in_(numbers))
        .group_by(col(UnitSet.id))
        .order_by(col(UnitSet.number))
    )
    return [(found, count) for found, count in db.exec(counted)]
