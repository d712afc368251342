"""What waits, what is going on, and what is ready: the three columns of the workshop's board."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.clock import local, now
from app.workshop.models import Job, JobState, JobTask
from app.workshop.readiness import HAS_PASSED, IS_TO_DO, LAST_STOP_REASON

AT_FIRST = 12
_TENANT = col(Unit.municipality_id) == sa.bindparam("municipality_id")
_LIMIT: Any = sa.bindparam("limit")
_STOPPED_FOR = LAST_STOP_REASON.label("stop_reason")


@dataclass(frozen=True)
class Column:
    """The rows to show, and how many things there are in all."""

    rows: list[Any]
    total: int
    has_more: bool


def _count_tasks(*conditions: Any) -> Any:
    return sa.select(sa.func.count()).where(col(JobTask.job_id) == col(Job.id), *conditions).scalar_subquery()


# Things that came together, of one kind and name, are one card.
_ALIKE = (col(Unit.category_id), col(Unit.title), col(Unit.report_id), col(Unit.item_id))
_GROUP = (*_ALIKE, sa.func.min(col(Unit.number)).label("number"), sa.func.count().label("alike"))
_TO_DO: Any = (
    sa.select(*_GROUP, _STOPPED_FOR)
    .where(_TENANT, IS_TO_DO)
    .group_by(*_ALIKE, _STOPPED_FOR)
    .order_by(sa.func.min(col(Unit.received_at)), sa.literal_column("number"))
    .limit(_LIMIT)
)
_PASSED: Any = (
    sa.select(*_GROUP)
    .where(_TENANT, HAS_PASSED)
    .group_by(*_ALIKE)
    .order_by(sa.func.min(col(Unit.received_at)), sa.literal_column("number"))
    .limit(_LIMIT)
)
_JOBS: Any = (
    sa.select(
        col(Job.id).label("job_id"), col(Job.unit_id), col(Job.started_by_id), col(Job.check_note),
        col(Unit.number), col(Unit.title), col(Unit.report_id), col(Unit.item_id), col(Unit.category_id),
        col(Person.name).label("worker"), _count_tasks().label("steps"),
        _count_tasks(col(JobTask.done_at).is_not(None)).label("steps_done"),
    )
    .join(Unit, col(Unit.id) == col(Job.unit_id))
    .join(Person, col(Person.id) == col(Job.started_by_id))
    .where(
        _TENANT,
        col(Job.municipality_id) == sa.bindparam("municipality_id"),
        col(Job.state) == sa.bindparam("state"),
        sa.or_(sa.bindparam("is_all", type_=sa.Boolean), col(Job.started_by_id) == sa.bindparam("person_id")),
    )
    .order_by((col(Job.started_by_id) == sa.bindparam("person_id")).desc(), col(Job.started_at), col(Job.id))
    .limit(_LIMIT)
)  # fmt: skip
_COUNTS = sa.select(
    sa.select(sa.func.count()).select_from(Unit).where(_TENANT, IS_TO_DO).scalar_subquery().label("to_do"),
    sa.select(sa.func.count()).select_from(Unit).where(_TENANT, HAS_PASSED).scalar_subquery().label("passed"),
)
_JOB_COUNTS = (
    sa.select(
        col(Job.state), sa.func.count().label("jobs"),
        sa.func.sum(sa.case((col(Job.started_by_id) == sa.bindparam("person_id"), 1), else_=0)).label("mine"),
    )
    .where(col(Job.municipality_id) == sa.bindparam("municipality_id"), col(Job.ended_at).is_(None))
    .group_by(col(Job.state))
)  # fmt: skip
_DONE_SINCE = sa.select(sa.func.count()).where(
    col(Job.municipality_id) == sa.bindparam("municipality_id"),
    col(Job.state) == JobState.PASSED,
    col(Job.checked_at) >= sa.bindparam("since"),
)


@dataclass(frozen=True)
class Board:
    """The three columns; the ready one holds those to check and those to put in the shop."""

    to_do: Column
    doing: Column
    to_check: Column
    passed: Column
    total: int
    mine: int
    done_this_week: int


def read_board(db: Session, viewer: Viewer, *, mine: bool = False, limit: int = AT_FIRST) -> Board:
    """The board as it is now, at most `limit` cards a column; `mine` leaves only what the viewer has begun."""
    names = {"municipality_id": viewer.municipality_id, "person_id": viewer.person_id}
    counts = db.execute(_COUNTS, names).one()
    jobs = {row.state: row for row in db.execute(_JOB_COUNTS, names)}

    def of_jobs(state: JobState) -> Column:
        row = jobs.get(state)
        total = 0 if row is None else int(row.mine if mine else row.jobs)
        return _column(db, _JOBS, {**names, "state": state, "is_all": not mine}, total, limit)

    def of_units(statement: Any, total: int) -> Column:
        return Column([], 0, False) if mine else _column(db, statement, names, total, limit)

    return Board(
        to_do=of_units(_TO_DO, counts.to_do),
        doing=of_jobs(JobState.OPEN),
        to_check=of_jobs(JobState.TO_CHECK),
        passed=of_units(_PASSED, counts.passed),
        total=counts.to_do + counts.passed + sum(row.jobs for row in jobs.values()),
        mine=sum(int(row.mine) for row in jobs.values()),
        done_this_week=_done_since(db, viewer.municipality_id, _monday()),
    )


def _column(db: Session, statement: Any, names: dict[str, Any], total: int, limit: int) -> Column:
    rows = list(db.execute(statement, {**names, "limit": limit + 1}))
    return Column(rows[:limit], total, len(rows) > limit)


def _monday() -> datetime:
    today = local(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday())


def _done_since(db: Session, municipality_id: UUID, since: datetime) -> int:
    return int(db.execute(_DONE_SINCE, {"municipality_id": municipality_id, "since": since}).scalar_one())
