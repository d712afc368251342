"""What people wish for and the shop has not: kinds that were handed over in the period and are sold out today.

Nobody writes down what they looked for and did not find (docs/decisions/0012), so what sold out is the sign.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from app.catalogue.stages import Stage
from app.core.i18n import Text, _
from app.reports.queries import Kind
from app.reports.rows import CATEGORY, ITEM, UNIT, Row, here, row

SHOWN: Final = 8
_OFFERED, _UNDER_WAY = "offered", "under_way"


@dataclass(frozen=True)
class Wish:
    """A kind that is sold out: how many the report's workplaces got, and how many are being made ready."""

    key: str
    name: str
    got: int
    under_way: int


@dataclass(frozen=True)
class Wishes:
    """The kinds that are sold out, the most wanted first."""

    rows: Sequence[Wish]

    @property
    def finding(self) -> Text:
        """What the list shows, said as its title."""
        return _("Sold out, and wished for: %(name)s", name=self.rows[0].name)


def statements() -> list[Any]:
    """The kinds that have something on offer now, and how much of each that is still taken is in the workshop."""
    offered = sa.select(ITEM.c.id).where(
        ITEM.c.category_id == CATEGORY.c.id, ITEM.c.on_offer > 0, ITEM.c.published_at.is_not(None),
        ITEM.c.withdrawn_at.is_(None),
    )  # fmt: skip
    in_hand = UNIT.c.stage.in_((Stage.RECEIVED, Stage.IN_WORKSHOP))
    none, key = sa.literal(0), CATEGORY.c.key
    # Counted for each kind, so that those in hand are found by their index, and not all things there ever were.
    counted = sa.select(sa.func.count()).where(here(UNIT), in_hand, UNIT.c.category_id == CATEGORY.c.id)
    return [
        row(_OFFERED, key, sa.literal(1), none).where(here(CATEGORY), offered.exists()),
        row(_UNDER_WAY, key, counted.correlate(CATEGORY).scalar_subquery(), none)
        .where(here(CATEGORY), CATEGORY.c.is_active),
    ]  # fmt: skip


def read_wishes(rows: Iterable[Row], kinds: Iterable[Kind]) -> Wishes:
    """The wishes from the statements' rows and the report's own sums by kind."""
    found = list(rows)
    on_offer = {each.key for each in found if each.part == _OFFERED}
    under_way: Mapping[str, int] = {each.key: each.number for each in found if each.part == _UNDER_WAY}
    wanted = [
        Wish(kind.key, kind.name, kind.sums.things, under_way[kind.key])
        for kind in kinds
        if kind.sums.things > 0 and kind.key in under_way and kind.key not in on_offer
    ]
    return Wishes(sorted(wanted, key=lambda wish: (-wish.got, wish.name))[:SHOWN])
