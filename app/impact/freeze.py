"""Put today's factors on a line: from then on the line is computed from these and from nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.impact.factors import FactorSet, NewPrice, factor_set
from app.impact.formulas import DISPLACEMENT, Answer, ImpossibleFigure, life_share
from app.impact.frozen import DonorAnswer, Frozen, FrozenPart, Kind


def freeze(
    category_key: str,
    *,
    answer: Answer,
    condition: str,
    price: NewPrice | None,
    quantity: int = 1,
    donor_answer: DonorAnswer = DonorAnswer.UNKNOWN,
    kwh: str = "0",
    parts: Sequence[FrozenPart] = (),
    trip_km: str = "0",
    trip_g: int | None = None,
    internal_price_ore: int = 0,
    fee_ore: int = 0,
    labour_minutes: int = 0,
    labour_rate_ore_per_hour: int = 0,
    parts_cost_ore: int = 0,
    external_cost_ore: int = 0,
    factors: FactorSet | None = None,
) -> Frozen:
    """Everything a hand-over is computed from, with the factors in force now.

    `price` is the municipality's own or `factor_set().price(key)`; None books no money avoided.
    Raises KeyError for an unknown category, ImpossibleFigure for an unknown condition, BadFactor for a bad figure.
    """
    using = factors or factor_set()
    category, displaced = using.categories[category_key], DISPLACEMENT[answer]
    return Frozen(
        quantity=quantity,
        factor_set=using.id,
        factor_version=using.version,
        category_key=category_key,
        new_kg=_text(category.new_kg.likely),
        new_kg_low=_text(category.new_kg.low),
        new_kg_high=_text(category.new_kg.high),
        grade=category.grade,
        answer=answer.value,
        displacement=_text(displaced.likely),
        displacement_low=_text(displaced.low),
        displacement_high=_text(displaced.high),
        condition=condition,
        life_share=_text(life_share(condition)),
        lifetime_years=_text(category.lifetime_years),
        kwh=kwh,
        el_kg_per_kwh=_text(using.el_kg_per_kwh),
        parts=tuple(parts),
        trip_km=trip_km,
        trip_g=trip_g,
        van_kg_per_km=_text(using.van_kg_per_km),
        unit_weight_kg=_text(category.unit_weight_kg),
        donor_answer=donor_answer.value,
        price_new_ore=price.ore if price else 0,
        price_source=price.source if price else "",
        price_date=price.date if price else "",
        internal_price_ore=internal_price_ore,
        fee_ore=fee_ore,
        labour_minutes=labour_minutes,
        labour_rate_ore_per_hour=labour_rate_ore_per_hour,
        parts_cost_ore=parts_cost_ore,
        external_cost_ore=external_cost_ore,
    )


def part(process_key: str, count: str, *, factors: FactorSet | None = None) -> FrozenPart:
    """A part or material as a line freezes it: `count` pieces, or kg for a material."""
    found = (factors or factor_set()).processes[process_key]
    return process_key, count, _text(found.value)


def returned(booked: Frozen, *, quantity: int | None = None, trip_km: str = "0", trip_g: int | None = None) -> Frozen:
    """The line that takes `quantity` of a hand-over back (all of it by default); only the trip home is a new burden.

    Raises ImpossibleFigure for more than was handed over.
    """
    back = booked.quantity if quantity is None else quantity
    if not 0 < back <= booked.quantity:
        raise ImpossibleFigure(f"Between 1 and {booked.quantity} can be returned, not {back}.")
    return replace(_without_costs(booked), kind=Kind.RETURN.value, quantity=back, trip_km=trip_km, trip_g=trip_g)


def corrected(booked: Frozen, years_used: str) -> Frozen:
    """The correction when an item comes back after `years_used`, by the factors its hand-over was booked with."""
    return replace(_without_costs(booked), kind=Kind.CORRECTION.value, years_used=years_used)


def undone(booked: Frozen) -> Frozen:
    """The line that takes a hand-over back that was recorded by mistake: every figure, burdens too."""
    return replace(booked, kind=Kind.UNDO.value)


def _without_costs(booked: Frozen) -> Frozen:
    """The same factors without the burdens: those were spent at the hand-over, and are booked there."""
    return replace(
        booked,
        kwh="0",
        parts=(),
        trip_km="0",
        trip_g=None,
        years_of_use="0",
        fee_ore=0,
        labour_minutes=0,
        parts_cost_ore=0,
        external_cost_ore=0,
    )


def _text(number: Decimal) -> str:
    return format(number, "f")
