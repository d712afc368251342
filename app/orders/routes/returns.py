"""The workshop takes returns."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.i18n import ngettext_
from app.core.pages import page, see_other
from app.orders.actions import receive_return
from app.orders.queries import get_return, returns_to_receive

router = APIRouter()
MAY_FULFIL = [allow(Permission.FULFIL_ORDERS)]


@router.get("/returns", dependencies=MAY_FULFIL)
def show_returns(request: Request, db: Db, viewer: SignedIn) -> Response:
    return page(request, "orders/returns.html", waiting=returns_to_receive(db, viewer))


@router.post("/returns/{return_id}/receipt", dependencies=MAY_FULFIL)
def post_receipt(request: Request, return_id: UUID, db: Db, viewer: SignedIn) -> Response:
    count = len(receive_return(db, get_return(db, return_id, viewer=viewer), by=viewer))
    notice = ngettext_("%(count)s thing is back in the workshop", "%(count)s things are back in the workshop", count)
    return see_other(request, "/returns", notice=notice)
