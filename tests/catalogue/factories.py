"""A small shop to look through."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.catalogue.actions.places import add_place
from app.catalogue.models import Category, Colour, Item, ItemPhoto, PlaceKind, ShopGroup, StoragePlace
from app.catalogue.search.index import index_items
from app.media.models import Photo, PhotoState
from tests.factories import make_category, make_item


def make_shop_category(db: Session, key: str, name: str, group: ShopGroup) -> Category:
    """A category of this group."""
    return make_category(db, key, name_da=name, name_en=f"{name} (en)", shop_group=group)


def make_small_shop(db: Session) -> dict[str, Item]:
    """Six items that differ in everything one can filter by, findable by their words."""
    chairs = make_shop_category(db, "task_chair", "Kontorstol", ShopGroup.CHAIRS)
    stacking = make_shop_category(db, "stacking_chair", "Stabelstol", ShopGroup.CHAIRS)
    desks = make_shop_category(db, "desk_sitstand", "Hæve-sænkebord", ShopGroup.TABLES)
    fixed = make_shop_category(db, "desk_fixed", "Skrivebord", ShopGroup.TABLES)
    rows: dict[str, tuple[Category, dict[str, Any]]] = {
        "blue": (chairs, {"title": "Kontorstol, blå", "units": 8, "colour": Colour.BLUE, "price_ore": 35_000}),
        "red": (chairs, {"title": "Kontorstol, rød", "units": 1, "colour": Colour.RED, "price_ore": 30_000}),
        "stack": (stacking, {"title": "Stabelstol", "units": 24, "colour": Colour.BLUE, "price_ore": 7_500}),
        "oak": (desks, {"title": "Hæve-sænkebord, eg", "units": 4, "colour": Colour.WOOD, "condition": 4}),
        "desk": (fixed, {"title": "Skrivebord, hvid", "units": 2, "colour": Colour.WHITE, "price_ore": 15_000}),
        "worn": (fixed, {"title": "Skrivebord, brugt", "units": 1, "colour": Colour.WOOD, "condition": 2}),
    }
    sizes = {"oak": 1600, "desk": 1200, "worn": 1200}
    made = {
        name: make_item(db, category=category, width_mm=sizes.get(name, 600), **facts)
        for name, (category, facts) in rows.items()
    }
    index_items(db, made.values())
    return made


def show_photo_of(db: Session, item: Item, *, view: str = "", shows_fault: bool = False) -> Photo:
    """A ready photo on the item (without its files)."""
    photo = Photo(
        municipality_id=item.municipality_id, upload_key=f"{item.id}{view}", state=PhotoState.READY, width=1600,
        height=1200,
    )  # fmt: skip
    db.add(photo)
    db.flush()
    db.add(
        ItemPhoto(
            municipality_id=item.municipality_id, item_id=item.id, photo_id=photo.id, view=view, shows_fault=shows_fault
        )
    )
    db.flush()
    return photo


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that reach the database, without those that only begin or set up a transaction."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET", "SAVEPOINT")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def make_places(db: Session, by: Viewer) -> tuple[StoragePlace, StoragePlace, StoragePlace]:
    """A hall H1 with one rack H1-R1 with one shelf H1-R1-S1."""
    made: list[StoragePlace] = []
    for code, kind in (("H1", PlaceKind.HALL), ("H1-R1", PlaceKind.RACK), ("H1-R1-S1", PlaceKind.SHELF)):
        parent = made[-1] if made else None
        made.append(add_place(db, by.municipality_id, code=code, name="", kind=kind, parent=parent, by=by))
    return made[0], made[1], made[2]
