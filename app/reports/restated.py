"""What a period would come to with the factors of today: a series of its own, which is never booked (method 2.7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import add, sub
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session

from app.impact.factors import FactorSet
from app.impact.frozen import Frozen
from app.impact.lines import compute
from app.impact.sums import ENTRY, Sums
from app.reports.queries import total_of
from app.reports.slices import Slice, within

FIGURES: Final = (
    "gross_co2e_g",
    "likely_co2e_g",
    "burden_co2e_g",
    "net_co2e_g",
    "low_co2e_g",
    "high_co2e_g",
    "waste_g",
)
_LINES_AT_A_TIME: Final = 2_000
_MOST_KEPT: Final = 50_000
_FAR_G: Final = 2 * 10**9
"""So many grams of transport that every net figure is below 0; even, so that half of it is whole."""
_MOVING: Final = (
    "external_cost_ore", "fee_ore", "internal_price_ore", "labour_minutes", "labour_rate_ore_per_hour",
    "parts_cost_ore", "price_new_ore", "trip_g",
)  # fmt: skip
"""What lines of one kind differ in: money, which weighs nothing, and the grams of transport; in the order of names."""
_APART: Final = re.compile("".join(f'(.*?"{name}":)([0-9]+)' for name in _MOVING) + "(.*)", re.DOTALL)


@dataclass(frozen=True)
class Restated:
    """The figures of the same lines, as booked and with today's factors, in grams."""

    booked: Sums
    today: Sums
    version: str


@lru_cache
def _every(shape: frozenset[str]) -> Any:
    return sa.select(ENTRY.c.frozen).where(*within(shape))


def restate(db: Session, lines: Slice, factors: FactorSet) -> Restated:
    """The lines with today's factor, weight and life of a new thing, electricity and driving.

    Answers, life left, prices, shares of trips and parts are as they were booked. The lines are read a few at a time,
    and those that differ only in money and in grams of transport are computed once: a million cost memory for few.
    """
    booked = total_of(db, lines)
    reckoner, today = _Reckoner(factors), [0] * len(FIGURES)
    found = db.execute(_every(lines.shape), lines.values, execution_options={"yield_per": _LINES_AT_A_TIME})
    for (frozen,) in found:
        today = list(map(add, today, reckoner.figures_of(frozen)))
    return Restated(booked, booked._replace(**dict(zip(FIGURES, today, strict=True))), factors.version)


class _Reckoner:
    """Lines with other factors, each kind of line computed once: what follows depends on its grams of transport only.

    Figures are those of `compute` to the gram. Rounding is not the same on both sides of 0, so it is tried far below 0
    whether a figure still moves with the transport as it should; where it does not, each line is computed by itself.
    """

    def __init__(self, factors: FactorSet) -> None:
        self.factors = factors
        self.kept: dict[tuple[str, int], tuple[tuple[int, ...], tuple[int, ...]] | None] = {}

    def figures_of(self, frozen: str) -> Sequence[int]:
        """The line's figures with these factors, in the order of `FIGURES`."""
        apart = _APART.fullmatch(frozen)
        if apart is None:
            return self._computed(frozen, None)
        grams = int(apart[2 * len(_MOVING)])
        key = ("0".join(apart.groups()[::2]), grams % 2)
        if key not in self.kept:
            if len(self.kept) >= _MOST_KEPT:
                self.kept.clear()
            self.kept[key] = self._moving(key[0], key[1])
        known = self.kept[key]
        if known is None:
            return self._computed(frozen, None)
        steps = (grams - key[1]) // 2
        return [figure + steps * each for figure, each in zip(*known, strict=True)]

    def _computed(self, frozen: str, grams: int | None) -> tuple[int, ...]:
        line = Frozen.from_json(frozen)
        if grams is not None and line.trip_g is not None:
            line = replace(line, trip_g=grams)
        figures = compute(with_factors(line, self.factors)).figures
        return tuple(figures[name] for name in FIGURES)

    def _moving(self, frozen: str, odd: int) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """The figures for 0 or 1 gram of transport, and what two grams more add; None where that is not always so."""
        base, next_, far = (self._computed(frozen, odd + more) for more in (0, 2, _FAR_G))
        each = tuple(map(sub, next_, base))
        is_even = all(b + each_ * (_FAR_G // 2) == f for b, each_, f in zip(base, each, far, strict=True))
        return (base, each) if is_even else None


def with_factors(frozen: Frozen, factors: FactorSet) -> Frozen:
    """The line's factors with what this set says of its kind; as they are where it says nothing."""
    kind = factors.categories.get(frozen.category_key)
    if kind is None:
        return frozen
    return replace(
        frozen,
        factor_version=factors.version,
        new_kg=_text(kind.new_kg.likely),
        new_kg_low=_text(kind.new_kg.low),
        new_kg_high=_text(kind.new_kg.high),
        grade=kind.grade,
        lifetime_years=_text(kind.lifetime_years),
        unit_weight_kg=_text(kind.unit_weight_kg),
        el_kg_per_kwh=_text(factors.el_kg_per_kwh),
        van_kg_per_km=_text(factors.van_kg_per_km),
    )


def _text(number: Any) -> str:
    return format(number, "f")
