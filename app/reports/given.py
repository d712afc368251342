"""The things behind what became of what came in: those that met one fate, with their numbers and their givers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Institution
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.intake.models import ReportState, SurplusReport
from app.reports.outcomes import NEVER_CAME, NOT_FETCHED, OF_STAGE, Outcome, still_out
from app.reports.rows import moments, within_days
from app.reports.slices import Slice
from app.workshop.leaving.models import Departure, DepartureKind

GIVEN_ON_A_PAGE: Final = 50


@dataclass(frozen=True)
class Given:
    """A thing, or a report of things that never came, with the day it came in or was reported."""

    id: UUID
    number: str
    title: str
    count: int
    at: datetime
    giver: str


def given_things(db: Session, lines: Slice, outcome: Outcome, *, skip: int = 0) -> Sequence[Given]:
    """Those of the period and the workplaces that met this fate, newest first; one more than a page holds."""
    asked = moments(lines)
    found = _reports(outcome, asked) if outcome in NEVER_CAME else _units(outcome, asked)
    rows = db.execute(found.limit(GIVEN_ON_A_PAGE + 1).offset(skip), asked).all()
    return [Given(id_, number, title, count, at, giver or "") for id_, number, title, count, at, giver in rows]


def _units(outcome: Outcome, asked: dict[str, Any]) -> Any:
    stages = [stage for stage in Stage if OF_STAGE.get(stage, Outcome.WORKSHOP) is outcome]
    parts = sa.select(col(Departure.unit_id)).where(col(Departure.kind) == DepartureKind.SPARE_PARTS)
    which: sa.ColumnElement[bool]
    if outcome is Outcome.SPARE_PARTS:
        which = col(Unit.id).in_(parts)
    elif outcome is Outcome.RECYCLED:
        which = (col(Unit.stage) == Stage.RECYCLED) & col(Unit.id).not_in(parts)
    else:
        which = col(Unit.stage).in_(stages)
    found = (
        sa.select(
            col(Unit.id), col(Unit.number), col(Unit.title), sa.literal(1), col(Unit.received_at), col(Institution.name)
        )
        .outerjoin(Institution, col(Institution.id) == Unit.giver_id)
        .where(which, within_days(col(Unit.received_at)))
        .order_by(col(Unit.received_at).desc(), col(Unit.id).desc())
    )
    return found.where(col(Unit.giver_id).in_(asked["institutions"])) if "institutions" in asked else found


def _reports(outcome: Outcome, asked: dict[str, Any]) -> Any:
    states = (ReportState.DECLINED,) if outcome is Outcome.DECLINED else NOT_FETCHED
    report = SurplusReport
    found = (
        sa.select(
            col(report.id), col(report.number), sa.literal(""), still_out(), col(report.sent_at), col(Institution.name)
        )
        .join(Institution, col(Institution.id) == report.institution_id)
        .where(
            col(report.state).in_(states),
            still_out() > 0,
            within_days(col(report.sent_at)),
        )
        .order_by(col(report.sent_at).desc(), col(report.id).desc())
    )
    return found.where(col(report.institution_id).in_(asked["institutions"])) if "institutions" in asked else found
