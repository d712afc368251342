"""How much CO2e and money a hand-over avoids: plain `Decimal` arithmetic, nothing stored, nothing read.

Masses are kg CO2e and money is kroner here; `lines.py` turns them into whole grams and øre.
Section numbers (§) point to `data/README.md`, where the formulas and their sources are written out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

ZERO = Decimal(0)
ONE = Decimal(1)
BURDEN_UNCERTAINTY = Decimal("0.50")
SANITY_BAND = (Decimal("0.01"), Decimal("0.10"))


class ImpossibleFigure(ValueError):
    """A figure that cannot be used in a formula; the text says which and why."""


class Triple(NamedTuple):
    """A figure with its interval, in the order of the worked examples: likely, low, high."""

    likely: Decimal
    low: Decimal
    high: Decimal


class Answer(StrEnum):
    """What the buyer would have done without the item."""

    NEW = "NEW"
    USED = "USED"
    NONE = "NONE"
    UNKNOWN = "UNKNOWN"


DISPLACEMENT: Mapping[Answer, Triple] = {
    Answer.NEW: Triple(Decimal("1.00"), Decimal("0.80"), Decimal("1.00")),
    Answer.USED: Triple(Decimal("0"), Decimal("0"), Decimal("0.50")),
    Answer.NONE: Triple(Decimal("0"), Decimal("0"), Decimal("0")),
    Answer.UNKNOWN: Triple(Decimal("0.55"), Decimal("0.30"), Decimal("0.80")),
}
"""Share of hand-overs that replace a new purchase, per answer; our assumption within the evidence of § 2."""

LIFE_SHARE: Mapping[str, Decimal] = {
    "A": Decimal("1.00"),
    "B": Decimal("0.75"),
    "C": Decimal("0.50"),
    "D": Decimal("0.25"),
}
"""Share of a new item's life that is left, per condition grade; an assumption (§ 3)."""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of the handed-over items, with the displacement of the answer given for them."""

    quantity: Decimal
    displacement: Triple


@dataclass(frozen=True, slots=True)
class Part:
    """`count` parts of `kg_each`, or `count` kg of a material of `kg_each` kg CO2e per kg."""

    count: Decimal
    kg_each: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """Everything one order line is weighed from (§ 1).

    `new_kg` is kg CO2e of one equivalent new item; `life_share` is 0-1; `kwh` is the workshop's electricity.
    Transport is `transport_kg` where a trip was shared out, otherwise `trip_km` times the van's factor.
    """

    new_kg: Triple
    groups: tuple[Group, ...]
    el_kg_per_kwh: Decimal
    van_kg_per_km: Decimal
    life_share: Decimal = ONE
    kwh: Decimal = ZERO
    parts: tuple[Part, ...] = ()
    trip_km: Decimal = ZERO
    transport_kg: Decimal | None = None
    use_phase_kg: Decimal = ZERO
    uncertainty: Decimal = BURDEN_UNCERTAINTY


@dataclass(frozen=True, slots=True)
class Burdens:
    """What it took to make reuse happen, in kg CO2e. `use_phase` may be negative."""

    refurb: Decimal
    parts: Decimal
    transport: Decimal
    use_phase: Decimal

    @property
    def total(self) -> Decimal:
        return self.refurb + self.parts + self.transport + self.use_phase


@dataclass(frozen=True, slots=True)
class Impact:
    """One line weighed, in kg CO2e. `gross` counts displacement and life share, as in § 1; `net` may be negative."""

    gross: Decimal
    refurb: Decimal
    parts: Decimal
    transport: Decimal
    use_phase: Decimal
    burden: Decimal
    net: Decimal
    low: Decimal
    high: Decimal


def weigh(factors: Factors) -> Impact:
    """Avoided kg CO2e of one order line, unrounded (§ 1: IVL/Inrego's structure with displacement and life share)."""
    claimed = claim(factors.new_kg, factors.groups, factors.life_share)
    burdens = burdens_of(factors)
    net = interval(claimed, burdens.total, factors.uncertainty)
    return Impact(
        gross=claimed.likely,
        refurb=burdens.refurb,
        parts=burdens.parts,
        transport=burdens.transport,
        use_phase=burdens.use_phase,
        burden=burdens.total,
        net=net.likely,
        low=net.low,
        high=net.high,
    )


def claim(unit: Triple, groups: Sequence[Group], share: Decimal = ONE) -> Triple:
    """What the items would have cost new, times displacement and `share`: kg or kr. as `unit` is (§ 1, § 6).

    Raises ImpossibleFigure for an interval in the wrong order, a negative figure or a share outside 0-1.
    """
    _ordered(unit, "The factor of a new item")
    _within_one(share, "The life share")
    for group in groups:
        _ordered(group.displacement, "The displacement")
        _within_one(group.displacement.high, "The displacement")
        _positive(group.quantity, "The quantity")
    displaced = displaced_quantity(groups)
    return Triple(*(each * count * share for each, count in zip(unit, displaced, strict=True)))


def displaced_quantity(groups: Sequence[Group]) -> Triple:
    """How many new items were not bought: the sum of quantity times displacement."""
    return Triple(*(sum((g.quantity * g.displacement[i] for g in groups), ZERO) for i in range(3)))


def burdens_of(factors: Factors) -> Burdens:
    """Workshop electricity, parts and transport in kg CO2e; never scaled by displacement or life share (§ 1)."""
    for part in factors.parts:
        _positive(part.count, "The number of parts")
        _positive(part.kg_each, "The factor of a part")
    _positive(factors.kwh, "The electricity")
    _positive(factors.trip_km, "The trip")
    if factors.transport_kg is not None and factors.trip_km:
        raise ImpossibleFigure("Give the trip in km or the transport in kg, not both.")
    driven = factors.trip_km * factors.van_kg_per_km
    return Burdens(
        refurb=factors.kwh * factors.el_kg_per_kwh,
        parts=sum((part.count * part.kg_each for part in factors.parts), ZERO),
        transport=driven if factors.transport_kg is None else factors.transport_kg,
        use_phase=factors.use_phase_kg,
    )


def interval(claimed: Triple, burden: Decimal, uncertainty: Decimal) -> Triple:
    """Net with its interval: claim minus burden, the burden uncertain by ± `uncertainty` (§ 1, § 6).

    A negative burden (a use phase that saves) widens the interval just as a positive one does.
    """
    _within_one(uncertainty, "The uncertainty")
    spread = abs(burden) * uncertainty
    return Triple(claimed.likely - burden, claimed.low - burden - spread, claimed.high - burden + spread)


def use_phase(kwh_old: Decimal, kwh_new: Decimal, years: Decimal, el_kg_per_kwh: Decimal) -> Decimal:
    """Extra kg CO2e of using an old powered item instead of a new one for `years`; kWh are per year (§ 1)."""
    return (kwh_old - kwh_new) * years * el_kg_per_kwh


def life_share(condition: str) -> Decimal:
    """Share of a new item's life left in condition A, B, C or D (§ 3). Raises ImpossibleFigure for another letter."""
    if condition not in LIFE_SHARE:
        raise ImpossibleFigure(f"Condition must be one of {', '.join(LIFE_SHARE)}, not {condition!r}.")
    return LIFE_SHARE[condition]


def true_up(new_kg: Decimal, displacement: Decimal, claimed: Decimal, years: Decimal, lifetime: Decimal) -> Decimal:
    """Correction in kg CO2e (zero or negative) when an item is back after `years` of a new item's `lifetime` (§ 4).

    Use the factors frozen at the first hand-over: then credited years never exceed the years of second use.
    """
    return -new_kg * displacement * unused_share(claimed, years, lifetime)


def unused_share(claimed: Decimal, years: Decimal, lifetime: Decimal) -> Decimal:
    """The part of the claimed life share that was not lived; 0 when the item was used at least as long as claimed."""
    _within_one(claimed, "The life share")
    _positive(years, "The years of use")
    if lifetime <= 0:
        raise ImpossibleFigure("The lifetime must be more than 0 years.")
    return claimed - min(claimed, years / lifetime)


def return_reversal(gross: Decimal, quantity: Decimal, returned: Decimal) -> Decimal:
    """What is taken back (zero or negative) of a line's gross when items come back unused; burdens stay (§ 4)."""
    if not ZERO <= returned <= quantity or quantity == 0:
        raise ImpossibleFigure("Returned items must be between 0 and the number handed over.")
    return -gross * returned / quantity


def allocate(total_g: int, weights: Sequence[Decimal]) -> list[int]:
    """Share whole grams (or øre) by weight so that the shares sum to the total: largest remainder (§ 5).

    Equal remainders go to the first in the list; weights that are all 0 share equally.
    Raises ImpossibleFigure for a negative weight, or for nobody to share with.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ImpossibleFigure("Sharing needs at least one weight, and none below 0.")
    parts = [Fraction(weight) for weight in weights] if any(weights) else [Fraction(1)] * len(weights)
    exact = [abs(total_g) * part / sum(parts) for part in parts]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    for i in by_remainder[: abs(total_g) - sum(shares)]:
        shares[i] += 1
    return shares if total_g >= 0 else [-share for share in shares]


def whole(amount: Decimal) -> int:
    """The nearest whole number, halves away from zero (ROUND_HALF_UP)."""
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))


def _ordered(triple: Triple, name: str) -> None:
    _positive(triple.low, name)
    if not triple.low <= triple.likely <= triple.high:
        raise ImpossibleFigure(f"{name} must lie between its low and high.")


def _within_one(value: Decimal, name: str) -> None:
    if not ZERO <= value <= ONE:
        raise ImpossibleFigure(f"{name} must be between 0 and 1.")


def _positive(value: Decimal, name: str) -> None:
    if value < 0:
        raise ImpossibleFigure(f"{name} must not be below 0.")
