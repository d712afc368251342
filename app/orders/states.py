"""An order's way, drawn once: actions, buttons and tests all use this drawing."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.errors import DomainError
from app.core.i18n import _
from app.orders.models import Order, OrderState

NEXT_STATES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.AWAITING_APPROVAL: frozenset({OrderState.CONFIRMED, OrderState.REJECTED, OrderState.CANCELLED}),
    OrderState.CONFIRMED: frozenset(
        {OrderState.ON_THE_WAY, OrderState.DELIVERED, OrderState.CANCELLED, OrderState.AWAITING_APPROVAL}
    ),
    OrderState.ON_THE_WAY: frozenset({OrderState.DELIVERED, OrderState.CONFIRMED}),
    OrderState.DELIVERED: frozenset({OrderState.ON_THE_WAY, OrderState.CONFIRMED}),  # the hand-over is undone
    OrderState.CANCELLED: frozenset(),
    OrderState.REJECTED: frozenset(),
}

OPEN_STATES = (OrderState.AWAITING_APPROVAL, OrderState.CONFIRMED, OrderState.ON_THE_WAY)


class OrderMovedOn(DomainError):
    message = _("Order %(number)s has moved on since you opened the page. Load it again to see where it is now.")


def may_go(here: OrderState, there: OrderState) -> bool:
    """Whether the drawing has an arrow from here to there."""
    return there in NEXT_STATES[here]


def change_state(db: Session, order: Order, state: OrderState, **values: Any) -> None:
    """Move the order on and set `values` with it; `OrderMovedOn` when somebody else moved or changed it meanwhile.

    A conditional UPDATE on the state and the version that the caller has read.
    """
    if not may_go(order.state, state):
        raise OrderMovedOn(number=order.number)
    moved = db.execute(
        sa.update(Order)
        .where(col(Order.id) == order.id, col(Order.state) == order.state, col(Order.version) == order.version)
        .values(state=state, **values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise OrderMovedOn(number=order.number)
    db.refresh(order)
