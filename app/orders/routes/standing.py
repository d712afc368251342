"""Where the things of an order or a basket stand, when it is not the workshop: whoever collects, goes there."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.orders.models import Order, OrderLine, Reservation


def places_of_order(db: Session, order: Order) -> list[str]:
    """The workplaces, with their addresses, where something of the order stands until it is fetched."""
    tied = (
        select(Reservation.unit_id)
        .join(OrderLine, col(OrderLine.id) == Reservation.line_id)
        .where(OrderLine.order_id == order.id, col(Reservation.ended_at).is_(None))
    )
    return _places(db, col(Unit.id).in_(tied))


def places_of_items(db: Session, item_ids: Collection[UUID]) -> list[str]:
    """The same for what is on offer of these items."""
    return _places(db, sa.and_(col(Unit.item_id).in_(item_ids), col(Unit.stage) == Stage.ON_OFFER))


def _places(db: Session, of_units: sa.ColumnElement[bool]) -> list[str]:
    found = db.exec(
        select(Institution.name, Institution.address)
        .join(Unit, col(Unit.stands_at_id) == col(Institution.id))
        .where(of_units)
        .distinct()
        .order_by(Institution.name)
    ).all()
    return [", ".join(part for part in (name, address) if part) for name, address in found]
