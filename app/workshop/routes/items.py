"""One item as the workshop sees it: facts, photos, into the shop and out again."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.actions import add_item_photo, withdraw_item
from app.catalogue.models import Item
from app.catalogue.suitability import read_suitability
from app.core.amounts import written_kroner
from app.core.db import Db
from app.core.errors import NotFound
from app.core.formats import cm
from app.core.forms import Filled, Sent, read, without_nul
from app.core.i18n import _, ngettext_
from app.core.pages import block, is_fragment, page, see_other
from app.workshop import words
from app.workshop.actions import (
    add_units_to_item,
    drop_item_photo,
    mark_fault_photo,
    offer_item,
    revise_item,
    still_missing,
)
from app.workshop.actions.publish import FACTS
from app.workshop.forms import ItemForm
from app.workshop.queries import get_item, get_item_photo, item_photos, units_listed, units_of_item
from app.workshop.routes.pictures import progress_in_order, receive_files, shots_of

router = APIRouter()
MAY_PREPARE = [allow(Permission.WORK_ON_UNITS)]
MAY_PUBLISH = [allow(Permission.PUBLISH_ITEMS)]


def _preparable(db: Session, item_id: UUID, viewer: Viewer) -> Item:
    """The item, where the viewer may change it: what is in the shop is the lead's alone."""
    item = get_item(db, item_id)
    if item.published_at is not None and not viewer.may(Permission.PUBLISH_ITEMS):
        raise NotFound
    return item


@router.get("/workshop/items/{item_id}", dependencies=MAY_PREPARE)
def show_prepared_item(request: Request, item_id: UUID, db: Db, viewer: SignedIn) -> Response:
    return _item_page(request, db, get_item(db, item_id), viewer)


def _item_page(
    request: Request, db: Session, item: Item, viewer: Viewer, form: Filled[ItemForm] | None = None,
    faults: tuple[object, ...] = (), status: int = 200,
) -> Response:  # fmt: skip
    shown, units = item_photos(db, item), units_of_item(db, item)
    shots = shots_of(progress_in_order(db, [each.photo_id for each in shown]), url=_photos_url(item), removable=True)
    return page(
        request, "workshop/item.html", status=status, item=item, units=units, form=form or _filled(item), words=words,
        shots=shots, views={each.photo_id: each for each in shown}, missing=still_missing(db, item), faults=faults,
        may_change=item.published_at is None or viewer.may(Permission.PUBLISH_ITEMS),
        waiting=[unit for unit in units if unit.stage in ("received", "in_workshop")],
    )  # fmt: skip


def _photos_url(item: Item) -> str:
    return f"/workshop/items/{item.id}/photos"


def _filled(item: Item) -> Filled[ItemForm]:
    typed = {name: getattr(item, name) for name in FACTS}
    typed["suitability"] = read_suitability(item.suitability)
    typed |= {name: written_kroner(typed[name]) for name in ("price_ore", "new_price_ore")}
    typed |= {name: cm(typed[name]) if typed[name] else "" for name in ("width_mm", "depth_mm", "height_mm")}
    return Filled.of(ItemForm, **typed)


@router.post("/workshop/items/{item_id}", dependencies=MAY_PREPARE)
def post_item_facts(request: Request, item_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    item = _preparable(db, item_id, viewer)
    form = read(ItemForm, data)
    if form.value is None:
        return _item_page(request, db, item, viewer, form, status=422)
    said = form.value
    if said.condition == words.WORN and not said.faults:
        form = form.refuse("faults", _("Say which marks there are"))
        return _item_page(request, db, item, viewer, form, status=422)
    revise_item(db, item, facts=said.facts, by=viewer)
    return see_other(request, f"/workshop/items/{item.id}", notice=_("Saved"))


@router.post("/workshop/items/{item_id}/publication", dependencies=MAY_PUBLISH)
def post_publication(request: Request, item_id: UUID, db: Db, viewer: SignedIn) -> Response:
    item = get_item(db, item_id)
    if still_missing(db, item):
        return _item_page(request, db, item, viewer, status=422)
    offer_item(db, item, by=viewer)
    said = ngettext_("%(count)s is in the shop now", "%(count)s are in the shop now", item.on_offer)
    return see_other(request, f"/workshop/items/{item.id}", notice=said)


@router.post("/workshop/items/{item_id}/withdrawal", dependencies=MAY_PUBLISH)
def post_withdrawal(request: Request, item_id: UUID, db: Db, viewer: SignedIn) -> Response:
    item = get_item(db, item_id)
    withdraw_item(db, item, by=viewer)
    return see_other(request, f"/workshop/items/{item.id}", notice=_("It is out of the shop."))


@router.post("/workshop/items/{item_id}/units", dependencies=MAY_PREPARE)
def post_more_units(request: Request, item_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    item = _preparable(db, item_id, viewer)
    add_units_to_item(db, item, units_listed(db, str(data.get("units", ""))), by=viewer)
    return see_other(request, f"/workshop/items/{item.id}", notice=_("Saved"))


@router.post("/workshop/items/{item_id}/photos", dependencies=MAY_PREPARE)
def post_item_photos(request: Request, item_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    item = _preparable(db, item_id, viewer)
    key = str(data.get("key") or request.headers.get("idempotency-key", ""))
    taken, faults = receive_files(db, data, key=key, by=viewer)
    for photo in taken:
        add_item_photo(db, item, photo)
    if is_fragment(request) and taken:
        return _shot(request, db, item, taken[0].id)
    if faults:
        return _item_page(request, db, item, viewer, faults=tuple(faults), status=422)
    return see_other(request, f"/workshop/items/{item.id}#photos")


@router.get("/workshop/items/{item_id}/photos/{photo_id}", dependencies=MAY_PREPARE)
def show_item_photo(request: Request, item_id: UUID, photo_id: UUID, db: Db) -> Response:
    item = get_item(db, item_id)
    if not is_fragment(request):
        return see_other(request, f"/workshop/items/{item.id}")
    return _shot(request, db, item, photo_id)


def _shot(request: Request, db: Session, item: Item, photo_id: UUID) -> Response:
    photos = progress_in_order(db, [each.photo_id for each in item_photos(db, item)])
    shots = shots_of(photos, url=_photos_url(item), removable=True)
    found = next((each for each in shots if each.id == photo_id), None)
    if found is None:
        raise NotFound
    if found.refresh_url and request.method == "GET":
        # Because nothing is swapped on 204, the preview in the browser stays until there is something better.
        return Response(status_code=204)
    return block(request, "workshop/item.html", "shot", one=found)


@router.post("/workshop/items/{item_id}/photos/{photo_id}/view", dependencies=MAY_PREPARE)
def post_photo_view(request: Request, item_id: UUID, photo_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    item = _preparable(db, item_id, viewer)
    shown = get_item_photo(db, item, photo_id)
    view = without_nul(str(data.get("view", ""))).strip()[:80]
    mark_fault_photo(db, item, shown, shows_fault="shows_fault" in data, view=view, by=viewer)
    return see_other(request, f"/workshop/items/{item_id}#photos", notice=_("Saved"))


@router.post("/workshop/items/{item_id}/photos/{photo_id}/removal", dependencies=MAY_PREPARE)
def post_item_photo_removal(request: Request, item_id: UUID, photo_id: UUID, db: Db, viewer: SignedIn) -> Response:
    item = _preparable(db, item_id, viewer)
    drop_item_photo(db, item, get_item_photo(db, item, photo_id), by=viewer)
    if is_fragment(request):
        return Response("", media_type="text/html")
    return see_other(request, f"/workshop/items/{item.id}#photos")
