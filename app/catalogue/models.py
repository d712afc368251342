"""The thing itself: categories, items, units and their stages of life, storage places, search terms."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.db import TenantRow, choice
from app.core.i18n import in_own_language

# What the shop's list is made of; the list's index holds only these.
ON_OFFER_SQL = "published_at IS NOT NULL AND withdrawn_at IS NULL AND on_offer > 0"


class ShopGroup(StrEnum):
    """The eight shelves of the shop's front page."""

    TABLES = "tables"
    CHAIRS = "chairs"
    STORAGE = "storage"
    IT = "it"
    MEETING = "meeting"
    CHILDREN = "children"
    LAMPS = "lamps"
    SOFAS = "sofas"
    OTHER = "other"


class Colour(StrEnum):
    BLACK = "black"
    WHITE = "white"
    GREY = "grey"
    BLUE = "blue"
    GREEN = "green"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BROWN = "brown"
    WOOD = "wood"
    STEEL = "steel"
    MIXED = "mixed"


class Category(TenantRow, table=True):
    """A kind of thing, with what the shop and the workshop need to know of it. `key` is the impact factor's key."""

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("municipality_id", "key"),
        CheckConstraint("price_ore >= 0 AND new_price_ore >= 0", name="prices"),
    )

    key: str = Field(max_length=40)
    name_da: str = Field(max_length=80)
    name_en: str = Field(max_length=80)
    shop_group: ShopGroup = Field(sa_type=choice(ShopGroup), index=True)
    icon: str = Field(default="armchair", max_length=40)
    price_ore: int = 0
    new_price_ore: int = 0
    new_price_source: str = Field(default="", max_length=200)
    new_price_on: date | None = None
    volume_l: int = 200
    is_data_bearing: bool = False
    is_active: bool = True

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return in_own_language(self.name_da, self.name_en)


class PlaceKind(StrEnum):
    HALL = "hall"
    RACK = "rack"
    SHELF = "shelf"


class StoragePlace(TenantRow, table=True):
    """Where a unit stands in the workshop; a small tree of halls, racks and shelves. `code` stands on its label."""

    __tablename__ = "storage_place"
    __table_args__ = (UniqueConstraint("municipality_id", "code"),)

    code: str = Field(max_length=20)
    name: str = Field(max_length=80)
    kind: PlaceKind = Field(default=PlaceKind.SHELF, sa_type=choice(PlaceKind))
    parent_id: UUID | None = Field(default=None, foreign_key="storage_place.id", index=True)
    closed_at: datetime | None = None


class Item(TenantRow, table=True):
    """What the shop shows: one or more equal units. `on_offer` counts them and moves only with `move_units`."""

    __tablename__ = "item"
    __table_args__ = (
        Index("ix_item_list", "municipality_id", "published_at", "id", sqlite_where=text(ON_OFFER_SQL),
              postgresql_where=text(ON_OFFER_SQL)),
        CheckConstraint("on_offer >= 0", name="on_offer"),
        CheckConstraint("condition BETWEEN 1 AND 4", name="condition"),
        CheckConstraint("price_ore >= 0 AND new_price_ore >= 0", name="prices"),
    )  # fmt: skip

    category_id: UUID = Field(foreign_key="category.id", index=True)
    title: str = Field(max_length=120)
    description: str = Field(default="", max_length=2000)
    condition: int = 3
    faults: str = Field(default="", max_length=500)
    colour: Colour = Field(default=Colour.MIXED, sa_type=choice(Colour))
    material: str = Field(default="", max_length=120)
    width_mm: int = 0
    depth_mm: int = 0
    height_mm: int = 0
    price_ore: int = 0
    new_price_ore: int = 0
    was_refurbished: bool = False
    suitability: str = Field(default="", max_length=200)  # words of catalogue.suitability.Suitability
    giver_id: UUID | None = Field(default=None, foreign_key="institution.id")
    storage_place_id: UUID | None = Field(default=None, foreign_key="storage_place.id")
    on_offer: int = 0
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)

    @property
    def is_on_offer(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None and self.on_offer > 0


class ItemPhoto(TenantRow, table=True):
    """A photo of an item, in the order the page shows them."""

    __tablename__ = "item_photo"
    __table_args__ = (UniqueConstraint("item_id", "photo_id"),)

    item_id: UUID = Field(foreign_key="item.id", index=True)
    photo_id: UUID = Field(foreign_key="photo.id", index=True)
    position: int = 0
    view: str = Field(default="", max_length=80)
    shows_fault: bool = False


class UnitSet(TenantRow, table=True):
    """Units that belong together ("12 matching chairs"): they have one name, and may bear one label."""

    __tablename__ = "unit_set"
    __table_args__ = (UniqueConstraint("municipality_id", "number"),)

    number: str = Field(max_length=12)
    name: str = Field(max_length=120)
    created_at: datetime = Field(default_factory=now)


class Unit(TenantRow, table=True):
    """One physical thing with a number, a label and a life over several circulations.

    A hold (basket) is a moment in time on the unit: it ends by itself, nothing has to tidy it up.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        Index("ix_unit_item_stage", "item_id", "stage"),
        Index("ix_unit_stage_kind", "municipality_id", "stage", "category_id"),
        Index("ix_unit_report", "report_id"),
        # With all a report asks of what came in, so that it reads the index alone.
        Index("ix_unit_received", "municipality_id", "received_at", "stage", "giver_id"),
        Index("ix_unit_missed", "municipality_id", "missed_at", sqlite_where=text("missed_at IS NOT NULL"),
              postgresql_where=text("missed_at IS NOT NULL")),
        CheckConstraint("condition BETWEEN 1 AND 4", name="condition"),
        CheckConstraint("(held_until IS NULL) = (held_by_id IS NULL)", name="hold"),
    )  # fmt: skip

    number: str = Field(max_length=12)
    category_id: UUID = Field(foreign_key="category.id", index=True)
    item_id: UUID | None = Field(default=None, foreign_key="item.id")
    stage: Stage = Field(default=Stage.RECEIVED, sa_type=choice(Stage))
    title: str = Field(default="", max_length=120)
    condition: int = 3
    serial_number: str = Field(default="", max_length=80)
    asset_tag: str = Field(default="", max_length=80)
    giver_id: UUID | None = Field(default=None, foreign_key="institution.id")
    holder_id: UUID | None = Field(default=None, foreign_key="institution.id")
    report_id: UUID | None = None
    report_line_id: UUID | None = None
    set_id: UUID | None = Field(default=None, foreign_key="unit_set.id", index=True)
    storage_place_id: UUID | None = Field(default=None, foreign_key="storage_place.id", index=True)
    stands_at_id: UUID | None = Field(default=None, foreign_key="institution.id")  # not in the workshop, but here
    is_draft: bool = False  # only a photo so far: what it is has still to be said
    circulation: int = 1
    handed_over_at: datetime | None = None
    scrap_reason: str = Field(default="", max_length=200)
    missed_at: datetime | None = None  # not found where it should stand when that was last counted
    held_until: datetime | None = None
    held_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    received_at: datetime = Field(default_factory=now)


class UnitPhoto(TenantRow, table=True):
    """A photo of one unit itself, taken when it was registered."""

    __tablename__ = "unit_photo"
    __table_args__ = (UniqueConstraint("unit_id", "photo_id"),)

    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    photo_id: UUID = Field(foreign_key="photo.id", index=True)
    position: int = 0
    taken_at: datetime = Field(default_factory=now)


class SearchTerm(SQLModel, table=True):
    """One word an item is found by, and how much it says about it."""

    __tablename__ = "search_term"
    # The rows lie in the order they are searched in, so that a search reads no second structure.
    __table_args__ = (Index("ix_search_term_item_id", "item_id"), {"sqlite_with_rowid": False})

    municipality_id: UUID = Field(foreign_key="municipality.id", primary_key=True)
    term: str = Field(max_length=60, primary_key=True)
    item_id: UUID = Field(foreign_key="item.id", primary_key=True)
    weight: int


class SearchWord(SQLModel, table=True):
    """A term that items of the municipality are found by, as it is shown: what spelling help chooses from.

    Words are only added, so that the highest id tells whether there are new ones.
    """

    __tablename__ = "search_word"
    __table_args__ = (
        UniqueConstraint("municipality_id", "term"),
        Index("ix_search_word_new", "municipality_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    municipality_id: UUID = Field(foreign_key="municipality.id")
    term: str = Field(max_length=60)
    shown: str = Field(max_length=120)
