"""The viewer's basket as it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Item, ItemPhoto, Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.errors import NotFound
from app.orders.models import BasketLine
from app.orders.money import Counted, price_here


@dataclass(frozen=True)
class BasketThing:
    """A line of a basket as it stands now. `quantity` is what is asked for, `available` what could be had of it."""

    line: BasketLine
    item: Item
    category: Category
    available: int
    price_ore: int
    photo_id: UUID | None = None

    @property
    def count(self) -> int:
        return min(self.line.quantity, self.available)

    @property
    def is_gone(self) -> bool:
        return self.available == 0

    @property
    def is_fewer(self) -> bool:
        return 0 < self.available < self.line.quantity

    @property
    def is_held(self) -> bool:
        return self.line.held_until > now()

    @property
    def counted(self) -> Counted:
        return Counted(self.count, self.price_ore, self.item.new_price_ore)


def first_photos(db: Session, item_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The first photo of each of these items."""
    rows = db.exec(
        select(ItemPhoto.item_id, ItemPhoto.photo_id)
        .where(col(ItemPhoto.item_id).in_(item_ids))
        .order_by(col(ItemPhoto.position).desc())
    ).all()
    return {row[0]: row[1] for row in rows}


def basket_of(db: Session, viewer: Viewer) -> list[BasketThing]:
    """The viewer's basket in the order it was filled, with what can be had of each now."""
    within_reach = sa.or_(
        col(Unit.held_until).is_(None), col(Unit.held_until) < now(), col(Unit.held_by_id) == viewer.person_id
    )
    available = (
        select(sa.func.count())
        .select_from(Unit)
        .where(Unit.item_id == BasketLine.item_id, Unit.stage == Stage.ON_OFFER, within_reach)
        .scalar_subquery()
    )
    rows = db.exec(
        select(BasketLine, Item, Category, available)
        .join(Item, col(Item.id) == BasketLine.item_id)
        .join(Category, col(Category.id) == Item.category_id)
        .where(BasketLine.person_id == viewer.person_id)
        .order_by(col(BasketLine.added_at), col(BasketLine.id))
    ).all()
    photos = first_photos(db, [row[1].id for row in rows])
    return [
        BasketThing(line, item, kind, count, price_here(viewer.municipality, item.price_ore), photos.get(item.id))
        for line, item, kind, count in rows
    ]


def get_basket_line(db: Session, line_id: UUID, *, viewer: Viewer) -> BasketLine:
    """A line of the viewer's own basket."""
    found = db.exec(
        select(BasketLine).where(BasketLine.id == line_id, BasketLine.person_id == viewer.person_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_item_on_offer(db: Session, item_id: UUID) -> Item:
    """An item of the shop; one that was withdrawn does not exist."""
    found = db.exec(
        select(Item).where(Item.id == item_id, col(Item.published_at).is_not(None), col(Item.withdrawn_at).is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
