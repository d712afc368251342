"""Every thing that stands in the workshop, in the column of the board it belongs to; wished for first, then oldest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.clock import local, now
from app.workshop.board.wishes import wished_categories
from app.workshop.models import Job, JobState, JobTask, StopReason
from app.workshop.readiness import LAST_JOB_ID, STANDS_HERE

AT_FIRST: Final = 12


class Column(StrEnum):
    """Where a thing is between coming in and going to the shop; the order is the board's."""

    COMES_IN = "in"
    BEING_MADE_FIT = "doing"
    WAITS_FOR_PARTS = "parts"
    TO_CHECK = "check"
    READY = "ready"


_OF_JOB: Final[Mapping[JobState, Column]] = {
    JobState.OPEN: Column.BEING_MADE_FIT, JobState.TO_CHECK: Column.TO_CHECK, JobState.PASSED: Column.READY,
}  # fmt: skip
_TENANT = col(Unit.municipality_id) == sa.bindparam("municipality_id")
_THINGS: Any = (
    sa.select(
        col(Unit.id), col(Unit.number), col(Unit.title), col(Unit.category_id), col(Unit.report_id), col(Unit.item_id),
        col(Unit.received_at), col(Job.id).label("job_id"), col(Job.state), col(Job.stop_reason),
        col(Job.started_by_id), col(Job.started_at), col(Job.finished_at), col(Job.ended_at), col(Job.check_note),
        col(Job.timer_started_at), col(Person.name).label("worker"),
    )
    .select_from(Unit)
    .outerjoin(Job, col(Job.id) == LAST_JOB_ID)
    .outerjoin(Person, col(Person.id) == col(Job.started_by_id))
    .where(_TENANT, STANDS_HERE)
    .order_by(col(Unit.received_at), col(Unit.number))
)  # fmt: skip
_STEPS: Any = (
    sa.select(
        col(JobTask.job_id), sa.func.count().label("steps"),
        sa.func.sum(sa.case((col(JobTask.done_at).is_not(None), 1), else_=0)).label("done"),
    )
    .where(
        col(JobTask.municipality_id) == sa.bindparam("municipality_id"),
        col(JobTask.job_id).in_(sa.bindparam("ids", expanding=True)),
    )
    .group_by(col(JobTask.job_id))
)  # fmt: skip
_DONE_SINCE = sa.select(sa.func.count()).where(
    col(Job.municipality_id) == sa.bindparam("municipality_id"),
    col(Job.state) == JobState.PASSED,
    col(Job.checked_at) >= sa.bindparam("since"),
)


@dataclass(frozen=True)
class Thing:
    """One unit in the workshop with its last job; `since` is when it came to its column."""

    row: Any
    column: Column
    since: datetime
    is_wished: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def days(self) -> int:
        """Whole days since it was received."""
        return int((now() - self.row.received_at).days)

    @property
    def days_here(self) -> int:
        """Whole days in this column."""
        return (now() - self.since).days


@dataclass(frozen=True)
class Card:
    """Things that came together, of one kind and name, in one column: the first of them stands for all."""

    thing: Thing
    alike: int
    steps: int = 0
    steps_done: int = 0


@dataclass(frozen=True)
class Shown:
    """The cards of one column, and how many things there are in all."""

    key: Column
    cards: Sequence[Card]
    total: int
    has_more: bool


@dataclass(frozen=True)
class Board:
    columns: Sequence[Shown]
    total: int
    mine: int
    done_this_week: int

    def at(self, key: Column) -> Shown:
        """One column."""
        return next(each for each in self.columns if each.key is key)


def things_in_workshop(db: Session, viewer: Viewer) -> list[Thing]:
    """Everything that stands in the workshop: what is wished for first, then the oldest."""
    wished = wished_categories(db, viewer.municipality_id)
    rows = db.execute(_THINGS, {"municipality_id": viewer.municipality_id})
    found = [_thing(row, row.category_id in wished) for row in rows]
    return sorted(found, key=lambda each: not each.is_wished)


def _thing(row: Any, is_wished: bool) -> Thing:
    if row.state is JobState.STOPPED:
        waits = row.stop_reason is StopReason.MISSING_PARTS
        return Thing(row, Column.WAITS_FOR_PARTS if waits else Column.COMES_IN, row.ended_at, is_wished)
    column = _OF_JOB.get(row.state, Column.COMES_IN)
    since = {
        Column.COMES_IN: row.received_at, Column.BEING_MADE_FIT: row.started_at,
        Column.TO_CHECK: row.finished_at, Column.READY: row.ended_at,
    }[column]  # fmt: skip
    return Thing(row, column, since or row.received_at, is_wished)


def read_board(
    db: Session, viewer: Viewer, *, mine: bool = False, categories: set[UUID] | None = None, limit: int = AT_FIRST
) -> Board:
    """The board as it is now, at most `limit` cards a column; `categories` are those of the station looked at.

    `mine` leaves only what the viewer has begun.
    """
    here = [each for each in things_in_workshop(db, viewer) if categories is None or each.category_id in categories]
    own = [each for each in here if is_begun_by(each, viewer)]
    columns = _columns(own if mine else here, viewer, limit)
    return Board(
        [_with_steps(db, each, viewer) for each in columns], len(here), len(own),
        _done_since(db, viewer.municipality_id, _monday()),
    )  # fmt: skip


def is_begun_by(thing: Thing, viewer: Viewer) -> bool:
    """Whether the viewer began the work that goes on or waits for its check."""
    return thing.started_by_id == viewer.person_id and thing.column in (Column.BEING_MADE_FIT, Column.TO_CHECK)


def _columns(things: Iterable[Thing], viewer: Viewer, limit: int) -> list[Shown]:
    found: dict[Column, list[Thing]] = {each: [] for each in Column}
    for each in things:
        found[each.column].append(each)
    found[Column.BEING_MADE_FIT].sort(key=lambda each: each.started_by_id != viewer.person_id)
    return [_shown(key, rows, limit) for key, rows in found.items()]


def _shown(key: Column, things: Sequence[Thing], limit: int) -> Shown:
    alike: dict[Any, list[Thing]] = {}
    same: Callable[[Thing], Any] = _same_card if key in (Column.COMES_IN, Column.READY) else lambda each: each.id
    for each in things:
        alike.setdefault(same(each), []).append(each)
    cards = [Card(group[0], len(group)) for group in alike.values()]
    return Shown(key, cards[:limit], len(things), len(cards) > limit)


def _same_card(thing: Thing) -> Any:
    return (thing.category_id, thing.title, thing.report_id, thing.item_id, thing.stop_reason)


def _with_steps(db: Session, shown: Shown, viewer: Viewer) -> Shown:
    if shown.key is not Column.BEING_MADE_FIT or not shown.cards:
        return shown
    names = {"municipality_id": viewer.municipality_id, "ids": [each.thing.job_id for each in shown.cards]}
    steps = {row.job_id: (row.steps, int(row.done)) for row in db.execute(_STEPS, names)}
    cards = [Card(each.thing, each.alike, *steps.get(each.thing.job_id, (0, 0))) for each in shown.cards]
    return Shown(shown.key, cards, shown.total, shown.has_more)


def _monday() -> datetime:
    today = local(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday())


def _done_since(db: Session, municipality_id: UUID, since: datetime) -> int:
    return int(db.execute(_DONE_SINCE, {"municipality_id": municipality_id, "since": since}).scalar_one())
