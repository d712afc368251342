"""Filters as links: those that are on, those that are used most, and the order of the list."""

from dataclasses import dataclass

from app.catalogue.forms import Sort, Wish
from app.catalogue.queries.list import Listing
from app.catalogue.words import CONDITION_NAMES, GROUP_NAMES
from app.core.formats import kr
from app.core.i18n import Text, _

MANY_ALIKE, CHEAP_KR, TOP_CATEGORIES = 4, 200, 2


@dataclass(frozen=True, slots=True)
class Chip:
    """A link that turns one filter on or off."""

    label: Text | str
    url: str
    is_on: bool = False


def applied(wish: Wish, listing: Listing) -> list[Chip]:
    """The filters that are on, each with the address without it."""
    return [
        Chip(option.label, wish.without(facet.name, option.value))
        for facet in listing.facets
        for option in facet.chosen
        if option.value and not _is_implied(wish, facet.name, option.value)
    ]


def _is_implied(wish: Wish, name: str, value: str) -> bool:
    """A group that only follows from a chosen category is no filter of its own."""
    return name == "group" and value not in wish.group


def promoted(wish: Wish, listing: Listing, *, shows_prices: bool) -> list[Chip]:
    """The choices most people make, above the list."""
    chips = [
        _toggle(wish, "alike", MANY_ALIKE, _("At least %(count)s identical", count=MANY_ALIKE)),
        _toggle(wish, "condition", 4, CONDITION_NAMES[4]),
    ]
    if shows_prices:
        chips.append(_toggle(wish, "price", CHEAP_KR, _("At most %(price)s", price=kr(CHEAP_KR * 100))))
    if not wish.group and not wish.category:
        sizes = {group: listing.shelf.group_mask(group).bit_count() for group in GROUP_NAMES}
        largest = sorted((g for g in sizes if sizes[g]), key=lambda g: -sizes[g])[:TOP_CATEGORIES]
        chips += [_toggle(wish, "group", group, GROUP_NAMES[group]) for group in largest]
    return chips


def _toggle(wish: Wish, name: str, value: object, label: Text) -> Chip:
    chosen = getattr(wish, name)
    if isinstance(chosen, list):
        is_on = value in chosen
        return Chip(label, wish.without(name, value) if is_on else wish.url(**{name: [*chosen, value]}), is_on)
    is_on = chosen == value
    return Chip(label, wish.url(**{name: 0 if is_on else value}), is_on)


def sorts(wish: Wish, *, shows_prices: bool) -> list[tuple[Sort, Text]]:
    """The orders one may choose from."""
    options = [(Sort.RELEVANCE, _("Best match first"))] if wish.q else []
    options += [(Sort.NEWEST, _("Newest first")), (Sort.ALIKE, _("Most identical first"))]
    return [*options, (Sort.PRICE, _("Cheapest first"))] if shows_prices else options
