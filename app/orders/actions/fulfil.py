"""What the van and the counter do to an order: load it, hand it over, undo that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions import move_units
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.history import record
from app.orders.models import Handover, Order, OrderLine, OrderState, Reservation
from app.orders.states import OrderMovedOn, change_state


@dataclass(frozen=True)
class Reserved:
    """One unit of an order, with the line it belongs to and the tie between them."""

    reservation: Reservation
    line: OrderLine
    unit: Unit


def reserved_units(db: Session, order: Order) -> list[Reserved]:
    """The units tied to the order now: waiting for hand-over, or handed over and not given back."""
    rows = db.exec(
        select(Reservation, OrderLine, Unit)
        .join(OrderLine, col(OrderLine.id) == Reservation.line_id)
        .join(Unit, col(Unit.id) == Reservation.unit_id)
        .where(OrderLine.order_id == order.id, col(Reservation.ended_at).is_(None))
        .order_by(col(Unit.number))
    )
    return [Reserved(*row) for row in rows.all()]


def start_order(db: Session, order: Order, *, by: Viewer | None = None, at: datetime | None = None) -> None:
    """The order is loaded and on its way; from here on it cannot be cancelled."""
    change_state(db, order, OrderState.ON_THE_WAY)
    record(db, "order_loaded", order, by=by, at=at)


def unload_order(db: Session, order: Order, *, by: Viewer | None, at: datetime | None = None) -> None:
    """The order came back to the workshop without being handed over; it waits for another day."""
    change_state(db, order, OrderState.CONFIRMED, promised_on=None)
    tied = reserved_units(db, order)
    for each in tied:
        each.reservation.fetched_from_id = None  # because what was fetched came home to the workshop
    _save(db, tied)
    record(db, "order_unloaded", order, by=by, at=at)


def fetch_units(
    db: Session, order: Order, institution_id: UUID, *, by: Viewer | None, at: datetime | None = None
) -> list[Unit]:
    """Take the order's units that stand at this workplace into the van; they keep where they stood until then."""
    tied = [each for each in reserved_units(db, order) if each.unit.stands_at_id == institution_id]
    for each in tied:
        _leave_where_it_stood(each)
        here, there = {"stands_at_id": institution_id}, {"order_id": order.id}
        record(db, "unit_fetched", each.unit, by=by, at=at, before=here, after=there)
    _save(db, tied)
    return [each.unit for each in tied]


def put_units_back(db: Session, order: Order, institution_id: UUID, *, by: Viewer | None) -> None:
    """Undo the fetching: the units stand where they stood."""
    tied = [each for each in reserved_units(db, order) if each.reservation.fetched_from_id == institution_id]
    for each in tied:
        _stand_again(each)
        record(db, "unit_fetch_undone", each.unit, by=by, after={"stands_at_id": institution_id})
    _save(db, tied)


def _leave_where_it_stood(tied: Reserved) -> None:
    tied.reservation.fetched_from_id, tied.unit.stands_at_id = tied.unit.stands_at_id, None


def _stand_again(tied: Reserved) -> None:
    tied.unit.stands_at_id, tied.reservation.fetched_from_id = tied.reservation.fetched_from_id, None


def promise_order(db: Session, order: Order, day: date | None) -> None:
    """Set the day the order is promised for (None takes the promise back); `OrderMovedOn` unless it still waits.

    From here to the end of the transaction nobody else changes the order.
    """
    promised = db.execute(
        sa.update(Order)
        .where(col(Order.id) == order.id, col(Order.state) == OrderState.CONFIRMED)
        .values(promised_on=day)
        .execution_options(synchronize_session=False)
    )
    if promised.rowcount != 1:  # type: ignore[attr-defined]
        raise OrderMovedOn(number=order.number)
    db.refresh(order)


def complete_order(
    db: Session,
    order: Order,
    *,
    by: Viewer | None,
    transport_g_by_unit: Mapping[UUID, int] | None = None,
    at: datetime | None = None,
) -> list[Unit]:
    """Hand over every unit of the order: reserved -> handed_over, held by the institution; the order is delivered.

    Emits `unit_handed_over` per unit with what the impact line freezes: the answer, the price of one in øre, and the
    unit's share of the trip in whole grams CO2e (`transport_g`; absent where nothing was driven). `order_delivered`
    follows.
    """
    shares = transport_g_by_unit or {}
    moment = at or now()
    change_state(db, order, OrderState.DELIVERED, closed_at=moment)
    tied = [each for each in reserved_units(db, order) if each.reservation.handed_over_at is None]
    for each in tied:
        told: dict[str, Any] = {
            "reservation_id": each.reservation.id, "line_id": each.line.id, "order_id": order.id,
            "answer": each.line.answer, "price_ore": each.line.price_ore, "institution_id": order.institution_id,
        }  # fmt: skip
        if each.unit.id in shares:
            told["transport_g"] = shares[each.unit.id]
        move_units(db, [each.unit], Stage.HANDED_OVER, by=by, event="unit_handed_over", after=told, at=moment)
        each.reservation.handed_over_at = each.unit.handed_over_at = moment
        each.unit.holder_id, each.unit.storage_place_id = order.institution_id, None
        if each.unit.stands_at_id is not None:  # because they came for it there, or it stood with them already
            _leave_where_it_stood(each)
    _save(db, tied)
    record(db, "order_delivered", order, by=by, after={"units": len(tied)}, at=at)
    return [each.unit for each in tied]


def reopen_order(db: Session, order: Order, *, by: Viewer | None, at: datetime | None = None) -> list[Unit]:
    """Undo the hand-over: the units are reserved again, the order is on its way (or waits at the counter).

    `OrderMovedOn` where some of them have been given back, and perhaps ordered by others, since.
    """
    waits = order.handover == Handover.COLLECT
    change_state(db, order, OrderState.CONFIRMED if waits else OrderState.ON_THE_WAY, closed_at=None)
    tied = [each for each in reserved_units(db, order) if each.reservation.handed_over_at is not None]
    ordered = sa.select(sa.func.sum(col(OrderLine.quantity))).where(col(OrderLine.order_id) == order.id)
    if len(tied) != db.scalar(ordered):
        raise OrderMovedOn(number=order.number)
    for each in tied:
        told = {"reservation_id": each.reservation.id, "line_id": each.line.id, "order_id": order.id}
        move_units(db, [each.unit], Stage.RESERVED, by=by, event="unit_hand_over_undone", after=told, at=at)
        each.reservation.handed_over_at = each.unit.handed_over_at = each.unit.holder_id = None
        if waits or each.reservation.fetched_from_id == order.institution_id:  # because no van has it
            _stand_again(each)
    _save(db, tied)
    record(db, "order_reopened", order, by=by, at=at)
    return [each.unit for each in tied]


def _save(db: Session, tied: Sequence[Reserved]) -> None:
    for each in tied:
        db.add(each.reservation)
        db.add(each.unit)
    db.flush()
