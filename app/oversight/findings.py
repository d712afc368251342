"""What a budget holder is to look at: one kind of finding after another, each with the facts that put it on the list.

Only facts about orders, things and purchases: never about a person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel import Session

from app.accounts.models import Municipality
from app.core.formats import kr
from app.core.i18n import Text, _

WAITING_DAYS: Final = 30


class Kind(StrEnum):
    OVER_LIMIT = "over_limit"
    SELF_COLLECTED = "self_collected"
    UNDELIVERED = "undelivered"
    PRICE = "price"
    WRITTEN_OFF = "written_off"
    BOUGHT_NEW = "bought_new"


HEADINGS: Mapping[Kind, Text] = {
    Kind.OVER_LIMIT: _("Orders over the limit"),
    Kind.SELF_COLLECTED: _("Orders we collected ourselves"),
    Kind.UNDELIVERED: _("Orders not delivered within 30 days"),
    Kind.PRICE: _("Prices somebody set otherwise"),
    Kind.WRITTEN_OFF: _("Things written off"),
    Kind.BOUGHT_NEW: _("Bought new while the shop had some"),
}


# What each list is made of, for those who look through it.
LEADS: Mapping[Kind, Text] = {
    Kind.OVER_LIMIT: _("They cost more than the %(limit)s one may order for without a yes."),
    Kind.SELF_COLLECTED: _("They were handed out in the workshop. Nobody else has seen where they went."),
    Kind.UNDELIVERED: _("They were ordered more than 30 days before, and were not there."),
    Kind.PRICE: _("The price is not the one the shop usually takes for that kind."),
    Kind.WRITTEN_OFF: _("They were taken apart or recycled. The amount is what the shop takes for one."),
    Kind.BOUGHT_NEW: _("The same kind stood in the shop all that day. The amount is without VAT."),
}


def lead(kind: Kind, limit_ore: int) -> Text:
    """What a list is made of, in one sentence."""
    return LEADS[kind].fill(limit=kr(limit_ore))


@dataclass(frozen=True)
class Finding:
    """One line: what it is, when, how many, for how much, and why it is there.

    `quantity` is 0 where it is not about a number of things. `key` names it for ever; `ref` is what it is called and
    `url` where it can be seen. `at` is the workplace it belongs to.
    """

    kind: Kind
    key: str
    ref: str
    url: str
    title: str
    at: UUID
    place: str
    on: date
    quantity: int
    ore: int
    why: Text


@dataclass(frozen=True)
class Stretch:
    """The accounts and days a page is about. `told_from` is earlier than `first` where late facts are looked for."""

    municipality: Municipality
    ids: Sequence[UUID]
    told_from: date
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies in it, late facts included."""
        return self.told_from <= day <= self.last


Reader = Callable[[Session, Stretch], list[Finding]]


def in_order(found: Sequence[Finding]) -> list[Finding]:
    """By kind as the page shows them, then by day."""
    kinds = list(Kind)
    return sorted(found, key=lambda each: (kinds.index(each.kind), each.on, each.ref, each.key))
