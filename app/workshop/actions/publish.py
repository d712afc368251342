"""Equal units that passed their check become an item, and the lead puts it in the shop."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Municipality, PriceMode
from app.accounts.viewer import Viewer
from app.catalogue.actions import NotReady, add_item_photo, create_item, move_units, publish_item
from app.catalogue.actions.items import missing_facts
from app.catalogue.models import Category, Item, ItemPhoto, Unit
from app.catalogue.search.index import index_item
from app.catalogue.stages import Stage
from app.core.errors import DomainError
from app.core.i18n import Text, _
from app.history import record
from app.media.models import Photo
from app.workshop.faults import fault_photos_of
from app.workshop.gate import NotErased, refuse_unerased
from app.workshop.models import Job, JobState
from app.workshop.readiness import IN_THE_WORKSHOP, ready_unit_ids

FACTS = (
    "title", "description", "condition", "faults", "colour", "material", "width_mm", "depth_mm", "height_mm",
    "price_ore", "new_price_ore", "suitability",
)  # fmt: skip
WORN = 2


class NotChecked(DomainError):
    message = _("%(numbers)s has not passed its check yet.")


class NotAlike(DomainError):
    status = 422
    message = _("Only things of the same kind can be one item.")


def _refuse_unready(db: Session, category_id: object, units: Sequence[Unit]) -> None:
    if not units or any(unit.category_id != category_id for unit in units):
        raise NotAlike
    ready = ready_unit_ids(db, [unit.id for unit in units])
    if unready := [unit.number for unit in units if unit.id not in ready]:
        raise NotChecked(numbers=", ".join(unready))


def usual_price_ore(municipality: Municipality, category: Category) -> int:
    """What an item of the category costs unless somebody says otherwise; nothing where the shop takes no price."""
    return category.price_ore if municipality.price_mode is PriceMode.FIXED else 0


def prepare_item(
    db: Session, units: Sequence[Unit], *, facts: Mapping[str, Any], photos: Sequence[Photo], by: Viewer
) -> Item:
    """Make one item of equal, checked units, with these facts (`FACTS`) and photos; it is not in the shop yet.

    `NotAlike` for units of several categories, `NotChecked` for units without a passed check.
    """
    category = db.exec(select(Category).where(Category.id == units[0].category_id)).one() if units else None
    _refuse_unready(db, category.id if category else None, units)
    assert category is not None  # noqa: S101 - no units are refused above
    worked_on = select(Job.id).where(
        col(Job.unit_id).in_([unit.id for unit in units]), Job.state == JobState.PASSED, Job.minutes > 0
    )
    item = create_item(
        db, units, category=category, by=by, giver_id=units[0].giver_id, storage_place_id=units[0].storage_place_id,
        was_refurbished=db.exec(worked_on).first() is not None, **{n: facts[n] for n in FACTS if n in facts},
    )  # fmt: skip
    for photo in photos:
        add_item_photo(db, item, photo)
    _show_faults(db, item, units, by=by)
    return item


def _show_faults(db: Session, item: Item, units: Sequence[Unit], *, by: Viewer) -> None:
    """The marks that were photographed at the check are shown as such, with the words of the check."""
    for photo, said in fault_photos_of(db, units):
        shown = add_item_photo(db, item, photo, view=said, shows_fault=True)
        if not shown.shows_fault:
            mark_fault_photo(db, item, shown, shows_fault=True, view=said, by=by)


def revise_item(db: Session, item: Item, *, facts: Mapping[str, Any], by: Viewer) -> None:
    """Correct what the shop says of the item; its units on the way carry the same title and condition."""
    before = {name: getattr(item, name) for name in FACTS if name in facts and getattr(item, name) != facts[name]}
    if not before:
        return
    for name in before:
        setattr(item, name, facts[name])
    db.add(item)
    ours = select(Unit).where(
        Unit.item_id == item.id, col(Unit.stage).in_((Stage.RECEIVED, Stage.IN_WORKSHOP, Stage.ON_OFFER))
    )
    for unit in db.exec(ours):
        unit.title, unit.condition = item.title, item.condition
        db.add(unit)
    db.flush()
    if item.published_at is not None:
        index_item(db, item)
    record(db, "item_revised", item, by=by, before=before, after={name: facts[name] for name in before})


def still_missing(db: Session, item: Item) -> list[Text]:
    """What the item lacks before it may be in the shop, the erasure of its devices included."""
    missing = _missing_of_item(db, item)
    try:
        refuse_unerased(db, _waiting_units(db, item))
    except NotErased as refusal:
        missing.append(_("erased data on %(numbers)s", **refusal.words))
    return missing


def _missing_of_item(db: Session, item: Item) -> list[Text]:
    """Facts and photos; a worn item also needs a photo of its marks."""
    missing = missing_facts(db, item)
    shows = select(ItemPhoto.id).where(ItemPhoto.item_id == item.id, col(ItemPhoto.shows_fault))
    if item.condition == WORN and db.exec(shows).first() is None:
        missing.append(_("a photo of the marks"))
    return missing


def _waiting_units(db: Session, item: Item) -> Sequence[Unit]:
    return db.exec(select(Unit).where(Unit.item_id == item.id, col(Unit.stage).in_(IN_THE_WORKSHOP))).all()


def offer_item(db: Session, item: Item, *, by: Viewer) -> None:
    """Put the item in the shop with those of its units that passed their check; the others leave the item.

    `NotReady` says what is missing; devices pass the erasure gate.
    """
    if missing := _missing_of_item(db, item):
        raise NotReady(missing=", ".join(str(each) for each in missing))
    waiting = _waiting_units(db, item)
    ready = ready_unit_ids(db, [unit.id for unit in waiting])
    for unit in waiting:
        if unit.id not in ready:
            unit.item_id = None
            db.add(unit)
            record(db, "unit_left_item", unit, by=by, before={"item_id": item.id})
    db.flush()
    publish_item(db, item, by=by)


def add_units_to_item(db: Session, item: Item, units: Sequence[Unit], *, by: Viewer) -> None:
    """Put more equal, checked units under an item; where it is in the shop, they are on offer at once."""
    _refuse_unready(db, item.category_id, units)
    for unit in units:
        unit.item_id, unit.title, unit.condition = item.id, item.title, item.condition
        db.add(unit)
    db.flush()
    _show_faults(db, item, units, by=by)
    record(db, "units_joined_item", item, by=by, after={"units": [unit.number for unit in units]})
    if item.published_at is not None and item.withdrawn_at is None:
        move_units(db, units, Stage.ON_OFFER, by=by, event="unit_offered")


def mark_fault_photo(
    db: Session, item: Item, shown: ItemPhoto, *, shows_fault: bool, view: str, by: Viewer
) -> None:  # fmt: skip
    """Say what the photo shows, and whether it shows a mark."""
    after = {"shows_fault": shows_fault, "view": view}
    before = {name: getattr(shown, name) for name in after}
    if before == after:
        return
    shown.shows_fault, shown.view = shows_fault, view
    db.add(shown)
    db.flush()
    told = {"photo_id": shown.photo_id}
    record(db, "item_photo_described", item, by=by, before={**told, **before}, after=after)


def drop_item_photo(db: Session, item: Item, shown: ItemPhoto, *, by: Viewer) -> None:
    """Take the photo off the item's page; the photo itself stays with its report or job."""
    record(db, "item_photo_removed", item, by=by, before={"photo_id": shown.photo_id})
    db.delete(shown)
    db.flush()
