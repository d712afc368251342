"""Where one can go from a page of the list, also when it is empty."""

from dataclasses import dataclass

from app.catalogue.forms import Wish
from app.catalogue.queries.list import PAGE, Listing
from app.catalogue.routes.chips import Chip
from app.core.i18n import Text, _, ngettext_


@dataclass(frozen=True)
class Ways:
    """Addresses: without filters, with the spelling put right, the next page and how many it shows."""

    reset_url: str
    suggestion_url: str
    more_url: str | None
    more_count: int


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and what helps on."""

    title: Text
    text: Text
    links: list[Chip]


def ways_from(wish: Wish, listing: Listing) -> Ways:
    """The links of this page of the list."""
    return Ways(
        reset_url=Wish(q=wish.q, sort=wish.sort).url(),
        suggestion_url=Wish(q=listing.suggestion or "").url(),
        more_url=wish.url(after=listing.after) if listing.after else None,
        more_count=min(PAGE, listing.total - listing.seen),
    )


def empty_state(wish: Wish, listing: Listing) -> Empty:
    """Why nothing is shown, and the nearest thing that is there."""
    everything = Chip(_("See all items"), "/items")
    if wish.alike and (fewer := _with_fewer_alike(listing)):
        label = ngettext_("See the item", "See the %(count)s items", fewer)
        return Empty(
            _("We have not got so many identical ones right now"),
            _("There are things like it in smaller numbers."),
            [Chip(label, wish.url(alike=0)), everything],
        )
    if wish.is_narrowed and listing.found:
        return Empty(
            _("Nothing fits all of your filters"),
            _("Take a filter away, and there is more to see."),
            [Chip(_("Clear filters"), Wish(q=wish.q, sort=wish.sort).url()), everything],
        )
    if wish.q:
        return Empty(
            _("We have not got that right now"),
            _("Try another word, or look through everything we have."),
            [everything],
        )
    return Empty(
        _("The shop is empty right now"),
        _("New things come in all the time. Look in again soon."),
        [Chip(_("To the front page"), "/")],
    )


def _with_fewer_alike(listing: Listing) -> int:
    facet = next(each for each in listing.facets if each.name == "alike")
    return facet.options[0].count
