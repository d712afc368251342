"""Give reserved units back to the shop."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions import move_units
from app.catalogue.models import Item
from app.catalogue.stages import Stage
from app.core.clock import now
from app.orders.actions.fulfil import Reserved, reserved_units
from app.orders.models import Order, OrderLine, Reservation


def untie_units(db: Session, unit_ids: Collection[UUID], *, at: datetime) -> None:
    """Let go of the orders these units were delivered with before `at`: they were given in again after use."""
    db.execute(
        sa.update(Reservation)
        .where(
            col(Reservation.unit_id).in_(unit_ids),
            col(Reservation.ended_at).is_(None),
            col(Reservation.handed_over_at) <= at,
        )
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )


def release_units(db: Session, tied: Sequence[Reserved], *, by: Viewer | None) -> None:
    """End these reservations; the units are on offer again, or in the workshop if their item was withdrawn."""
    moment = now()
    for each in tied:
        each.reservation.ended_at = moment
        db.add(each.reservation)
    db.flush()
    units = [each.unit for each in tied]
    move_units(db, units, Stage.ON_OFFER, by=by, event="unit_released")
    # Because nobody finds what is on offer under an item that is out of the shop.
    out = select(Item.id).where(col(Item.id).in_({unit.item_id for unit in units}), col(Item.withdrawn_at).is_not(None))
    withdrawn = set(db.exec(out).all())
    stranded = [unit for unit in units if unit.item_id in withdrawn]
    move_units(db, stranded, Stage.IN_WORKSHOP, by=by, event="unit_withdrawn")


def release_all(db: Session, order: Order, *, by: Viewer | None) -> None:
    """Give back every unit of an order that will not be delivered."""
    release_units(db, reserved_units(db, order), by=by)


def reduce_lines(
    db: Session, order: Order, lines: Sequence[OrderLine], quantities: dict[UUID, int], *, by: Viewer | None
) -> dict[str, int]:
    """Bring the lines down to these quantities and give back what is left over; the changed ones by title."""
    tied, changed = reserved_units(db, order), {}
    surplus: list[Reserved] = []
    for line in lines:
        wanted = min(quantities.get(line.id, line.quantity), line.quantity)
        if wanted == line.quantity:
            continue
        surplus += [each for each in tied if each.line.id == line.id][wanted:]
        line.quantity = changed[line.title] = wanted
        db.add(line)
    release_units(db, surplus, by=by)
    return changed
