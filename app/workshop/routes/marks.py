"""Marks photographed at the check: each photo with the words beside it."""

from collections.abc import Sequence

from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from app.accounts.viewer import Viewer
from app.core.i18n import Text, _
from app.media.models import Photo
from app.workshop.forms import FAULT_ROWS
from app.workshop.routes.pictures import receive_files


def receive_marks(
    db: Session, data: FormData, words: Sequence[str], *, by: Viewer
) -> tuple[list[tuple[Photo, str]], Text | str | None]:
    """The photos of `fault_photo_0`, `fault_photo_1`, … with their words, or a sentence where one cannot be taken."""
    sent = [(row, file) for row in range(FAULT_ROWS) if isinstance(file := data.get(f"fault_photo_{row}"), UploadFile)]
    taken = [(row, file) for row, file in sent if file.filename or file.size]
    said = dict(enumerate(words))
    if any(not said.get(row) for row, _file in taken):
        return [], _("Write what the photo shows")
    marks: list[tuple[Photo, str]] = []
    for row, file in taken:
        photos, faults = receive_files(db, FormData([("photo", file)]), key=f"{data.get('key', '')}-{row}", by=by)
        if faults:
            return [], faults[0]
        marks += [(photo, said[row]) for photo in photos]
    return marks, None
