"""Figures and findings in words: two figures of CO2e where one reads, every gram and øre where one checks."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from app.catalogue.starter import PRICE_SOURCE
from app.core.clock import local
from app.core.formats import NBSP, kr_short, month, number
from app.core.i18n import Text, _, language
from app.impact.actions import OWN_PRICE
from app.impact.factors import CategoryFactor
from app.impact.models import EntryKind
from app.impact.sums import Sums
from app.reports.periods import Compared, Period, PeriodKind

KINDS: Final[Mapping[EntryKind, Text]] = {
    EntryKind.HAND_OVER: _("Handed over"),
    EntryKind.RETURN: _("Returned"),
    EntryKind.CORRECTION: _("Came back later"),
    EntryKind.UNDO: _("Undone"),
}
_PRICE_SOURCES: Final[Mapping[str, Text]] = {
    PRICE_SOURCE: _("Prices that came with the system: assumptions, until the municipality loads its own"),
    OWN_PRICE: _("The municipality's own price, written on the thing"),
    "Kommunens egen pris": _("The municipality's own price, written on the thing"),
}
_GRADES: Final[Mapping[str, Text]] = {
    "A": _("from two or more independent sources"),
    "B": _("from one independent source"),
    "C": _("from sources at second hand"),
    "D": _("borrowed from something alike"),
}
_RISING: Final[Mapping[PeriodKind, Text]] = {
    PeriodKind.MONTH: _("Every month more things get a new life"),
    PeriodKind.QUARTER: _("Every quarter more things get a new life"),
    PeriodKind.YEAR: _("Every year more things get a new life"),
}
_FEWEST_TO_RISE = 3


def price_source(kept: str) -> Text | str:
    """Where a line's price is from, as the reader says it; what the municipality wrote itself stands as it is."""
    return _PRICE_SOURCES.get(kept, kept)


def basis(factor: CategoryFactor) -> Text:
    """What a factor stands on: how many sources, of which years, and how good they are."""
    years = sorted({year for source in factor.sources for year in re.findall(r"[12][0-9]{3}", source.year)})
    words = {"sources": len(factor.sources), "grade": _GRADES[factor.grade]}
    if not years:
        return _("It is %(grade)s. Sources: %(sources)s, without a year.").fill(**words)
    span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return _("It is %(grade)s. Sources: %(sources)s, of %(years)s.").fill(**words, years=span)


def two_figures(value: Decimal) -> Decimal:
    """The number with two significant figures, halves away from zero (method 2.10)."""
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 1), ROUND_HALF_UP) if value else value


def co2e(grams: int) -> str:
    """Grams of CO2e as read aloud, two significant figures: 21 ton, 1,4 ton, 640 kg, 6,4 kg."""
    kilos = two_figures(Decimal(grams) / 1000)
    if abs(kilos) >= 1000:
        unit = "ton" if language() == "da" else "tonnes"
        return f"{number(kilos / 1000, 1 if abs(kilos) < 10_000 else 0)}{NBSP}{unit}"
    decimals = 2 if abs(kilos) < 1 else 1 if abs(kilos) < 10 else 0
    return f"{number(kilos, decimals if kilos else 0)}{NBSP}kg"


def exact_kr(ore: int) -> str:
    """Kroner to the øre, without the unit: 986.000,00."""
    return number(Decimal(ore) / 100, 2)


def exact_kg(grams: int) -> str:
    """Kilos to the gram, without the unit: 21.104,332."""
    return number(Decimal(grams) / 1000, 3)


def thousands(ore: int) -> str:
    """Øre as thousands of kroner, short enough to stand beside a bar: 398 / 18,7."""
    kroner = Decimal(ore) / 100_000
    return number(kroner, 0 if abs(kroner) >= 100 or not kroner else 1)


def between(low: str, high: str) -> Text:
    """An interval, both ends in words."""
    return _("between %(low)s and %(high)s", low=low, high=high)


def late(booked_at: datetime, booked_on: date) -> Text | None:
    """That a line belongs to a month that was closed when it was heard of; nothing for any other line."""
    then = local(booked_at).date()
    if then == booked_on:
        return None
    return _("Belongs to %(then)s, booked in %(booked)s", then=month(then), booked=month(booked_on))


def headline(sums: Sums, period: Period, today: date, place: str | None) -> Text:
    """What the period came to in a sentence, from the net figures; only the things where nothing was saved."""
    running = period.is_running(today)
    words = {"when": _when(period, running=running), "count": number(sums.things)}
    if sums.net_ore <= 0 or sums.net_co2e_g <= 0:
        return _("%(count)s things got a new life %(when)s").fill(**words)
    words |= {"money": kr_short(sums.net_ore), "co2e": co2e(sums.net_co2e_g)}
    if place:
        return _place_sentence(running=running).fill(place=place, **words)
    if running:
        return _("We have saved %(money)s and %(co2e)s CO₂e %(when)s").fill(**words)
    return _("We saved %(money)s and %(co2e)s CO₂e %(when)s").fill(**words)


def _place_sentence(*, running: bool) -> Text:
    if running:
        return _("%(place)s has saved %(money)s and %(co2e)s CO₂e %(when)s")
    return _("%(place)s saved %(money)s and %(co2e)s CO₂e %(when)s")


def _when(period: Period, *, running: bool) -> Text | str:
    if period.kind is PeriodKind.ALL:
        return period.name
    if running:
        return _("so far in %(period)s", period=period.name)
    if period.kind is PeriodKind.QUARTER:
        return _("in three months")
    return _("in %(period)s", period=period.name)


def trend_finding(columns: Sequence[tuple[Period, Sums]], today: date) -> Text:
    """What the columns of things show, said as their title."""
    counts = [sums.things for period, sums in columns if not period.is_running(today)]
    period, last = columns[-1]
    if len(counts) >= _FEWEST_TO_RISE and all(a < b for a, b in pairwise(counts)):
        return _RISING[period.kind]
    words = {"count": number(last.things), "period": period.name}
    if period.is_running(today):
        return _("%(count)s things have got a new life so far in %(period)s").fill(**words)
    return _("%(count)s things got a new life in %(period)s").fill(**words)


def change(now: int, then: int) -> Text | None:
    """How much more or less than before, in whole percent; nothing to say where there was nothing before."""
    if then <= 0:
        return None
    percent = round((now - then) / then * 100)
    if percent == 0:
        return _("As much as before")
    words = {"percent": number(abs(percent))}
    return (_("%(percent)s %% more") if percent > 0 else _("%(percent)s %% less")).fill(**words)


def than(compared: Compared) -> Text:
    """What it was compared with."""
    if compared.days is None:
        return _("than %(period)s", period=compared.period.name)
    return _("than in the first %(days)s days of %(period)s", days=compared.days, period=compared.period.name)
