"""Surplus reports, read for those who may see them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Institution, Person
from app.accounts.permissions import Permission
from app.accounts.queries import institutions_in_scope
from app.accounts.viewer import Viewer
from app.core.errors import NotFound
from app.intake.models import ReportPhoto, ReportState, SurplusReport
from app.media.models import Photo
from app.media.queries import progress_of
from app.media.views import PhotoProgress

PAGE_LENGTH = 20
DAYS_TO_ANSWER = 3
WAITING = (ReportState.SENT, ReportState.ASKED, ReportState.ACCEPTED)
CLOSED = (ReportState.RECEIVED, ReportState.DECLINED, ReportState.WITHDRAWN)


@dataclass(frozen=True)
class ReportList:
    """One page of reports; `next_before` is where the next page begins, None at the end."""

    rows: list[Any]
    next_before: UUID | None


def get_report(db: Session, report_id: UUID, *, viewer: Viewer) -> SurplusReport:
    """A report the viewer made, or one that was sent from an institution whose surplus they follow."""
    return _one(db, select(SurplusReport).join(Institution).where(_on_the_givers_side(viewer)), report_id)


def get_own_report(db: Session, report_id: UUID, *, viewer: Viewer) -> SurplusReport:
    """A report the viewer made."""
    return _one(db, select(SurplusReport).where(SurplusReport.reported_by_id == viewer.person_id), report_id)


def get_sent_report(db: Session, report_id: UUID, *, viewer: Viewer) -> SurplusReport:
    """A report that was sent to the workshop the viewer answers for."""
    place = viewer.scope(Permission.REVIEW_SURPLUS).where(col(Institution.path))
    sent = select(SurplusReport).join(Institution).where(place, SurplusReport.state != ReportState.DRAFT)
    return _one(db, sent, report_id)


def get_report_photo(db: Session, report: SurplusReport, photo_id: UUID) -> Photo:
    """A photo of this report."""
    found = db.exec(
        select(Photo)
        .join(ReportPhoto, col(ReportPhoto.photo_id) == Photo.id)
        .where(ReportPhoto.report_id == report.id, Photo.id == photo_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _one(db: Session, statement: SelectOfScalar[SurplusReport], report_id: UUID) -> SurplusReport:
    found = db.exec(statement.where(SurplusReport.id == report_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _on_the_givers_side(viewer: Viewer) -> sa.ColumnElement[bool]:
    follows = viewer.scope(Permission.SEE_INSTITUTION_SURPLUS).where(col(Institution.path))
    return sa.or_(
        col(SurplusReport.reported_by_id) == viewer.person_id,
        sa.and_(follows, col(SurplusReport.state) != ReportState.DRAFT),
    )


def sender_of(db: Session, report: SurplusReport) -> tuple[Institution, Person]:
    """The workplace where the things stand, and the one who reported them."""
    sent = (
        select(Institution, Person)
        .select_from(SurplusReport)
        .join(Institution, col(Institution.id) == SurplusReport.institution_id)
        .join(Person, col(Person.id) == SurplusReport.reported_by_id)
    )
    place, reporter = db.exec(sent.where(SurplusReport.id == report.id)).one()
    return place, reporter


def open_draft(db: Session, viewer: Viewer) -> SurplusReport | None:
    """The report the viewer began and has not sent."""
    return db.exec(
        select(SurplusReport)
        .where(SurplusReport.reported_by_id == viewer.person_id, SurplusReport.state == ReportState.DRAFT)
        .order_by(col(SurplusReport.id).desc())
    ).first()


def last_report(db: Session, viewer: Viewer) -> SurplusReport | None:
    """The viewer's last sent report, whose answers the next one begins with."""
    return db.exec(
        select(SurplusReport)
        .where(SurplusReport.reported_by_id == viewer.person_id, SurplusReport.state != ReportState.DRAFT)
        .order_by(col(SurplusReport.id).desc())
    ).first()


def places_to_report_from(db: Session, viewer: Viewer) -> list[Institution]:
    """The workplaces the viewer may report surplus from, by name; their own is among them."""
    places = institutions_in_scope(db, viewer, Permission.REPORT_SURPLUS)
    if viewer.institution_id and viewer.institution_id not in {each.id for each in places}:
        places += db.exec(select(Institution).where(Institution.id == viewer.institution_id)).all()
    return sorted(places, key=lambda each: each.name)


_FIRST_PHOTO = (
    sa.select(col(ReportPhoto.photo_id))
    .where(col(ReportPhoto.report_id) == col(SurplusReport.id))
    .order_by(col(ReportPhoto.position), col(ReportPhoto.id))
    .limit(1)
    .scalar_subquery()
)
_ROWS = (
    sa.select(
        col(SurplusReport.id), col(SurplusReport.number), col(SurplusReport.state), col(SurplusReport.what),
        col(SurplusReport.quantity), col(SurplusReport.looks), col(SurplusReport.access), col(SurplusReport.room),
        col(SurplusReport.answer), col(SurplusReport.sent_at), col(SurplusReport.reported_by_id),
        sa.func.substr(col(SurplusReport.note), 1, 80).label("note"), col(Institution.name).label("place"),
        col(Institution.address).label("address"), col(Institution.postal_code), col(Institution.town),
        col(SurplusReport.institution_id), col(SurplusReport.stays_put), col(Person.name).label("reporter"),
        _FIRST_PHOTO.label("photo_id"),
    )
    .join(Institution, col(Institution.id) == col(SurplusReport.institution_id))
    .join(Person, col(Person.id) == col(SurplusReport.reported_by_id))
    .where(col(SurplusReport.municipality_id) == sa.bindparam("municipality_id"))
)  # fmt: skip


def reports_visible_to(db: Session, viewer: Viewer, *, before: UUID | None = None) -> ReportList:
    """The sent reports of the viewer and of the institutions whose surplus they follow, newest first, a page long."""
    wanted = _ROWS.where(_on_the_givers_side(viewer), col(SurplusReport.state) != ReportState.DRAFT)
    return _page(db, viewer, wanted, before)


def waiting_reports(db: Session, viewer: Viewer) -> list[Any]:
    """What the workshop has to answer or fetch, place by place, the oldest of each place first."""
    place = viewer.scope(Permission.REVIEW_SURPLUS).where(col(Institution.path))
    wanted = _ROWS.where(place, col(SurplusReport.state).in_(WAITING)).order_by(
        col(Institution.name), col(SurplusReport.sent_at), col(SurplusReport.id)
    )
    return list(db.execute(wanted, {"municipality_id": viewer.municipality_id}))


def closed_reports(db: Session, viewer: Viewer, *, before: UUID | None = None) -> ReportList:
    """The reports the workshop is done with, newest first, a page long."""
    place = viewer.scope(Permission.REVIEW_SURPLUS).where(col(Institution.path))
    return _page(db, viewer, _ROWS.where(place, col(SurplusReport.state).in_(CLOSED)), before)


def _page(db: Session, viewer: Viewer, wanted: sa.Select[*tuple[Any, ...]], before: UUID | None) -> ReportList:
    if before is not None:
        wanted = wanted.where(col(SurplusReport.id) < before)
    wanted = wanted.order_by(col(SurplusReport.id).desc()).limit(PAGE_LENGTH + 1)
    rows = list(db.execute(wanted, {"municipality_id": viewer.municipality_id}))
    return ReportList(rows[:PAGE_LENGTH], rows[PAGE_LENGTH - 1].id if len(rows) > PAGE_LENGTH else None)


def photos_of(db: Session, report: SurplusReport) -> list[PhotoProgress]:
    """The report's photos in their order, each with how far it has come."""
    theirs = select(Photo).join(ReportPhoto, col(ReportPhoto.photo_id) == Photo.id)
    theirs = theirs.where(ReportPhoto.report_id == report.id)
    return [progress_of(each) for each in db.exec(theirs.order_by(col(ReportPhoto.position), col(ReportPhoto.id)))]


def answer_day(sent_on: date) -> date:
    """The day by which the workshop answers: the third weekday after it was sent; holidays are not known here."""
    day, left = sent_on, DAYS_TO_ANSWER
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
