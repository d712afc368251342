"""A budget holder's pages: what waits, and one order with yes, fewer or no. Only a POST answers."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.orders.actions import approve_order, reduce_order, reject_order
from app.orders.actions.approve import OwnOrder, answered, is_for, may_approve
from app.orders.forms import Verdict, VerdictForm
from app.orders.models import Order, OrderState
from app.orders.queries import get_order, lines_of, orders_to_approve, sums_of
from app.orders.routes.desk import avoided_for
from app.orders.routes.orders import quantity_name, read_quantities
from app.orders.routes.story import tell

router = APIRouter()
MAY_APPROVE = [allow(Permission.APPROVE_ORDERS)]


@router.get("/approvals", dependencies=MAY_APPROVE)
def show_approvals(request: Request, db: Db, viewer: SignedIn) -> Response:
    waiting = [
        (order, approval, person, place, sums_of(order, lines_of(db, order)))
        for order, approval, person, place in orders_to_approve(db, viewer)
    ]
    return page(request, "orders/approvals.html", waiting=waiting)


def _find(db: Session, order_id: UUID, viewer: Viewer) -> Order:
    order = get_order(db, order_id, viewer=viewer)
    if not may_approve(db, order, viewer):
        raise NotFound
    return order


def _approval_page(
    request: Request, db: Session, viewer: Viewer, order: Order, form: Filled[VerdictForm], *, status: int = 200,
    answer: str = "",
) -> Response:  # fmt: skip
    story = tell(db, order)
    closed: Text | None = None
    if story.approval is not None and story.approval.decision is not None and story.approval.voided_at is None:
        closed = answered(db, story.approval).sentence
    elif order.state != OrderState.AWAITING_APPROVAL:
        closed = _("Nobody waits for an answer to this order any more.")
    elif is_for(order, viewer):
        closed = OwnOrder.message
    return page(
        request, "orders/approval.html", status=status, story=story, order=order, closed=closed, form=form,
        answer=answer if answer in ("no", "fewer") else "", co2e_g=avoided_for(db, story.lines), name=quantity_name,
    )  # fmt: skip


@router.get("/approvals/{order_id}", dependencies=MAY_APPROVE)
def show_approval(request: Request, order_id: UUID, db: Db, viewer: SignedIn, answer: str = "") -> Response:
    order = _find(db, order_id, viewer)
    typed: dict[str, Any] = {quantity_name(line.id): line.quantity for line in lines_of(db, order)}
    form = Filled.of(VerdictForm, version=order.version, **typed)
    return _approval_page(request, db, viewer, order, form, answer=answer)


@router.post("/approvals/{order_id}/approval", dependencies=MAY_APPROVE)
def post_approval(request: Request, order_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    order = _find(db, order_id, viewer)
    form = read(VerdictForm, data)
    if form.value is None:
        raise NotFound
    said = form.value
    form.values.update({key: value for key, value in data.items() if key.startswith("quantity_")})
    if said.verdict == Verdict.REJECT and not said.reason:
        form = form.refuse("reason", _("Write why, so that the one who asked knows"))
        return _approval_page(request, db, viewer, order, form, status=422, answer="no")
    if said.verdict == Verdict.REDUCE:
        return _reduce(request, db, viewer, order, form, data)
    if said.verdict == Verdict.REJECT:
        reject_order(db, order, said.reason, by=viewer, version=said.version)
        return see_other(request, "/approvals", notice=_("You have said no. They get your message"))
    approve_order(db, order, by=viewer, version=said.version)
    return see_other(request, "/approvals", notice=_("You have said yes"))


def _reduce(
    request: Request, db: Session, viewer: Viewer, order: Order, form: Filled[VerdictForm], data: Sent
) -> Response:
    quantities, faults = read_quantities(data, lines_of(db, order))
    if not faults and not any(quantities.values()):
        faults["form"] = _("Leave at least one, or say no to the whole order.")
    if faults or form.value is None:
        for name, sentence in faults.items():
            form = form.refuse(name, sentence)
        return _approval_page(request, db, viewer, order, form, status=422, answer="fewer")
    said = form.value
    reduce_order(db, order, quantities, by=viewer, version=said.version, reason=said.reason)
    return see_other(request, "/approvals", notice=_("You have said yes, to fewer"))
