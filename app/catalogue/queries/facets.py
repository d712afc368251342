"""Narrow the shelf, and count what every further choice would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalogue.forms import ALIKE, CONDITIONS, PRICES_KR, WIDTHS_CM, Wish
from app.catalogue.models import Colour, ShopGroup
from app.catalogue.queries.shelf import Shelf
from app.catalogue.suitability import SUITABILITY_NAMES
from app.catalogue.words import COLOUR_NAMES, CONDITION_NAMES, GROUP_NAMES
from app.core.formats import kr
from app.core.i18n import Text, _, in_own_language

SHOWN = 6
# Of these filters an item must have every chosen value, so that each further choice leaves fewer.
ALL_OF = frozenset({"suits"})


@dataclass(slots=True)
class Option:
    """One choice of a filter, with how many items it would leave."""

    value: Any
    label: Text | str
    count: int
    is_on: bool
    condition: int = 0
    swatch: str = ""


@dataclass(slots=True)
class Facet:
    """A filter. One of `options` (radio) or any of them; `rest` lies behind "Show all"."""

    name: str
    label: Text
    options: list[Option]
    is_single: bool = False
    is_open: bool = False
    rest: list[Option] = field(default_factory=list)

    @property
    def chosen(self) -> list[Option]:
        return [each for each in (*self.options, *self.rest) if each.is_on]


@dataclass(slots=True)
class Narrowed:
    """The items that are left, and for each filter the items the other filters leave."""

    mask: int
    beside: Mapping[str, int]


def narrow(shelf: Shelf, wish: Wish, found: int) -> Narrowed:
    """What the wish leaves of the items that were found."""
    chosen = {"group": _kinds(shelf, wish)} | {
        name: _any_of(shelf, name, getattr(wish, name)) for name in ("colour", "condition", "place")
    }
    chosen["suits"] = _all_of(shelf, "suits", wish.suits)
    chosen |= {name: _step(shelf, name, getattr(wish, name)) for name in ("alike", "width", "price")}
    on = {name: mask for name, mask in chosen.items() if mask is not None}
    mask = found
    for each in on.values():
        mask &= each
    return Narrowed(
        mask, {name: _all_but(on, name, found) if name in on and name not in ALL_OF else mask for name in chosen}
    )


def _all_but(on: Mapping[str, int], name: str, found: int) -> int:
    for other, mask in on.items():
        if other != name:
            found &= mask
    return found


def _any_of(shelf: Shelf, name: str, values: Sequence[Any]) -> int | None:
    if not values:
        return None
    found = 0
    for value in values:
        found |= shelf.masks[name].get(value, 0)
    return found


def _all_of(shelf: Shelf, name: str, values: Sequence[Any]) -> int | None:
    if not values:
        return None
    found = shelf.everything
    for value in values:
        found &= shelf.masks[name].get(value, 0)
    return found


def _step(shelf: Shelf, name: str, value: int) -> int | None:
    return shelf.masks[name].get(value, 0) if value else None


def _kinds(shelf: Shelf, wish: Wish) -> int | None:
    """Groups and categories are one filter: a chosen category narrows its own group, and only that."""
    categories = [key for key in wish.category if key in shelf.kinds]
    narrowed = {shelf.kinds[key].group for key in categories}
    masks = [shelf.group_mask(group) for group in wish.group if group not in narrowed]
    masks += [shelf.masks["category"].get(key, 0) for key in categories]
    if not masks and not wish.group and not categories:
        return None
    found = 0
    for mask in masks:
        found |= mask
    return found


def chosen_groups(shelf: Shelf, wish: Wish) -> list[ShopGroup]:
    """The groups the wish is about: the chosen ones and those of the chosen categories."""
    of_categories = [shelf.kinds[key].group for key in wish.category if key in shelf.kinds]
    return list(dict.fromkeys([*wish.group, *of_categories]))


def facets_of(shelf: Shelf, wish: Wish, narrowed: Narrowed, *, shows_prices: bool) -> list[Facet]:
    """Every filter with its counts, how many alike first."""
    beside = narrowed.beside
    facets = [
        _steps("alike", _("How many identical"), shelf, wish, beside, [(0, _("1 or more")), *_alike_labels()]),
        _group_facet(shelf, wish, beside["group"]),
        *_category_facet(shelf, wish, beside["group"]),
        _colour_facet(shelf, wish, beside["colour"]),
        _condition_facet(shelf, wish, beside["condition"]),
        _suits_facet(shelf, wish, beside["suits"]),
        _steps("width", _("Size"), shelf, wish, beside, [(0, _("Any width")), *_width_labels()]),
    ]
    if shows_prices:
        facets.append(_steps("price", _("Price"), shelf, wish, beside, [(0, _("Any price")), *_price_labels()]))
    facets.append(_place_facet(shelf, wish, beside["place"]))
    return [each for each in facets if each.options]


def _alike_labels() -> list[tuple[int, Text]]:
    return [(least, _("At least %(count)s identical", count=least)) for least in ALIKE]


def _width_labels() -> list[tuple[int, Text]]:
    return [(most, _("At most %(cm)s cm wide", cm=most)) for most in WIDTHS_CM]


def _price_labels() -> list[tuple[int, Text]]:
    return [(most, _("At most %(price)s", price=kr(most * 100))) for most in PRICES_KR]


def _steps(
    name: str, label: Text, shelf: Shelf, wish: Wish, beside: Mapping[str, int], labels: Sequence[tuple[int, Text]]
) -> Facet:
    chosen = getattr(wish, name)
    masks = shelf.masks[name]
    options = [
        Option(
            value, text, (beside[name] & masks.get(value, 0) if value else beside[name]).bit_count(), chosen == value
        )
        for value, text in labels
    ]
    return Facet(name, label, options, is_single=True, is_open=name == "alike" or bool(chosen))


def _group_facet(shelf: Shelf, wish: Wish, beside: int) -> Facet:
    chosen = set(chosen_groups(shelf, wish))
    sizes = {group: shelf.group_mask(group) for group in GROUP_NAMES}
    options = [
        Option(group.value, GROUP_NAMES[group], (beside & mask).bit_count(), group in chosen)
        for group, mask in sizes.items()
        if mask or group in chosen
    ]
    return _folded(Facet("group", _("Category"), options, is_open=True), SHOWN + 3)


def _category_facet(shelf: Shelf, wish: Wish, beside: int) -> list[Facet]:
    groups = chosen_groups(shelf, wish)
    if len(groups) == 0:
        return []
    masks = shelf.masks["category"]
    options = [
        Option(kind.key, in_own_language(kind.name_da, kind.name_en), count, kind.key in wish.category)
        for kind in shelf.kinds.values()
        if kind.group in groups and (kind.key in masks or kind.key in wish.category)
        for count in [(beside & masks.get(kind.key, 0)).bit_count()]
    ]
    options.sort(key=lambda each: (-each.count, each.label))
    return [_folded(Facet("category", _("Type"), options, is_open=True))]


def _colour_facet(shelf: Shelf, wish: Wish, beside: int) -> Facet:
    masks = shelf.masks["colour"]
    options = [
        Option(each.value, label, (beside & masks.get(each, 0)).bit_count(), each in wish.colour, swatch=each.value)
        for each, label in COLOUR_NAMES.items()
        if each is not Colour.MIXED or each in masks
    ]
    # By what the whole shop has, because a filter must not jump about while one chooses.
    options.sort(key=lambda each: -masks.get(each.value, 0).bit_count())
    return _folded(Facet("colour", _("Colour"), options, is_open=True))


def _condition_facet(shelf: Shelf, wish: Wish, beside: int) -> Facet:
    masks = shelf.masks["condition"]
    options = [
        Option(each, CONDITION_NAMES[each], (beside & masks.get(each, 0)).bit_count(), each in wish.condition, each)
        for each in CONDITIONS
    ]
    return Facet("condition", _("Condition"), options, is_open=True)


def _suits_facet(shelf: Shelf, wish: Wish, beside: int) -> Facet:
    masks = shelf.masks["suits"]
    options = [
        Option(each.value, label, (beside & masks.get(each, 0)).bit_count(), each in wish.suits)
        for each, label in SUITABILITY_NAMES.items()
        if each in masks or each in wish.suits
    ]
    return Facet("suits", _("Suited for"), options, is_open=bool(wish.suits))


def _place_facet(shelf: Shelf, wish: Wish, beside: int) -> Facet:
    masks = shelf.masks["place"]
    options = [
        Option(code, name, (beside & masks.get(code, 0)).bit_count(), code in wish.place)
        for code, name in sorted(shelf.places.items(), key=lambda each: each[1])
        if code in masks or code in wish.place
    ]
    return _folded(Facet("place", _("Where is it?"), options, is_open=bool(wish.place)))


def _folded(facet: Facet, shown: int = SHOWN) -> Facet:
    """The same with all but the first behind "Show all"; what is chosen is always in sight."""
    if len(facet.options) <= shown + 1:
        return facet
    first = set(map(id, facet.options[:shown]))
    rest = [each for each in facet.options if id(each) not in first and not each.is_on]
    facet.options = [each for each in facet.options if id(each) in first or each.is_on]
    facet.rest = rest
    return facet
