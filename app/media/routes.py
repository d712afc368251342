"""A photo's file, for those who may see what it shows."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from sqlmodel import Session, col, select

from app.accounts.guard import SignedIn, allow
from app.accounts.models import Institution
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Item, ItemPhoto, Unit, UnitPhoto
from app.core.db import Db
from app.core.errors import NotFound
from app.deliveries.models import Run, Stop
from app.intake.models import ReportPhoto, ReportState, SurplusReport
from app.media.models import Photo, PhotoState
from app.media.storage import NotStored, photo_key, storage
from app.media.views import PhotoView
from app.workshop.leaving.models import Departure
from app.workshop.models import ChecklistStep, Job, JobPhoto, JobTask

router = APIRouter()

# Because what lies under a photo's address never changes; `private`, because not everyone may see it.
FOR_EVER = "private, max-age=31536000, immutable"


@router.get("/photos/{photo_id}/{width}.webp", dependencies=[allow(Permission.SHOP)])
def show_photo(request: Request, photo_id: UUID, width: int, db: Db, viewer: SignedIn) -> Response:
    photo = _get_photo(db, photo_id, viewer)
    if width not in PhotoView(photo.id, photo.width, photo.height, "").widths:
        raise NotFound
    headers = {"Cache-Control": FOR_EVER, "ETag": f'"{photo.id}-{width}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        data = storage().get(photo_key(photo.id, width))
    except NotStored as gone:
        raise NotFound from gone
    return Response(data, media_type="image/webp", headers=headers)


def _get_photo(db: Session, photo_id: UUID, viewer: Viewer) -> Photo:
    may_see = sa.or_(
        col(Photo.uploaded_by_id) == viewer.person_id,
        _on_an_item(viewer),
        _on_a_report(viewer),
        _on_a_job(viewer),
        _on_a_unit(viewer),
        _on_a_run(viewer),
        _on_a_checklist(viewer),
        _on_a_receipt(viewer),
    )
    found = db.exec(select(Photo).where(Photo.id == photo_id, Photo.state == PhotoState.READY, may_see)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _is_published() -> sa.ColumnElement[bool]:
    return col(Item.published_at).is_not(None)


def _on_an_item(viewer: Viewer) -> Any:
    found = select(ItemPhoto.id).join(Item, col(Item.id) == ItemPhoto.item_id).where(ItemPhoto.photo_id == Photo.id)
    if not viewer.may(Permission.WORK_ON_UNITS):
        found = found.where(_is_published())
    return found.exists()


def _on_a_report(viewer: Viewer) -> Any:
    report_of = (
        select(ReportPhoto.id)
        .join(SurplusReport, col(SurplusReport.id) == ReportPhoto.report_id)
        .join(Institution, col(Institution.id) == SurplusReport.institution_id)
        .where(ReportPhoto.photo_id == Photo.id)
    )
    places = [viewer.scope(each) for each in (Permission.SEE_INSTITUTION_SURPLUS, Permission.REVIEW_SURPLUS)]
    return report_of.where(
        sa.or_(
            col(SurplusReport.reported_by_id) == viewer.person_id,
            sa.and_(
                col(SurplusReport.state) != ReportState.DRAFT,
                sa.or_(*(place.where(col(Institution.path)) for place in places)),
            ),
        )
    ).exists()


def _on_a_run(viewer: Viewer) -> Any:
    """Surplus the viewer collects: the driver looks for what is on the picture."""
    return (
        select(ReportPhoto.id)
        .join(Stop, col(Stop.report_id) == ReportPhoto.report_id)
        .join(Run, col(Run.id) == Stop.run_id)
        .where(ReportPhoto.photo_id == Photo.id, Run.driver_id == viewer.person_id)
        .exists()
    )


def _on_a_unit(viewer: Viewer) -> Any:
    """Taken when the thing was registered, for those who work with it."""
    if not viewer.may(Permission.WORK_ON_UNITS):
        return sa.false()
    return select(UnitPhoto.id).where(UnitPhoto.photo_id == Photo.id).exists()


def _on_a_job(viewer: Viewer) -> Any:
    found = select(JobPhoto.id).where(JobPhoto.photo_id == Photo.id)
    if not viewer.may(Permission.WORK_ON_UNITS):
        found = (
            found.join(Job, col(Job.id) == JobPhoto.job_id)
            .join(Unit, col(Unit.id) == Job.unit_id)
            .join(Item, col(Item.id) == Unit.item_id)
            .where(_is_published())
        )
    return found.exists()


def _on_a_checklist(viewer: Viewer) -> Any:
    """A picture of how a step is done, on the checklist or on a job that keeps an older one."""
    if not viewer.may(Permission.WORK_ON_UNITS):
        return sa.false()
    of_step = select(ChecklistStep.id).where(ChecklistStep.photo_id == Photo.id)
    of_task = select(JobTask.id).where(JobTask.photo_id == Photo.id)
    return sa.or_(of_step.exists(), of_task.exists())


def _on_a_receipt(viewer: Viewer) -> Any:
    """The receipt of a thing that has left, which stands on its page for those who work with it."""
    if not viewer.may(Permission.WORK_ON_UNITS):
        return sa.false()
    return select(Departure.id).where(Departure.receipt_photo_id == Photo.id).exists()
