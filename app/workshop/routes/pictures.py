"""Pictures for the workshop's pages: the one that shows a unit best, and the ones an upload shows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import join
from sqlmodel import Session, col
from starlette.datastructures import FormData, UploadFile

from app.accounts.viewer import Viewer
from app.catalogue.models import ItemPhoto, Unit, UnitPhoto
from app.core.db import uuid7
from app.core.forms import without_nul
from app.core.i18n import Text, _
from app.intake.models import ReportPhoto
from app.media.actions import receive_photo
from app.media.images import MAX_BYTES, PictureRefused
from app.media.models import Photo
from app.media.queries import PROGRESS, progress_by_id, progress_of
from app.media.views import PhotoProgress, PhotoView
from app.orders.models import OrderLine, Reservation
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


class Rank(IntEnum):
    """Which photos show a unit best: as it is sold, as it is now, as it came; the last two only in its passport."""

    SOLD = 0
    DONE = 1
    OWN = 2
    LINE = 3
    REPORT = 4
    BEFORE = 5
    FAULT = 6
    SOLD_BEFORE = 7


def _shown(rank: Rank, photos: Any, joined: Any, place: Any, *conditions: Any) -> Any:
    number, photo = sa.label("number", col(Unit.number)), sa.label("photo_id", col(photos.photo_id))
    order: Any = (sa.literal(int(rank)).label("rank"), place.label("place"), col(photos.id).label("row_id"))
    return (
        sa.select(number, *order, photo)
        .select_from(joined)
        .where(
            col(Unit.municipality_id) == sa.bindparam("municipality_id"),
            col(Unit.number).in_(sa.bindparam("numbers", expanding=True)),
            *conditions,
        )
    )


def _of(rank: Rank, photos: Any, belongs: Any) -> Any:
    return _shown(rank, photos, join(Unit, photos, belongs), col(photos.position))


def _of_jobs(rank: Rank, moment: PhotoMoment) -> Any:
    jobs = join(Unit, Job, col(Job.unit_id) == col(Unit.id)).join(JobPhoto, col(JobPhoto.job_id) == col(Job.id))
    return _shown(rank, JobPhoto, jobs, sa.literal(0), col(JobPhoto.moment) == moment)


def _of_earlier_sales() -> Any:
    sold = join(Unit, Reservation, col(Reservation.unit_id) == col(Unit.id))
    sold = sold.join(OrderLine, col(OrderLine.id) == col(Reservation.line_id))
    sold = sold.join(ItemPhoto, col(ItemPhoto.item_id) == col(OrderLine.item_id))
    return _shown(Rank.SOLD_BEFORE, ItemPhoto, sold, col(ItemPhoto.position))


def _with_progress(*parts: Any) -> Any:
    found = sa.union_all(*parts).subquery()
    ours = col(Photo.municipality_id) == sa.bindparam("municipality_id")
    return sa.select(found, *PROGRESS).select_from(join(found, Photo, col(Photo.id) == found.c.photo_id)).where(ours)


_BEST: Final = (
    _of(Rank.SOLD, ItemPhoto, col(ItemPhoto.item_id) == col(Unit.item_id)),
    _of_jobs(Rank.DONE, PhotoMoment.AFTER),
    _of(Rank.OWN, UnitPhoto, col(UnitPhoto.unit_id) == col(Unit.id)),
    _of(Rank.LINE, ReportPhoto, col(ReportPhoto.line_id) == col(Unit.report_line_id)),
    _of(Rank.REPORT, ReportPhoto, col(ReportPhoto.report_id) == col(Unit.report_id)),
    _of_jobs(Rank.BEFORE, PhotoMoment.BEFORE),
)
_PHOTOS: Any = _with_progress(*_BEST)
_ALL_PHOTOS: Any = _with_progress(*_BEST, _of_jobs(Rank.FAULT, PhotoMoment.FAULT), _of_earlier_sales())


def pictures_by_number(db: Session, numbers: Iterable[str]) -> dict[str, PhotoView]:
    """For each unit the photo that shows it best, in one statement; a unit without a photo is not in it."""
    found = _photos_of(db, numbers)
    shown = {number: next((each.view for each in photos if each.view), None) for number, photos in found.items()}
    return {number: view for number, view in shown.items() if view is not None}


def _photos_of(db: Session, numbers: Iterable[str]) -> dict[str, list[PhotoProgress]]:
    """The photos of each unit, best first."""
    rows = _rows(db, _PHOTOS, set(numbers))
    # Because the other lines of a report show other things.
    has_line = {row.number for row in rows if row.rank == Rank.LINE}
    found: dict[str, list[PhotoProgress]] = {}
    for row in rows:
        if row.rank != Rank.REPORT or row.number not in has_line:
            found.setdefault(row.number, []).append(progress_of(row))
    return found


def _rows(db: Session, statement: Any, numbers: Collection[str]) -> list[Any]:
    if not numbers:
        return []
    names = {"municipality_id": db.info["municipality_id"], "numbers": list(numbers)}
    return sorted(db.execute(statement, names), key=_best_first)


def _best_first(row: Any) -> tuple[int, int, int]:
    """By rank, then in their order; of a unit's jobs the newest photo first."""
    is_of_job = row.rank in (Rank.DONE, Rank.BEFORE)
    return row.rank, row.place, -row.row_id.int if is_of_job else row.row_id.int


def photo_ids_of_units(db: Session, units: Sequence[Unit]) -> list[UUID]:
    """Every photo there is of these units, best first, each once."""
    found = _photos_of(db, [unit.number for unit in units])
    return list(dict.fromkeys(each.id for unit in units for each in found.get(unit.number, [])))


def photos_by_rank(db: Session, unit: Unit) -> dict[Rank, list[PhotoView]]:
    """Every ready photo there ever was of the unit, as its passport shows them, in one statement."""
    found: dict[Rank, list[PhotoView]] = {}
    for row in _rows(db, _ALL_PHOTOS, [unit.number]):
        if (view := progress_of(row).view) is not None:
            found.setdefault(Rank(row.rank), []).append(view)
    return found


def best_of(unit: Unit, photos: Mapping[Rank, Sequence[PhotoView]]) -> PhotoView | None:
    """The one of its photos that shows the unit best, as `pictures_by_number` finds it."""
    without = Rank.REPORT if photos.get(Rank.LINE) else None
    best = (view for rank in sorted(photos) if rank < Rank.FAULT and rank is not without for view in photos[rank])
    return next(best, None)


def progress_in_order(db: Session, photo_ids: Sequence[UUID]) -> list[PhotoProgress]:
    """How far each photo has come, in this order."""
    progress = progress_by_id(db, photo_ids)
    return [progress[each] for each in photo_ids if each in progress]


def shots_of(photos: Iterable[PhotoProgress], *, url: str, removable: bool) -> list[Shot]:
    """The photos as an upload shows them; `url` is where its photos live."""
    return [
        Shot(
            photo.id, photo.view, _("Photo %(n)s", n=n), photo.fault,
            f"{url}/{photo.id}/removal" if removable else None, f"{url}/{photo.id}" if photo.is_waiting else None,
        )
        for n, photo in enumerate(photos, start=1)
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
