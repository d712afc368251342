"""Surplus in each of its states, by the ordinary actions."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.accounts.viewer import Viewer
from app.history.models import Event
from app.intake import actions
from app.intake.forms import DeclineForm, WhatForm, WhereForm
from app.intake.models import Instead, ReportState, SurplusReport
from tests.factories import make_institution, make_viewer
from tests.media.samples import corners, saved

CARETAKER = Role.CARETAKER


def picture(width: int = 400) -> bytes:
    """A small good picture; another width is another picture."""
    return saved(corners(width, 300), "JPEG")


def make_giver(db: Session, name: str = "Karen Friis", **facts: Any) -> Viewer:
    """A caretaker at a school of their own."""
    return make_viewer(db, CARETAKER, at=make_institution(db), name=name, phone="22 33 44 55", **facts)


def make_reviewer(db: Session) -> Viewer:
    """Somebody in the workshop."""
    return make_viewer(db, Role.WORKSHOP, name="Jonas Friis")


def make_draft(db: Session, giver: Viewer, **said: Any) -> SurplusReport:
    """A draft with these answers to step 2."""
    report = actions.start_report(db, by=giver)
    if said:
        actions.describe_report(db, report, WhatForm(**said), by=giver)
    return report


def make_report(db: Session, giver: Viewer, state: ReportState = ReportState.SENT, **said: Any) -> SurplusReport:
    """A report in this state; a workshop of its own has answered where the state needs it."""
    report = make_draft(db, giver, **{"note": "To reoler", **said})
    actions.send_report(db, report, by=giver)
    if state is ReportState.WITHDRAWN:
        actions.withdraw_report(db, report, by=giver)
    elif state is not ReportState.SENT:
        _ANSWERS[state](db, report, make_reviewer(db))
    return report


_ANSWERS = {
    ReportState.ASKED: lambda db, report, by: actions.ask_reporter(db, report, "Kan de skilles ad?", by=by),
    ReportState.ACCEPTED: lambda db, report, by: actions.accept_report(db, report, by=by),
    ReportState.RECEIVED: lambda db, report, by: actions.close_report_as_received(db, report, by=by),
    ReportState.DECLINED: lambda db, report, by: actions.decline_report(
        db, report, DeclineForm(reason="De er for slidte", instead=Instead.RECYCLING_SITE), by=by
    ),
}


def where(place: UUID, **answers: Any) -> WhereForm:
    """Answers to step 3."""
    return WhereForm(institution_id=place, **answers)


def fresh(db: Session, report: SurplusReport) -> SurplusReport:
    """The report as it is stored now."""
    db.commit()
    stored = select(SurplusReport).where(SurplusReport.id == report.id).execution_options(populate_existing=True)
    found = db.exec(stored).one()
    db.commit()  # because on SQLite an open transaction keeps all others waiting
    return found


def events(db: Session, name: str) -> list[Event]:
    """Everything of this name that has happened, in its order."""
    db.commit()
    found = list(db.exec(select(Event).where(Event.name == name).order_by(col(Event.position))).all())
    db.commit()
    return found
