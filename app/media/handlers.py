"""What the worker does for photos."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.history import handles
from app.media.actions import MAKE_SIZES, fail_photo, finish_photo
from app.media.images import BrokenPicture, PictureRefused, Sizes
from app.media.models import Photo, PhotoState
from app.media.sandbox import make_sizes_apart
from app.media.storage import NotStored, original_key, storage


@handles(MAKE_SIZES)
def make_photo_sizes(db: Session, payload: dict[str, Any]) -> None:
    """Make the sizes of a received photo, or mark it as failed; done twice, it changes nothing the second time."""
    photo_id = UUID(payload["photo_id"])
    # Because the making takes seconds, it is over before the transaction begins and nobody waits for a lock.
    made = _made_of(photo_id)
    photo = db.exec(select(Photo).where(Photo.id == photo_id).with_for_update()).first()
    if photo is None or photo.state is not PhotoState.RECEIVED:
        return
    if isinstance(made, PictureRefused):
        fail_photo(db, photo, made)
    else:
        finish_photo(db, photo, made)


def _made_of(photo_id: UUID) -> Sizes | PictureRefused:
    try:
        return make_sizes_apart(storage().get(original_key(photo_id)))
    except NotStored:
        return BrokenPicture()
    except PictureRefused as refusal:
        return refusal
