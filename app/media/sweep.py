"""Find the files that no photo owns, such as a power cut leaves behind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlmodel import Session, col, select

from app.core.clock import now
from app.core.db import unscoped
from app.media.images import widths_for
from app.media.models import Photo, PhotoState
from app.media.storage import photo_key, storage

# Because a request or a task may be under way for minutes, a file is only a stray when it is older than any of them.
STRAY_AFTER = timedelta(days=1)
_AT_ONCE = 500


def remove_stray_files(db: Session) -> int:
    """Remove files of photos older than a day that no photo of any municipality owns; how many there were."""
    removed = 0
    files = _old_files()
    while keys := list(islice(files, _AT_ONCE)):
        owned = _owned(db, {photo_id for photo_id, _key in keys})
        for _photo_id, key in keys:
            if key not in owned:
                storage().delete(key)
                removed += 1
    return removed


def _old_files() -> Iterator[tuple[UUID, str]]:
    for key in (*storage().list("received"), *storage().list("photos")):
        photo_id = UUID(key.split("/")[1])
        if _made_at(photo_id) < now() - STRAY_AFTER:
            yield photo_id, key


def _made_at(photo_id: UUID) -> datetime:
    """The time in a UUID of version 7 (RFC 9562, section 5.7)."""
    return datetime.fromtimestamp((photo_id.int >> 80) / 1000, UTC)


def _owned(db: Session, ids: set[UUID]) -> set[str]:
    with unscoped(db):
        photos = db.exec(select(Photo).where(col(Photo.id).in_(ids))).all()
    owned = {photo.original_key for photo in photos if photo.original_key}
    for photo in photos:
        if photo.state is PhotoState.READY:
            owned.update(photo_key(photo.id, width) for width in widths_for(photo.width, photo.height))
    return owned
