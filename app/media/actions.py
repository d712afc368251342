"""Receiving photos, finishing them, forgetting them."""

import hashlib

from sqlmodel import Session, select

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.core.clock import now
from app.history import later, record
from app.media.files import put_with, remove_with
from app.media.images import PictureRefused, Sizes, inspect, widths_for
from app.media.models import Photo, PhotoState
from app.media.storage import original_key, photo_key

MAKE_SIZES = "make_photo_sizes"


def receive_photo(db: Session, data: bytes, *, upload_key: str, by: Viewer) -> Photo:
    """Take a picture (the bytes as sent) and queue the making of its sizes; or refuse with a `PictureRefused`.

    The same upload key from the same person is the same photo: sent again, it is answered and not stored again.
    """
    inspect(data)
    # Because two sendings of one photo may arrive at once, one waits here for the other.
    db.exec(select(Person.id).where(Person.id == by.person_id).with_for_update(key_share=True)).one()
    sent_before = select(Photo).where(Photo.uploaded_by_id == by.person_id, Photo.upload_key == upload_key)
    if found := db.exec(sent_before).first():
        return found
    photo = Photo(
        municipality_id=by.municipality_id,
        uploaded_by_id=by.person_id,
        upload_key=upload_key,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    photo.original_key = original_key(photo.id)
    db.add(photo)
    db.flush()
    put_with(db, photo.original_key, data)
    record(db, "photo_received", photo, by=by, after={"bytes": len(data)})
    later(
        db, MAKE_SIZES, {"photo_id": str(photo.id)}, municipality_id=by.municipality_id, key=f"{MAKE_SIZES}:{photo.id}"
    )
    return photo


def finish_photo(db: Session, photo: Photo, sizes: Sizes) -> None:
    """Store the sizes and say that the photo is ready; what was sent is removed. `sha256` is the largest size's."""
    for file in sizes.files:
        put_with(db, photo_key(photo.id, file.width), file.data)
    photo.width, photo.height, photo.placeholder = sizes.width, sizes.height, sizes.placeholder
    photo.sha256 = hashlib.sha256(sizes.files[-1].data).hexdigest()
    photo.state, photo.ready_at = PhotoState.READY, now()
    _drop_original(db, photo)
    record(db, "photo_ready", photo, by=None, after={"width": photo.width, "height": photo.height})


def fail_photo(db: Session, photo: Photo, refusal: PictureRefused) -> None:
    """Say why no photo could be made of what was sent, and remove it. `fault` is a msgid: translate it when shown."""
    photo.state, photo.fault, photo.sha256 = PhotoState.FAILED, refusal.message.message, ""
    _drop_original(db, photo)
    record(db, "photo_failed", photo, by=None, after={"fault": photo.fault})


def forget_photo(db: Session, photo: Photo, *, by: Viewer) -> None:
    """Delete the photo and all its files. Rows that show it must be gone first; the database insists."""
    _drop_original(db, photo)
    if photo.state is PhotoState.READY:
        remove_with(db, *(photo_key(photo.id, width) for width in widths_for(photo.width, photo.height)))
    record(db, "photo_forgotten", photo, by=by, before={"state": photo.state})
    db.delete(photo)
    db.flush()


def _drop_original(db: Session, photo: Photo) -> None:
    if photo.original_key is not None:
        remove_with(db, photo.original_key)
        photo.original_key = None
    db.add(photo)
