"""The workshop looks at what was reported, and says yes, asks, or says no."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.errors import DomainError
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.intake import words
from app.intake.actions import accept_report, ask_reporter, close_report_as_received, decline_report
from app.intake.fates import line_fates
from app.intake.forms import AskForm, DeclineForm
from app.intake.models import SurplusReport
from app.intake.queries import get_sent_report, photos_of, sender_of
from app.intake.receiving import registered_by_line
from app.media.views import PhotoView

router = APIRouter()
MAY_REVIEW = [allow(Permission.REVIEW_SURPLUS)]
INBOX = "/workshop/surplus"


class NothingRegistered(DomainError):
    message = _("Nothing of number %(number)s is registered yet. Say no to it instead.")


@dataclass(frozen=True)
class GalleryPhoto:
    photo: PhotoView
    alt: Text
    caption: None = None


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
    photos, (place, reporter), (told, lines) = photos_of(db, report), sender_of(db, report), line_fates(db, report)
    gallery = [
        GalleryPhoto(each.view, _("Photo %(n)s", n=n))
        for n, each in enumerate(photos, start=1)
        if each.view is not None
    ]
    return page(
        request, "intake/review.html", status=status, words=words, report=report, place=place,
        reporter=reporter, gallery=gallery, waiting=any(each.is_waiting for each in photos),
        told=told, lines=lines, ask_form=ask_form, decline_form=decline_form,
    )  # fmt: skip


@router.post("/workshop/surplus/{report_id}/acceptance", dependencies=MAY_REVIEW)
def post_acceptance(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    report = get_sent_report(db, report_id, viewer=viewer)
    accept_report(db, report, is_collected=data.get("way") == "collect", by=viewer)
    db.refresh(report)
    if report.stays_put:
        said = _("Number %(number)s stays where it is. Register the things now.", number=report.number)
        return see_other(request, f"/workshop/receive?report={report.id}", notice=said)
    return see_other(request, INBOX, notice=_("Number %(number)s is to be collected", number=report.number))


@router.post("/workshop/surplus/{report_id}/receipt", dependencies=MAY_REVIEW)
def post_receipt(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    """No more of it comes: what is registered is all there was."""
    report = get_sent_report(db, report_id, viewer=viewer)
    if not registered_by_line(db, report):
        raise NothingRegistered(number=report.number)
    close_report_as_received(db, report, by=viewer)
    return see_other(request, f"/labels?report={report.id}", notice=_("The report is closed"))


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
