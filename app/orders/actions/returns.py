"""What does not fit goes back within the return days."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Municipality
from app.accounts.viewer import Viewer
from app.catalogue.actions import move_units
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.orders.actions.fulfil import reserved_units
from app.orders.models import Order, OrderLine, OrderState, Return, ReturnState
from app.orders.queries import handed_over, returns_of


class TooLateToReturn(DomainError):
    message = _("The %(days)s days to return it are over. Report it as surplus instead.")


class TooMuchReturned(DomainError):
    status = 422
    message = _("You can return at most %(count)s of these.")


class AlreadyReceived(DomainError):
    message = _("This return has already been received.")


def return_until(order: Order, municipality: Municipality) -> datetime | None:
    """Until when the order's units may be sent back; none before they are handed over."""
    if order.state != OrderState.DELIVERED or order.closed_at is None:
        return None
    return order.closed_at + timedelta(days=municipality.return_days)


def returnable(db: Session, order: Order, line: OrderLine) -> int:
    """How many of the line are with the institution and not on their way back already."""
    there, _when = handed_over(db, order).get(line.id, (0, None))
    return there - sum(
        back.quantity for back in returns_of(db, order) if back.line_id == line.id and back.state == ReturnState.ASKED
    )


def ask_return(db: Session, order: Order, line: OrderLine, quantity: int, reason: str, *, by: Viewer) -> Return:
    """Ask that so many of the line are collected again; within the return days, and no more than there are."""
    until = return_until(order, by.municipality)
    if until is None or until < now():
        raise TooLateToReturn(days=by.municipality.return_days)
    # Because two requests at once must not return the same unit twice.
    db.refresh(line, with_for_update=True)
    most = returnable(db, order, line)
    if not 1 <= quantity <= most:
        raise TooMuchReturned(count=most)
    made = Return(
        municipality_id=order.municipality_id, order_id=order.id, line_id=line.id, quantity=quantity, reason=reason,
        asked_by_id=by.person_id,
    )  # fmt: skip
    db.add(made)
    db.flush()
    told = {"order_id": order.id, "line_id": line.id, "quantity": quantity, "reason": reason}
    record(db, "return_asked", made, by=by, after=told)
    return made


def receive_return(db: Session, return_: Return, *, by: Viewer | None) -> list[Unit]:
    """The things are back: handed_over -> received, in their next circulation. Emits `return_received` per unit."""
    moment = now()
    taken = db.execute(
        sa.update(Return)
        .where(col(Return.id) == return_.id, col(Return.state) == ReturnState.ASKED)
        .values(state=ReturnState.RECEIVED, received_at=moment)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyReceived
    db.refresh(return_)
    order = db.get_one(Order, return_.order_id)
    here = [each for each in reserved_units(db, order) if each.line.id == return_.line_id]
    back = [each for each in here if each.unit.stage == Stage.HANDED_OVER][: return_.quantity]
    for each in back:
        told = {
            "reservation_id": each.reservation.id, "line_id": each.line.id, "order_id": order.id,
            "return_id": return_.id, "institution_id": order.institution_id,
        }  # fmt: skip
        move_units(db, [each.unit], Stage.RECEIVED, by=by, event="return_received", after=told, at=moment)
        each.reservation.ended_at = moment
        each.unit.circulation, each.unit.received_at = each.unit.circulation + 1, moment
        each.unit.holder_id = each.unit.handed_over_at = None
        db.add(each.reservation)
        db.add(each.unit)
    db.flush()
    if len(back) < return_.quantity:
        # Because some came in another way meanwhile, their own events do not tell that this return has ended.
        record(db, "return_closed", return_, by=by, after={"quantity": return_.quantity, "received": len(back)})
    return [each.unit for each in back]
