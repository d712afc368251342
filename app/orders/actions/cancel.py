"""Change one's mind: cancel an order, or change it, until it is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Municipality
from app.accounts.viewer import Viewer
from app.core.clock import now
from app.core.errors import DomainError, NotFound
from app.core.i18n import _
from app.history import record
from app.orders.actions.approve import NothingLeft, ask_approval, confirm_order, void_question
from app.orders.actions.release import reduce_lines, release_all
from app.orders.models import Handover, Order, OrderState
from app.orders.money import needs_approval
from app.orders.queries import lines_of, may_change, sums_of
from app.orders.states import OrderMovedOn, change_state

CHANGEABLE = (OrderState.AWAITING_APPROVAL, OrderState.CONFIRMED)


class AlreadyLoaded(DomainError):
    message = _(
        "The order is loaded and on its way, so it can no longer be changed. You can return it when it arrives."
    )


class AlreadyClosed(DomainError):
    message = _("The order is closed and can no longer be changed.")


def check_changeable(db: Session, order: Order, by: Viewer) -> None:
    """Refuse a change to an order that is loaded or closed, or that is not the viewer's."""
    if not may_change(db, order, by):
        raise NotFound
    if order.state == OrderState.ON_THE_WAY:
        raise AlreadyLoaded
    if order.state not in CHANGEABLE:
        raise AlreadyClosed


def cancel_order(db: Session, order: Order, *, by: Viewer) -> None:
    """Nothing comes of it; everything is in the shop again. Not once it is loaded."""
    check_changeable(db, order, by)
    void_question(db, order)
    change_state(db, order, OrderState.CANCELLED, closed_at=now())
    release_all(db, order, by=by)
    record(db, "order_cancelled", order, by=by)


@dataclass(frozen=True)
class OrderEdit:
    """What is to be different; quantities by line, only downwards."""

    room: str
    handover: Handover
    wanted_on: date | None
    delivery_ore: int
    quantities: Mapping[UUID, int]


def edit_order(db: Session, order: Order, edit: OrderEdit, *, by: Viewer) -> None:
    """Change an order not yet loaded. Any change is a new version: an answer to the old one is void; we ask anew."""
    check_changeable(db, order, by)
    lines = lines_of(db, order)
    if not any(min(edit.quantities.get(line.id, line.quantity), line.quantity) for line in lines):
        raise NothingLeft
    before = {"room": order.room, "wanted_on": order.wanted_on, "handover": order.handover, "version": order.version}
    void_question(db, order)
    _new_version(db, order, edit)
    changed = reduce_lines(db, order, lines, dict(edit.quantities), by=by)
    after = {"room": order.room, "wanted_on": order.wanted_on, "handover": order.handover, "version": order.version}
    record(db, "order_edited", order, by=by, before=before, after={**after, **changed})
    municipality = db.get_one(Municipality, order.municipality_id)
    if needs_approval(municipality, sums_of(order, lines).total_ore):
        ask_approval(db, order, by=by)
    else:
        confirm_order(db, order, by=by)


def _new_version(db: Session, order: Order, edit: OrderEdit) -> None:
    changed = db.execute(
        sa.update(Order)
        .where(col(Order.id) == order.id, col(Order.version) == order.version, col(Order.state) == order.state)
        .values(
            version=order.version + 1, state=OrderState.AWAITING_APPROVAL, room=edit.room, handover=edit.handover,
            wanted_on=edit.wanted_on, delivery_ore=edit.delivery_ore, promised_on=None,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise OrderMovedOn(number=order.number)
    db.refresh(order)
