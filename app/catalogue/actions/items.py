"""Make an item of equal units, and put it in the shop."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions.units import move_units
from app.catalogue.models import Category, Item, ItemPhoto, Unit
from app.catalogue.search.index import index_item
from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import Text, _
from app.history import record
from app.media.models import Photo, PhotoState


class NotReady(DomainError):
    """An item is shown only with a photo, its measures, a condition and a place (R3)."""

    status = 422
    message = _("It cannot be put in the shop yet. Missing: %(missing)s")


def create_item(
    db: Session,
    units: Sequence[Unit],
    *,
    category: Category,
    title: str,
    condition: int,
    by: Viewer | None,
    **facts: Any,
) -> Item:
    """An item of these equal units, not yet in the shop. `facts` are the other columns of Item."""
    facts = {"price_ore": category.price_ore, "new_price_ore": category.new_price_ore, **facts}
    item = Item(
        municipality_id=category.municipality_id, category_id=category.id, title=title, condition=condition, **facts
    )
    db.add(item)
    db.flush()
    for unit in units:
        unit.item_id, unit.title, unit.condition = item.id, title, condition
        db.add(unit)
    db.flush()
    record(db, "item_created", item, by=by, after={"title": title, "units": [unit.number for unit in units]})
    return item


def add_item_photo(db: Session, item: Item, photo: Photo, *, view: str = "", shows_fault: bool = False) -> ItemPhoto:
    """Show this photo on the item's page, after those it already has."""
    already = db.exec(select(ItemPhoto).where(ItemPhoto.item_id == item.id, ItemPhoto.photo_id == photo.id)).first()
    if already:
        return already
    position = db.exec(select(sa.func.count(col(ItemPhoto.id))).where(ItemPhoto.item_id == item.id)).one()
    made = ItemPhoto(
        municipality_id=item.municipality_id, item_id=item.id, photo_id=photo.id, position=position, view=view,
        shows_fault=shows_fault,
    )  # fmt: skip
    db.add(made)
    db.flush()
    return made


def missing_facts(db: Session, item: Item) -> list[Text]:
    """What the item still lacks before it may be shown; empty when it is ready."""
    has_photo = db.exec(
        select(ItemPhoto.id)
        .join(Photo, col(Photo.id) == ItemPhoto.photo_id)
        .where(ItemPhoto.item_id == item.id, Photo.state == PhotoState.READY)
    ).first()
    lacking = {
        _("a photo"): has_photo is None,
        _("a title"): not item.title,
        _("width, depth and height"): not (item.width_mm and item.depth_mm and item.height_mm),
        _("a condition from 2 to 4"): item.condition < 2,
        _("what the marks are"): item.condition == 2 and not item.faults,
    }
    return [name for name, is_lacking in lacking.items() if is_lacking]


def publish_item(db: Session, item: Item, *, by: Viewer | None) -> None:
    """Put the item and its ready units in the shop; `NotReady` says what is missing."""
    if missing := missing_facts(db, item):
        raise NotReady(missing=", ".join(str(each) for each in missing))
    ready = (Stage.RECEIVED, Stage.IN_WORKSHOP)
    units = db.exec(select(Unit).where(Unit.item_id == item.id, col(Unit.stage).in_(ready))).all()
    move_units(db, units, Stage.ON_OFFER, by=by, event="unit_offered")
    item.published_at, item.withdrawn_at = item.published_at or now(), None
    db.add(item)
    db.flush()
    index_item(db, item)
    record(db, "item_published", item, by=by, after={"price_ore": item.price_ore, "units": len(units)})


def withdraw_item(db: Session, item: Item, *, by: Viewer | None) -> None:
    """Take the item out of the shop; its units go back to the workshop."""
    # Because units given back at this very moment look at the item to know where they belong.
    db.exec(select(Item).where(Item.id == item.id).with_for_update()).one()
    units = db.exec(select(Unit).where(Unit.item_id == item.id, Unit.stage == Stage.ON_OFFER)).all()
    move_units(db, units, Stage.IN_WORKSHOP, by=by, event="unit_withdrawn")
    item.withdrawn_at = now()
    db.add(item)
    record(db, "item_withdrawn", item, by=by)
