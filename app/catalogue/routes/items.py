"""The list of what is on offer."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.forms import wish_from
from app.catalogue.queries.cards import has_prices
from app.catalogue.queries.facets import chosen_groups
from app.catalogue.queries.item import find_item_by_number
from app.catalogue.queries.list import look_through
from app.catalogue.routes.chips import applied, promoted, sorts
from app.catalogue.routes.drawn import drawn
from app.catalogue.routes.ways import empty_state, ways_from
from app.catalogue.words import GROUP_NAMES
from app.core.db import Db
from app.core.i18n import _
from app.core.pages import block, is_fragment, page

router = APIRouter()
FIRST_ROW = 3


@router.get("/items", dependencies=[allow(Permission.SHOP)])
def show_items(request: Request, db: Db, viewer: SignedIn) -> Response:
    wish = wish_from(request.query_params)
    if wish.q and not wish.is_narrowed and (item_id := find_item_by_number(db, wish.q)):
        return RedirectResponse(f"/items/{item_id}", status_code=303)
    shows_prices = has_prices(viewer.municipality)
    listing = look_through(db, wish, shows_prices=shows_prices)
    groups = chosen_groups(listing.shelf, wish)
    group = groups[0] if len(groups) == 1 else None
    shown: dict[str, Any] = {
        "wish": wish,
        "listing": listing,
        "cards": drawn(listing.cards, eager=FIRST_ROW),
        "title": GROUP_NAMES[group] if group else _("All items"),
        "current_group": group,
        "search_text": wish.q,
        "applied": applied(wish, listing),
        "promoted": promoted(wish, listing, shows_prices=shows_prices),
        "ways": ways_from(wish, listing),
        "empty": empty_state(wish, listing),
        "sorts": sorts(wish, shows_prices=shows_prices),
    }
    if is_fragment(request):
        return block(request, "catalogue/items.html", "results", **shown)
    return page(request, "catalogue/items.html", **shown)
