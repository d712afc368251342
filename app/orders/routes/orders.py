"""My orders: the list, one order, changing, cancelling and returning it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.guard import SignedIn, allow
from app.accounts.models import Institution
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Item
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.orders import words
from app.orders.actions import OrderEdit, ask_return, cancel_order, edit_order
from app.orders.actions.cancel import CHANGEABLE, check_changeable
from app.orders.forms import EditForm, ReturnForm
from app.orders.models import Handover, Order, OrderLine, OrderState
from app.orders.queries import PAGE, get_order, institution_orders, lines_of, may_change, own_orders
from app.orders.routes.days import COLLECT, DayOption, chosen_day, day_options, day_words, weekday
from app.orders.routes.standing import places_of_order
from app.orders.routes.story import Story, tell
from app.reports.own import own_saving
from app.reports.words import co2e

router = APIRouter()
MAY_SHOP = [allow(Permission.SHOP)]


@router.get("/orders", dependencies=MAY_SHOP)
def show_orders(
    request: Request, db: Db, viewer: SignedIn, whose: str = "mine", before: UUID | None = None
) -> Response:
    last = get_order(db, before, viewer=viewer) if before else None
    sees_more = viewer.may(Permission.SEE_INSTITUTION_ORDERS) or viewer.may(Permission.FULFIL_ORDERS)
    whose = "all" if whose == "all" and sees_more else "mine"
    rows = institution_orders(db, viewer, before=last) if whose == "all" else own_orders(db, viewer, before=last)
    more = f"/orders?whose={whose}&before={rows[PAGE - 1].id}" if len(rows) > PAGE else None
    saving = own_saving(db, viewer) if whose == "mine" and not before else None
    return page(
        request, "orders/orders.html", rows=rows[:PAGE], more=more, whose=whose, sees_more=sees_more, words=words,
        saving=saving, co2e=co2e,
    )  # fmt: skip


@router.get("/orders/{order_id}", dependencies=MAY_SHOP)
def show_order(request: Request, order_id: UUID, db: Db, viewer: SignedIn) -> Response:
    return _order_page(request, db, viewer, get_order(db, order_id, viewer=viewer))


def _order_page(
    request: Request, db: Session, viewer: Viewer, order: Order, form: Filled[ReturnForm] | None = None
) -> Response:
    story, own = tell(db, order), may_change(db, order, viewer)
    return page(
        request, "orders/order.html", status=422 if form else 200, story=story, order=order, words=words,
        form=form or Filled.of(ReturnForm, quantity=1), may_change=own and order.state in CHANGEABLE,
        may_return=own and bool(story.returnable), return_options=_return_options(story),
    )  # fmt: skip


def _return_options(story: Story) -> list[dict[str, Any]]:
    titles = {line.id: line.title for line in story.lines}
    return [
        {"value": line_id, "label": titles[line_id], "sub": _("%(count)s can be returned", count=count)}
        for line_id, count in story.returnable.items()
    ]


@router.post("/orders/{order_id}/cancellation", dependencies=MAY_SHOP)
def post_cancellation(request: Request, order_id: UUID, db: Db, viewer: SignedIn) -> Response:
    order = get_order(db, order_id, viewer=viewer)
    cancel_order(db, order, by=viewer)
    return see_other(request, f"/orders/{order.id}", notice=_("The order is cancelled"))


@router.post("/orders/{order_id}/returns", dependencies=MAY_SHOP)
def post_return(request: Request, order_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    order = get_order(db, order_id, viewer=viewer)
    if not may_change(db, order, viewer):
        raise NotFound
    form = read(ReturnForm, data)
    most = tell(db, order).returnable
    if form.value and form.value.line_id in most and form.value.quantity > most[form.value.line_id]:
        form = form.refuse("quantity", _("You can return at most %(count)s of these.", count=most[form.value.line_id]))
    if form.value is None:
        return _order_page(request, db, viewer, order, form)
    line = next((each for each in lines_of(db, order) if each.id == form.value.line_id), None)
    if line is None:
        raise NotFound
    ask_return(db, order, line, form.value.quantity, form.value.reason, by=viewer)
    return see_other(request, f"/orders/{order.id}", notice=_("Thank you. We will come and collect it"))


@router.get("/orders/{order_id}/changes", dependencies=MAY_SHOP)
def show_changes(request: Request, order_id: UUID, db: Db, viewer: SignedIn) -> Response:
    order = get_order(db, order_id, viewer=viewer)
    check_changeable(db, order, viewer)
    lines = lines_of(db, order)
    days = _days_for(db, viewer, order, lines)
    typed = {quantity_name(line.id): line.quantity for line in lines}
    form = Filled.of(EditForm, room=order.room, day=days[0].value, **typed)
    return page(request, "orders/changes.html", order=order, lines=lines, days=days, form=form, name=quantity_name)


def quantity_name(line_id: UUID) -> str:
    """The name of the field with a line's number."""
    return f"quantity_{line_id.hex}"


def _days_for(db: Session, viewer: Viewer, order: Order, lines: list[OrderLine]) -> list[DayOption]:
    """The day the order has now, and the others it could have."""
    place = db.get_one(Institution, order.institution_id)
    kinds = {line.item_id: db.get_one(Category, db.get_one(Item, line.item_id).category_id) for line in lines}
    volume_l = sum(line.quantity * kinds[line.item_id].volume_l for line in lines)
    stands_at = places_of_order(db, order)
    options = day_options(db, viewer.municipality, place, volume_l, stands_at=stands_at)
    if order.handover == Handover.COLLECT:
        return sorted(options, key=lambda each: each.value != COLLECT)
    on = order.promised_on or order.wanted_on
    label = weekday(on) if on else str(_("A day we find"))
    kept = DayOption(
        value="as-it-is", label=label, sub=_("As it is now"), end="", on=on,
        delivery_ore=order.delivery_ore, day=day_words(on) if on else None, icon="calendar",
    )  # fmt: skip
    return [kept, *[each for each in options if each.on != on or each.on is None]]


@router.post("/orders/{order_id}/changes", dependencies=MAY_SHOP)
def post_changes(request: Request, order_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    order = get_order(db, order_id, viewer=viewer)
    check_changeable(db, order, viewer)
    lines = lines_of(db, order)
    days, form = _days_for(db, viewer, order, lines), read(EditForm, data)
    quantities, faults = read_quantities(data, lines)
    form.values.update({quantity_name(line.id): data.get(quantity_name(line.id)) for line in lines})
    day = chosen_day(days, form["day"])
    if day is None:
        faults["day"] = _("Choose a day")
    elif day.handover == Handover.DELIVERY and not form["room"].strip():
        faults["room"] = _("Write which room it should stand in")
    for name, sentence in faults.items():
        form = form.refuse(name, sentence)
    if form.value is None or day is None:
        return page(
            request, "orders/changes.html", status=422, order=order, lines=lines, days=days, form=form,
            name=quantity_name,
        )  # fmt: skip
    edit = OrderEdit(form.value.room, day.handover, day.on, day.delivery_ore, quantities)
    edit_order(db, order, edit, by=viewer)
    asked = order.state == OrderState.AWAITING_APPROVAL
    notice = _("The order is changed, and must be approved again") if asked else _("The order is changed")
    return see_other(request, f"/orders/{order.id}", notice=notice)


def read_quantities(data: FormData, lines: list[OrderLine]) -> tuple[dict[UUID, int], dict[str, Any]]:
    """The new number for each line, from nought to what was asked for; and what is wrong, by field."""
    quantities, faults = {}, {}
    for line in lines:
        typed = str(data.get(quantity_name(line.id), line.quantity)).strip()
        if not typed.isdecimal() or int(typed) > line.quantity:
            faults[quantity_name(line.id)] = _("Write a number from 0 to %(most)s", most=line.quantity)
        else:
            quantities[line.id] = int(typed)
    return quantities, faults
