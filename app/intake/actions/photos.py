"""Photos of surplus: each arrives once, and goes with its files."""

import hashlib
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.intake.actions.change import ReportMovedOn, need_state
from app.intake.models import ReportPhoto, ReportState, SurplusReport
from app.intake.queries import get_report_photo
from app.media.actions import forget_photo, receive_photo
from app.media.models import Photo

MOST_PHOTOS = 40


class TooManyPhotos(DomainError):
    status = 422
    message = _("There is room for %(most)s photos. Remove one first.")


def add_report_photo(db: Session, report: SurplusReport, data: bytes, *, upload_key: str = "", by: Viewer) -> Photo:
    """Add a picture (the bytes as sent) to the report; sent twice, it is there once.

    Without an upload key the picture's content is its key. A picture we cannot take raises `PictureRefused` and leaves
    nothing behind; `TooManyPhotos` beyond `MOST_PHOTOS`, `ReportMovedOn` once the workshop has decided.
    """
    if not report.may_get_photos:
        raise ReportMovedOn(number=report.number)
    content = upload_key.encode() or hashlib.sha256(data).digest()
    key = hashlib.sha256(report.id.bytes + content).hexdigest()
    there = photos_in(db, report)
    if found := next((photo for photo in there if photo.upload_key == key), None):
        return found
    if len(there) >= MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    photo = receive_photo(db, data, upload_key=key, by=by)
    if photo.id not in {each.id for each in photos_in(db, report)}:
        db.add(
            ReportPhoto(
                municipality_id=report.municipality_id, report_id=report.id, photo_id=photo.id, position=len(there)
            )
        )
        db.flush()
        record(db, "surplus_photo_added", report, by=by, after={"photo": photo.id})
    return photo


def remove_report_photo(db: Session, report: SurplusReport, photo_id: UUID, *, by: Viewer) -> None:
    """Take a photo off a draft and delete it; `NotFound` where it is not the report's."""
    need_state(report, ReportState.DRAFT)
    forget_report_photo(db, report, get_report_photo(db, report, photo_id), by=by)


def photos_in(db: Session, report: SurplusReport) -> list[Photo]:
    """Every photo of the report."""
    of_report = select(Photo).join(ReportPhoto, col(ReportPhoto.photo_id) == Photo.id)
    return list(db.exec(of_report.where(ReportPhoto.report_id == report.id)).all())


def forget_report_photo(db: Session, report: SurplusReport, photo: Photo, *, by: Viewer) -> None:
    """Take the photo off the report and delete it with its files."""
    of_report = (col(ReportPhoto.report_id) == report.id, col(ReportPhoto.photo_id) == photo.id)
    db.execute(sa.delete(ReportPhoto).where(*of_report))
    record(db, "surplus_photo_removed", report, by=by, before={"photo": photo.id})
    forget_photo(db, photo, by=by)
