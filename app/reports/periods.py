"""The stretches of time a report is made for: a month, a quarter, a year, or everything since the start."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from babel.dates import format_date

from app.core.formats import locale, month
from app.core.i18n import Text, _

_KEY = re.compile(r"(20[0-9]{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
ALL_KEY: Final = "all"
MONTHS_SHOWN: Final = 6
QUARTERS_SHOWN: Final = 5
MONTHS_OFFERED: Final = 12
QUARTERS_OFFERED: Final = 12


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


_MONTHS_IN: Final = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True)
class Period:
    """A stretch of whole days, both ends included."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def key(self) -> str:
        """As it stands in an address: 2026-11, 2026-Q4, 2026 or all."""
        if self.kind is PeriodKind.ALL:
            return ALL_KEY
        end = {PeriodKind.MONTH: f"-{self.first:%m}", PeriodKind.QUARTER: f"-Q{self.quarter}"}.get(self.kind, "")
        return f"{self.first.year}{end}"

    @property
    def quarter(self) -> int:
        return (self.first.month + 2) // 3

    @property
    def name(self) -> Text | str:
        """3. kvartal 2026, november 2026, 2026, siden april 2021."""
        if self.kind is PeriodKind.MONTH:
            return month(self.first)
        if self.kind is PeriodKind.QUARTER:
            return _("Q%(quarter)s %(year)s", quarter=self.quarter, year=self.first.year)
        if self.kind is PeriodKind.YEAR:
            return str(self.first.year)
        return _("since %(month)s", month=month(self.first))

    @property
    def short_name(self) -> Text | str:
        """3. kv. 26, nov. 26, 2026."""
        if self.kind is PeriodKind.MONTH:
            return format_date(self.first, "MMM yy", locale=locale())
        if self.kind is PeriodKind.QUARTER:
            return _("Q%(quarter)s %(short_year)s", quarter=self.quarter, short_year=f"{self.first:%y}")
        return self.name

    def is_running(self, today: date) -> bool:
        """Whether more may still happen in it."""
        return self.last >= today

    def before(self) -> "Period | None":
        """The same kind just before; nothing comes before everything."""
        return None if self.kind is PeriodKind.ALL else around(self.kind, self.first - timedelta(days=1))

    def after(self) -> "Period | None":
        """The same kind just after."""
        return None if self.kind is PeriodKind.ALL else around(self.kind, self.last + timedelta(days=1))

    def days_until(self, today: date) -> int:
        """How many of its days have begun."""
        return (min(self.last, today) - self.first).days + 1


@dataclass(frozen=True)
class Compared:
    """The period before, or as many days of its beginning as have passed of a period that is still running."""

    period: Period
    last: date
    days: int | None = None


def around(kind: PeriodKind, day: date) -> Period:
    """The month, quarter or year the day lies in."""
    months = _MONTHS_IN[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    following = first.month - 1 + months
    last = date(first.year + following // 12, following % 12 + 1, 1) - timedelta(days=1)
    return Period(kind, first, last)


def since(first: date, today: date) -> Period:
    """Everything since the start, by whole months as sums are kept."""
    return Period(PeriodKind.ALL, min(first, today).replace(day=1), around(PeriodKind.MONTH, today).last)


def read_period(key: str, *, start: date, today: date) -> Period | None:
    """The period an address names, or None. `start` is when the ledger begins."""
    if key == ALL_KEY:
        return since(start, today)
    found = _KEY.fullmatch(key)
    if not found:
        return None
    year, quarter, month_number = found.groups()
    if quarter:
        return around(PeriodKind.QUARTER, date(int(year), int(quarter) * 3, 1))
    if month_number:
        return around(PeriodKind.MONTH, date(int(year), int(month_number), 1))
    return around(PeriodKind.YEAR, date(int(year), 1, 1))


def compared_with(period: Period, today: date) -> Compared | None:
    """What the period is compared with, so that a running quarter is not held against a whole one."""
    before = period.before()
    if before is None:
        return None
    if not period.is_running(today):
        return Compared(before, before.last)
    days = period.days_until(today)
    last = before.first + timedelta(days=days - 1)
    return Compared(before, min(last, before.last), days) if days > 0 else None


def a_year_before(period: Period, today: date) -> Compared | None:
    """The same month or quarter of the year before, likewise; a year is compared with the one before anyway."""
    if period.kind not in (PeriodKind.MONTH, PeriodKind.QUARTER):
        return None
    before = around(period.kind, period.first.replace(year=period.first.year - 1, day=1))
    if not period.is_running(today):
        return Compared(before, before.last)
    days = period.days_until(today)
    return Compared(before, min(before.first + timedelta(days=days - 1), before.last), days) if days > 0 else None


def trend(period: Period, *, start: date, today: date) -> list[Period]:
    """The stretches a trend is drawn of, oldest first: none from before the ledger, none that has not begun.

    A month and a quarter stand among those before them, a year is drawn by its quarters and those of the year before,
    everything by years.
    """
    if period.kind is PeriodKind.ALL:
        return _row(around(PeriodKind.YEAR, min(period.last, today)), today.year - period.first.year + 1, start)
    if period.kind is PeriodKind.YEAR:
        last = around(PeriodKind.QUARTER, max(period.first, min(period.last, today)))
        return _row(last, 4 + last.quarter, start)
    return _row(period, MONTHS_SHOWN if period.kind is PeriodKind.MONTH else QUARTERS_SHOWN, start)


def _row(last: Period, count: int, start: date) -> list[Period]:
    found = [last]
    while len(found) < count and (earlier := found[0].before()) and earlier.last >= start:
        found.insert(0, earlier)
    return found


def offered(chosen: Period, *, start: date, today: date) -> list[tuple[Text, Sequence[Period]]]:
    """What one may choose between, newest first; the chosen one is always among them."""
    months = _row(around(PeriodKind.MONTH, today), MONTHS_OFFERED, start)
    quarters = _row(around(PeriodKind.QUARTER, today), QUARTERS_OFFERED, start)
    years = _row(around(PeriodKind.YEAR, today), today.year - start.year + 1, start)
    groups = [
        (_("All of it"), [since(start, today)]),
        (_("Year"), years[::-1]),
        (_("Quarter"), quarters[::-1]),
        (_("Month"), months[::-1]),
    ]
    place = {PeriodKind.ALL: 0, PeriodKind.YEAR: 1, PeriodKind.QUARTER: 2, PeriodKind.MONTH: 3}[chosen.kind]
    if chosen not in groups[place][1]:
        groups[place][1].append(chosen)
    return list(groups)
