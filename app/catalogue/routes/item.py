"""The page of one item."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.models import PriceMode
from app.accounts.permissions import Permission
from app.catalogue.drawing import draw_size
from app.catalogue.forms import Wish
from app.catalogue.queries.item import companions, get_item_view
from app.catalogue.routes.delivery import earliest_delivery
from app.catalogue.routes.drawn import drawn
from app.catalogue.routes.savings import saving_of
from app.catalogue.routes.story import story_of
from app.catalogue.words import COLOUR_NAMES, CONDITION_MEANINGS, GROUP_NAMES
from app.core.db import Db
from app.core.pages import page
from app.impact.versions import factors_to_show

router = APIRouter()


@router.get("/items/{item_id}", dependencies=[allow(Permission.SHOP)])
def show_item(request: Request, item_id: UUID, db: Db, viewer: SignedIn) -> Response:
    item = get_item_view(db, item_id, viewer=viewer)
    municipality = viewer.municipality
    fee_ore = municipality.handling_fee_ore if municipality.price_mode is PriceMode.HANDLING_FEE else 0
    return page(
        request,
        "catalogue/item.html",
        item=item,
        group_name=GROUP_NAMES[item.group],
        current_group=item.group,
        alike_url=Wish(group=[item.group], category=[item.category_key]).url(),
        meaning=CONDITION_MEANINGS.get(item.condition),
        colour=COLOUR_NAMES[item.colour],
        drawing=draw_size(item.group, item.width_mm, item.height_mm),
        saving=saving_of(item, factors_to_show(db)),
        fee_ore=fee_ore,
        story=story_of(db, item.id, workshop=municipality.workshop_name),
        earliest=earliest_delivery(db, viewer) if item.is_on_offer else None,
        cards=drawn(companions(db, item, viewer=viewer)),
    )
