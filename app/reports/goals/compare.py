"""A campaign held against the same days one year back, and against as many days just before it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from app.core.clock import today
from app.impact.sums import Sums
from app.purchases.queries import bought
from app.reports.goals.models import Campaign
from app.reports.kept import first_and_last_month
from app.reports.places import Places
from app.reports.queries import total_of
from app.reports.slices import Slice

_WORKING_DAYS = 5


@dataclass(frozen=True)
class Stretch:
    """Some days with what was handed over and what was bought new on them; `is_known` where records go so far back."""

    first: date
    last: date
    sums: Sums
    bought: int
    is_known: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def weekdays(self) -> int:
        """Mondays to Fridays, holidays too: on those things are handed over."""
        return sum((self.first + timedelta(days=n)).weekday() < _WORKING_DAYS for n in range(self.days))


@dataclass(frozen=True)
class Comparison:
    """A campaign as far as it has come, and the two stretches it is held against."""

    campaign: Campaign
    during: Stretch
    before: Stretch
    year_back: Stretch
    today: date

    @property
    def has_begun(self) -> bool:
        return self.campaign.first_on <= self.today

    @property
    def is_running(self) -> bool:
        return self.has_begun and self.campaign.last_on >= self.today


def differ_by_chance(now: int, then: int) -> bool:
    """Whether two counts may well differ by chance alone: no further apart than twice the root of their sum.

    Counts of rare, independent happenings spread like that in nineteen cases of twenty (the variance of the difference
    of two Poisson counts is their sum).
    """
    return (now - then) ** 2 <= 4 * (max(now, 0) + max(then, 0))


def compare(db: Session, campaign: Campaign, places: Places) -> Comparison:
    """The three stretches, each as long as the campaign has been running."""
    last = max(min(campaign.last_on, today()), campaign.first_on)
    days = (last - campaign.first_on).days
    before = campaign.first_on - timedelta(days=days + 1)
    place = next((each for each in places.every if each.id == campaign.institution_id), None)
    ids = tuple(each.id for each in places.below(place)) if place else None
    begun = first_and_last_month(db, campaign.municipality_id, None)
    start = begun[0] if begun else today()
    during, just_before, year_back = (
        _stretch(db, campaign, ids, first, end, start)
        for first, end in (
            (campaign.first_on, last),
            (before, campaign.first_on - timedelta(days=1)),
            (_year_back(campaign.first_on), _year_back(last)),
        )
    )
    return Comparison(campaign, during, just_before, year_back, today())


def _year_back(day: date) -> date:
    """The same date one year back; the last of February for its 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _stretch(
    db: Session, campaign: Campaign, ids: Collection[UUID] | None, first: date, last: date, start: date
) -> Stretch:
    lines = Slice(campaign.municipality_id, first, last).narrowed(institutions=ids, categories=campaign.keys or None)
    new = sum(
        each.things
        for (place, key), each in bought(db, first, last).items()
        if (ids is None or place in ids) and (not campaign.keys or key in campaign.keys)
    )
    return Stretch(first, last, total_of(db, lines), new, is_known=first >= start)
