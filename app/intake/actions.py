"""What happens to a report of surplus, from the first photo to the workshop's shelf."""

import hashlib
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.numbers import report_number, take_numbers
from app.accounts.viewer import Viewer
from app.core.clock import now
from app.core.errors import DomainError, NotFound
from app.core.i18n import _
from app.history import record
from app.intake.forms import DeclineForm, WhatForm, WhereForm
from app.intake.models import NEXT_STATES, ReportPhoto, ReportState, SurplusReport
from app.intake.queries import get_report_photo, last_report, open_draft, places_to_report_from
from app.media.actions import forget_photo, receive_photo
from app.media.models import Photo

MOST_PHOTOS = 8
# Because history cannot be erased, what identifies the one to call does not go into it.
_NOT_IN_HISTORY = {"contact_name", "contact_phone"}


class ReportMovedOn(DomainError):
    message = _("Number %(number)s has moved on since you opened the page. Load it again to see where it is now.")


class NothingToSee(DomainError):
    status = 422
    message = _("Take at least one photo, or write a line about it")


class TooManyPhotos(DomainError):
    status = 422
    message = _("There is room for %(most)s photos. Remove one first.")


class NoWorkplace(DomainError):
    message = _("You are not tied to a workplace yet. Ask your administrator.")


def start_report(db: Session, *, by: Viewer) -> SurplusReport:
    """The person's one open draft: the one they began, or a new one filled in from last time."""
    # Because a double click must not begin two, one waits here for the other.
    db.exec(select(Person.id).where(Person.id == by.person_id).with_for_update(key_share=True)).one()
    if draft := open_draft(db, by):
        return draft
    number = report_number(take_numbers(db, by.municipality_id, "report"))
    made = SurplusReport(
        municipality_id=by.municipality_id, number=number, reported_by_id=by.person_id, **_from_last_time(db, by),
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "surplus_started", made, by=by, after={"number": number})
    return made


def _from_last_time(db: Session, viewer: Viewer) -> dict[str, Any]:
    places = {each.id: each for each in places_to_report_from(db, viewer)}
    last = last_report(db, viewer)
    if last is not None and last.institution_id in places:
        names = ("institution_id", "room", "access", "floor", "door_width_mm", "contact_name", "contact_phone")
        return {name: getattr(last, name) for name in names}
    place = places.get(viewer.institution_id) if viewer.institution_id else next(iter(places.values()), None)
    if place is None:
        raise NoWorkplace
    return {
        "institution_id": place.id,
        "access": place.access,
        "contact_name": viewer.name,
        "contact_phone": viewer.phone,
    }


def discard_report(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """Throw a draft away, photos and all."""
    _need(report, ReportState.DRAFT)
    for photo in _photos(db, report):
        _forget(db, report, photo, by=by)
    record(db, "surplus_discarded", report, by=by, before={"number": report.number})
    db.delete(report)
    db.flush()


def add_report_photo(db: Session, report: SurplusReport, data: bytes, *, upload_key: str = "", by: Viewer) -> Photo:
    """Add a picture (the bytes as sent) to the report; sent twice, it is there once.

    Without an upload key the picture's content is its key. A picture we cannot take raises `PictureRefused` and leaves
    nothing behind; `TooManyPhotos` beyond `MOST_PHOTOS`, `ReportMovedOn` once the workshop has decided.
    """
    if not report.may_get_photos:
        raise ReportMovedOn(number=report.number)
    content = upload_key.encode() or hashlib.sha256(data).digest()
    key = hashlib.sha256(report.id.bytes + content).hexdigest()
    there = _photos(db, report)
    if found := next((photo for photo in there if photo.upload_key == key), None):
        return found
    if len(there) >= MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    photo = receive_photo(db, data, upload_key=key, by=by)
    if photo.id not in {each.id for each in _photos(db, report)}:
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
    _need(report, ReportState.DRAFT)
    _forget(db, report, get_report_photo(db, report, photo_id), by=by)


def _photos(db: Session, report: SurplusReport) -> list[Photo]:
    of_report = select(Photo).join(ReportPhoto, col(ReportPhoto.photo_id) == Photo.id)
    return list(db.exec(of_report.where(ReportPhoto.report_id == report.id)).all())


def _forget(db: Session, report: SurplusReport, photo: Photo, *, by: Viewer) -> None:
    of_report = (col(ReportPhoto.report_id) == report.id, col(ReportPhoto.photo_id) == photo.id)
    db.execute(sa.delete(ReportPhoto).where(*of_report))
    record(db, "surplus_photo_removed", report, by=by, before={"photo": photo.id})
    forget_photo(db, photo, by=by)


def describe_report(db: Session, report: SurplusReport, said: WhatForm, *, by: Viewer) -> None:
    """Say what it is, how many and how it looks."""
    _need(report, ReportState.DRAFT)
    _change(db, report, "surplus_described", by=by, facts=said.model_dump())


def locate_report(db: Session, report: SurplusReport, said: WhereForm, *, by: Viewer) -> None:
    """Say where it stands, how to get there, whom to call and when; `NotFound` for a place they may not report from."""
    _need(report, ReportState.DRAFT)
    if said.institution_id not in {each.id for each in places_to_report_from(db, by)}:
        raise NotFound
    facts = said.model_dump(exclude={"door_width_cm"})
    facts["door_width_mm"] = said.door_width_cm * 10 if said.door_width_cm else None
    _change(db, report, "surplus_located", by=by, facts=facts)


def send_report(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """Send the draft to the workshop; sent already, nothing happens. `NothingToSee` with neither photo nor line."""
    # Because the second click of two at once waits here, and then finds it sent.
    db.refresh(report, with_for_update=True)
    if report.sent_at is not None:
        return
    if not report.note and not _photos(db, report):
        raise NothingToSee
    _move(db, report, ReportState.SENT, "surplus_sent", by=by, sent_at=now())


def withdraw_report(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """Take a report back, until the workshop has accepted it."""
    _move(db, report, ReportState.WITHDRAWN, "surplus_withdrawn", by=by, closed_at=now())


def answer_question(db: Session, report: SurplusReport, answer: str, *, by: Viewer) -> None:
    """Answer the workshop's question; the report lies before the workshop again."""
    _need(report, ReportState.ASKED)
    _move(db, report, ReportState.SENT, "surplus_answered", by=by, answer=answer)


def accept_report(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """Say yes: the things are to be collected."""
    _move(db, report, ReportState.ACCEPTED, "surplus_accepted", by=by)


def ask_reporter(db: Session, report: SurplusReport, question: str, *, by: Viewer) -> None:
    """Ask the one who reported; a former question and its answer give way (history keeps them)."""
    _move(db, report, ReportState.ASKED, "surplus_asked", by=by, question=question, answer="")


def decline_report(db: Session, report: SurplusReport, said: DeclineForm, *, by: Viewer) -> None:
    """Say no, why, and what they can do with the things instead."""
    _move(
        db, report, ReportState.DECLINED, "surplus_declined", by=by, decline_reason=said.reason, instead=said.instead,
        closed_at=now(),
    )  # fmt: skip


def close_report_as_received(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """The things are here and registered; said again (more of them were registered later), nothing happens."""
    if report.state is not ReportState.RECEIVED:
        _move(db, report, ReportState.RECEIVED, "surplus_received", by=by, closed_at=now())


def _need(report: SurplusReport, state: ReportState) -> None:
    if report.state is not state:
        raise ReportMovedOn(number=report.number)


def _move(
    db: Session,
    report: SurplusReport,
    there: ReportState,
    event: str,
    *,
    by: Viewer,
    **facts: Any,
) -> None:
    """Along the drawing, and only from where the database says the report is: of two at once, one is refused."""
    if not report.may_become(there):
        raise ReportMovedOn(number=report.number)
    here = tuple(state for state, onward in NEXT_STATES.items() if there in onward)
    _change(db, report, event, by=by, facts={"state": there, **facts}, only_in=here)


def _change(
    db: Session,
    report: SurplusReport,
    event: str,
    *,
    by: Viewer,
    facts: dict[str, Any],
    only_in: tuple[ReportState, ...] = (ReportState.DRAFT,),
) -> None:
    before = {name: getattr(report, name) for name in facts}
    changed = [name for name in facts if facts[name] != before[name]]
    if not changed:
        return
    still_there = (col(SurplusReport.id) == report.id, col(SurplusReport.state).in_(only_in))
    done: Any = db.execute(sa.update(SurplusReport).where(*still_there).values(**facts))
    if done.rowcount == 0:
        raise ReportMovedOn(number=report.number)
    told = [name for name in changed if name not in _NOT_IN_HISTORY]
    record(
        db, event, report, by=by,
        before={name: before[name] for name in told}, after={name: facts[name] for name in told},
    )  # fmt: skip
