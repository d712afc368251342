"""The list of reports, one report, and what its reporter may do after it was sent."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import local
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.intake import words
from app.intake.actions import MOST_PHOTOS, answer_question, discard_report, start_report, withdraw_report
from app.intake.fates import fates_of, line_fates
from app.intake.forms import AnswerForm
from app.intake.models import SurplusReport
from app.intake.queries import (
    answer_day,
    get_own_report,
    get_report,
    open_draft,
    reports_visible_to,
    sender_of,
)
from app.intake.routes.shots import Sentence, shots_of
from app.media.queries import photos_by_id

router = APIRouter()
MAY_REPORT = [allow(Permission.REPORT_SURPLUS)]


@router.get("/surplus", dependencies=MAY_REPORT)
def show_surplus(request: Request, db: Db, viewer: SignedIn, before: UUID | None = None) -> Response:
    reports = reports_visible_to(db, viewer, before=before)
    return page(
        request, "intake/surplus.html", words=words, reports=reports, draft=open_draft(db, viewer),
        photos=photos_by_id(db, [row.photo_id for row in reports.rows if row.photo_id]),
        fates=fates_of(db, [row.id for row in reports.rows]),
    )  # fmt: skip


@router.post("/surplus", dependencies=MAY_REPORT)
def post_report(request: Request, db: Db, viewer: SignedIn) -> Response:
    return see_other(request, f"/surplus/{start_report(db, by=viewer).id}/photos")


@router.get("/surplus/{report_id}", dependencies=MAY_REPORT)
def show_report(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_report(db, report_id, viewer=viewer)
    if report.is_draft:
        return see_other(request, f"/surplus/{report.id}/photos")
    return report_page(request, db, report, viewer, Filled.of(AnswerForm))


def report_page(
    request: Request,
    db: Session,
    report: SurplusReport,
    viewer: Viewer,
    form: Filled[AnswerForm],
    *,
    faults: list[Sentence] | None = None,
    status: int = 200,
) -> Response:
    """The page of one sent report; `faults` say which photos were refused."""
    place, _reporter = sender_of(db, report)
    told, lines = line_fates(db, report)
    return page(
        request, "intake/report.html", status=status, words=words, report=report, form=form, faults=faults or [],
        place=place, shots=shots_of(db, report), most=MOST_PHOTOS,
        told=told, lines=lines,
        answer_by=answer_day(_sent_on(report)),
        may_add=report.may_get_photos and report.reported_by_id == viewer.person_id,
    )  # fmt: skip


def _sent_on(report: SurplusReport) -> date:
    return local(report.sent_at or report.created_at).date()


@router.get("/surplus/{report_id}/thanks", dependencies=MAY_REPORT)
def show_thanks(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    if report.is_draft:
        return see_other(request, f"/surplus/{report.id}/photos")
    return page(request, "intake/thanks.html", words=words, report=report, answer_by=answer_day(_sent_on(report)))


@router.post("/surplus/{report_id}/discarding", dependencies=MAY_REPORT)
def post_discarding(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    discard_report(db, get_own_report(db, report_id, viewer=viewer), by=viewer)
    return see_other(request, "/surplus", notice=_("The draft is thrown away"))


@router.post("/surplus/{report_id}/withdrawal", dependencies=MAY_REPORT)
def post_withdrawal(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_report(db, report_id, viewer=viewer)
    withdraw_report(db, report, by=viewer)
    return see_other(request, f"/surplus/{report.id}", notice=_("The report is taken back"))


@router.post("/surplus/{report_id}/answer", dependencies=MAY_REPORT)
def post_answer(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    report = get_report(db, report_id, viewer=viewer)
    form = read(AnswerForm, data)
    if form.value is None:
        return report_page(request, db, report, viewer, form, status=422)
    answer_question(db, report, form.value.answer, by=viewer)
    return see_other(request, f"/surplus/{report.id}", notice=_("Your answer is sent"))
