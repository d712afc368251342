"""Money of one order, and what is told about many lines together: totals, halves, sanity. Plain `Decimal`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.impact.formulas import ONE, SANITY_BAND, ZERO, ImpossibleFigure, Triple, allocate


@dataclass(frozen=True, slots=True)
class Money:
    """Avoided purchase and who it fell to, in kroner ex VAT. `group` is institution plus workshop."""

    avoided: Decimal
    institution: Decimal
    workshop: Decimal
    group: Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """Many lines as one, in kg CO2e: show the envelope; the root-sum-square is narrower and assumes independence."""

    net: Decimal
    low_env: Decimal
    high_env: Decimal
    low_rss: Decimal
    high_rss: Decimal


class Attribution(StrEnum):
    """Whose page a line's figure is shown on; the municipality's total counts it once either way."""

    RECEIVER = "receiver"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Attributed:
    receiver: int
    donor: int


@dataclass(frozen=True, slots=True)
class Sanity:
    """kg CO2e per avoided krone; `inside` is None when nothing was avoided and there is no ratio to judge."""

    ratio: Decimal | None
    inside: bool | None


def money(
    price: Decimal,
    displaced: Decimal,
    quantity: Decimal,
    *,
    internal: Decimal = ZERO,
    fee: Decimal = ZERO,
    external: Decimal = ZERO,
    labour: Decimal = ZERO,
) -> Money:
    """Avoided purchase in kroner (§ 6). `price` and `internal` are per item, the other costs for the whole order.

    `displaced` is quantity times displacement. The internal price and the fee cancel in `group`.
    """
    avoided = displaced * price
    paid = quantity * internal + fee
    institution = avoided - paid
    workshop = paid - external - labour
    return Money(avoided, institution, workshop, institution + workshop)


def aggregate(lines: Sequence[Triple]) -> Total:
    """The total of lines given as (net, low, high), with envelope and root-sum-square interval (§ 7)."""
    net = sum((line.likely for line in lines), ZERO)
    down = sum(((line.likely - line.low) ** 2 for line in lines), ZERO).sqrt()
    up = sum(((line.high - line.likely) ** 2 for line in lines), ZERO).sqrt()
    return Total(
        net=net,
        low_env=sum((line.low for line in lines), ZERO),
        high_env=sum((line.high for line in lines), ZERO),
        low_rss=net - down,
        high_rss=net + up,
    )


def attribute(total_g: int, rule: Attribution = Attribution.RECEIVER) -> Attributed:
    """Split whole grams between receiver and donor so that the two sum to the total; an odd gram is the receiver's."""
    receiver, donor = allocate(total_g, [ONE, ONE if rule is Attribution.HALF else ZERO])
    return Attributed(receiver, donor)


def sanity_ratio(net_kg: Decimal, avoided_kr: Decimal) -> Sanity:
    """kg CO2e per avoided krone, and whether it lies in the band of published figures (§ 8). Flag it, never block."""
    if avoided_kr == 0:
        return Sanity(None, None)
    ratio = net_kg / avoided_kr
    return Sanity(ratio, SANITY_BAND[0] <= ratio <= SANITY_BAND[1])


def waste_kept_back(quantity: Decimal, unit_kg: Decimal, *, was_to_be_discarded: bool) -> Decimal:
    """kg of waste postponed: only where the donor says the items would have been discarded (§ 9)."""
    if quantity < 0 or unit_kg < 0:
        raise ImpossibleFigure("Quantity and weight must not be below 0.")
    return quantity * unit_kg if was_to_be_discarded else ZERO
