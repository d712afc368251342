"""Register what was bought new, see what is registered, and take a mistake back."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _, ngettext_
from app.core.pages import page, see_other
from app.purchases.actions import Purchase, register_purchases, take_back_purchase
from app.purchases.forms import PurchaseForm
from app.purchases.models import NewPurchase, PurchaseSource
from app.purchases.queries import SHOWN, get_purchase, places_to_register, purchases_registered_by
from app.workshop.queries import active_categories

router = APIRouter()
REGISTER = [allow(Permission.REGISTER_PURCHASES)]
PAGE = "/purchases"


@router.get("/purchases", dependencies=REGISTER)
def show_purchases(request: Request, db: Db, viewer: SignedIn) -> Response:
    form = Filled.of(PurchaseForm, bought_on=today().isoformat(), institution_id=viewer.institution_id)
    return _purchases_page(request, db, viewer, form)


@router.post("/purchases", dependencies=REGISTER)
def post_purchase(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(PurchaseForm, data)
    told = _told(db, viewer, form)
    if isinstance(told, Filled):
        return _purchases_page(request, db, viewer, told, status=422)
    (made,) = register_purchases(db, [told], source=PurchaseSource.TYPED, by=viewer)
    return see_other(request, PAGE, notice=_done(made))


@router.post("/purchases/{purchase_id}/removal", dependencies=REGISTER)
def post_purchase_removal(request: Request, db: Db, viewer: SignedIn, purchase_id: UUID) -> Response:
    take_back_purchase(db, get_purchase(db, purchase_id, viewer=viewer), by=viewer)
    return see_other(request, PAGE, notice=_("The purchase is taken back"))


def _told(db: Session, viewer: Viewer, form: Filled[PurchaseForm]) -> Purchase | Filled[PurchaseForm]:
    """What the form says, or the form with what is wrong with it."""
    said = form.value
    if said is None:
        return form
    places = {each.id: each for each in places_to_register(db, viewer)}
    kinds = {each.id: each for each in active_categories(db)}
    for name, known in (("institution_id", places), ("category_id", kinds)):
        if getattr(said, name) not in known:
            form = form.refuse(name, _("Choose one of the options"))
    if form.errors:
        return form
    facts = said.model_dump(include={"quantity", "amount_ore", "bought_on", "voucher"})
    return Purchase(places[said.institution_id], kinds[said.category_id], **facts)


def _done(made: NewPurchase) -> Text:
    if not made.on_offer_then:
        return _("The purchase is registered")
    return ngettext_(
        "The purchase is registered. %(count)s of the same kind stood in the shop that day",
        "The purchase is registered. %(count)s of the same kind stood in the shop that day",
        made.on_offer_then,
    )


def _purchases_page(
    request: Request, db: Session, viewer: Viewer, form: Filled[PurchaseForm], *, status: int = 200
) -> Response:
    kinds = active_categories(db)
    return page(
        request, "purchases/purchases.html", status=status, form=form, most=SHOWN,
        places=[(str(each.id), each.name) for each in places_to_register(db, viewer)],
        kinds=[(str(each.id), each.name) for each in kinds],
        purchases=purchases_registered_by(db, viewer), today=today(),
    )  # fmt: skip
