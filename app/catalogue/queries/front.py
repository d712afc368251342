"""The front page: how much there is of everything, and what is new."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.catalogue.models import ShopGroup
from app.catalogue.queries.cards import Card, cards_of, has_prices
from app.catalogue.queries.shelf import shelf_of
from app.catalogue.words import GROUP_NAMES
from app.media.views import PhotoView

NEW = 4
# Wide things look best in the large picture, so they come first.
PICTURED = (ShopGroup.SOFAS, ShopGroup.CHAIRS, ShopGroup.LAMPS, ShopGroup.TABLES, ShopGroup.MEETING, ShopGroup.STORAGE)
PICTURES = 3


@dataclass(frozen=True)
class Front:
    """`counts` per group; `pictures` are three photos to look at, or none when the shop has not got three."""

    total: int
    counts: dict[ShopGroup, int]
    new: list[Card]
    pictures: list[PhotoView]


def front_of(db: Session, viewer: Viewer) -> Front:
    """What the shop has to show today."""
    shelf = shelf_of(db)
    masks = {group: shelf.group_mask(group) for group in GROUP_NAMES}
    newest = shelf.newest(NEW)
    pictured: list[UUID] = [each for group in PICTURED for each in shelf.newest(1, masks[group])]
    shows_prices = has_prices(viewer.municipality)
    cards = {
        card.id: card for card in cards_of(db, list(dict.fromkeys([*newest, *pictured])), shows_prices=shows_prices)
    }
    photos = [cards[each].photo for each in pictured if each in cards]
    pictures = [photo for photo in photos if photo is not None][:PICTURES]
    return Front(
        total=len(shelf.numbers),
        counts={group: mask.bit_count() for group, mask in masks.items()},
        new=[cards[each] for each in newest if each in cards],
        pictures=pictures if len(pictures) == PICTURES else [],
    )
