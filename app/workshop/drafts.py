"""What still has to be described, read for pages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Category, StoragePlace, Unit, UnitPhoto
from app.workshop.readiness import IN_THE_WORKSHOP

MOST_SHOWN = 60
LATEST, MOST_USUAL = 60, 4
_WAITS = (col(Unit.is_draft), col(Unit.stage).in_(IN_THE_WORKSHOP))


@dataclass(frozen=True)
class Draft:
    """One thing nobody has described yet, and where it stands."""

    number: str
    title: str
    received_at: datetime
    place: str


def drafts(db: Session) -> list[Draft]:
    """What waits to be described, the oldest first, at most `MOST_SHOWN`."""
    rows = db.exec(
        select(Unit.number, Unit.title, Unit.received_at, StoragePlace.code)
        .outerjoin(StoragePlace, col(StoragePlace.id) == Unit.storage_place_id)
        .where(*_WAITS)
        .order_by(col(Unit.received_at), col(Unit.number))
        .limit(MOST_SHOWN)
    ).all()
    return [Draft(number, title, at, place or "") for number, title, at, place in rows]


def draft_count(db: Session) -> int:
    """How many wait to be described."""
    return db.exec(select(sa.func.count(col(Unit.id))).where(*_WAITS)).one()


def usual_categories(db: Session) -> list[Category]:
    """What the last things mostly were: the likeliest answers for a thing nothing is known of."""
    latest = select(Unit.category_id).where(sa.not_(col(Unit.is_draft))).order_by(col(Unit.id).desc()).limit(LATEST)
    common = [key for key, _count in Counter(db.exec(latest)).most_common(MOST_USUAL)]
    found = {each.id: each for each in db.exec(select(Category).where(col(Category.id).in_(common)))}
    return [found[key] for key in common if found[key].is_active]


def unit_photo_ids(db: Session, unit: Unit) -> Sequence[UUID]:
    """The photos of the unit itself, in their order."""
    wanted = select(UnitPhoto.photo_id).where(UnitPhoto.unit_id == unit.id)
    return db.exec(wanted.order_by(col(UnitPhoto.position), col(UnitPhoto.id))).all()
