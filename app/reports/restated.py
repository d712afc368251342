"""What a period would come to with the factors of today: a series of its own, which is never booked (method 2.7)."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session

from app.core.errors import DomainError
from app.core.i18n import _
from app.impact.factors import FactorSet
from app.impact.frozen import Frozen
from app.impact.lines import compute
from app.impact.sums import ENTRY
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
MOST_DIFFERENT: Final = 20_000


class TooManyLines(DomainError):
    message = _("Too many lines differ to reckon them again here. Choose a shorter period.")


@dataclass(frozen=True)
class Restated:
    """The figures of the same lines, as booked and with today's factors, in grams."""

    booked: dict[str, int]
    today: dict[str, int]
    version: str


@lru_cache
def _alike(shape: frozenset[str]) -> Any:
    figures = [sa.func.sum(ENTRY.c[name]) for name in FIGURES]
    lines = sa.select(ENTRY.c.frozen, sa.func.count(), *figures).where(*within(shape))
    return lines.group_by(ENTRY.c.frozen).limit(MOST_DIFFERENT + 1)


def restate(db: Session, lines: Slice, factors: FactorSet) -> Restated:
    """The lines with today's factor, weight and life of a new thing, electricity and driving.

    Answers, life left, prices, shares of trips and parts are as they were booked. Lines with the same factors are
    computed once; `TooManyLines` where more than `MOST_DIFFERENT` differ.
    """
    rows = db.execute(_alike(lines.shape), lines.values).all()
    if len(rows) > MOST_DIFFERENT:
        raise TooManyLines
    booked, today = dict.fromkeys(FIGURES, 0), dict.fromkeys(FIGURES, 0)
    for frozen, count, *figures in rows:
        again = compute(with_factors(Frozen.from_json(frozen), factors)).figures
        for name, figure in zip(FIGURES, figures, strict=True):
            booked[name] += int(figure)
            today[name] += int(count) * again[name]
    return Restated(booked, today, factors.version)


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
