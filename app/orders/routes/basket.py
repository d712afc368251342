"""The basket: put in, change, take out. htmx gets the count and the toast, or the basket's page with what was typed."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Item
from app.core.db import Db
from app.core.errors import DomainError
from app.core.forms import SENTENCES, Filled, Sent, read
from app.core.i18n import Text, _, ngettext_
from app.core.pages import is_fragment, page, see_other
from app.orders.actions import add_to_basket, remove_from_basket, set_quantity
from app.orders.actions.basket import fewer_sentence, gone_sentence
from app.orders.basket import get_basket_line, get_item_on_offer
from app.orders.forms import AddForm, CheckoutForm, QuantityForm
from app.orders.models import BasketLine
from app.orders.routes.desk import answer_name, look, prefilled, typed_checkout
from app.orders.words import QUESTION, answer_options, either

router = APIRouter()
MAY_SHOP = [allow(Permission.SHOP)]


class NotANumber(DomainError):
    status = 422
    message = SENTENCES["int_parsing"]


def basket_page(
    request: Request, db: Session, viewer: Viewer, form: Filled[CheckoutForm], *, status: int = 200, **context: Any
) -> Response:
    """The basket, which is the checkout too. `said` are sentences on what was changed, `undo` what can be put back."""
    desk = look(db, viewer, form.values, suggest=not form.errors)
    form.values.setdefault("day", desk.day.value if desk.day else "")
    return page(
        request, "orders/basket.html", status=status, desk=desk, form=form, question=QUESTION,
        answers=answer_options(), answer_name=answer_name, approvers=either([each.name for each in desk.approvers]),
        **{"said": [], "undo": None, **context},
    )  # fmt: skip


@router.get("/basket", dependencies=MAY_SHOP)
def show_basket(request: Request, db: Db, viewer: SignedIn, removed: UUID | None = None, quantity: int = 1) -> Response:
    item = db.get(Item, removed) if removed else None
    undo = (item, min(max(quantity, 1), 999)) if item and item.is_on_offer else None
    return basket_page(request, db, viewer, prefilled(db, viewer), undo=undo)


@router.get("/basket/summary", dependencies=MAY_SHOP)
def show_summary(request: Request, viewer: SignedIn) -> Response:
    # Because the page that the button brings stands at this address, and can be loaded again.
    return see_other(request, "/basket")


@router.post("/basket/summary", dependencies=MAY_SHOP)
def post_summary(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    return basket_page(request, db, viewer, _typed(data))


def _typed(data: FormData) -> Filled[CheckoutForm]:
    return Filled.of(CheckoutForm, **typed_checkout(data))


def _is_from_basket(request: Request, data: FormData) -> bool:
    """Whether the basket's own page asks by htmx: it sends the rest of the form along."""
    return is_fragment(request) and "submission_key" in data


@router.post("/basket/lines", dependencies=MAY_SHOP)
def post_basket_line(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(AddForm, data)
    if form.value is None:
        raise NotANumber
    item = get_item_on_offer(db, form.value.item_id)
    added = add_to_basket(db, item, form.value.quantity, by=viewer)
    count = added.line.quantity - added.before
    sentence: Text = ngettext_("%(title)s is in your basket", "%(count)s × %(title)s are in your basket", count)
    sentence = sentence.fill(title=item.title)
    if added.only is not None:
        sentence = fewer_sentence(item.title, added.only)
    if _is_from_basket(request, data):
        return basket_page(request, db, viewer, _typed(data))
    if is_fragment(request):
        return _toast(request, sentence, line=added.line, before=added.before)
    return see_other(request, "/basket", notice=sentence)


def _toast(request: Request, sentence: Text, *, line: BasketLine | None = None, before: int = 0) -> Response:
    return page(request, "orders/added.html", sentence=sentence, line=line, before=before)


@router.post("/basket/lines/{line_id}", dependencies=MAY_SHOP)
def post_quantity(request: Request, line_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    line = get_basket_line(db, line_id, viewer=viewer)
    form = read(QuantityForm, data)
    if form.value is None:
        raise NotANumber
    wanted, title = form.value.quantity, db.get_one(Item, line.item_id).title
    got = set_quantity(db, line, wanted, by=viewer)
    said = []
    if got < wanted:
        said = [fewer_sentence(title, got) if got else gone_sentence(title)]
    if _is_from_basket(request, data):
        return basket_page(request, db, viewer, _typed(data), said=said)
    if is_fragment(request):
        return _toast(request, _("Undone"))
    return see_other(request, "/basket", notice=said[0] if said else None)


@router.post("/basket/lines/{line_id}/removal", dependencies=MAY_SHOP)
def post_removal(request: Request, line_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    line = get_basket_line(db, line_id, viewer=viewer)
    item, quantity = db.get_one(Item, line.item_id), line.quantity
    remove_from_basket(db, line, by=viewer)
    if _is_from_basket(request, data):
        return basket_page(request, db, viewer, _typed(data), undo=(item, quantity))
    return see_other(request, f"/basket?removed={item.id}&quantity={quantity}")
