"""The lines of a report, read for pages: what stands on each, and its photos."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from app.catalogue.models import Category
from app.core.errors import NotFound
from app.intake.models import Looks, ReportLine, ReportPhoto, SurplusReport
from app.media.queries import progress_by_id
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
    lines = lines_in(db, report)
    photos = photos_by_line(db, [line.id for line in lines])
    wanted = {line.category_id for line in lines if line.category_id}
    categories = {each.id: each for each in db.exec(select(Category).where(col(Category.id).in_(wanted)))}
    return [
        LineView(
            line.id, line.quantity, line.words, categories.get(line.category_id) if line.category_id else None,
            line.looks, line.is_set, photos.get(line.id, []),
        )
        for line in lines
    ]  # fmt: skip


def photos_by_line(db: Session, line_ids: list[UUID]) -> dict[UUID, list[PhotoProgress]]:
    """The photos of each line in their order, each with how far it has come."""
    pairs = db.exec(
        select(ReportPhoto.line_id, ReportPhoto.photo_id)
        .where(col(ReportPhoto.line_id).in_(line_ids))
        .order_by(col(ReportPhoto.position), col(ReportPhoto.id))
    ).all()
    progress = progress_by_id(db, {photo_id for _line, photo_id in pairs})
    found: dict[UUID, list[PhotoProgress]] = {}
    for line_id, photo_id in pairs:
        if line_id is not None:
            found.setdefault(line_id, []).append(progress[photo_id])
    return found
