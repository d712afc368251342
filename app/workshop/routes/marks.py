"""Marks photographed at the check: each photo with the words beside it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select
from starlette.datastructures import FormData, UploadFile

from app.accounts.viewer import Viewer
from app.core.i18n import Text, _
from app.media.models import Photo, PhotoState
from app.workshop.forms import FAULT_ROWS
from app.workshop.routes.pictures import receive_files


def receive_photos(db: Session, data: FormData, *, by: Viewer) -> tuple[dict[int, Photo], Text | str | None]:
    """The photo of each row, and a sentence where one cannot be taken.

    It is `fault_photo_0`, `fault_photo_1`, … or, where none was sent anew, the one that was kept when the page was
    refused (`kept_photo_0`, …).
    """
    photos, fault = _kept_photos(db, data, by=by), None
    for row in range(FAULT_ROWS):
        file = data.get(f"fault_photo_{row}")
        if not isinstance(file, UploadFile) or not (file.filename or file.size):
            continue
        taken, faults = receive_files(db, FormData([("photo", file)]), key=f"{data.get('key', '')}-{row}", by=by)
        photos.update((row, photo) for photo in taken)
        fault = fault or next(iter(faults), None)
    return photos, fault


def _kept_photos(db: Session, data: FormData, *, by: Viewer) -> dict[int, Photo]:
    said = {row: _id(data.get(f"kept_photo_{row}")) for row in range(FAULT_ROWS)}
    ids = [each for each in said.values() if each]
    if not ids:
        return {}
    own = select(Photo).where(col(Photo.id).in_(ids), Photo.uploaded_by_id == by.person_id)
    found = {photo.id: photo for photo in db.exec(own.where(Photo.state != PhotoState.FAILED))}
    return {row: found[each] for row, each in said.items() if each in found}


def _id(sent: object) -> UUID | None:
    try:
        return UUID(str(sent))
    except ValueError:
        return None


def marks_of(photos: Mapping[int, Photo], words: Sequence[str]) -> tuple[list[tuple[Photo, str]], Text | None]:
    """Each photo with its words, or a sentence where one has none."""
    said = dict(enumerate(words))
    if any(not said.get(row) for row in photos):
        return [], _("Write what the photo shows")
    return [(photo, said[row]) for row, photo in sorted(photos.items())], None
