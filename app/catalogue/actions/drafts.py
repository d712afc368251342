"""A unit of which there is only a photo so far: it goes nowhere until somebody has said what it is."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Category, ShopGroup, Unit
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record

UNSORTED: Final = "unsorted"


class NotDescribed(DomainError):
    message = _("%(numbers)s cannot go on: nobody has said what it is. Describe it first.")


def refuse_drafts(db: Session, units: Sequence[Unit]) -> None:
    """Raise `NotDescribed` where one of these units is a draft: it may be a device with data on it."""
    db.flush()
    drafts = select(Unit.number).where(col(Unit.id).in_([unit.id for unit in units]), col(Unit.is_draft))
    if found := db.exec(drafts.order_by(col(Unit.number))).all():
        raise NotDescribed(numbers=", ".join(found))


def unsorted_category(db: Session, municipality_id: UUID, *, by: Viewer | None) -> Category:
    """The category of what nobody has described yet; made with the first draft, and never chosen by hand.

    It is no starter category, because those are what the impact method knows factors for.
    """
    wanted = select(Category).where(Category.municipality_id == municipality_id, Category.key == UNSORTED)
    if found := db.exec(wanted).one_or_none():
        return found
    made = Category(
        municipality_id=municipality_id, key=UNSORTED, name_da="Ikke beskrevet endnu", name_en="Not described yet",
        shop_group=ShopGroup.OTHER, icon="photo", is_active=False,
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(made)
            db.flush()
            record(db, "category_added", made, by=by, after={"key": UNSORTED})
    except IntegrityError:
        return db.exec(wanted).one()  # because two first drafts may come at once
    return made
