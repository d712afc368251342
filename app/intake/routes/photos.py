"""Step 1: photos, one request each with JavaScript, all in one form without."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent
from app.core.pages import block, is_fragment, page, see_other
from app.intake.actions import MOST_PHOTOS, TooManyPhotos, add_report_photo, remove_report_photo
from app.intake.forms import AnswerForm
from app.intake.models import SurplusReport
from app.intake.queries import get_own_report, photos_of
from app.intake.routes.reports import report_page
from app.intake.routes.shots import Sentence, shot_of, shots_of
from app.media.images import MAX_BYTES, PictureRefused

router = APIRouter()
MAY_REPORT = [allow(Permission.REPORT_SURPLUS)]


@router.get("/surplus/{report_id}/photos", dependencies=MAY_REPORT)
def show_photos(request: Request, report_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    if not report.is_draft:
        return see_other(request, f"/surplus/{report.id}")
    return _photos_page(request, db, report, viewer, [])


def _photos_page(
    request: Request, db: Session, report: SurplusReport, viewer: Viewer, faults: list[Sentence]
) -> Response:
    status = 422 if faults else 200
    if not report.is_draft:
        return report_page(request, db, report, viewer, Filled.of(AnswerForm), faults=faults, status=status)
    shots = shots_of(db, report)
    return page(
        request, "intake/photos.html", status=status, report=report, shots=shots, faults=faults, most=MOST_PHOTOS
    )


@router.post("/surplus/{report_id}/photos", dependencies=MAY_REPORT)
def post_photos(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    if is_fragment(request):
        key = str(data.get("key") or request.headers.get("idempotency-key", ""))
        for file in _files(data)[:1]:
            photo = add_report_photo(db, report, file, upload_key=key, is_thing="is_thing" in data, by=viewer)
            return _shot(request, db, report, photo.id)
    faults = _add_all(db, report, _files(data), viewer)
    if faults:
        return _photos_page(request, db, report, viewer, faults)
    return see_other(request, f"/surplus/{report.id}/photos")


def _add_all(db: Session, report: SurplusReport, files: list[bytes], viewer: Viewer) -> list[Sentence]:
    """Keep every picture we can take; the sentences of the others, each once."""
    faults: list[Sentence] = []
    for file in files:
        try:
            add_report_photo(db, report, file, by=viewer)
        except (PictureRefused, TooManyPhotos) as refusal:
            faults += [refusal.sentence] if refusal.sentence not in faults else []
    return faults


def _files(data: FormData) -> list[bytes]:
    """The files that were chosen, each read no further than we take; a field left empty is no file."""
    sent = [each for each in data.getlist("photo") if isinstance(each, UploadFile)]
    return [each.file.read(MAX_BYTES + 1) for each in sent if each.filename or each.size]


@router.get("/surplus/{report_id}/photos/{photo_id}", dependencies=MAY_REPORT)
def show_report_photo(request: Request, report_id: UUID, photo_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    if not is_fragment(request):
        return see_other(request, f"/surplus/{report.id}/photos")
    waiting = any(each.id == photo_id and each.is_waiting for each in photos_of(db, report))
    # Because nothing is swapped on 204, the preview in the browser stays until there is something better.
    return Response(status_code=204) if waiting else _shot(request, db, report, photo_id)


def _shot(request: Request, db: Session, report: SurplusReport, photo_id: UUID) -> Response:
    for n, photo in enumerate(photos_of(db, report), start=1):
        if photo.id == photo_id:
            return block(request, "intake/photos.html", "shot", one=shot_of(report, photo, n), n=n)
    raise NotFound


@router.post("/surplus/{report_id}/photos/{photo_id}/removal", dependencies=MAY_REPORT)
def post_photo_removal(request: Request, report_id: UUID, photo_id: UUID, db: Db, viewer: SignedIn) -> Response:
    report = get_own_report(db, report_id, viewer=viewer)
    remove_report_photo(db, report, photo_id, by=viewer)
    if is_fragment(request):
        return Response("", media_type="text/html")
    return see_other(request, f"/surplus/{report.id}/photos")
