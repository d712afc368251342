"""The unit's passport: what each of its sections shows, and what of it everybody in the municipality may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Institution, Person
from app.catalogue.models import Item, ItemPhoto, StoragePlace, Unit
from app.catalogue.stages import Stage
from app.core.i18n import Text, _
from app.history.models import Event
from app.media.models import Photo
from app.media.queries import progress_of
from app.media.views import PhotoView
from app.orders.models import Order, OrderLine, Reservation
from app.workshop.erasure.models import ErasureCheck, ErasureRecord, MediumKind
from app.workshop.erasure.queries import records_of
from app.workshop.erasure.words import KIND_WORDS, METHOD_WORDS
from app.workshop.labels.queries import labels_of
from app.workshop.leaving.queries import repairs_of
from app.workshop.passport import Round, Work, impact_of, moves_of, parts_in, rounds_of
from app.workshop.queries import UnitFacts
from app.workshop.routes.passport_leaving import left_as
from app.workshop.routes.pictures import Rank

# What an event says under these names is the id of something that has a name.
_NAMED: Final = ("giver", "institution_id", "storage_place_id", "order_id")


@dataclass(frozen=True)
class Album:
    """Photos of one moment of the unit's life."""

    title: Text
    photos: Sequence[PhotoView]


def names_of(db: Session, events: Sequence[Event], *, with_people: bool) -> dict[UUID, str]:
    """What the workplaces, storage places, orders and (only `with_people`) people of these events are called."""
    said = [side for event in events for side in (event.before, event.after)]
    ids = {UUID(side[key]) for side in said for key in _NAMED if side.get(key)}
    if with_people:
        ids |= {event.actor_id for event in events if event.actor_id}
    if not ids:
        return {}
    names = {"municipality_id": db.info["municipality_id"], "ids": list(ids)}
    rows = db.execute(_WITH_PEOPLE if with_people else _NAMES, names)
    return {row.id: row.name for row in rows}


def _called(table: Any, name: Any) -> Any:
    ours = col(table.municipality_id) == sa.bindparam("municipality_id")
    return sa.select(col(table.id), name).where(ours, col(table.id).in_(sa.bindparam("ids", expanding=True)))


_PLACES: Final = (
    _called(Institution, col(Institution.name)), _called(StoragePlace, col(StoragePlace.code)),
    _called(Order, col(Order.number)),
)  # fmt: skip
_NAMES: Any = sa.union_all(*_PLACES)
_WITH_PEOPLE: Any = sa.union_all(*_PLACES, _called(Person, col(Person.name)))


def passport_of(
    db: Session, facts: UnitFacts, works: Sequence[Work], events: Sequence[Event], names: Mapping[UUID, str],
    photos: Mapping[Rank, Sequence[PhotoView]],
) -> dict[str, Any]:  # fmt: skip
    """What the sections show, by section: `templates/workshop/passport/<section>.html` shows `passport.<section>`."""
    unit = facts.unit
    rounds = rounds_of(events, names)
    return {
        "labels": labels_of(db, unit),
        "set": facts.unit_set,
        "rounds": rounds,
        "photos": albums_of(unit, photos),
        "jobs": works,
        "parts": parts_in(db, unit) if works else [],
        "erasures": _erasures_of(db, facts) if facts.is_device else [],
        "moves": moves_of(events, names),
        "repairs": repairs_of(db, unit) if works else [],
        "departure": left_as(db, unit) if unit.stage in (Stage.RECYCLED, Stage.SOLD_OFF) else None,
        "handovers": _handovers(rounds, names),
        "impact": impact_of(db, unit),
    }


def public_passport_of(db: Session, facts: UnitFacts, events: Sequence[Event]) -> dict[str, Any]:
    """What everybody in the municipality may see: where the thing has been, its published photos, its impact."""
    rounds = rounds_of(events, names_of(db, events, with_people=False))
    return {"rounds": rounds, "photos": _published_photos(db, facts.unit), "impact": impact_of(db, facts.unit)}


def albums_of(unit: Unit, photos: Mapping[Rank, Sequence[PhotoView]]) -> list[Album]:
    """The unit's photos by moment, in the order of its life; a photo stands in the first album it belongs to."""

    def of(*ranks: Rank) -> list[PhotoView]:
        return [each for rank in ranks for each in photos.get(rank, [])]

    # Because the other lines of a report show other things.
    reported = Rank.LINE if unit.report_line_id else Rank.REPORT
    moments: list[tuple[Text, list[PhotoView]]] = [
        (_("As it came"), of(Rank.OWN, reported)),
        (_("Before the work"), of(Rank.BEFORE)[::-1]),
        (_("After the work"), of(Rank.DONE)[::-1]),
        (_("Marks that are left"), of(Rank.FAULT)),
        (_("As the shop shows it"), of(Rank.SOLD, Rank.SOLD_BEFORE)),
    ]
    albums, shown = [], set[UUID]()
    for title, views in moments:
        new = [each for key, each in {view.id: view for view in views}.items() if key not in shown]
        shown |= {each.id for each in new}
        albums += [Album(title, new)] if new else []
    return albums


def _published_photos(db: Session, unit: Unit) -> list[PhotoView]:
    """The shop's photos of the item the unit belongs to, and of those it was sold as in earlier rounds."""
    sold = sa.select(col(OrderLine.item_id)).join(Reservation, col(Reservation.line_id) == col(OrderLine.id))
    wanted = (
        select(Photo)
        .join(ItemPhoto, col(ItemPhoto.photo_id) == Photo.id)
        .join(Item, col(Item.id) == ItemPhoto.item_id)
        .where(
            col(Item.published_at).is_not(None),
            sa.or_(col(Item.id) == unit.item_id, col(Item.id).in_(sold.where(col(Reservation.unit_id) == unit.id))),
        )
        .order_by(col(ItemPhoto.item_id).desc(), col(ItemPhoto.position))
    )
    views = {photo.id: progress_of(photo).view for photo in db.exec(wanted)}
    return [view for view in views.values() if view is not None]


@dataclass(frozen=True)
class Erased:
    """One erasure of one of the unit's disks, with what the second person found."""

    record: ErasureRecord
    check: ErasureCheck | None
    medium_name: Text
    method: Text


def _erasures_of(db: Session, facts: UnitFacts) -> list[Erased]:
    kinds = {each.medium.id: each.medium.kind for each in facts.device.media}
    return [
        Erased(
            record, check, KIND_WORDS[kinds.get(record.medium_id or record.id, MediumKind.NONE)],
            METHOD_WORDS[record.method],
        )
        for record, check in reversed(records_of(db, [facts.unit.id]))
    ]  # fmt: skip


def _handovers(rounds: Sequence[Round], names: Mapping[UUID, str]) -> list[tuple[Round, str]]:
    """The rounds that ended with a hand-over, newest first, each with its order's number."""
    return [(each, names.get(each.order_id, "") if each.order_id else "") for each in reversed(rounds) if each.holder]
