"""How much of a report is measured and how much assumed, and whether it lies where published figures lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.core.i18n import Text, _
from app.impact.formulas import DISPLACEMENT, Answer
from app.impact.sums import Sums

LEAST_PERCENT: Final = 80
_ASSUMED_RATE: Final = DISPLACEMENT[Answer.UNKNOWN].likely


@dataclass(frozen=True)
class Covered:
    """For how many hand-overs one of the three things behind a line is measured, assumed, or not known.

    `lines`: how the address asks for the lines of each of them.
    """

    name: Text
    measured: int
    assumed: int
    all: int
    told: Text
    lines: Mapping[str, Mapping[str, Any]]

    @property
    def missing(self) -> int:
        return self.all - self.measured - self.assumed

    @property
    def parts(self) -> list[tuple[str, int]]:
        """How many are measured, assumed and missing, by those names."""
        return [("measured", self.measured), ("assumed", self.assumed), ("missing", self.missing)]

    @property
    def percent(self) -> int:
        """The share that is measured or assumed, rounded down, so that 100 means all of them."""
        return share(self.measured + self.assumed, self.all)


def share(part: int, whole: int) -> int:
    """Whole percent, rounded down; all of nothing is all."""
    return part * 100 // whole if whole else 100


_HANDED: Final = {"kind": "hand_over"}


def coverage_of(sums: Sums) -> Sequence[Covered]:
    """The buyer's answer, the price of a new one, and the weight: measured, assumed, and not known (R25)."""
    return (
        Covered(
            _("The buyer's answer"), sums.answered, sums.hand_overs - sums.answered, sums.hand_overs,
            _("Measured: the buyer said what would otherwise have happened. Assumed: no answer, so 0.55 is used."),
            {"measured": {**_HANDED, "answered": "yes"}, "assumed": {**_HANDED, "answer": Answer.UNKNOWN.value}},
        ),
        Covered(
            _("The price of a new one"), sums.priced_own, sums.priced - sums.priced_own, sums.hand_overs,
            _("Measured: the municipality's own price, with its source. Assumed: a price that came with the system."),
            {
                "measured": {**_HANDED, "own_price": "yes"},
                "assumed": {**_HANDED, "assumed_price": "yes"},
                "missing": {**_HANDED, "unpriced": "yes"},
            },
        ),
        Covered(
            _("Weight and footprint"), 0, sums.weighed, sums.hand_overs,
            _("Assumed: by kind, because nothing is weighed. Not known: other furniture's is used."),
            {"assumed": {**_HANDED, "own_weight": "yes"}, "missing": {**_HANDED, "borrowed_weight": "yes"}},
        ),
    )  # fmt: skip


def is_thin(sums: Sums) -> bool:
    """Whether the reader must be told: few buyers answered, or of too many things price or weight is not known."""
    shares = [share(sums.answered, sums.hand_overs), *(each.percent for each in coverage_of(sums))]
    return min(shares) < LEAST_PERCENT


@dataclass(frozen=True)
class Displacement:
    """How often a new one would have been bought: of those who answered, beside what is assumed of the others."""

    would_buy: int
    answered: int
    assumed: Decimal = _ASSUMED_RATE

    @property
    def measured(self) -> Decimal | None:
        """The share 0-1 by the answers; None where nobody answered (method 2.3)."""
        return Decimal(self.would_buy) / self.answered if self.answered else None


def displacement_of(sums: Sums) -> Displacement:
    """The measured rate of these lines, and the default beside it."""
    return Displacement(sums.would_buy, sums.answered)
