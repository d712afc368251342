"""Pictures for the workshop's pages: the one that shows a unit best, and the ones an upload shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select
from starlette.datastructures import FormData, UploadFile

from app.accounts.viewer import Viewer
from app.catalogue.models import ItemPhoto, Unit
from app.core.db import uuid7
from app.core.forms import without_nul
from app.core.i18n import Text, _
from app.intake.models import ReportPhoto
from app.media.actions import receive_photo
from app.media.images import MAX_BYTES, PictureRefused
from app.media.models import Photo
from app.media.queries import photos_by_id, progress_by_id
from app.media.views import PhotoProgress, PhotoView
from app.workshop.drafts import unit_photo_ids
from app.workshop.models import Job, JobPhoto, PhotoMoment

Sentence = Text | str


@dataclass(frozen=True)
class Shot:
    """One photo in an upload: the picture or what is wrong with it, and where to remove it or ask again."""

    id: UUID
    photo: PhotoView | None
    alt: Text
    fault: str
    remove_url: str | None
    refresh_url: str | None


def pictures_by_number(db: Session, numbers: Iterable[str]) -> dict[str, PhotoView]:
    """For each unit the photo that shows it best: as it is sold, as it is now, as it came."""
    units = db.exec(select(Unit).where(col(Unit.number).in_(list(set(numbers))))).all()
    found = _first_ids(db, units)
    ready = photos_by_id(db, {each for ids in found.values() for each in ids})
    shown = {number: next((ready[each] for each in ids if each in ready), None) for number, ids in found.items()}
    return {number: view for number, view in shown.items() if view is not None}


def _first_ids(db: Session, units: Sequence[Unit]) -> dict[str, list[UUID]]:
    """The photo ids of each unit, best first."""
    of_items = _grouped(
        db.exec(
            select(ItemPhoto.item_id, ItemPhoto.photo_id)
            .where(col(ItemPhoto.item_id).in_({unit.item_id for unit in units if unit.item_id}))
            .order_by(col(ItemPhoto.position), col(ItemPhoto.id))
        ).all()
    )
    of_reports = _of_reports(db, ReportPhoto.report_id, {unit.report_id for unit in units if unit.report_id})
    of_lines = _of_reports(db, ReportPhoto.line_id, {unit.report_line_id for unit in units if unit.report_line_id})
    own = unit_photo_ids(db, units)
    after, before = (_of_jobs(db, units, moment) for moment in (PhotoMoment.AFTER, PhotoMoment.BEFORE))
    nothing: list[UUID] = []
    return {
        unit.number: [
            *of_items.get(unit.item_id or unit.id, nothing),
            *after.get(unit.id, nothing),
            *own.get(unit.id, nothing),
            # Because the other lines of a report show other things.
            *(of_lines.get(unit.report_line_id or unit.id) or of_reports.get(unit.report_id or unit.id, nothing)),
            *before.get(unit.id, nothing),
        ]
        for unit in units
    }


def _of_reports(db: Session, key: Any, ids: set[UUID]) -> dict[UUID, list[UUID]]:
    in_order = select(key, ReportPhoto.photo_id).where(col(key).in_(ids))
    return _grouped(db.exec(in_order.order_by(col(ReportPhoto.position), col(ReportPhoto.id))).all())


def _of_jobs(db: Session, units: Sequence[Unit], moment: PhotoMoment) -> dict[UUID, list[UUID]]:
    newest_first = (
        select(Job.unit_id, JobPhoto.photo_id)
        .join(Job, col(Job.id) == JobPhoto.job_id)
        .where(col(Job.unit_id).in_([unit.id for unit in units]), JobPhoto.moment == moment)
        .order_by(col(JobPhoto.id).desc())
    )
    return _grouped(db.exec(newest_first).all())


def _grouped(pairs: Sequence[tuple[UUID, UUID]]) -> dict[UUID, list[UUID]]:
    groups: dict[UUID, list[UUID]] = {}
    for key, photo_id in pairs:
        groups.setdefault(key, []).append(photo_id)
    return groups


def photo_ids_of_units(db: Session, units: Sequence[Unit]) -> list[UUID]:
    """Every photo there is of these units, best first, each once."""
    return list(dict.fromkeys(each for ids in _first_ids(db, units).values() for each in ids))


def progress_in_order(db: Session, photo_ids: Sequence[UUID]) -> list[PhotoProgress]:
    """How far each photo has come, in this order."""
    progress = progress_by_id(db, photo_ids)
    return [progress[each] for each in photo_ids if each in progress]


def shots_of(db: Session, photo_ids: Sequence[UUID], *, url: str, removable: bool) -> list[Shot]:
    """The photos as an upload shows them; `url` is where its photos live."""
    return [
        Shot(
            photo.id, photo.view, _("Photo %(n)s", n=n), photo.fault,
            f"{url}/{photo.id}/removal" if removable else None, f"{url}/{photo.id}" if photo.is_waiting else None,
        )
        for n, photo in enumerate(progress_in_order(db, photo_ids), start=1)
    ]  # fmt: skip


def receive_files(db: Session, data: FormData, *, key: str, by: Viewer) -> tuple[list[Photo], list[Sentence]]:
    """Take the pictures that were sent; those we take, and a sentence for each we do not."""
    taken: list[Photo] = []
    faults: list[Sentence] = []
    files = [each for each in data.getlist("photo") if isinstance(each, UploadFile) and (each.filename or each.size)]
    for place, file in enumerate(files):
        upload_key = f"{without_nul(key)}-{place}"[-80:] if key else uuid7().hex
        try:
            taken.append(receive_photo(db, file.file.read(MAX_BYTES + 1), upload_key=upload_key, by=by))
        except PictureRefused as refusal:
            faults += [refusal.sentence] if refusal.sentence not in faults else []
    return taken, faults
