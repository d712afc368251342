"""Send the order, and the page that says it is sent."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.forms import Sent
from app.core.pages import page, see_other
from app.orders.actions import Checkout, SoldMeanwhile, adjust_basket, place_order
from app.orders.actions.basket import lock_basket
from app.orders.actions.place import EmptyBasket
from app.orders.queries import find_submitted, get_order
from app.orders.routes.basket import basket_page
from app.orders.routes.desk import look, read_checkout, typed_checkout
from app.orders.routes.story import tell

router = APIRouter()
MAY_SHOP = [allow(Permission.SHOP)]


@router.post("/orders", dependencies=MAY_SHOP)
def post_order(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    # Because a second click must find the first one's order before its empty basket is complained of.
    lock_basket(db, viewer.person_id)
    already = find_submitted(db, str(data.get("submission_key") or ""), viewer=viewer)
    if already is not None:
        return see_other(request, f"/orders/{already.id}/confirmation")
    desk = look(db, viewer, typed_checkout(data))
    if not desk.things:
        return see_other(request, "/basket", notice=EmptyBasket.message)
    form, answers = read_checkout(data, desk)
    if form.value is None or desk.day is None or desk.place is None or desk.account is None:
        return basket_page(request, db, viewer, form, status=422)
    said = form.value
    checkout = Checkout(
        submission_key=said.submission_key, institution_id=desk.place.id, account_id=desk.account.id, answers=answers,
        handover=desk.day.handover, wanted_on=desk.day.on, is_extra_trip=desk.day.value.startswith("trip-"),
        room=said.room, contact_name=said.contact_name, contact_phone=said.contact_phone, note=said.note,
        on_behalf_of=said.on_behalf_of,
    )  # fmt: skip
    try:
        order = place_order(db, checkout, by=viewer)
    except SoldMeanwhile:
        # Because nothing of the order may stand; the basket is put right in a transaction of its own.
        db.rollback()
        changed = adjust_basket(db, by=viewer)
        return basket_page(request, db, viewer, form, status=409, said=changed)
    return see_other(request, f"/orders/{order.id}/confirmation")


@router.get("/orders/{order_id}/confirmation", dependencies=MAY_SHOP)
def show_confirmation(request: Request, order_id: UUID, db: Db, viewer: SignedIn) -> Response:
    order = get_order(db, order_id, viewer=viewer)
    return page(request, "orders/confirmation.html", order=order, story=tell(db, order))
