"""Step 2, what it is, and step 3, where it stands."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.intake import words
from app.intake.actions import NothingToSee, describe_report, locate_report, send_report
from app.intake.forms import WhatForm, WhereForm
from app.intake.lines import lines_in
from app.intake.models import SurplusReport
from app.intake.queries import get_own_report, photos_of, places_to_report_from
from app.intake.routes.lines import chips_of, lines_page
from app.intake.suggestions import Suggestions

router = APIRouter()
MAY_REPORT = [allow(Permission.REPORT_SURPLUS)]


@router.get("/surplus/{report_id}/what", dependencies=MAY_REPORT)
def show_what(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    if not report.is_draft:
        return see_other(request, f"/surplus/{report.id}")
    lines = lines_in(db, report)
    if len(lines) > 1:
        return lines_page(request, db, report)
    given = {name: getattr(report, name, None) for name in WhatForm.model_fields}
    given["category_id"] = lines[0].category_id if lines else None
    return _what_page(request, db, report, Filled.of(WhatForm, **given))


def _what_page(
    request: Request, db: Session, report: SurplusReport, form: Filled[WhatForm], status: int = 200
) -> Response:
    chips = chips_of(Suggestions(db, report.institution_id), form["note"], str(form["category_id"]))
    return page(
        request, "intake/what.html", status=status, words=words, report=report, form=form, chips=chips,
        has_photos=bool(photos_of(db, report)),
    )  # fmt: skip


@router.post("/surplus/{report_id}/what", dependencies=MAY_REPORT)
def post_what(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    form = read(WhatForm, data)
    stays = "stay" in data
    if form.value and not form.value.note and not stays and not photos_of(db, report):
        form = form.refuse("note", NothingToSee.message)
    if form.value is None:
        return _what_page(request, db, report, form, 422)
    describe_report(db, report, form.value, by=viewer)
    return see_other(request, f"/surplus/{report.id}/{'what' if stays else 'where'}")


@router.get("/surplus/{report_id}/where", dependencies=MAY_REPORT)
def show_where(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    if not report.is_draft:
        return see_other(request, f"/surplus/{report.id}")
    given: dict[str, Any] = {name: getattr(report, name, None) for name in WhereForm.model_fields}
    given["stays_put"] = words.Stays.YES if report.stays_put else words.Stays.NO
    given["door_width_cm"] = report.door_width_mm // 10 if report.door_width_mm else None
    return _where_page(request, db, report, viewer, Filled.of(WhereForm, **given))


def _where_page(
    request: Request, db: Session, report: SurplusReport, viewer: Viewer, form: Filled[WhereForm], status: int = 200
) -> Response:
    places = places_to_report_from(db, viewer)
    chosen = next((each for each in places if str(each.id) == str(form["institution_id"])), places[0])
    return page(
        request, "intake/where.html", status=status, words=words, report=report, form=form, place=chosen,
        places=[(each.id, each.name) for each in places], today=today().isoformat(),
    )  # fmt: skip


@router.post("/surplus/{report_id}/where", dependencies=MAY_REPORT)
def post_where(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    if report.sent_at is not None:
        return see_other(request, f"/surplus/{report.id}/thanks")
    form = read(WhereForm, data)
    if form.value and form.value.institution_id not in {each.id for each in places_to_report_from(db, viewer)}:
        form = form.refuse("institution_id", _("Choose a workplace"))
    if form.value is None:
        return _where_page(request, db, report, viewer, form, 422)
    locate_report(db, report, form.value, by=viewer)
    try:
        send_report(db, report, by=viewer)
    except NothingToSee as nothing:
        return _where_page(request, db, report, viewer, form.refuse("form", nothing.sentence), 422)
    return see_other(request, f"/surplus/{report.id}/thanks")
