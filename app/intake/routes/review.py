"""The workshop looks at what was reported, and says yes, asks, or says no."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.intake import words
from app.intake.actions import accept_report, ask_reporter, decline_report
from app.intake.forms import AskForm, DeclineForm
from app.intake.models import ReportState, SurplusReport
from app.intake.queries import (
    answer_day,
    closed_reports,
    fates_of,
    get_sent_report,
    photos_of,
    place_of,
    reporter_of,
    waiting_reports,
)
from app.media.queries import photos_by_id
from app.media.views import PhotoView

router = APIRouter()
MAY_REVIEW = [allow(Permission.REVIEW_SURPLUS)]
INBOX = "/workshop/surplus"

COLUMNS: tuple[tuple[ReportState, Text, str, Text], ...] = (
    (ReportState.SENT, _("New reports"), "inbox", _("Nothing new. Everybody has an answer.")),
    (ReportState.ASKED, _("Waiting for an answer"), "message", _("We wait for nobody.")),
    (ReportState.ACCEPTED, _("To collect"), "truck", _("Nothing to collect.")),
)


@dataclass(frozen=True)
class GalleryPhoto:
    photo: PhotoView
    alt: Text
    caption: None = None


@router.get(INBOX, dependencies=MAY_REVIEW)
def show_inbox(
    request: Request, db: Db, viewer: SignedIn, closed: bool = False, before: UUID | None = None
) -> Response:
    done = closed_reports(db, viewer, before=before) if closed else None
    waiting = [] if closed else waiting_reports(db, viewer)
    rows = done.rows if done else waiting
    return page(
        request, "intake/inbox.html", words=words, closed=done, columns=None if closed else _columns(waiting),
        photos=photos_by_id(db, [row.photo_id for row in rows if row.photo_id]), answer_day=answer_day, today=today(),
    )  # fmt: skip


def _columns(rows: Iterable[Any]) -> list[tuple[Text, str, list[tuple[str, list[Any]]], int, Text]]:
    """The board's columns: the rows of a state, place by place."""
    rows = list(rows)
    columns = []
    for state, title, icon, nothing in COLUMNS:
        mine = [row for row in rows if row.state is state]
        groups = [(place, list(some)) for place, some in groupby(mine, key=lambda row: row.place)]
        columns.append((title, icon, groups, len(mine), nothing))
    return columns


@router.get("/workshop/surplus/{report_id}", dependencies=MAY_REVIEW)
def show_review(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_sent_report(db, report_id, viewer=viewer)
    return _review_page(request, db, report, Filled.of(AskForm), Filled.of(DeclineForm))


def _review_page(
    request: Request,
    db: Session,
    report: SurplusReport,
    ask_form: Filled[AskForm],
    decline_form: Filled[DeclineForm],
    status: int = 200,
) -> Response:
    photos = photos_of(db, report)
    gallery = [
        GalleryPhoto(each.view, _("Photo %(n)s", n=n))
        for n, each in enumerate(photos, start=1)
        if each.view is not None
    ]
    return page(
        request, "intake/review.html", status=status, words=words, report=report, place=place_of(db, report),
        reporter=reporter_of(db, report), gallery=gallery, waiting=any(each.is_waiting for each in photos),
        told=fates_of(db, [report.id]).get(report.id, []), ask_form=ask_form, decline_form=decline_form,
    )  # fmt: skip


@router.post("/workshop/surplus/{report_id}/acceptance", dependencies=MAY_REVIEW)
def post_acceptance(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_sent_report(db, report_id, viewer=viewer)
    accept_report(db, report, by=viewer)
    return see_other(request, INBOX, notice=_("Number %(number)s is to be collected", number=report.number))


@router.post("/workshop/surplus/{report_id}/question", dependencies=MAY_REVIEW)
def post_question(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    report = get_sent_report(db, report_id, viewer=viewer)
    form = read(AskForm, data)
    if form.value is None:
        return _review_page(request, db, report, form, Filled.of(DeclineForm), 422)
    ask_reporter(db, report, form.value.question, by=viewer)
    return see_other(request, INBOX, notice=_("The question is sent"))


@router.post("/workshop/surplus/{report_id}/refusal", dependencies=MAY_REVIEW)
def post_refusal(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    report = get_sent_report(db, report_id, viewer=viewer)
    form = read(DeclineForm, data)
    if form.value is None:
        return _review_page(request, db, report, Filled.of(AskForm), form, 422)
    decline_report(db, report, form.value, by=viewer)
    return see_other(request, INBOX, notice=_("They get your answer"))
