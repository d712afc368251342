"""Photos, read for pages."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.i18n import gettext
from app.media.models import Photo, PhotoState
from app.media.views import PhotoProgress, PhotoView

_PHOTOS = sa.select(
    col(Photo.id), col(Photo.state), col(Photo.width), col(Photo.height), col(Photo.placeholder), col(Photo.fault)
).where(
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
    return {row.id: _progress(row) for row in rows}


def _progress(row: Any) -> PhotoProgress:
    if row.state is PhotoState.READY:
        return PhotoProgress(row.id, PhotoView(row.id, row.width, row.height, row.placeholder))
    return PhotoProgress(row.id, fault=gettext(row.fault) if row.state is PhotoState.FAILED else "")
