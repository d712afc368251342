"""How long it takes from a thing is reported until it is in use again: the middle one, and the middle half."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from app.core.i18n import Text, _, ngettext_
from app.impact.models import EntryKind
from app.impact.sums import ENTRY
from app.intake.models import SurplusReport
from app.reports.rows import UNIT, Row, row, table_of
from app.reports.slices import within

MOST_LOOKED_AT: Final = 2_000
"""The latest hand-overs of the period that are looked at, so that a period of a million costs no more than a year."""

FEWEST_TO_SAY: Final = 5
_REPORT = table_of(SurplusReport)
_WAIT: Final = "wait"
_BANDS: Final[Sequence[tuple[int, Text]]] = (
    (14, _("up to 2 weeks")),
    (30, _("2 to 4 weeks")),
    (90, _("1 to 3 months")),
    (182, _("3 to 6 months")),
)
_LONGER: Final = _("over half a year")


@dataclass(frozen=True)
class Waits:
    """Whole days from report to hand-over: how many things waited so long, of the hand-overs that were looked at."""

    days: Mapping[int, int]
    looked_at: int

    @property
    def known(self) -> int:
        """The things whose report is known."""
        return sum(self.days.values())

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to speak of a middle."""
        return self.known >= FEWEST_TO_SAY

    @property
    def is_cut(self) -> bool:
        """Whether the period has more hand-overs than were looked at."""
        return self.looked_at >= MOST_LOOKED_AT

    def at(self, share: float) -> int:
        """The days within which this share of the things was in use again; 0.5 is the median."""
        wanted, passed = share * self.known, 0
        for days, count in sorted(self.days.items()):
            passed += count
            if passed >= wanted:
                return days
        return 0

    @property
    def median(self) -> int:
        return self.at(0.5)

    @property
    def middle_half(self) -> tuple[int, int]:
        """Between how many days the middle half lies."""
        return self.at(0.25), self.at(0.75)

    @property
    def bands(self) -> list[tuple[Text, int]]:
        """How many waited up to two weeks, a month, a quarter, half a year, and longer."""
        found, last = [], -1
        for most, name in _BANDS:
            found.append((name, sum(count for days, count in self.days.items() if last < days <= most)))
            last = most
        return [*found, (_LONGER, sum(count for days, count in self.days.items() if days > last))]

    @property
    def finding(self) -> Text:
        """What the picture shows, said as its title."""
        return ngettext_(
            "Half of it is in use again within %(count)s day", "Half of it is in use again within %(count)s days",
            self.median,
        )  # fmt: skip


def statements(shape: frozenset[str], dialect: str) -> list[Any]:
    """Days and how often, of the latest hand-overs in the period; those without a report under no key."""
    latest = (
        sa.select(ENTRY.c.unit_id, ENTRY.c.booked_at)
        .where(*within(shape), ENTRY.c.kind == EntryKind.HAND_OVER)
        .order_by(ENTRY.c.booked_on.desc())
        .limit(MOST_LOOKED_AT)
        .subquery("latest")
    )
    # Because a thing that came back has another report by then, or none, only one from before counts.
    reported = (_REPORT.c.id == UNIT.c.report_id) & (UNIT.c.received_at <= latest.c.booked_at)
    known = latest.join(UNIT, UNIT.c.id == latest.c.unit_id).outerjoin(_REPORT, reported)
    days = sa.cast(_days(_REPORT.c.sent_at, latest.c.booked_at, dialect), sa.Integer)
    # Named, because PostgreSQL takes the same expression with other placeholders for another one.
    return [row(_WAIT, days, sa.func.count(), sa.literal(0)).select_from(known).group_by(sa.text("2"))]


def _days(first: Any, last: Any, dialect: str) -> Any:
    if dialect == "sqlite":
        return sa.func.julianday(last) - sa.func.julianday(first)
    return sa.func.floor(sa.func.date_part("epoch", last - first) / 86_400)


def read_waits(rows: Iterable[Row]) -> Waits:
    """The waits from the statement's rows."""
    found = [each for each in rows if each.part == _WAIT]
    days = {int(each.key): each.number for each in found if each.key}
    return Waits(days, sum(each.number for each in found))
