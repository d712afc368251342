"""A thing is put on a place, and a thing that was missed is seen again."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions.places import PlaceClosed
from app.catalogue.models import Item, StoragePlace, Unit
from app.catalogue.stages import IN_THE_HOUSE
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import events_of, record

MOVED = "unit_moved_place"


class NotInTheHouse(DomainError):
    message = _("%(numbers)s is not here any more, so it cannot be put on a place.")


class PutElsewhere(DomainError):
    message = _("%(number)s has been moved since. Nothing was undone.")


def put_units(
    db: Session, units: Sequence[Unit], place: StoragePlace, *, by: Viewer | None, event: str = MOVED
) -> list[Unit]:
    """Let all these things stand on the place from now on, or none of them; those that did not stand there before.

    `PlaceClosed` or `NotInTheHouse` where it cannot be. The item of a thing is seen where its last thing was put.
    """
    # Because the place must not be closed meanwhile.
    db.refresh(place, with_for_update=True)
    if place.closed_at is not None:
        raise PlaceClosed(code=place.code)
    if gone := [unit.number for unit in units if unit.stage not in IN_THE_HOUSE]:
        raise NotInTheHouse(numbers=", ".join(gone))
    moved = [unit for unit in units if unit.storage_place_id != place.id or unit.stands_at_id is not None]
    for unit in moved:
        before = {"storage_place_id": unit.storage_place_id, "stands_at_id": unit.stands_at_id}
        unit.storage_place_id, unit.stands_at_id = place.id, None
        db.add(unit)
        after = {"storage_place_id": place.id, "place": place.code}
        record(db, event, unit, by=by, before=before, after=after)
    _show_items_at(db, moved, place)
    see_units(db, units, by=by)
    db.flush()
    return moved


def _show_items_at(db: Session, units: Sequence[Unit], place: StoragePlace | None) -> None:
    for item in db.exec(select(Item).where(col(Item.id).in_({unit.item_id for unit in units if unit.item_id}))):
        item.storage_place_id = place.id if place else None
        db.add(item)


def undo_put(db: Session, units: Sequence[Unit], *, by: Viewer) -> None:
    """Take back that these things were put somewhere: each stands where it stood before.

    `PutElsewhere` where somebody has moved one since, or where it was not this person who put it there.
    """
    for unit in units:
        last = next((each for each in reversed(events_of(db, [unit])) if each.name in (MOVED, "unit_put_back")), None)
        is_last = last is not None and last.name == MOVED and last.actor_id == by.person_id
        if last is None or not is_last or last.after["storage_place_id"] != str(unit.storage_place_id):
            raise PutElsewhere(number=unit.number)
        _put_back(db, unit, dict(last.before), by=by)
    db.flush()


def _put_back(db: Session, unit: Unit, stood: dict[str, str | None], *, by: Viewer) -> None:
    place = db.exec(select(StoragePlace).where(StoragePlace.id == _key(stood["storage_place_id"]))).one_or_none()
    if place is not None and place.closed_at is not None:
        raise PlaceClosed(code=place.code)
    before = {"storage_place_id": unit.storage_place_id}
    unit.storage_place_id, unit.stands_at_id = place.id if place else None, _key(stood.get("stands_at_id"))
    db.add(unit)
    _show_items_at(db, [unit], place)
    after = {"storage_place_id": unit.storage_place_id, "place": place.code if place else ""}
    record(db, "unit_put_back", unit, by=by, before=before, after=after)


def _key(kept: str | None) -> UUID | None:
    return UUID(kept) if kept else None


def see_units(db: Session, units: Sequence[Unit], *, by: Viewer | None) -> None:
    """Whoever was missed when its place was counted is not missed any more."""
    for unit in units:
        if unit.missed_at is not None:
            record(db, "unit_seen_again", unit, by=by, before={"missed_at": unit.missed_at})
            unit.missed_at = None
            db.add(unit)
    db.flush()
