"""The lines of a report, read for pages: what stands on each, and its photos."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from app.catalogue.models import Category
from app.core.errors import NotFound
from app.intake.models import Looks, ReportLine, ReportPhoto, SurplusReport
from app.media.models import Photo
from app.media.queries import progress_of
from app.media.views import PhotoProgress


@dataclass(frozen=True)
class LineView:
    """One kind of thing in a report, so many of it, with the photos that show it."""

    id: UUID
    quantity: int
    words: str
    category: Category | None
    looks: Looks | None
    is_set: bool
    photos: list[PhotoProgress]


def lines_in(db: Session, report: SurplusReport) -> list[ReportLine]:
    """The lines of a report in their order. One from before there were lines, or only just begun, has none."""
    of_report = select(ReportLine).where(ReportLine.report_id == report.id)
    return list(db.exec(of_report.order_by(col(ReportLine.position), col(ReportLine.id))).all())


def get_line(db: Session, report: SurplusReport, line_id: UUID) -> ReportLine:
    """A line of this report."""
    found = next((each for each in lines_in(db, report) if each.id == line_id), None)
    if found is None:
        raise NotFound
    return found


def lines_of(db: Session, report: SurplusReport) -> list[LineView]:
    """The lines of a report with their photos, in their order."""
    lines = db.exec(
        select(ReportLine, Category)
        .outerjoin(Category, col(Category.id) == ReportLine.category_id)
        .where(ReportLine.report_id == report.id)
        .order_by(col(ReportLine.position), col(ReportLine.id))
    ).all()
    photos = photos_by_line(db, report)
    return [
        LineView(
            line.id, line.quantity, line.words, category, line.looks, line.is_set, photos.get(line.id, []),
        )
        for line, category in lines
    ]  # fmt: skip


def photos_by_line(db: Session, report: SurplusReport) -> dict[UUID, list[PhotoProgress]]:
    """The photos of each line of the report in their order, each with how far it has come."""
    rows = db.exec(
        select(ReportPhoto.line_id, Photo)
        .join(Photo, col(Photo.id) == ReportPhoto.photo_id)
        .where(ReportPhoto.report_id == report.id, col(ReportPhoto.line_id).is_not(None))
        .order_by(col(ReportPhoto.position), col(ReportPhoto.id))
    )
    found: dict[UUID, list[PhotoProgress]] = {}
    for line_id, photo in rows:
        if line_id is not None:
            found.setdefault(line_id, []).append(progress_of(photo))
    return found
