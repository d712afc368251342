"""What the paper for the council tells beside the page's figures: in short, in pictures, and what stands behind it."""

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import ItemPhoto, Unit
from app.core.clock import local
from app.core.formats import long_date
from app.core.i18n import Text, _
from app.impact.models import ClosedPeriod, EntryKind, ImpactEntry
from app.impact.versions import factors_in_force
from app.media.images import widths_for
from app.media.models import Photo, PhotoState
from app.media.storage import NotStored, photo_key, storage
from app.reports.goals import words as goal_words
from app.reports.goals.queries import category_names, goals_of
from app.reports.outcomes import Outcome
from app.reports.overview import Asked, Overview, overview

PICTURES: Final = 4
PICTURE_PIXELS: Final = 640
_LOOKED_AT: Final = 200


@dataclass(frozen=True)
class Picture:
    """A thing that found a new place: its photo as a data address, what it is, how many, and where they are."""

    source: str
    title: str
    count: int
    place: str


def contents(db: Session, asked: Asked) -> dict[str, Any]:
    """What the template shows. The figures are those of the report's page: read by the same function."""
    report, goals = overview(db, asked), goals_of(db, asked)
    return {
        "report": report,
        "municipality": asked.viewer.municipality,
        "good": _good(report),
        "missing": _missing(report),
        "pictures": _pictures(db, asked),
        "goals": goals,
        "goal_names": category_names(db) if goals else {},
        "goal_words": goal_words,
        "closed": _closed(db, asked),
        "factors": factors_in_force(db),
    }


def _good(report: Overview) -> list[Text]:
    """What went well, each in a sentence without its full stop."""
    found, fates = [], report.beside.outcomes
    if 2 * fates.things.get(Outcome.REUSED, 0) >= fates.received > 0:
        found.append(fates.finding)
    if report.beside.waits.is_enough:
        found.append(report.beside.waits.finding)
    if report.total.things > report.before.things > 0:
        found.append(_("More things are in use again than before"))
    return found


def _missing(report: Overview) -> list[Text]:
    """What the readers should know is lacking."""
    found = []
    if report.beside.wishes.rows:
        found.append(report.beside.wishes.finding)
    if report.is_thin:
        found.append(_("Much is assumed: see the last page"))
    if report.sanity.inside is False:
        found.append(_("The CO₂e per krone lies outside what others have found"))
    return found


def _closed(db: Session, asked: Asked) -> tuple[str, str] | None:
    """When the period was closed, and the fingerprint of its report; None where it is open."""
    found = db.exec(select(ClosedPeriod).where(ClosedPeriod.period == asked.period.key)).first()
    return (long_date(local(found.closed_at).date()), found.hash) if found else None


def _pictures(db: Session, asked: Asked) -> Sequence[Picture]:
    """Of what most went of to one place, the things that have a photo; one of each kind."""
    shown: dict[str, Picture] = {}
    for item_id, kind, institution_id, title, count in db.execute(_moved(asked)).all():
        if kind in shown or len(shown) == PICTURES:
            continue
        source, place = _photo(db, item_id), asked.places.name_of(institution_id)
        if source and place:
            shown[kind] = Picture(source, title, int(count), place)
    return list(shown.values())


def _moved(asked: Asked) -> Any:
    lines, count, title = asked.lines, sa.func.count(), sa.func.max(ImpactEntry.unit_title)
    what = (col(Unit.item_id), col(ImpactEntry.category_key), col(ImpactEntry.institution_id))
    moved = (
        sa.select(*what, title, count)
        .join(Unit, col(Unit.id) == col(ImpactEntry.unit_id))
        .where(col(ImpactEntry.booked_on).between(lines.first, lines.last))
        .where(col(ImpactEntry.kind) == EntryKind.HAND_OVER, col(Unit.item_id).is_not(None))
        .group_by(*what)
        .order_by(count.desc(), title)
        .limit(_LOOKED_AT)
    )
    institutions = lines.asked.get("institutions")
    return moved if institutions is None else moved.where(col(ImpactEntry.institution_id).in_(institutions))


def _photo(db: Session, item_id: UUID) -> str | None:
    """The item's first photo as a data address, in a size that prints well."""
    first = (
        select(Photo)
        .join(ItemPhoto, col(ItemPhoto.photo_id) == col(Photo.id))
        .where(ItemPhoto.item_id == item_id, Photo.state == PhotoState.READY, col(ItemPhoto.shows_fault).is_(False))
        .order_by(col(ItemPhoto.position))
    )
    photo = db.exec(first).first()
    if photo is None:
        return None
    widths = widths_for(photo.width, photo.height)
    width = min((each for each in widths if each >= PICTURE_PIXELS), default=max(widths))
    with suppress(NotStored):
        return "data:image/webp;base64," + b64encode(storage().get(photo_key(photo.id, width))).decode()
    return None
