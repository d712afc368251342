"""“How we calculated”: each figure of a report told by the same sums that show it, as a small sum that adds up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.core.formats import number
from app.core.i18n import Text, _
from app.impact.sums import Sums
from app.reports.words import exact_kg, exact_kr


class Figure(StrEnum):
    """The figures of the ledger that are shown somewhere, by the name of their sum."""

    THINGS = "things"
    GROSS_ORE = "gross_ore"
    LIKELY_ORE = "likely_ore"
    NET_ORE = "net_ore"
    LOW_ORE = "low_ore"
    HIGH_ORE = "high_ore"
    COST_ORE = "cost_ore"
    PRICE_ORE = "price_ore"
    GROSS_CO2E = "gross_co2e_g"
    LIKELY_CO2E = "likely_co2e_g"
    NET_CO2E = "net_co2e_g"
    LOW_CO2E = "low_co2e_g"
    HIGH_CO2E = "high_co2e_g"
    BURDEN_CO2E = "burden_co2e_g"
    WASTE = "waste_g"

    @property
    def label(self) -> Text:
        return _RULES[self].label

    @property
    def unit(self) -> str:
        """What the figure is counted in: `kr.`, `kg`, or nothing."""
        return "kr." if self.endswith("_ore") else "kg" if self.endswith("_g") else ""

    def exact(self, amount: int) -> str:
        """So much of it to the last øre or gram, without the unit."""
        return exact_kr(amount) if self.unit == "kr." else exact_kg(amount) if self.unit else number(amount)


@dataclass(frozen=True)
class Term:
    """What is added to the terms before it; below 0 for what is taken off."""

    label: Text
    amount: int


@dataclass(frozen=True)
class How:
    """How one figure came about: the rule for a line, the terms that make it up (or none), and its value."""

    figure: Figure
    rule: Text
    terms: Sequence[Term]
    value: int
    lines: int


@dataclass(frozen=True)
class _Rule:
    label: Text
    rule: Text
    terms: Callable[[Sums], list[Term]] = lambda _sums: []


_OUT, _BACK = _("handed over"), _("came back, or was not handed over after all")
_NOT_NEW = _("what would not have been bought new anyway")
_NOT_NEW_OR_USED = _("what would not have been bought new anyway, and the life already used")
_GROSS, _LIKELY = _("gross"), _("likely")
_LOWEST = _(
    "Each line at the low end of its interval. The ends are added as they are, because the lines share sources."
)
_HIGHEST = _(
    "Each line at the high end of its interval. The ends are added as they are, because the lines share sources."
)
_RULES: Final[Mapping[Figure, _Rule]] = {
    Figure.THINGS: _Rule(
        _("Things in use again"),
        _("A thing counts when it is handed over, and is taken off again on the day it comes back."),
        lambda sums: [Term(_OUT, sums.hand_overs), Term(_BACK, sums.things - sums.hand_overs)],
    ),
    Figure.GROSS_ORE: _Rule(_("Gross, kr."), _("Each line: the price of a new one, without VAT.")),
    Figure.LIKELY_ORE: _Rule(
        _("Likely, kr."),
        _("Each line: the price of a new one × the chance that one had been bought, by the buyer's answer."),
        lambda sums: [Term(_GROSS, sums.gross_ore), Term(_NOT_NEW, sums.likely_ore - sums.gross_ore)],
    ),
    Figure.NET_ORE: _Rule(
        _("Net, kr."),
        _("Each line: the likely figure less work, parts and repairers."),
        lambda sums: [Term(_LIKELY, sums.likely_ore), Term(_("work, parts and repairers"), -sums.cost_ore)],
    ),
    Figure.LOW_ORE: _Rule(_("Net, low end, kr."), _LOWEST),
    Figure.HIGH_ORE: _Rule(_("Net, high end, kr."), _HIGHEST),
    Figure.COST_ORE: _Rule(
        _("What the workshop cost, kr."), _("Each line: minutes of work × the rate of that day, parts, and repairers.")
    ),
    Figure.PRICE_ORE: _Rule(
        _("Internal prices paid, kr."),
        _("Each line: what the workplace paid. It moves money between budgets and saves none."),
    ),
    Figure.GROSS_CO2E: _Rule(_("Gross, kg CO₂e"), _("Each line: the footprint of making and delivering a new one.")),
    Figure.LIKELY_CO2E: _Rule(
        _("Likely, kg CO₂e"),
        _("Each line: a new one's footprint × the chance that one had been bought × the life left."),
        lambda sums: [
            Term(_GROSS, sums.gross_co2e_g),
            Term(_NOT_NEW_OR_USED, sums.likely_co2e_g - sums.gross_co2e_g),
        ],
    ),
    Figure.NET_CO2E: _Rule(
        _("Net, kg CO₂e"),
        _("Each line: the likely figure less the footprint of workshop, parts and transport."),
        lambda sums: [Term(_LIKELY, sums.likely_co2e_g), Term(_("workshop, parts and transport"), -sums.burden_co2e_g)],
    ),
    Figure.LOW_CO2E: _Rule(_("Net, low end, kg CO₂e"), _LOWEST),
    Figure.HIGH_CO2E: _Rule(_("Net, high end, kg CO₂e"), _HIGHEST),
    Figure.BURDEN_CO2E: _Rule(
        _("Workshop, parts and transport, kg CO₂e"),
        _("Each line: electricity, parts and materials, and the thing's share of the trips."),
    ),
    Figure.WASTE: _Rule(
        _("Waste put off, kg"), _("Each line: the weight of the thing, where the giver would have thrown it out.")
    ),
}


def how_of(sums: Sums, figure: str) -> How:
    """One figure of these sums told. The terms add up to the value, and the value is the sum of the lines."""
    which = Figure(figure)
    rule = _RULES[which]
    return How(which, rule.rule, rule.terms(sums), getattr(sums, which.value), sums.lines)
