"""How much is handed over when: the figures published about the model, spread over months.

Source: KL, "Sammen om indkøb og forbrug", June 2024, on Møbelcirklen in Randers. docs/demo.md says how they are read.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final

OPENED_ON: Final = date(2021, 4, 1)
PUBLISHED_ON: Final = date(2024, 6, 30)
REUSED_2021_ORE: Final = 140_000_000
SAVED_BY_JUNE_2024_ORE: Final = 410_000_000  # published: "over 4 million kroner"
TURNOVER_GROWTH: Final = 1.35

# From the middle of 2022 to the middle of the year up to June 2024.
_MONTHS_OF_GROWTH = 18
_GROWTH: Final = TURNOVER_GROWTH ** (1 / _MONTHS_OF_GROWTH)
_LATER_GROWTH: Final = 1.003
# January to December: little in the holidays, much before and after.
_SEASON: Final = (1.0, 0.95, 1.1, 0.95, 1.05, 1.1, 0.45, 1.3, 1.15, 1.05, 1.1, 0.8)
# April to December 2021: stores were emptied in the first months.
_FIRST_YEAR: Final = (0.7, 1.15, 1.2, 0.5, 1.4, 1.2, 1.05, 1.0, 0.7)


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _next_month(first)


def _months_since_2022(month: date) -> int:
    return (month.year - 2022) * 12 + month.month - 1


def _weight(month: date) -> float:
    since, published = _months_since_2022(month), _months_since_2022(PUBLISHED_ON)
    grown = _GROWTH ** min(since, published) * _LATER_GROWTH ** max(0, since - published)
    return float(_SEASON[month.month - 1] * grown)


@cache
def _ore_a_weight() -> float:
    between = sum(_weight(month) for month in _months(date(2022, 1, 1), PUBLISHED_ON))
    return (SAVED_BY_JUNE_2024_ORE - REUSED_2021_ORE) / between


def month_ore(month: date) -> float:
    """Øre of avoided purchase (gross) meant for the month that begins on this day."""
    if month < OPENED_ON:
        return 0.0
    if month.year == OPENED_ON.year:
        return REUSED_2021_ORE * _FIRST_YEAR[month.month - OPENED_ON.month] / sum(_FIRST_YEAR)
    return _ore_a_weight() * _weight(month)


@cache
def _until_month(month: date) -> float:
    return sum(month_ore(each) for each in _months(OPENED_ON, month) if each < month)


def total_ore_by(day: date) -> float:
    """Øre of avoided purchase (gross) meant to have been handed over by the end of this day since the opening."""
    month = day.replace(day=1)
    length = (_next_month(month) - month).days
    return _until_month(month) + month_ore(month) * day.day / length
