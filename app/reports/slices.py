"""Which lines of the ledger, and their sums: the one condition and the one list of sums that every report stands on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.impact.formulas import Answer
from app.impact.models import EntryKind, ImpactEntry

ENTRY: Final = SQLModel.metadata.tables[str(ImpactEntry.__tablename__)]
_IS_HAND_OVER: Final = ENTRY.c.kind == EntryKind.HAND_OVER


class Sums(NamedTuple):
    """The sums of some lines: money in øre, CO2e and waste in grams, `things` handed over less those that came back.

    `hand_overs` counts the lines of that kind, `answered` those whose buyer answered, `priced` those with a new price.
    """

    lines: int = 0
    things: int = 0
    gross_ore: int = 0
    likely_ore: int = 0
    net_ore: int = 0
    low_ore: int = 0
    high_ore: int = 0
    gross_co2e_g: int = 0
    likely_co2e_g: int = 0
    net_co2e_g: int = 0
    low_co2e_g: int = 0
    high_co2e_g: int = 0
    burden_co2e_g: int = 0
    cost_ore: int = 0
    price_ore: int = 0
    waste_g: int = 0
    hand_overs: int = 0
    answered: int = 0
    priced: int = 0


def added(parts: Iterable[Sums]) -> Sums:
    """The parts as one; exact, because every part is whole øre and grams."""
    return Sums(*(sum(column) for column in zip(*parts, strict=True)))


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
    "kind": ENTRY.c.kind == sa.bindparam("kind"),
    "answer": ENTRY.c.answer == sa.bindparam("answer"),
    "unpriced": ENTRY.c.gross_ore == 0,
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


def summed() -> list[Any]:
    """The columns of `Sums`, in their order."""
    counted = {
        "lines": sa.func.count(),
        "hand_overs": sa.func.count(sa.case((_IS_HAND_OVER, 1))),
        "answered": sa.func.count(sa.case((_IS_HAND_OVER & (ENTRY.c.answer != Answer.UNKNOWN.value), 1))),
        "priced": sa.func.count(sa.case((_IS_HAND_OVER & (ENTRY.c.gross_ore != 0), 1))),
    }
    sums = {
        name: sa.func.coalesce(sa.func.sum(ENTRY.c["quantity" if name == "things" else name]), 0)
        for name in Sums._fields
        if name not in counted
    }
    return [{**counted, **sums}[name].label(name) for name in Sums._fields]
