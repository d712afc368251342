"""Stock counts, read: what is going on, what a count says so far, and what has been missed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import StoragePlace, Unit
from app.catalogue.stages import IN_THE_HOUSE, Stage
from app.core.errors import NotFound
from app.workshop.counting.models import Found, StockCount, StockCountLine

LATEST = 20
# What somebody waits for is looked for first.
_URGENT = sa.case((col(Unit.stage) == Stage.RESERVED, 0), (col(Unit.stage) == Stage.ON_OFFER, 1), else_=2)
Counted = tuple[StockCountLine, Unit]


@dataclass(frozen=True)
class Tally:
    """What a count says, by what was found; what is missing has first what somebody has ordered, then what is in the
    shop."""

    found: Sequence[Counted]
    missing: Sequence[Counted]
    extra: Sequence[Counted]
    moved_on: Sequence[Counted]

    @property
    def expected(self) -> int:
        """How many should be there."""
        return len(self.found) + len(self.missing)

    @property
    def is_even(self) -> bool:
        return not (self.missing or self.extra)


@dataclass(frozen=True)
class CountOf:
    """A count with its place and how many lines of each kind it has."""

    count: StockCount
    place: StoragePlace
    numbers: dict[Found, int]

    def number(self, found: str) -> int:
        return self.numbers.get(Found(found), 0)


def get_count(db: Session, count_id: UUID) -> tuple[StockCount, StoragePlace]:
    """A count with its place."""
    wanted = select(StockCount, StoragePlace).join(StoragePlace, col(StoragePlace.id) == StockCount.place_id)
    found = db.exec(wanted.where(StockCount.id == count_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def open_count_at(db: Session, place: StoragePlace) -> StockCount | None:
    """The count that goes on at this place, or None."""
    return db.exec(
        select(StockCount).where(StockCount.place_id == place.id, col(StockCount.closed_at).is_(None))
    ).one_or_none()


def tally_of(db: Session, count: StockCount) -> Tally:
    """Every line of the count with its thing; what was scanned last stands first."""
    lines = db.exec(
        select(StockCountLine, Unit)
        .join(Unit, col(Unit.id) == StockCountLine.unit_id)
        .where(StockCountLine.count_id == count.id)
        .order_by(col(StockCountLine.seen_at).desc().nulls_last(), _URGENT, col(Unit.number))
    )
    by_kind: dict[Found, list[Counted]] = defaultdict(list)
    for line, unit in lines:
        by_kind[line.found].append((line, unit))
    return Tally(by_kind[Found.FOUND], by_kind[Found.MISSING], by_kind[Found.EXTRA], by_kind[Found.MOVED_ON])


def counts_listed(db: Session, *, closed: bool) -> list[CountOf]:
    """The counts that go on, or the latest ones that are done."""
    wanted = select(StockCount, StoragePlace).join(StoragePlace, col(StoragePlace.id) == StockCount.place_id)
    is_closed = col(StockCount.closed_at).is_not(None)
    wanted = wanted.where(is_closed if closed else sa.not_(is_closed))
    rows = db.exec(wanted.order_by(col(StockCount.started_at).desc()).limit(LATEST)).all()
    numbers: dict[UUID, dict[Found, int]] = defaultdict(dict)
    counted = select(StockCountLine.count_id, StockCountLine.found, sa.func.count()).where(
        col(StockCountLine.count_id).in_([count.id for count, _place in rows])
    )
    for count_id, found, number in db.exec(counted.group_by(col(StockCountLine.count_id), col(StockCountLine.found))):
        numbers[count_id][Found(found)] = number
    return [CountOf(count, place, numbers[count.id]) for count, place in rows]


def missed_units(db: Session) -> list[tuple[Unit, StoragePlace | None]]:
    """The things that were not found where they should stand; what somebody has ordered first."""
    missed = (
        select(Unit, StoragePlace)
        .outerjoin(StoragePlace, col(StoragePlace.id) == Unit.storage_place_id)
        .where(col(Unit.missed_at).is_not(None), col(Unit.stage).in_(IN_THE_HOUSE))
    )
    return [(unit, place) for unit, place in db.exec(missed.order_by(_URGENT, col(Unit.missed_at), col(Unit.number)))]
