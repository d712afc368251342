"""Hand out at the workshop what a workplace collects itself."""

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.core.clock import local, today
from app.core.errors import DomainError
from app.core.i18n import _
from app.orders.actions.fulfil import complete_order, reopen_order
from app.orders.models import Handover, Order, OrderState
from app.orders.states import OrderMovedOn


class NotCollected(DomainError):
    message = _("Order %(number)s is delivered by the van. Put it on a run.")


def hand_out_order(db: Session, order: Order, *, by: Viewer) -> None:
    """The workplace has come for its things: the order is delivered. A second tap changes nothing."""
    db.refresh(order, with_for_update=True)
    if order.handover is not Handover.COLLECT:
        raise NotCollected(number=order.number)
    if order.state is not OrderState.DELIVERED:
        complete_order(db, order, by=by)


def take_back_order(db: Session, order: Order, *, by: Viewer) -> None:
    """Undo the hand-out, on the same day; the order waits at the counter again."""
    db.refresh(order, with_for_update=True)
    if order.handover is Handover.COLLECT and order.state is OrderState.CONFIRMED:
        return
    if order.handover is not Handover.COLLECT or order.closed_at is None or local(order.closed_at).date() != today():
        raise OrderMovedOn(number=order.number)
    reopen_order(db, order, by=by)
