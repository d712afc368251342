"""The demo's photos: our own renders, put through the ordinary media pipeline, each file drawn only once."""

from functools import cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.viewer import Viewer
from app.core.clock import now
from app.demo.things import things
from app.history.models import BackgroundTask
from app.media.actions import MAKE_SIZES, finish_photo, receive_photo
from app.media.images import Sizes, make_sizes
from app.media.models import Photo

FOLDER: Final = Path(__file__).with_name("photos")


@cache
def picture(name: str) -> bytes:
    """The file of this name as somebody's camera would send it."""
    return (FOLDER / f"{name}.jpg").read_bytes()


@cache
def _sizes(name: str) -> Sizes:
    return make_sizes(picture(name))


def names() -> list[str]:
    """Every photo that shows a thing of the demo."""
    shots = [shot for thing in things().values() for shot in (*thing.shots, thing.worn_shot) if shot]
    return sorted({shot.name for shot in shots})


def finish_here(db: Session, photo: Photo, name: str) -> None:
    """Make the photo ready now, so that nothing is left for the worker to do."""
    finish_photo(db, photo, _sizes(name))
    db.execute(
        sa.update(BackgroundTask)
        .where(col(BackgroundTask.key) == f"{MAKE_SIZES}:{photo.id}")
        .values(done_at=now())
        .execution_options(synchronize_session=False)
    )


def hang_photos(db: Session, wanted: list[str], *, by: Viewer) -> dict[str, Photo]:
    """A ready photo for each of these names, as this person's uploads."""
    hung = {}
    for name in wanted:
        photo = receive_photo(db, picture(name), upload_key=f"demo {name}", by=by)
        finish_here(db, photo, name)
        hung[name] = photo
    return hung
