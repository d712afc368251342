"""Which lines of the ledger: the one condition that every report and every list of lines stands on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from app.impact.formulas import Answer
from app.impact.sums import ENTRY, HAS_OWN_PRICE, HAS_OWN_WEIGHT


@dataclass(frozen=True)
class Slice:
    """Some lines of one municipality: those of a stretch of days, narrowed by what else is asked (see `_NARROWED`)."""

    municipality_id: UUID
    first: date
    last: date
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shape(self) -> frozenset[str]:
        return frozenset(self.asked)

    @property
    def values(self) -> dict[str, Any]:
        return {"municipality_id": self.municipality_id, "first": self.first, "last": self.last, **self.asked}

    def narrowed(self, **asked: Any) -> "Slice":
        """The same, narrowed by what is not None."""
        return Slice(
            self.municipality_id,
            self.first,
            self.last,
            {**self.asked, **{name: value for name, value in asked.items() if value is not None}},
        )


_NARROWED: Final[Mapping[str, Any]] = {
    "institutions": ENTRY.c.institution_id.in_(sa.bindparam("institutions", expanding=True)),
    "category": ENTRY.c.category_key == sa.bindparam("category"),
    "categories": ENTRY.c.category_key.in_(sa.bindparam("categories", expanding=True)),
    "kind": ENTRY.c.kind == sa.bindparam("kind"),
    "answer": ENTRY.c.answer == sa.bindparam("answer"),
    "answered": ENTRY.c.answer != Answer.UNKNOWN.value,
    "unpriced": ENTRY.c.gross_ore == 0,
    "own_price": HAS_OWN_PRICE,
    "assumed_price": (ENTRY.c.gross_ore != 0) & ~HAS_OWN_PRICE,
    "own_weight": HAS_OWN_WEIGHT,
    "borrowed_weight": ~HAS_OWN_WEIGHT,
    "giver": ENTRY.c.giver_id == sa.bindparam("giver"),
    "no_giver": ENTRY.c.giver_id.is_(None),
}


def within(shape: frozenset[str]) -> list[Any]:
    """The condition of every slice of this shape: municipality, days, and what else is asked."""
    return [
        ENTRY.c.municipality_id == sa.bindparam("municipality_id"),
        ENTRY.c.booked_on.between(sa.bindparam("first", type_=sa.Date), sa.bindparam("last", type_=sa.Date)),
        *(_NARROWED[name] for name in sorted(shape)),
    ]
