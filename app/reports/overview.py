"""One report page put together: a handful of statements, everything else is whole numbers added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from sqlmodel import Session

from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.errors import NotFound
from app.core.i18n import Text, _
from app.impact.sums import Sums, added
from app.impact.totals import Sanity, sanity_ratio
from app.reports import words
from app.reports.beside import Beside, read_beside
from app.reports.coverage import Covered, Displacement, coverage_of, displacement_of, is_thin, share
from app.reports.forms import ReportQuery
from app.reports.kept import first_and_last_month, stretch_sums
from app.reports.people import People, people_of
from app.reports.periods import (
    Compared,
    Period,
    PeriodKind,
    a_year_before,
    around,
    compared_with,
    read_period,
    trend,
)
from app.reports.places import Branch, Place, Places, places_of
from app.reports.queries import Flow, Kind, flows_of, parts_of
from app.reports.slices import Slice

_NO_DAYS: Final = (date.max, date.min)


@dataclass(frozen=True)
class Asked:
    """Which report: whose, where, when; `start` is the first of the month the ledger begins in, or today."""

    viewer: Viewer
    places: Places
    place: Place | None
    own: bool
    period: Period
    start: date
    today: date
    is_empty: bool

    @property
    def lines(self) -> Slice:
        """The lines the report sums."""
        whole = Slice(self.viewer.municipality_id, self.period.first, self.period.last)
        return whole.narrowed(institutions=self.places.ids(self.place, own=self.own))

    @property
    def is_of_all(self) -> bool:
        """Whether it is the whole municipality's."""
        return self.place is None and self.places.scope.everywhere

    @property
    def about(self) -> Text | str:
        """Whose report it is."""
        tops = self.places.tops
        if self.place:
            return self.place.name
        if self.places.scope.everywhere:
            return _("The whole municipality")
        return tops[0].name if len(tops) == 1 else _("My workplaces")

    def address(self, page: str = "", **asked: Any) -> str:
        """The address of a page about the same, changed by what is given; None takes something away."""
        words_ = {
            "period": self.period.key,
            "institution": self.place.id if self.place else None,
            "own": "yes" if self.own else None,
            **asked,
        }
        return f"/reports{page}?" + urlencode({name: word for name, word in words_.items() if word})


def ask(db: Session, viewer: Viewer, query: ReportQuery, permission: Permission, today: date) -> Asked:
    """What the address asks for, as far as the viewer may see it; otherwise it does not exist.

    Without a period it is the quarter of the last hand-over, so that what was just handed over is there.
    """
    places = places_of(db, viewer.municipality_id, viewer.scope(permission))
    place = places.get(query.institution) if query.institution else None
    span = first_and_last_month(db, viewer.municipality_id, places.ids(None))
    start, last = span or (today, today)
    period = around(PeriodKind.QUARTER, last)
    if query.period:
        asked = read_period(query.period, start=start, today=today)
        if asked is None:
            raise NotFound
        period = asked
    return Asked(viewer, places, place, bool(place) and query.own, period, start, today, span is None)


@dataclass(frozen=True)
class Share:
    """A part of the report with its sums: a branch of the tree or a category."""

    name: Text | str
    key: str
    sums: Sums
    is_own: bool = False


@dataclass(frozen=True)
class Earlier:
    """What the total is held against: the period before, or the same a year earlier."""

    compared: Compared
    sums: Sums


@dataclass(frozen=True)
class Overview:
    """Everything the page shows. `people` is from a released table, and only of the whole municipality."""

    asked: Asked
    total: Sums
    before: Sums
    compared: Compared | None
    last_year: Earlier | None
    columns: Sequence[tuple[Period, Sums]]
    branches: Sequence[Share]
    categories: Sequence[Share]
    flows: Sequence[Flow]
    beside: Beside
    people: People | None

    @property
    def headline(self) -> Text:
        place = None if self.asked.is_of_all else str(self.asked.about)
        return words.headline(self.total, self.asked.period, self.asked.today, place)

    @property
    def trend_finding(self) -> Text:
        return words.trend_finding(self.columns, self.asked.today)

    @cached_property
    def sanity(self) -> Sanity:
        """Net kg CO2e per krone not spent, and whether published figures lie there too (method 2.12)."""
        return sanity_ratio(Decimal(self.total.net_co2e_g) / 1000, Decimal(self.total.likely_ore) / 100)

    @property
    def answered_percent(self) -> int:
        """For how many hand-overs the buyer answered."""
        return share(self.total.answered, self.total.hand_overs)

    @property
    def priced_percent(self) -> int:
        """For how many hand-overs the price of a new one is known."""
        return share(self.total.priced, self.total.hand_overs)

    @property
    def coverage(self) -> Sequence[Covered]:
        return coverage_of(self.total)

    @property
    def displacement(self) -> Displacement:
        return displacement_of(self.total)

    @property
    def is_thin(self) -> bool:
        """Whether so much is assumed that the reader must be told (R25)."""
        return is_thin(self.total)

    def change(self, figure: str) -> Text | None:
        """How a figure moved since the period it is compared with."""
        if self.compared is None:
            return None
        return words.change(getattr(self.total, figure), getattr(self.before, figure))

    @property
    def earlier(self) -> list[Earlier]:
        """What the figures are held against, the nearest first."""
        found = [Earlier(self.compared, self.before)] if self.compared else []
        return [*found, *([self.last_year] if self.last_year else [])]

    def grew(self, figure: str) -> bool:
        return bool(getattr(self.total, figure) >= getattr(self.before, figure))

    def values(self, figure: str) -> list[int]:
        """A figure along the trend."""
        return [getattr(sums, figure) for _period, sums in self.columns]

    def period_before(self) -> Period | None:
        """The one before, unless the ledger began later."""
        found = self.asked.period.before()
        return found if found and found.last >= self.asked.start else None

    def period_after(self) -> Period | None:
        """The one after, unless it has not begun."""
        found = self.asked.period.after()
        return found if found and found.first <= self.asked.today else None


def overview(db: Session, asked: Asked) -> Overview:
    """The page's figures: all sums of one period come from one statement, so its parts make up the total exactly."""
    parts = parts_of(db, asked.lines)
    stretches = trend(asked.period, start=asked.start, today=asked.today)
    compared = compared_with(asked.period, asked.today)
    year_ago = a_year_before(asked.period, asked.today)
    *columns, before, last_year = stretch_sums(
        db, asked.lines, [*((each.first, each.last) for each in stretches), _days_of(compared), _days_of(year_ago)]
    )
    return Overview(
        asked=asked,
        total=parts.total,
        before=before,
        compared=compared if before.lines else None,
        last_year=Earlier(year_ago, last_year) if year_ago and last_year.lines else None,
        columns=list(zip(stretches, columns, strict=True)),
        branches=_by_branch(parts.places, asked.places.branches(asked.place)) if not asked.own else [],
        categories=_by_category(parts.kinds),
        flows=flows_of(db, asked.lines),
        beside=read_beside(db, asked.lines, parts.kinds, ore_an_hour=asked.viewer.municipality.labour_ore_per_hour),
        people=people_of(db, asked.period) if asked.is_of_all else None,
    )


def _days_of(compared: Compared | None) -> tuple[date, date]:
    return (compared.period.first, compared.last) if compared else _NO_DAYS


def _by_branch(places: Mapping[UUID, Sums], branches: Sequence[Branch]) -> list[Share]:
    shares = []
    for branch in branches:
        sums = added([Sums(), *(places[each] for each in branch.ids if each in places)])
        shares.append(Share(branch.place.name, str(branch.place.id), sums, branch.is_own))
    return sorted((each for each in shares if each.sums.lines), key=lambda each: -each.sums.net_ore)


def _by_category(kinds: Sequence[Kind]) -> list[Share]:
    shares = [Share(each.name, each.key, each.sums) for each in kinds if each.sums.lines]
    return sorted(shares, key=lambda each: (-each.sums.things, str(each.name)))
