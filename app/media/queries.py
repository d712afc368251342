"""Photos, read for pages."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.i18n import gettext
from app.media.models import Photo, PhotoState
from app.media.views import PhotoProgress, PhotoView

# What `progress_of` reads: for statements that find photos and their facts in one go.
PROGRESS: tuple[Any, ...] = (
    col(Photo.id), col(Photo.state), col(Photo.width), col(Photo.height), col(Photo.placeholder), col(Photo.fault),
)  # fmt: skip
_PHOTOS = sa.select(*PROGRESS).where(
    col(Photo.municipality_id) == sa.bindparam("municipality_id"),
    col(Photo.id).in_(sa.bindparam("ids", expanding=True)),
)


def photos_by_id(db: Session, ids: Collection[UUID]) -> dict[UUID, PhotoView]:
    """The photos that are ready, in one statement; one that is missing here is still on its way, or failed."""
    return {key: each.view for key, each in progress_by_id(db, ids).items() if each.view is not None}


def progress_by_id(db: Session, ids: Collection[UUID]) -> dict[UUID, PhotoProgress]:
    """How far each of these photos has come, in one statement."""
    if not ids:
        return {}
    rows = db.execute(_PHOTOS, {"municipality_id": db.info["municipality_id"], "ids": list(set(ids))})
    return {row.id: progress_of(row) for row in rows}


def progress_of(row: Any) -> PhotoProgress:
    """How far a photo has come: a Photo, or a row of `PROGRESS`."""
    if row.state is PhotoState.READY:
        return PhotoProgress(row.id, PhotoView(row.id, row.width, row.height, row.placeholder))
    return PhotoProgress(row.id, fault=gettext(row.fault) if row.state is PhotoState.FAILED else "")
