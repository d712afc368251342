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
from app.intake.actions.lines import drop_bare_line, hold_report, line_for_photo, sum_up
from app.intake.lines import get_line
from app.intake.models import ReportPhoto, ReportState, SurplusReport
from app.intake.queries import get_report_photo
from app.media.actions import forget_photo, receive_photo
from app.media.models import Photo

MOST_PHOTOS = 40


class TooManyPhotos(DomainError):
    status = 422
    message = _("There is room for %(most)s photos. Remove one first.")


def add_report_photo(
    db: Session,
    report: SurplusReport,
    data: bytes,
    *,
    upload_key: str = "",
    is_thing: bool = False,
    by: Viewer,
) -> Photo:
    """Add a picture (the bytes as sent) to the report; sent twice, it is there once.

    In a draft it shows one more thing and makes a line; afterwards only where `is_thing` says so, because it was taken
    before the report was sent. Without an upload key the picture's content is its key. A picture we cannot take raises
    `PictureRefused` and leaves nothing behind; `TooManyPhotos` beyond `MOST_PHOTOS`, `ReportMovedOn` once the workshop
    has decided.
    """
    hold_report(db, report)
    content = upload_key.encode() or hashlib.sha256(data).digest()
    key = hashlib.sha256(report.id.bytes + content).hexdigest()
    there = photos_in(db, report)
    if found := next((photo for photo in there if photo.upload_key == key), None):
        return found
    if not report.may_get_photos:
        raise ReportMovedOn(number=report.number)
    if len(there) >= MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    photo = receive_photo(db, data, upload_key=key, by=by)
    if photo.id not in {each.id for each in photos_in(db, report)}:
        line = line_for_photo(db, report) if report.is_draft or is_thing else None
        shown = ReportPhoto(
            municipality_id=report.municipality_id, report_id=report.id, photo_id=photo.id,
            line_id=line.id if line else None, position=len(there),
        )  # fmt: skip
        db.add(shown)
        record(db, "surplus_photo_added", report, by=by, after={"photo": photo.id, "line": line.id if line else None})
        sum_up(db, report)
    return photo


def remove_report_photo(db: Session, report: SurplusReport, photo_id: UUID, *, by: Viewer) -> None:
    """Take a photo off a draft and delete it; `NotFound` where it is not the report's."""
    hold_report(db, report)
    need_state(report, ReportState.DRAFT)
    photo = get_report_photo(db, report, photo_id)
    line_id = db.exec(select(ReportPhoto.line_id).where(ReportPhoto.photo_id == photo.id)).first()
    forget_report_photo(db, report, photo, by=by)
    if line_id is not None:
        drop_bare_line(db, report, line_id)


def remove_line(db: Session, report: SurplusReport, line_id: UUID, *, by: Viewer) -> None:
    """Take a line off a draft, its photos with it."""
    hold_report(db, report)
    need_state(report, ReportState.DRAFT)
    line = get_line(db, report, line_id)
    of_line = select(Photo).join(ReportPhoto, col(ReportPhoto.photo_id) == Photo.id)
    for photo in db.exec(of_line.where(ReportPhoto.line_id == line.id)).all():
        forget_report_photo(db, report, photo, by=by)
    record(db, "surplus_line_removed", report, by=by, before={"line": line.id, "quantity": line.quantity})
    drop_bare_line(db, report, line.id)


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
