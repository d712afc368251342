"""Photo first: a picture is enough to make a thing known; somebody else says later what it is (R14)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.catalogue.actions import register_units
from app.catalogue.actions.drafts import unsorted_category
from app.catalogue.models import Unit, UnitPhoto
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.media.models import Photo

DRAFT_TITLE: Final = "Ny ting"
UNKNOWN_CONDITION: Final = 3


class PhotoMissing(DomainError):
    status = 422
    message = _("Take a photo of the thing first")


def register_draft(db: Session, photos: Sequence[Photo], *, by: Viewer, at: datetime | None = None) -> Unit:
    """Give a thing a number from its photos alone; it stays a draft until it is described. `PhotoMissing` without."""
    if not photos:
        raise PhotoMissing
    category = unsorted_category(db, by.municipality_id, by=by)
    unit = register_units(db, category, count=1, title=DRAFT_TITLE, condition=UNKNOWN_CONDITION, by=by, at=at)[0]
    unit.is_draft = True
    db.add(unit)
    db.add_all(
        UnitPhoto(
            municipality_id=unit.municipality_id, unit_id=unit.id, photo_id=photo.id, position=place,
            taken_at=at or now(),
        )
        for place, photo in enumerate(photos)
    )  # fmt: skip
    db.flush()
    record(db, "unit_drafted", unit, by=by, after={"photos": len(photos)}, at=at)
    return unit
