"""The only stretches of time social figures are told for: a whole year, and its two halves."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.i18n import Text, _

_KEY = re.compile(r"(20[0-9]{2})(?:-H([12]))?")
_MONTHS_A_HALF = 6


@dataclass(frozen=True, order=True)
class SocialPeriod:
    """A year (`half` is 0), or its first or second half."""

    year: int
    half: int = 0

    @property
    def key(self) -> str:
        """As it stands in an address: 2026 or 2026-H1."""
        return f"{self.year}-H{self.half}" if self.half else str(self.year)

    @property
    def name(self) -> Text | str:
        """2026, or 1. halvår 2026."""
        return _("half-year %(half)s of %(year)s", half=self.half, year=self.year) if self.half else str(self.year)

    @property
    def halves(self) -> tuple[int, ...]:
        return (self.half,) if self.half else (1, 2)

    @property
    def first(self) -> date:
        return date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def last(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.last < today


def read_period(key: str) -> SocialPeriod | None:
    """The period an address names, or None."""
    found = _KEY.fullmatch(key)
    return SocialPeriod(int(found[1]), int(found[2] or 0)) if found else None


def half_of(day: date) -> SocialPeriod:
    """The half-year the day lies in."""
    return SocialPeriod(day.year, 1 if day.month <= _MONTHS_A_HALF else 2)


def periods_of(year: int) -> tuple[SocialPeriod, ...]:
    """The three stretches that share a year's figures."""
    return (SocialPeriod(year, 1), SocialPeriod(year, 2), SocialPeriod(year))


def is_older_than_a_year(last: date, today: date) -> bool:
    """Whether twelve months have passed since the last day."""
    following = last + timedelta(days=1)
    return date(following.year + 1, following.month, 1) <= today
