"""The lead's view: how much there is, how old it is, where the minutes go, what is stuck. Never per person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Unit
from app.core.clock import now
from app.workshop.board.queries import Column, Thing, things_in_workshop
from app.workshop.board.wishes import wished_categories
from app.workshop.models import HelpCall, Job
from app.workshop.stations import Stations

PARTS_TAKE_DAYS: Final = 14
JOB_TAKES_DAYS: Final = 7
MINUTES_OF: Final = timedelta(days=90)
_MINUTES: Any = (
    sa.select(col(Unit.category_id), sa.func.sum(col(Job.minutes)).label("minutes"), sa.func.count().label("jobs"))
    .join(Unit, col(Unit.id) == col(Job.unit_id))
    .where(
        col(Job.municipality_id) == sa.bindparam("municipality_id"),
        col(Job.started_at) >= sa.bindparam("since"),
        col(Job.minutes) > 0,
    )
    .group_by(col(Unit.category_id))
)


@dataclass(frozen=True)
class Age:
    """Days since the things of a column were received."""

    column: Column
    count: int
    middle: int
    oldest: int


@dataclass(frozen=True)
class Minutes:
    """Minutes of work on things of one kind, or at one station, in the last 90 days."""

    key: UUID | None
    name: str
    minutes: int
    jobs: int

    @property
    def each(self) -> int:
        """Minutes a job, rounded."""
        return round(self.minutes / self.jobs) if self.jobs else 0


@dataclass(frozen=True)
class Wished:
    """A kind of thing the shop has sold out of: how many were ordered lately, how many stand in the workshop."""

    category_id: UUID
    name: str
    taken: int
    here: int


@dataclass(frozen=True)
class Overview:
    things: Sequence[Thing]
    by_place: Mapping[tuple[UUID | None, Column], int]
    ages: Sequence[Age]
    by_station: Sequence[Minutes]
    by_category: Sequence[Minutes]
    wished: Sequence[Wished]
    stuck_parts: int
    stuck_jobs: int


def is_stuck(thing: Thing) -> bool:
    """Whether it has waited for parts, or been worked on, for longer than is usual."""
    usual = {Column.WAITS_FOR_PARTS: PARTS_TAKE_DAYS, Column.BEING_MADE_FIT: JOB_TAKES_DAYS}.get(thing.column)
    return usual is not None and thing.days_here > usual


def read_overview(db: Session, viewer: Viewer, stations: Stations) -> Overview:
    """Everything the lead's page shows, as it is now."""
    things = things_in_workshop(db, viewer)
    names = category_names(db)
    by_place: dict[tuple[UUID | None, Column], int] = {}
    for each in things:
        place = (stations.by_category.get(each.category_id), each.column)
        by_place[place] = by_place.get(place, 0) + 1
    by_category = _minutes(db, viewer.municipality_id, names)
    stuck = [each.column for each in things if is_stuck(each)]
    return Overview(
        things=things, by_place=by_place, ages=[_age(key, things) for key in Column],
        by_station=_by_station(by_category, stations), by_category=by_category,
        wished=_wished(db, viewer.municipality_id, things, names),
        stuck_parts=stuck.count(Column.WAITS_FOR_PARTS), stuck_jobs=stuck.count(Column.BEING_MADE_FIT),
    )  # fmt: skip


def category_names(db: Session) -> dict[UUID, str]:
    """Each category's name in the reader's language."""
    return {each.id: each.name for each in db.exec(select(Category))}


def _age(column: Column, things: Sequence[Thing]) -> Age:
    days = [each.days for each in things if each.column is column]
    return Age(column, len(days), round(median(days)) if days else 0, max(days, default=0))


def _minutes(db: Session, municipality_id: UUID, names: Mapping[UUID, str]) -> list[Minutes]:
    rows = db.execute(_MINUTES, {"municipality_id": municipality_id, "since": now() - MINUTES_OF})
    found = [Minutes(row.category_id, names.get(row.category_id, ""), int(row.minutes), row.jobs) for row in rows]
    return sorted(found, key=lambda each: -each.minutes)


def _by_station(by_category: Sequence[Minutes], stations: Stations) -> list[Minutes]:
    sums: dict[UUID | None, tuple[int, int]] = {}
    for each in by_category:
        key = stations.by_category.get(each.key) if each.key else None
        minutes, jobs = sums.get(key, (0, 0))
        sums[key] = (minutes + each.minutes, jobs + each.jobs)
    found = [Minutes(key, stations.named(key), *both) for key, both in sums.items()]
    return sorted(found, key=lambda each: -each.minutes)


def _wished(db: Session, municipality_id: UUID, things: Sequence[Thing], names: Mapping[UUID, str]) -> list[Wished]:
    here: dict[UUID, int] = {}
    for each in things:
        here[each.category_id] = here.get(each.category_id, 0) + 1
    wished = wished_categories(db, municipality_id)
    found = [Wished(key, names.get(key, ""), taken, here[key]) for key, taken in wished.items() if key in here]
    return sorted(found, key=lambda each: (-each.taken, each.name))


@dataclass(frozen=True)
class JobDone:
    """One job's minutes, and the thing they belong to."""

    number: str
    title: str
    minutes: int
    started_at: datetime


def jobs_with_minutes(db: Session, categories: set[UUID] | None, limit: int) -> list[JobDone]:
    """The jobs behind the minutes, the longest first; without who worked on them."""
    found = (
        select(Unit.number, Unit.title, Job.minutes, Job.started_at)
        .join(Job, col(Job.unit_id) == Unit.id)
        .where(Job.started_at >= now() - MINUTES_OF, Job.minutes > 0)
        .order_by(col(Job.minutes).desc(), col(Job.id))
        .limit(limit)
    )
    if categories is not None:
        found = found.where(col(Unit.category_id).in_(categories))
    return [JobDone(*row) for row in db.exec(found).all()]


def open_calls(db: Session) -> list[tuple[HelpCall, Job, Unit, str]]:
    """Who asked for help and got none yet, the oldest first: the call, its job and thing, and the name of who asked."""
    found = (
        select(HelpCall, Job, Unit, Person.name)
        .join(Job, col(Job.id) == HelpCall.job_id)
        .join(Unit, col(Unit.id) == Job.unit_id)
        .join(Person, col(Person.id) == HelpCall.asked_by_id)
        .where(col(HelpCall.answered_at).is_(None))
        .order_by(col(HelpCall.asked_at))
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.exec(found).all()]
