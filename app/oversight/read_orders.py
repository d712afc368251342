"""The orders on a budget holder's list: dear ones, those they collected themselves, those that took too long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Account, Institution
from app.core.clock import local, moment_at, today
from app.core.formats import kr, long_date
from app.core.i18n import Text, _
from app.orders.models import Approval, Decision, Handover, Order, OrderLine, OrderState
from app.oversight.findings import WAITING_DAYS, Finding, Kind, Stretch

CAME_TO_NOTHING = (OrderState.CANCELLED, OrderState.REJECTED)
_YES = (Decision.APPROVED, Decision.REDUCED)


@dataclass(frozen=True)
class Sold:
    """An order with its sums: pieces, and øre with delivery and fee."""

    order: Order
    payer: UUID
    place: str
    title: str
    quantity: int
    total_ore: int

    @property
    def placed_on(self) -> date:
        return local(self.order.placed_at).date()

    @property
    def ended_on(self) -> date | None:
        return local(self.order.closed_at).date() if self.order.closed_at else None


def read_orders(db: Session, stretch: Stretch) -> list[Finding]:
    """Orders paid by these workplaces that were under way in the stretch; two statements."""
    orders = list(_under_way(db, stretch))
    dear = [each for each in orders if _is_dear(each, stretch)]
    answered = _approved_on(db, [each.order.id for each in dear])
    found = [_finding(Kind.OVER_LIMIT, each, each.placed_on, _dear(each, stretch, answered)) for each in dear]
    for each in orders:
        if (day := _collected_on(each)) and stretch.holds(day):
            found.append(_finding(Kind.SELF_COLLECTED, each, day, _collected(each)))
        if _waited_too_long(each, stretch):
            found.append(_finding(Kind.UNDELIVERED, each, each.placed_on, _waited(each, stretch)))
    return found


def _under_way(db: Session, stretch: Stretch) -> Iterator[Sold]:
    line = col(OrderLine.order_id) == Order.id
    quantity = select(sa.func.sum(col(OrderLine.quantity))).where(line).scalar_subquery()
    goods = select(sa.func.sum(col(OrderLine.quantity) * col(OrderLine.price_ore))).where(line).scalar_subquery()
    title = select(sa.func.min(col(OrderLine.title))).where(line, col(OrderLine.quantity) > 0).scalar_subquery()
    begins, ends = moment_at(stretch.told_from, 0), moment_at(stretch.last + timedelta(days=1), 0)
    rows = db.execute(
        sa.select(Order, col(Account.institution_id), col(Institution.name), quantity, goods, title)
        .join(Account, col(Account.id) == Order.account_id)
        .join(Institution, col(Institution.id) == Order.institution_id)
        .where(
            col(Account.institution_id).in_(stretch.ids),
            col(Order.state).not_in(CAME_TO_NOTHING),
            col(Order.placed_at) < ends,
            sa.or_(col(Order.closed_at).is_(None), col(Order.closed_at) >= begins, col(Order.placed_at) >= begins),
        )
    )
    for order, payer, place, pieces, ore, called in rows:
        yield Sold(order, payer, place, called or "", pieces or 0, (ore or 0) + order.delivery_ore + order.fee_ore)


def _is_dear(sold: Sold, stretch: Stretch) -> bool:
    return stretch.holds(sold.placed_on) and sold.total_ore > stretch.municipality.approval_limit_ore


def _approved_on(db: Session, order_ids: Sequence[UUID]) -> dict[UUID, date]:
    """The day each of these orders got its yes."""
    if not order_ids:
        return {}
    rows = db.exec(
        select(Approval.order_id, Approval.decided_at).where(
            col(Approval.order_id).in_(order_ids), col(Approval.decision).in_(_YES), col(Approval.voided_at).is_(None)
        )
    )
    return {order_id: local(decided_at).date() for order_id, decided_at in rows if decided_at}


def _dear(sold: Sold, stretch: Stretch, answered: dict[UUID, date]) -> Text:
    limit = kr(stretch.municipality.approval_limit_ore)
    if day := answered.get(sold.order.id):
        return _("Over the limit of %(limit)s, and approved on %(day)s.", limit=limit, day=long_date(day))
    if sold.order.state is OrderState.AWAITING_APPROVAL:
        return _("Over the limit of %(limit)s, and still waiting for a yes.", limit=limit)
    return _("Over the limit of %(limit)s, and nobody was asked to approve it.", limit=limit)


def _collected_on(sold: Sold) -> date | None:
    is_collected = sold.order.state is OrderState.DELIVERED and sold.order.handover is Handover.COLLECT
    return sold.ended_on if is_collected else None


def _collected(sold: Sold) -> Text:
    return _("Collected in the workshop, so no driver has seen that it came to %(place)s.", place=sold.place)


def _waited_too_long(sold: Sold, stretch: Stretch) -> bool:
    """Whether it had waited more than 30 days at some time of the quarter itself."""
    late_from = sold.placed_on + timedelta(days=WAITING_DAYS + 1)
    until = sold.ended_on or _as_of(stretch)
    return late_from <= _as_of(stretch) and until >= max(late_from, stretch.first)


def _waited(sold: Sold, stretch: Stretch) -> Text:
    if sold.ended_on and sold.ended_on <= stretch.last:
        days = (sold.ended_on - sold.placed_on).days
        return _("Delivered only on %(day)s, after %(days)s days.", day=long_date(sold.ended_on), days=days)
    end = _as_of(stretch)
    return _("Not delivered on %(day)s, after %(days)s days.", day=long_date(end), days=(end - sold.placed_on).days)


def _as_of(stretch: Stretch) -> date:
    return min(stretch.last, today())


def _finding(kind: Kind, sold: Sold, on: date, why: Text) -> Finding:
    order = sold.order
    return Finding(
        kind=kind, key=f"{kind}:{order.id}", ref=order.number, url=f"/orders/{order.id}", title=sold.title,
        at=sold.payer, place=sold.place, on=on, quantity=sold.quantity, ore=sold.total_ore, why=why,
    )  # fmt: skip
