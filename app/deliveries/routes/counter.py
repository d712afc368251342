"""Orders to deliver: what has no run yet, what is late, and the counter where workplaces collect."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.i18n import _
from app.core.pages import page, see_other
from app.deliveries.actions import hand_out_order, take_back_order
from app.deliveries.queries.waiting import get_order_to_fulfil, orders_to_fulfil

router = APIRouter()


@router.get("/deliveries", dependencies=[allow(Permission.FULFIL_ORDERS)])
def show_deliveries(request: Request, db: Db, viewer: SignedIn) -> Response:
    found = orders_to_fulfil(db, viewer)
    return page(
        request, "deliveries/waiting.html", overdue=found.overdue, to_plan=found.to_plan,
        at_counter=found.at_counter, handed_out=found.handed_out,
    )  # fmt: skip


@router.post("/deliveries/{order_id}/handed-out", dependencies=[allow(Permission.FULFIL_ORDERS)])
def post_handed_out(request: Request, order_id: UUID, db: Db, viewer: SignedIn) -> Response:
    hand_out_order(db, get_order_to_fulfil(db, order_id, viewer=viewer), by=viewer)
    return see_other(request, "/deliveries", notice=_("Handed over"))


@router.post("/deliveries/{order_id}/undo", dependencies=[allow(Permission.FULFIL_ORDERS)])
def post_undo_handed_out(request: Request, order_id: UUID, db: Db, viewer: SignedIn) -> Response:
    take_back_order(db, get_order_to_fulfil(db, order_id, viewer=viewer), by=viewer)
    return see_other(request, "/deliveries", notice=_("Undone"))
