"""Baskets, orders, approvals and returns, read for a viewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.models import Account, Institution, Person
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.errors import NotFound
from app.orders.models import (
    Approval,
    Order,
    OrderLine,
    OrderState,
    Reservation,
    Return,
    ReturnState,
)
from app.orders.money import Counted, Sums, sum_up

PAGE = 25


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Which orders a viewer sees: their own; their institutions'; those they fulfil; those their accounts pay."""
    fulfils = viewer.scope(Permission.FULFIL_ORDERS)
    if fulfils.everywhere:
        return sa.true()
    scope = viewer.scope(Permission.SEE_INSTITUTION_ORDERS).where(col(Institution.path))
    theirs = select(Institution.id).where(scope)
    fulfilled = select(Institution.id).where(fulfils.where(col(Institution.path)))
    paying = select(Account.id).where(col(Account.institution_id).in_(theirs))
    return sa.or_(
        col(Order.requester_id) == viewer.person_id,
        col(Order.institution_id).in_(theirs),
        col(Order.account_id).in_(paying),
        col(Order.institution_id).in_(fulfilled),
    )


def get_order(db: Session, order_id: UUID, *, viewer: Viewer) -> Order:
    """One order the viewer may see."""
    found = db.exec(select(Order).where(Order.id == order_id, seen_by(viewer))).one_or_none()
    if found is None:
        raise NotFound
    return found


def may_change(db: Session, order: Order, viewer: Viewer) -> bool:
    """Whether the viewer may edit or cancel the order: the one who asked, and those who fulfil orders there."""
    if order.requester_id == viewer.person_id:
        return True
    return viewer.may_at(Permission.FULFIL_ORDERS, db.get_one(Institution, order.institution_id).path)


def find_submitted(db: Session, submission_key: str, *, viewer: Viewer) -> Order | None:
    """The order that this form has already become."""
    return db.exec(
        select(Order).where(Order.requester_id == viewer.person_id, Order.submission_key == submission_key)
    ).one_or_none()


def last_order(db: Session, viewer: Viewer) -> Order | None:
    """The viewer's latest order: what the next one is filled in from."""
    return db.exec(
        select(Order).where(Order.requester_id == viewer.person_id).order_by(col(Order.placed_at).desc()).limit(1)
    ).first()


def lines_of(db: Session, order: Order) -> list[OrderLine]:
    """The order's lines, those set to nothing too."""
    wanted = select(OrderLine).where(OrderLine.order_id == order.id)
    return list(db.exec(wanted.order_by(col(OrderLine.title), col(OrderLine.id))))


def sums_of(order: Order, lines: Sequence[OrderLine]) -> Sums:
    """What the order costs."""
    counted = [Counted(line.quantity, line.price_ore, line.new_price_ore) for line in lines]
    return sum_up(counted, delivery_ore=order.delivery_ore, fee_ore=order.fee_ore)


@dataclass(frozen=True)
class OrderRow:
    """An order in a list."""

    id: UUID
    number: str
    state: OrderState
    placed_at: datetime
    promised_on: Any
    handover: Any
    requester: str
    institution: str
    quantity: int
    total_ore: int
    first_title: str


def _order_rows(where: ColumnElement[bool], before: Order | None, limit: int) -> Any:
    line = col(OrderLine.order_id) == Order.id
    quantity = select(sa.func.sum(col(OrderLine.quantity))).where(line).scalar_subquery()
    goods = select(sa.func.sum(col(OrderLine.quantity) * col(OrderLine.price_ore))).where(line).scalar_subquery()
    title = select(sa.func.min(col(OrderLine.title))).where(line).scalar_subquery()
    total = sa.func.coalesce(goods, 0) + col(Order.delivery_ore) + col(Order.fee_ore)
    wanted = (
        sa.select(
            col(Order.id), col(Order.number), col(Order.state), col(Order.placed_at), col(Order.promised_on),
            col(Order.handover), col(Person.name), col(Institution.name), sa.func.coalesce(quantity, 0), total, title,
        )
        .join(Person, col(Person.id) == Order.requester_id)
        .join(Institution, col(Institution.id) == Order.institution_id)
        .where(where)
        .order_by(col(Order.placed_at).desc(), col(Order.id).desc())
        .limit(limit)
    )  # fmt: skip
    if before is not None:
        here = sa.tuple_(col(Order.placed_at), col(Order.id))
        wanted = wanted.where(here < sa.tuple_(sa.literal(before.placed_at), sa.literal(before.id)))
    return wanted


def own_orders(db: Session, viewer: Viewer, *, before: Order | None = None) -> list[OrderRow]:
    """The viewer's own orders, newest first; one more than a page when there are more."""
    mine = col(Order.requester_id) == viewer.person_id
    return [OrderRow(*row) for row in db.execute(_order_rows(mine, before, PAGE + 1))]


def institution_orders(db: Session, viewer: Viewer, *, before: Order | None = None) -> list[OrderRow]:
    """The orders of the institutions the viewer looks after, newest first; one more than a page when there are more."""
    return [OrderRow(*row) for row in db.execute(_order_rows(seen_by(viewer), before, PAGE + 1))]


def approval_of(db: Session, order: Order) -> Approval | None:
    """The latest question to the budget holders about this order."""
    return db.exec(
        select(Approval).where(Approval.order_id == order.id).order_by(col(Approval.order_version).desc()).limit(1)
    ).first()


def orders_to_approve(db: Session, viewer: Viewer) -> list[tuple[Order, Approval, Person, Institution]]:
    """What waits for the viewer's yes or no, the most urgent first; never the viewer's own."""
    scope = viewer.scope(Permission.APPROVE_ORDERS).where(col(Institution.path))
    rows = db.exec(
        select(Order, Approval, Person, Institution)
        .join(Approval, sa.and_(col(Approval.order_id) == Order.id, col(Approval.order_version) == Order.version))
        .join(Person, col(Person.id) == Order.requester_id)
        .join(Account, col(Account.id) == Order.account_id)
        .join(Institution, col(Institution.id) == Account.institution_id)
        .where(
            scope,
            Order.state == OrderState.AWAITING_APPROVAL,
            Order.requester_id != viewer.person_id,
            col(Approval.decision).is_(None),
        )
        .order_by(col(Approval.answer_by), col(Order.placed_at))
    )
    return [(order, approval, person, place) for order, approval, person, place in rows]


def returns_of(db: Session, order: Order) -> list[Return]:
    """What of the order goes back or went back, oldest first."""
    return list(db.exec(select(Return).where(Return.order_id == order.id).order_by(col(Return.asked_at))))


def get_return(db: Session, return_id: UUID, *, viewer: Viewer) -> Return:
    """One return of an order the viewer fulfils."""
    found = db.exec(
        select(Return)
        .join(Order, col(Order.id) == Return.order_id)
        .join(Institution, col(Institution.id) == Order.institution_id)
        .where(Return.id == return_id, viewer.scope(Permission.FULFIL_ORDERS).where(col(Institution.path)))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def returns_to_receive(db: Session, viewer: Viewer) -> list[tuple[Return, OrderLine, Order, Institution]]:
    """Returns the viewer takes that are asked for and not received yet, the oldest first."""
    rows = db.exec(
        select(Return, OrderLine, Order, Institution)
        .join(OrderLine, col(OrderLine.id) == Return.line_id)
        .join(Order, col(Order.id) == Return.order_id)
        .join(Institution, col(Institution.id) == Order.institution_id)
        .where(Return.state == ReturnState.ASKED, viewer.scope(Permission.FULFIL_ORDERS).where(col(Institution.path)))
        .order_by(col(Return.asked_at))
    )
    return [(back, line, order, place) for back, line, order, place in rows]


def handed_over(db: Session, order: Order) -> dict[UUID, tuple[int, datetime]]:
    """Per line: how many units are with the institution now, and when the last was handed over."""
    rows = db.execute(
        select(Reservation.line_id, sa.func.count(), sa.func.max(Reservation.handed_over_at))
        .join(OrderLine, col(OrderLine.id) == Reservation.line_id)
        .where(
            OrderLine.order_id == order.id,
            col(Reservation.handed_over_at).is_not(None),
            col(Reservation.ended_at).is_(None),
        )
        .group_by(col(Reservation.line_id))
    )
    return {line_id: (count, last) for line_id, count, last in rows}
