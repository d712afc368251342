"""What is on offer in one municipality, kept in memory so that filters and their counts cost next to nothing.

Every value of every filter is one whole number with a bit per item; to narrow is to AND, to count is to count bits.
Kept between requests, and read again when history tells that something in the shop has changed; what a card says of an
item is never taken from here but from the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app.catalogue.forms import ALIKE, PRICES_KR, WIDTHS_CM, Sort
from app.catalogue.models import Category, Item, ShopGroup, StoragePlace
from app.catalogue.suitability import read_suitability
from app.history.models import Event

TOLD_BY = ("item", "unit", "category", "storage_place")
OLDEST_S = 300
# A shop so large that reading it takes long may lag behind by a moment, so that it is not read all the time.
QUICK_S, SHARE_OF_TIME = 0.1, 20

_item = sa.inspect(Item).local_table.c
_event = sa.inspect(Event).local_table.c
_category = sa.inspect(Category).local_table.c
_place = sa.inspect(StoragePlace).local_table.c
_HERE: Any = sa.bindparam("municipality_id")

# Literals, because the partial index is used only for a statement that says the same words.
ON_OFFER = sa.and_(
    _item.published_at.is_not(None), _item.withdrawn_at.is_(None), _item.on_offer > sa.literal_column("0")
)

_VERSION = sa.select(
    sa.select(_event.position)
    .where(_event.municipality_id == _HERE, _event.subject_type.in_([sa.literal_column(f"'{t}'") for t in TOLD_BY]))
    .order_by(_event.position.desc())
    .limit(1)
    .scalar_subquery(),
    sa.select(sa.func.max(_item.published_at)).where(_item.municipality_id == _HERE, ON_OFFER).scalar_subquery(),
)
_STOCK = (
    sa.select(
        _item.id, _item.published_at, _category.key, _item.colour, _item.condition, _item.on_offer, _item.width_mm,
        _item.price_ore, _place.code, _item.suitability,
    )
    .join(_category.key.table, _category.id == _item.category_id)
    .outerjoin(_place.code.table, _place.id == _item.storage_place_id)
    .where(_item.municipality_id == _HERE, ON_OFFER)
    .order_by(_item.published_at.desc(), _item.id.desc())
)  # fmt: skip
_CATEGORIES = sa.select(_category.key, _category.name_da, _category.name_en, _category.shop_group).where(
    _category.municipality_id == _HERE
)
_PLACES = sa.select(_place.code, _place.name).where(_place.municipality_id == _HERE)

Masks = Mapping[Any, int]
_FILTERS = ("category", "colour", "condition", "place", "alike", "width", "price")
_AS_FLAGS = bytes.maketrans(b"01", b"\0\1")


class Kind(NamedTuple):
    """A category as the filters show it."""

    key: str
    name_da: str
    name_en: str
    group: ShopGroup


@dataclass(slots=True)
class Shelf:
    """Everything on offer; an item is known by its place, the newest stands first."""

    version: tuple[Any, ...]
    # Ids as whole numbers, because the garbage collector would look at every UUID again and again.
    numbers: list[int] = field(default_factory=list)
    place_of: dict[int, int] = field(default_factory=dict)
    published: list[int] = field(default_factory=list)
    masks: dict[str, Masks] = field(default_factory=dict)
    values: dict[Sort, Sequence[int]] = field(default_factory=dict)
    orders: dict[Sort, Sequence[int]] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    searches: dict[str, Any] = field(default_factory=dict)
    """What was searched for while the shelf stood like this: filters and further pages ask again and again."""
    read_at: float = 0.0
    took_s: float = 0.0

    @property
    def everything(self) -> int:
        return (1 << len(self.numbers)) - 1

    def id_at(self, at: int) -> UUID:
        """The item at this place."""
        return UUID(int=self.numbers[at])

    def stamp(self, at: int) -> tuple[int, int]:
        """What orders equals: the newest first."""
        return -self.published[at], -self.numbers[at]

    def group_mask(self, group: ShopGroup) -> int:
        """The items of all categories of a group."""
        return self.masks["group"].get(group, 0)

    def mask_at(self, places: Iterable[int]) -> int:
        """The items at these places."""
        return _mask(places, len(self.numbers))

    def members(self, mask: int, order: Sequence[int]) -> Sequence[int]:
        """The places in the mask, in this order of all places."""
        if mask == self.everything:
            return order
        flags = bin(mask)[:1:-1].ljust(len(self.numbers), "0").encode().translate(_AS_FLAGS)
        return list(compress(order, map(flags.__getitem__, order)))

    def newest(self, count: int, mask: int | None = None) -> list[UUID]:
        """The newest items, of the whole shop or of a part of it."""
        mask = self.everything if mask is None else mask
        found: list[UUID] = []
        while mask and len(found) < count:
            lowest = mask & -mask
            found.append(self.id_at(lowest.bit_length() - 1))
            mask ^= lowest
        return found


_kept: dict[UUID, Shelf] = {}


def shelf_of(db: Session) -> Shelf:
    """The shelf of the session's municipality as it is now: one small statement, more only after a change."""
    here = {"municipality_id": db.info["municipality_id"]}
    version = tuple(db.execute(_VERSION, here).one())
    kept = _kept.get(here["municipality_id"])
    if kept is None or _is_old(kept, version):
        kept = _kept[here["municipality_id"]] = _read(db, here, version)
    return kept


def _is_old(kept: Shelf, version: tuple[Any, ...]) -> bool:
    age = monotonic() - kept.read_at
    if kept.version == version:
        return age > OLDEST_S
    return kept.took_s < QUICK_S or age > kept.took_s * SHARE_OF_TIME


def _read(db: Session, here: dict[str, UUID], version: tuple[Any, ...]) -> Shelf:
    began = monotonic()
    shelf = Shelf(version)
    shelf.kinds = {row.key: Kind(*row) for row in db.execute(_CATEGORIES, here)}
    shelf.places = {row.code: row.name for row in db.execute(_PLACES, here)}
    rows = db.execute(_STOCK, here).all()
    shelf.numbers = [row[0].int for row in rows]
    shelf.place_of = {number: at for at, number in enumerate(shelf.numbers)}
    shelf.published = [_microseconds(row[1]) for row in rows]
    shelf.masks = _masks(rows)
    shelf.masks["suits"] = _suits_masks(rows)
    shelf.masks["group"] = _group_masks(shelf.masks["category"], shelf.kinds)
    shelf.values = {
        Sort.NEWEST: [0] * len(rows),
        Sort.PRICE: [row[7] for row in rows],
        Sort.ALIKE: [-row[5] for row in rows],
    }
    # Sorting keeps the newest first among equals.
    shelf.orders = {sort: sorted(range(len(rows)), key=each.__getitem__) for sort, each in shelf.values.items()}
    shelf.read_at = monotonic()
    shelf.took_s = shelf.read_at - began
    return shelf


def _masks(rows: Any) -> dict[str, Masks]:
    found: dict[str, dict[Any, list[int]]] = {name: defaultdict(list) for name in _FILTERS}
    category, colour, condition = found["category"], found["colour"], found["condition"]
    for at, (_id, _at, key, its_colour, its_condition, on_offer, width_mm, price_ore, code, _notes) in enumerate(rows):
        category[key].append(at)
        colour[its_colour].append(at)
        condition[its_condition].append(at)
        if code is not None:
            found["place"][code].append(at)
        for least in ALIKE:
            if on_offer >= least:
                found["alike"][least].append(at)
        for most in WIDTHS_CM:
            if 0 < width_mm <= most * 10:
                found["width"][most].append(at)
        for most in PRICES_KR:
            if price_ore <= most * 100:
                found["price"][most].append(at)
    return {name: {value: _mask(at, len(rows)) for value, at in values.items()} for name, values in found.items()}


def _suits_masks(rows: Any) -> Masks:
    found: dict[Any, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for note in read_suitability(row[9]) if row[9] else ():
            found[note].append(at)
    return {note: _mask(at, len(rows)) for note, at in found.items()}


def _group_masks(categories: Masks, kinds: Mapping[str, Kind]) -> Masks:
    found: dict[ShopGroup, int] = defaultdict(int)
    for key, mask in categories.items():
        found[kinds[key].group] |= mask
    return dict(found)


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def _mask(places: Iterable[int], size: int) -> int:
    bits = bytearray(size // 8 + 1)
    for at in places:
        bits[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(bits, "little")
