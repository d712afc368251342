"""The unit's passport: what each of its sections shows, and what of it everybody in the municipality may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Item, ItemPhoto, Unit
from app.catalogue.queries.sets import set_of
from app.core.i18n import Text, _
from app.history.models import Event
from app.intake.models import ReportPhoto
from app.media.queries import photos_by_id
from app.media.views import PhotoView
from app.orders.models import Order, OrderLine, Reservation
from app.workshop.drafts import unit_photo_ids
from app.workshop.erasure.models import ErasureCheck, ErasureRecord, MediumKind
from app.workshop.erasure.queries import checks_of, media_of, records_of
from app.workshop.erasure.words import KIND_WORDS, METHOD_WORDS
from app.workshop.labels.queries import labels_of
from app.workshop.leaving.queries import repairs_of
from app.workshop.models import Job, PhotoMoment
from app.workshop.passport import Round, impact_of, moves_of, rounds_of, works_of
from app.workshop.queries import UnitFacts, job_photos
from app.workshop.routes.passport_leaving import left_as


@dataclass(frozen=True)
class Album:
    """Photos of one moment of the unit's life."""

    title: Text
    photos: Sequence[PhotoView]


def passport_of(db: Session, facts: UnitFacts, jobs: Sequence[Job], events: Sequence[Event]) -> dict[str, Any]:
    """What the sections show, by section: `templates/workshop/passport/<section>.html` shows `passport.<section>`."""
    unit = facts.unit
    rounds = rounds_of(db, events)
    return {
        "labels": labels_of(db, unit),
        "set": set_of(db, unit),
        "rounds": rounds,
        "photos": albums_of(db, unit, jobs),
        "jobs": works_of(db, jobs),
        "erasures": _erasures_of(db, unit) if facts.is_device else [],
        "moves": moves_of(db, events),
        "repairs": repairs_of(db, unit),
        "departure": left_as(db, unit),
        "handovers": _orders_of(db, rounds),
        "impact": impact_of(db, unit),
    }


def public_passport_of(db: Session, facts: UnitFacts, events: Sequence[Event]) -> dict[str, Any]:
    """What everybody in the municipality may see: where the thing has been, its published photos, its impact."""
    published = _published_photos(db, facts.unit)
    shown = _ready(db, published)
    return {"rounds": rounds_of(db, events), "photos": shown, "impact": impact_of(db, facts.unit)}


def albums_of(db: Session, unit: Unit, jobs: Sequence[Job]) -> list[Album]:
    """The unit's photos by moment, in the order of its life; a photo stands in the first album it belongs to."""
    worked = job_photos(db, [job.id for job in jobs])
    moments: list[tuple[Text, Sequence[UUID]]] = [
        (_("As it came"), [*unit_photo_ids(db, unit), *_photos_of_report(db, unit)]),
        (_("Before the work"), [each.photo_id for each in worked if each.moment is PhotoMoment.BEFORE]),
        (_("After the work"), [each.photo_id for each in worked if each.moment is PhotoMoment.AFTER]),
        (_("Marks that are left"), [each.photo_id for each in worked if each.moment is PhotoMoment.FAULT]),
        (_("As the shop shows it"), _item_photos(db, unit)),
    ]
    ready = photos_by_id(db, {each for _title, ids in moments for each in ids})
    albums = []
    for title, ids in moments:
        shown = [ready.pop(each) for each in dict.fromkeys(ids) if each in ready]
        if shown:
            albums.append(Album(title, shown))
    return albums


def _photos_of_report(db: Session, unit: Unit) -> Sequence[UUID]:
    """The photos of the unit's line, or of its whole report where it came without lines."""
    if unit.report_id is None:
        return []
    wanted = select(ReportPhoto.photo_id).where(ReportPhoto.report_id == unit.report_id)
    if unit.report_line_id is not None:
        wanted = wanted.where(ReportPhoto.line_id == unit.report_line_id)
    return db.exec(wanted.order_by(col(ReportPhoto.position))).all()


def _of_items(unit: Unit) -> Any:
    """The item the unit belongs to now, and those it was sold as in earlier rounds."""
    sold = sa.select(col(OrderLine.item_id)).join(Reservation, col(Reservation.line_id) == col(OrderLine.id))
    return sa.or_(
        col(ItemPhoto.item_id) == unit.item_id,
        col(ItemPhoto.item_id).in_(sold.where(col(Reservation.unit_id) == unit.id)),
    )


def _item_photos(db: Session, unit: Unit) -> Sequence[UUID]:
    wanted = select(ItemPhoto.photo_id).where(_of_items(unit))
    return db.exec(wanted.order_by(col(ItemPhoto.item_id).desc(), col(ItemPhoto.position))).all()


def _published_photos(db: Session, unit: Unit) -> Sequence[UUID]:
    wanted = select(ItemPhoto.photo_id).join(Item, col(Item.id) == ItemPhoto.item_id)
    wanted = wanted.where(_of_items(unit), col(Item.published_at).is_not(None))
    return db.exec(wanted.order_by(col(ItemPhoto.item_id).desc(), col(ItemPhoto.position))).all()


def _ready(db: Session, ids: Iterable[UUID]) -> list[PhotoView]:
    wanted = list(dict.fromkeys(ids))
    ready = photos_by_id(db, wanted)
    return [ready[each] for each in wanted if each in ready]


@dataclass(frozen=True)
class Erased:
    """One erasure of one of the unit's disks, with what the second person found."""

    record: ErasureRecord
    check: ErasureCheck | None
    medium_name: Text
    method: Text


def _erasures_of(db: Session, unit: Unit) -> list[Erased]:
    records = records_of(db, [unit.id])
    checks, kinds = checks_of(db, records), {each.id: each.kind for each in media_of(db, unit)}
    return [
        Erased(
            each, checks.get(each.id), KIND_WORDS[kinds.get(each.medium_id or each.id, MediumKind.NONE)],
            METHOD_WORDS[each.method],
        )
        for each in reversed(records)
    ]  # fmt: skip


def _orders_of(db: Session, rounds: Sequence[Round]) -> list[tuple[Round, Order | None]]:
    """The rounds that ended with a hand-over, newest first, each with its order."""
    out = [each for each in rounds if each.holder]
    ids = [each.order_id for each in out if each.order_id]
    orders = {order.id: order for order in db.exec(select(Order).where(col(Order.id).in_(ids)))}
    return [(each, orders.get(each.order_id) if each.order_id else None) for each in reversed(out)]
