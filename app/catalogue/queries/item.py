"""One item as its page shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.models import Institution
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Colour, Item, ItemPhoto, ShopGroup, StoragePlace, Unit
from app.catalogue.queries.cards import Card, cards_of, has_prices
from app.catalogue.queries.shelf import shelf_of
from app.catalogue.stages import Stage
from app.catalogue.suitability import SUITABILITY_NAMES, read_suitability
from app.core.clock import now
from app.core.errors import NotFound
from app.core.i18n import Text, in_own_language
from app.media.models import Photo, PhotoState
from app.media.views import PhotoView

COMPANIONS = 4
# What people look for beside a thing of this kind, the likeliest first.
GOES_WITH: dict[ShopGroup, tuple[ShopGroup, ...]] = {
    ShopGroup.TABLES: (ShopGroup.CHAIRS, ShopGroup.LAMPS, ShopGroup.IT, ShopGroup.STORAGE),
    ShopGroup.CHAIRS: (ShopGroup.TABLES, ShopGroup.IT, ShopGroup.LAMPS, ShopGroup.STORAGE),
    ShopGroup.STORAGE: (ShopGroup.TABLES, ShopGroup.CHAIRS, ShopGroup.LAMPS, ShopGroup.MEETING),
    ShopGroup.IT: (ShopGroup.TABLES, ShopGroup.CHAIRS, ShopGroup.LAMPS, ShopGroup.STORAGE),
    ShopGroup.MEETING: (ShopGroup.CHAIRS, ShopGroup.IT, ShopGroup.TABLES, ShopGroup.SOFAS),
    ShopGroup.CHILDREN: (ShopGroup.CHAIRS, ShopGroup.STORAGE, ShopGroup.SOFAS, ShopGroup.LAMPS),
    ShopGroup.LAMPS: (ShopGroup.TABLES, ShopGroup.SOFAS, ShopGroup.CHAIRS, ShopGroup.STORAGE),
    ShopGroup.SOFAS: (ShopGroup.LAMPS, ShopGroup.TABLES, ShopGroup.STORAGE, ShopGroup.CHAIRS),
    ShopGroup.OTHER: (ShopGroup.TABLES, ShopGroup.CHAIRS, ShopGroup.STORAGE, ShopGroup.LAMPS),
}

_item = sa.inspect(Item).local_table.c
_unit = sa.inspect(Unit).local_table.c
_category = sa.inspect(Category).local_table.c
_place = sa.inspect(StoragePlace).local_table.c
_giver = sa.inspect(Institution).local_table.c
_shown = sa.inspect(ItemPhoto).local_table.c
_photo = sa.inspect(Photo).local_table.c
_HERE: Any = sa.bindparam("municipality_id")

_ON_OFFER = sa.and_(_unit.item_id == _item.id, _unit.stage == Stage.ON_OFFER)
# The rule of catalogue.actions.free_count, as part of the item's one statement.
_FREE = (
    sa.select(sa.func.count())
    .select_from(_unit.id.table)
    .where(
        _ON_OFFER,
        sa.or_(
            _unit.held_until.is_(None),
            _unit.held_until < sa.bindparam("now", type_=_unit.held_until.type),
            _unit.held_by_id == sa.bindparam("person_id", type_=_unit.held_by_id.type),
        ),
    )
    .correlate(_item.id.table)
    .scalar_subquery()
)
_NUMBER = (
    sa.select(sa.func.min(_unit.number)).where(_unit.item_id == _item.id).correlate(_item.id.table).scalar_subquery()
)
_stands = sa.inspect(Institution).local_table.alias("stands_at")
# Asked only where something stands elsewhere, because most items stand in the workshop.
_STANDING = (
    sa.select(_stands.c.name, sa.func.count())
    .select_from(_unit.id.table.join(_stands, _stands.c.id == _unit.stands_at_id))
    .where(
        _unit.municipality_id == _HERE, _unit.item_id == sa.bindparam("item_id", type_=_unit.item_id.type),
        _unit.stage == Stage.ON_OFFER,
    )
    .group_by(_stands.c.name)
    .order_by(_stands.c.name)
)  # fmt: skip
_ELSEWHERE = sa.select(sa.func.count(_unit.stands_at_id)).where(_ON_OFFER).correlate(_item.id.table).scalar_subquery()
_IN_SET = sa.select(sa.func.count(_unit.set_id)).where(_ON_OFFER).correlate(_item.id.table).scalar_subquery()
_ITEM = (
    sa.select(
        _item.id, _item.title, _item.description, _item.condition, _item.faults, _item.colour, _item.material,
        _item.width_mm, _item.depth_mm, _item.height_mm, _item.price_ore, _item.new_price_ore, _item.was_refurbished,
        _item.on_offer, _item.published_at, _item.withdrawn_at, _category.key, _category.name_da, _category.name_en,
        _category.shop_group, _place.name, _giver.name, _item.suitability, _FREE, _NUMBER,
        _ELSEWHERE, _IN_SET,
    )
    .join(_category.id.table, _category.id == _item.category_id)
    .outerjoin(_place.id.table, _place.id == _item.storage_place_id)
    .outerjoin(_giver.id.table, _giver.id == _item.giver_id)
    .where(
        _item.municipality_id == _HERE, _item.id == sa.bindparam("item_id", type_=_item.id.type),
        _item.published_at.is_not(None),
    )
)  # fmt: skip
_PHOTOS = (
    sa.select(_photo.id, _photo.width, _photo.height, _photo.placeholder, _shown.view, _shown.shows_fault)
    .join(_shown.id.table, _shown.photo_id == _photo.id)
    .where(
        _photo.municipality_id == _HERE, _shown.item_id == sa.bindparam("item_id", type_=_shown.item_id.type),
        _photo.state == PhotoState.READY,
    )
    .order_by(_shown.position)
)  # fmt: skip
_BY_NUMBER = (
    sa.select(_unit.item_id)
    .join(_item.id.table, _item.id == _unit.item_id)
    .where(_unit.municipality_id == _HERE, _unit.number == sa.bindparam("number"), _item.published_at.is_not(None))
)
_NUMBER_TYPED = re.compile(r"\s*([A-Za-z]{1,3})[\s.-]*([0-9]{1,4})\s*")


@dataclass(slots=True)
class Picture:
    """A photo of the gallery: what it shows in words, and a caption where it shows one thing in particular."""

    photo: PhotoView
    alt: str
    caption: str
    shows_fault: bool


@dataclass(slots=True)
class ItemView:
    """An item in the shop, or one that was there. `free` is how many this viewer could have now.

    Of those on offer, `elsewhere` stand where they were given until somebody wants them (`standing`: how many at which
    workplace), and `in_set` belong together.
    """

    id: UUID
    title: str
    description: str
    condition: int
    faults: str
    colour: Colour
    material: str
    width_mm: int
    depth_mm: int
    height_mm: int
    price_ore: int
    new_price_ore: int
    was_refurbished: bool
    on_offer: int
    published_at: datetime
    withdrawn_at: datetime | None
    category_key: str
    name_da: str
    name_en: str
    group: ShopGroup
    place: str | None
    giver: str | None
    suitability: str
    free: int
    number: str | None
    elsewhere: int
    in_set: int
    standing: list[tuple[str, int]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    @property
    def category(self) -> str:
        """The category in the reader's language."""
        return in_own_language(self.name_da, self.name_en)

    @property
    def suits(self) -> list[Text]:
        """What the thing is fit for, in words."""
        return [SUITABILITY_NAMES[each] for each in read_suitability(self.suitability)]

    @property
    def is_on_offer(self) -> bool:
        return self.withdrawn_at is None and self.on_offer > 0

    @property
    def is_set(self) -> bool:
        """Whether what is left belongs together."""
        return self.in_set > 1 and self.in_set == self.on_offer

    @property
    def fault_pictures(self) -> list[int]:
        """Which photos show the marks, counted from one."""
        return [at for at, each in enumerate(self.pictures, 1) if each.shows_fault]


def get_item_view(db: Session, item_id: UUID, *, viewer: Viewer) -> ItemView:
    """An item that is or was in the shop."""
    asked = {"municipality_id": viewer.municipality_id, "item_id": item_id}
    row = db.execute(_ITEM, {**asked, "person_id": viewer.person_id, "now": now()}).one_or_none()
    if row is None:
        raise NotFound
    item = ItemView(*row)
    if not has_prices(viewer.municipality):
        item.price_ore = 0
    if item.elsewhere:
        item.standing = [(name, count) for name, count in db.execute(_STANDING, asked)]
    item.pictures = [_picture(item.title, *each) for each in db.execute(_PHOTOS, asked)]
    return item


def _picture(
    title: str, photo_id: UUID, width: int, height: int, placeholder: str, view: str, shows_fault: bool
) -> Picture:
    alt = f"{title}, {view[:1].lower()}{view[1:]}" if view else title
    return Picture(PhotoView(photo_id, width, height, placeholder), alt, view, shows_fault)


def find_item_by_number(db: Session, typed: str) -> UUID | None:
    """The item of the unit whose number was typed ("D-2417", "d2417"), where it is or was in the shop."""
    match = _NUMBER_TYPED.fullmatch(typed)
    if match is None:
        return None
    number = f"{match[1].upper()}-{int(match[2]):04d}"
    found: UUID | None = db.execute(
        _BY_NUMBER, {"municipality_id": db.info["municipality_id"], "number": number}
    ).scalar_one_or_none()
    return found


def companions(db: Session, item: ItemView, *, viewer: Viewer) -> list[Card]:
    """Things that go with the item: the newest of other kinds, then more of its own."""
    shelf = shelf_of(db)
    ids = [each for group in GOES_WITH[item.group] for each in shelf.newest(1, shelf.group_mask(group))]
    ids += shelf.newest(COMPANIONS + 1, shelf.group_mask(item.group))
    wanted: Sequence[UUID] = [each for each in dict.fromkeys(ids) if each != item.id][:COMPANIONS]
    return cards_of(db, wanted, shows_prices=has_prices(viewer.municipality))
