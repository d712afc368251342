"""A link in a letter, by which the one who reported can answer the workshop's question without signing in.

The link proves one question: the event it was asked with. It holds for two weeks, and only while that question is the
last one and waits; a later question has a link of its own. To open it changes nothing, because mail scanners do.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution, Person
from app.core.clock import now
from app.core.db import unscoped
from app.core.secrets import sign, unsign
from app.history.models import Event
from app.intake.models import ReportState, SurplusReport

ANSWER_WITHIN = timedelta(days=14)
ASKED = "surplus_asked"
_PURPOSE = "answer"


class LinkState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    OVER = "over"  # the report has moved on, or there is a newer question


@dataclass(frozen=True)
class Asked:
    """The question a link leads to, of whom it was asked, and whether it can still be answered."""

    report: SurplusReport
    reporter: Person
    place: Institution
    state: LinkState


def answer_path(asked: Event) -> str:
    """The address at which this question is answered; the proof stands in the query, so that no log keeps it."""
    return f"/answer?link={sign(_PURPOSE, f'{asked.municipality_id.hex}{asked.id.hex}')}"


def find_asked(db: Session, link: str) -> Asked | None:
    """The question of this link; the session sees its municipality from here on. None for what is no link of ours."""
    ids = _ids(unsign(_PURPOSE, link))
    if ids is None:
        return None
    db.info["municipality_id"], event_id = ids
    event = db.exec(select(Event).where(Event.id == event_id, Event.name == ASKED)).one_or_none()
    report = db.exec(select(SurplusReport).where(SurplusReport.id == event.subject_id)).one_or_none() if event else None
    if event is None or report is None:
        return None
    with unscoped(db):
        reporter, place = db.get_one(Person, report.reported_by_id), db.get_one(Institution, report.institution_id)
    return Asked(report, reporter, place, _state(db, event, report, reporter))


def _ids(text: str | None) -> tuple[UUID, UUID] | None:
    try:
        return (UUID(text[:32]), UUID(text[32:])) if text else None
    except ValueError:
        return None


def _state(db: Session, event: Event, report: SurplusReport, reporter: Person) -> LinkState:
    last = db.exec(
        select(Event.id)
        .where(Event.subject_id == report.id, Event.name == ASKED)
        .order_by(col(Event.position).desc())
        .limit(1)
    ).first()
    if last != event.id or reporter.disabled_at is not None:
        return LinkState.OVER
    if report.state is not ReportState.ASKED:
        return LinkState.ANSWERED if report.answer else LinkState.OVER
    return LinkState.EXPIRED if event.at + ANSWER_WITHIN < now() else LinkState.OPEN
