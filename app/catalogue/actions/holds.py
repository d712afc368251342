"""Hold units for a basket, and take them for an order: a unit is never sold twice.

A hold is `held_until` on the unit; it ends by itself when the time has passed. Holding and taking are conditional
UPDATEs, and on PostgreSQL rows that another buyer is taking this very moment are stepped over.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions.units import move_units
from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.core.clock import now


def _within_reach(item_id: UUID, person_id: UUID | None) -> list[ColumnElement[bool]]:
    """Units on offer that nobody holds, and those this person holds."""
    free = sa.or_(
        col(Unit.held_until).is_(None),
        col(Unit.held_until) < now(),
        col(Unit.held_by_id) == person_id if person_id else sa.false(),
    )
    return [col(Unit.item_id) == item_id, col(Unit.stage) == Stage.ON_OFFER, free]


def free_count(db: Session, item_id: UUID, *, person_id: UUID | None = None) -> int:
    """How many units of the item this person could have now; without a person, how many nobody holds."""
    counted = select(sa.func.count(col(Unit.id))).where(*_within_reach(item_id, person_id))
    return db.exec(counted).one()


def _grab(db: Session, item_id: UUID, quantity: int, person_id: UUID) -> list[Unit]:
    own_first = sa.case((col(Unit.held_by_id) == person_id, 0), else_=1)
    wanted = (
        select(Unit)
        .where(*_within_reach(item_id, person_id))
        .order_by(own_first, col(Unit.number))
        .limit(quantity)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(db.exec(wanted).all())


def hold_units(db: Session, item: Item, quantity: int, *, person_id: UUID, until: datetime) -> int:
    """Hold this many units for the person's basket until then; the answer is how many they got, maybe fewer.

    Units the person held before and does not need any more are let go.
    """
    release_hold(db, item.id, person_id=person_id)
    units = _grab(db, item.id, quantity, person_id)
    if units:
        db.execute(
            sa.update(Unit)
            .where(col(Unit.id).in_([unit.id for unit in units]), *_within_reach(item.id, person_id))
            .values(held_until=until, held_by_id=person_id)
            .execution_options(synchronize_session="fetch")
        )
    return len(units)


def release_hold(db: Session, item_id: UUID, *, person_id: UUID) -> None:
    """Let go of what the person holds of the item."""
    db.execute(
        sa.update(Unit)
        .where(col(Unit.item_id) == item_id, col(Unit.held_by_id) == person_id)
        .values(held_until=None, held_by_id=None)
        .execution_options(synchronize_session="fetch")
    )


def take_units(db: Session, item: Item, quantity: int, *, by: Viewer) -> list[Unit]:
    """Reserve this many units for good, the person's held ones first; maybe fewer, when others were faster."""
    units = _grab(db, item.id, quantity, by.person_id)
    move_units(db, units, Stage.RESERVED, by=by, event="unit_reserved")
    return units
