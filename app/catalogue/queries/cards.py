"""Items as cards, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.models import Municipality, PriceMode
from app.catalogue.models import Category, Item, ItemPhoto, ShopGroup
from app.catalogue.queries.shelf import ON_OFFER
from app.core.formats import cm
from app.core.i18n import Text, _
from app.media.models import Photo, PhotoState
from app.media.views import PhotoView

# A meeting room has chairs and boards, too: the first are chosen by other things, the second hang on a wall.
NARROWEST_TABLE_MM, FLAT_MM = 600, 150

_item = sa.inspect(Item).local_table.c
_category = sa.inspect(Category).local_table.c
_shown = sa.inspect(ItemPhoto).local_table.c
_photo = sa.inspect(Photo).local_table.c
_HERE: Any = sa.bindparam("municipality_id")

_FIRST_PHOTO = (
    sa.select(_shown.photo_id)
    .join(_photo.id.table, _photo.id == _shown.photo_id)
    .where(_shown.item_id == _item.id, _photo.state == PhotoState.READY)
    .order_by(_shown.position)
    .limit(1)
    .correlate(_item.id.table)
    .scalar_subquery()
)
_CARDS = (
    sa.select(
        _item.id, _item.title, _item.condition, _item.width_mm, _item.depth_mm, _item.height_mm, _item.material,
        _item.price_ore, _item.new_price_ore, _item.on_offer, _item.was_refurbished, _category.shop_group,
        _photo.id.label("photo_id"), _photo.width, _photo.height,
    )
    .join(_category.id.table, _category.id == _item.category_id)
    .outerjoin(_photo.id.table, _photo.id == _FIRST_PHOTO)
    .where(_item.municipality_id == _HERE, _item.id.in_(sa.bindparam("ids", expanding=True)), ON_OFFER)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One item in a list, as the card macro takes it."""

    id: UUID
    title: str
    meta: str
    condition: int
    price_ore: int
    new_price_ore: int
    alike: int
    tags: tuple[Text, ...]
    photo: PhotoView | None

    @property
    def url(self) -> str:
        return f"/items/{self.id}"


def has_prices(municipality: Municipality) -> bool:
    """Whether items cost something of their own here; otherwise they are free, with or without a fee per order."""
    return municipality.price_mode is PriceMode.FIXED


def cards_of(db: Session, ids: Sequence[UUID], *, shows_prices: bool) -> list[Card]:
    """The cards of these items in this order; those that are no longer on offer are left out."""
    if not ids:
        return []
    rows = db.execute(_CARDS, {"municipality_id": db.info["municipality_id"], "ids": list(ids)})
    found = {row[0]: _card(row, shows_prices) for row in rows}
    return [found[each] for each in ids if each in found]


def _card(row: Any, shows_prices: bool) -> Card:
    (
        item_id, title, condition, width, depth, height, material, price, new_price, on_offer, refurbished, group,
        photo_id, photo_width, photo_height,
    ) = row  # fmt: skip
    return Card(
        id=item_id, title=title, meta=telling_measure(group, width, depth, height) or material, condition=condition,
        price_ore=price if shows_prices else 0, new_price_ore=new_price, alike=on_offer,
        tags=(_("Restored"),) if refurbished else (),
        # Without its placeholder, because two dozen of them would weigh as much as the whole page.
        photo=PhotoView(photo_id, photo_width, photo_height, "") if photo_id else None,
    )  # fmt: skip


def telling_measure(group: ShopGroup, width: int, depth: int, height: int) -> str:
    """The one measure people choose such a thing by; nothing where it is not known or does not matter."""
    is_table = group in (ShopGroup.TABLES, ShopGroup.MEETING, ShopGroup.CHILDREN) and width >= NARROWEST_TABLE_MM
    if is_table and depth >= FLAT_MM:
        return f"{cm(width)} × {cm(depth)}\u00a0cm"
    if (is_table or group is ShopGroup.STORAGE) and width and height:
        return f"{cm(width)} × {cm(height)}\u00a0cm"
    if group is ShopGroup.SOFAS and width:
        return str(_("%(cm)s cm wide", cm=cm(width)))
    if group is ShopGroup.LAMPS and height:
        return str(_("%(cm)s cm high", cm=cm(height)))
    return ""
