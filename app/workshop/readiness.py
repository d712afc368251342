"""How far a unit is in the workshop, as SQL: the last job since it was last received decides."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.workshop.models import Job, JobState

IN_THE_WORKSHOP = (Stage.RECEIVED, Stage.IN_WORKSHOP)


def _of_last_job(column: Any) -> sa.ScalarSelect[Any]:
    return (
        sa.select(column)
        .where(col(Job.unit_id) == col(Unit.id), col(Job.started_at) >= col(Unit.received_at))
        .order_by(col(Job.started_at).desc(), col(Job.id).desc())
        .limit(1)
        .correlate(Unit)
        .scalar_subquery()
    )


LAST_JOB_ID = _of_last_job(col(Job.id))
LAST_JOB_STATE = _of_last_job(col(Job.state))
# Because nobody knows yet what a draft is, it waits on a list of its own.
STANDS_HERE = sa.and_(col(Unit.stage).in_(IN_THE_WORKSHOP), sa.not_(col(Unit.is_draft)))
HAS_PASSED = sa.and_(STANDS_HERE, LAST_JOB_STATE == JobState.PASSED)
# Because a unit that nobody has worked on waits as one whose work was stopped does.
IS_TO_DO = sa.and_(STANDS_HERE, sa.func.coalesce(LAST_JOB_STATE, JobState.STOPPED) == JobState.STOPPED)

_READY = sa.select(col(Unit.id)).where(
    col(Unit.municipality_id) == sa.bindparam("municipality_id"),
    col(Unit.id).in_(sa.bindparam("ids", expanding=True)),
    HAS_PASSED,
)


def ready_unit_ids(db: Session, unit_ids: Collection[UUID]) -> set[UUID]:
    """Those of the units that stand in the workshop and passed their check since they were last received (R17)."""
    db.flush()
    names = {"municipality_id": db.info["municipality_id"], "ids": list(unit_ids)}
    return set(db.execute(_READY, names).scalars())
