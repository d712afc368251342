"""What the one who gives does with a report, from its beginning to the answer they give."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.numbers import report_number, take_numbers
from app.accounts.viewer import Viewer
from app.core.clock import now
from app.core.errors import DomainError, NotFound
from app.core.i18n import _
from app.history import record
from app.intake.actions.change import change_report, move_report, need_state
from app.intake.actions.lines import add_line, describe_lines, hold_report
from app.intake.actions.photos import forget_report_photo, photos_in
from app.intake.forms import LineForm, RoomForm, WhatForm, WhereForm
from app.intake.lines import lines_in
from app.intake.models import ReportLine, ReportState, SurplusReport
from app.intake.queries import last_report, open_draft, places_to_report_from


class NothingToSee(DomainError):
    status = 422
    message = _("Take at least one photo, or write a line about it")


class NoWorkplace(DomainError):
    message = _("You are not tied to a workplace yet. Ask your administrator.")


def start_report(db: Session, *, by: Viewer) -> SurplusReport:
    """The person's one open draft: the one they began, or a new one filled in from last time."""
    # Because a double click must not begin two, one waits here for the other.
    db.exec(select(Person.id).where(Person.id == by.person_id).with_for_update(key_share=True)).one()
    if draft := open_draft(db, by):
        return draft
    number = report_number(take_numbers(db, by.municipality_id, "report"))
    made = SurplusReport(
        municipality_id=by.municipality_id, number=number, reported_by_id=by.person_id, **_from_last_time(db, by),
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "surplus_started", made, by=by, after={"number": number})
    return made


def _from_last_time(db: Session, viewer: Viewer) -> dict[str, Any]:
    places = {each.id: each for each in places_to_report_from(db, viewer)}
    last = last_report(db, viewer)
    if last is not None and last.institution_id in places:
        names = ("institution_id", "room", "access", "floor", "door_width_mm", "contact_name", "contact_phone")
        return {name: getattr(last, name) for name in names}
    place = places.get(viewer.institution_id) if viewer.institution_id else next(iter(places.values()), None)
    if place is None:
        raise NoWorkplace
    return {
        "institution_id": place.id,
        "access": place.access,
        "contact_name": viewer.name,
        "contact_phone": viewer.phone,
    }


def discard_report(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """Throw a draft away, photos and all."""
    need_state(report, ReportState.DRAFT)
    for photo in photos_in(db, report):
        forget_report_photo(db, report, photo, by=by)
    db.execute(sa.delete(ReportLine).where(col(ReportLine.report_id) == report.id))
    record(db, "surplus_discarded", report, by=by, before={"number": report.number})
    db.delete(report)
    db.flush()


def describe_report(db: Session, report: SurplusReport, said: WhatForm, *, by: Viewer) -> None:
    """Say what it is, how many and how it looks: of the one thing reported, or of the first of several."""
    hold_report(db, report)
    need_state(report, ReportState.DRAFT)
    first = next(iter(lines_in(db, report)), None) or add_line(db, report)
    facts = said.model_dump(exclude={"category_id"})
    change_report(db, report, "surplus_described", by=by, facts=facts)
    first.quantity, first.looks = said.quantity, said.looks
    db.add(first)
    line = LineForm(quantity=said.quantity, words=first.words, is_set=first.is_set, category_id=said.category_id)
    describe_lines(db, report, {first.id: line}, by=by)


def describe_room(
    db: Session, report: SurplusReport, said: RoomForm, lines: Mapping[UUID, LineForm], *, by: Viewer
) -> None:
    """Say of several things what each is and how many, and of all of them how they look."""
    hold_report(db, report)
    need_state(report, ReportState.DRAFT)
    change_report(db, report, "surplus_described", by=by, facts=said.model_dump())
    describe_lines(db, report, lines, looks=said.looks, by=by)


def locate_report(db: Session, report: SurplusReport, said: WhereForm, *, by: Viewer) -> None:
    """Say where it stands, how to get there, whom to call and when; `NotFound` for a place they may not report from."""
    need_state(report, ReportState.DRAFT)
    if said.institution_id not in {each.id for each in places_to_report_from(db, by)}:
        raise NotFound
    facts = said.model_dump(exclude={"door_width_cm"})
    facts["door_width_mm"] = said.door_width_cm * 10 if said.door_width_cm else None
    change_report(db, report, "surplus_located", by=by, facts=facts)


def send_report(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """Send the draft to the workshop; sent already, nothing happens. `NothingToSee` with neither photo nor line."""
    # Because the second click of two at once waits here, and then finds it sent.
    db.refresh(report, with_for_update=True)
    if report.sent_at is not None:
        return
    if not report.note and not photos_in(db, report):
        raise NothingToSee
    move_report(db, report, ReportState.SENT, "surplus_sent", by=by, sent_at=now())


def withdraw_report(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """Take a report back, until the workshop has accepted it."""
    move_report(db, report, ReportState.WITHDRAWN, "surplus_withdrawn", by=by, closed_at=now())


def answer_question(db: Session, report: SurplusReport, answer: str, *, by: Viewer) -> None:
    """Answer the workshop's question; the report lies before the workshop again."""
    need_state(report, ReportState.ASKED)
    move_report(db, report, ReportState.SENT, "surplus_answered", by=by, answer=answer)
