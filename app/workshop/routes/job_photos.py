"""A job's photos from before and after: one request each with JavaScript, all in one form without."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Sent
from app.core.pages import block, is_fragment, see_other
from app.workshop.actions import add_job_photo, drop_job_photo
from app.workshop.models import Job, PhotoMoment
from app.workshop.queries import get_job, job_photos
from app.workshop.routes.jobs import job_page, job_url
from app.workshop.routes.pictures import Shot, progress_in_order, receive_files, shots_of

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]


@router.post("/workshop/jobs/{job_id}/photos/{moment}", dependencies=MAY_WORK)
def post_job_photos(
    request: Request, job_id: UUID, moment: PhotoMoment, db: Db, viewer: SignedIn, data: Sent
) -> Response:
    job, unit = get_job(db, job_id)
    key = str(data.get("key") or request.headers.get("idempotency-key", ""))
    taken, faults = receive_files(db, data, key=key, by=viewer)
    for photo in taken:
        add_job_photo(db, job, photo, moment, by=viewer)
    if is_fragment(request) and taken:
        return _shot(request, db, job, taken[0].id)
    if faults:
        return job_page(request, db, job, unit, step="photos", status=422, faults=tuple(faults))
    return see_other(request, job_url(job, "photos"))


@router.get("/workshop/jobs/{job_id}/photos/{photo_id}", dependencies=MAY_WORK)
def show_job_photo(request: Request, job_id: UUID, photo_id: UUID, db: Db) -> Response:
    job, _unit = get_job(db, job_id)
    if not is_fragment(request):
        return see_other(request, job_url(job, "photos"))
    return _shot(request, db, job, photo_id)


@router.post("/workshop/jobs/{job_id}/photos/{photo_id}/removal", dependencies=MAY_WORK)
def post_job_photo_removal(request: Request, job_id: UUID, photo_id: UUID, db: Db, viewer: SignedIn) -> Response:
    job, _unit = get_job(db, job_id)
    kept = next((each for each in job_photos(db, job) if each.photo_id == photo_id), None)
    if kept is None:
        raise NotFound
    drop_job_photo(db, job, kept, by=viewer)
    if is_fragment(request):
        return Response("", media_type="text/html")
    return see_other(request, job_url(job, "photos"))


def _shot(request: Request, db: Session, job: Job, photo_id: UUID) -> Response:
    photos = progress_in_order(db, [each.photo_id for each in job_photos(db, job)])
    shots: list[Shot] = shots_of(photos, url=f"/workshop/jobs/{job.id}/photos", removable=True)
    found = next((each for each in shots if each.id == photo_id), None)
    if found is None:
        raise NotFound
    if found.refresh_url and request.method == "GET":
        # Because nothing is swapped on 204, the preview in the browser stays until there is something better.
        return Response(status_code=204)
    return block(request, "workshop/job.html", "shot", one=found)
