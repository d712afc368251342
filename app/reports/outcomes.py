"""What became of what came in: the things received in a period and where they are today, and what never came."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import gcd
from typing import Any, Final

import sqlalchemy as sa

from app.catalogue.stages import Stage
from app.core.formats import number
from app.core.i18n import Text, _
from app.intake.models import ReportState, SurplusReport
from app.reports.rows import PLACES, UNIT, Row, here, row, table_of, within_days
from app.workshop.leaving.models import Departure, DepartureFraction, DepartureKind, Fraction
from app.workshop.leaving.words import FRACTIONS

_REPORT, _DEPARTURE, _FRACTION = table_of(SurplusReport), table_of(Departure), table_of(DepartureFraction)
_STAGE, _LEFT, _KILOS, _REPORTED = "stage", "left", "kilos", "reported"
NOT_FETCHED: Final = (ReportState.SENT, ReportState.ASKED, ReportState.ACCEPTED)
_TENTHS: Final = 10


class Outcome(StrEnum):
    """Where a thing is today that was given in the period."""

    REUSED = "reused"
    FOR_SALE = "for_sale"
    WORKSHOP = "workshop"
    WAITING = "waiting"
    SPARE_PARTS = "spare_parts"
    RECYCLED = "recycled"
    SOLD_OFF = "sold_off"
    DECLINED = "declined"


OUTCOMES: Final[Mapping[Outcome, Text]] = {
    Outcome.REUSED: _("in use again"),
    Outcome.FOR_SALE: _("for sale or ordered"),
    Outcome.WORKSHOP: _("in the workshop"),
    Outcome.WAITING: _("reported, not here yet"),
    Outcome.SPARE_PARTS: _("became spare parts"),
    Outcome.RECYCLED: _("sorted for recycling"),
    Outcome.SOLD_OFF: _("sold off"),
    Outcome.DECLINED: _("declined"),
}
NEVER_CAME: Final = (Outcome.WAITING, Outcome.DECLINED)
OF_STAGE: Final = {
    Stage.HANDED_OVER: Outcome.REUSED,
    Stage.ON_OFFER: Outcome.FOR_SALE,
    Stage.RESERVED: Outcome.FOR_SALE,
    Stage.RECYCLED: Outcome.RECYCLED,
    Stage.SOLD_OFF: Outcome.SOLD_OFF,
}


@dataclass(frozen=True)
class Outcomes:
    """How many things met which fate, the fates without any left out, and the grams by fraction of what was sorted."""

    things: Mapping[Outcome, int]
    grams: Sequence[tuple[Fraction, int]]

    @property
    def received(self) -> int:
        """The things that came in."""
        return sum(count for outcome, count in self.things.items() if outcome not in NEVER_CAME)

    @property
    def total(self) -> int:
        return sum(self.things.values())

    @property
    def rows(self) -> list[tuple[Outcome, Text, int]]:
        """The fates in order with their names and how many things met them."""
        return [(outcome, OUTCOMES[outcome], count) for outcome, count in self.things.items()]

    @property
    def fractions(self) -> list[tuple[Text, int]]:
        """What was sorted, by name and grams, the heaviest first."""
        return [(FRACTIONS[fraction], grams) for fraction, grams in self.grams]

    @property
    def finding(self) -> Text:
        """What the picture shows, said as its title."""
        reused, received = self.things.get(Outcome.REUSED, 0), self.received
        tenths = round(reused * _TENTHS / received) if received else 0
        if received and reused == received:
            return _("Everything we got in is in use again")
        if received and tenths == _TENTHS:
            return _("Almost everything we got in is in use again")
        if not 0 < tenths < _TENTHS:
            said = _("%(count)s of the %(all)s things we got in are in use again")
            return said.fill(count=number(reused), all=number(received))
        common = gcd(tenths, _TENTHS)
        said = _("%(part)s out of %(whole)s things we got in are in use again")
        return said.fill(part=tenths // common, whole=_TENTHS // common)


def statements(shape: frozenset[str]) -> list[Any]:
    """Stages of what came in, how some left, what they were sorted into, and what was reported and never came."""
    count, none = sa.func.count(), sa.literal(0)
    came = [here(UNIT), within_days(UNIT.c.received_at)]
    reported = [here(_REPORT), within_days(_REPORT.c.sent_at), _REPORT.c.state.in_((*NOT_FETCHED, "declined"))]
    if "institutions" in shape:
        came.append(UNIT.c.giver_id.in_(PLACES))
        reported.append(_REPORT.c.institution_id.in_(PLACES))
    left = _DEPARTURE.join(UNIT, UNIT.c.id == _DEPARTURE.c.unit_id)
    sorted_into = left.join(_FRACTION, _FRACTION.c.departure_id == _DEPARTURE.c.id)
    grams = sa.func.sum(_FRACTION.c.grams)
    return [
        row(_STAGE, UNIT.c.stage, count, none).where(*came).group_by(UNIT.c.stage),
        row(_LEFT, _DEPARTURE.c.kind, count, none).select_from(left).where(*came).group_by(_DEPARTURE.c.kind),
        row(_KILOS, _FRACTION.c.fraction, count, grams)
        .select_from(sorted_into).where(*came).group_by(_FRACTION.c.fraction),
        row(_REPORTED, _REPORT.c.state, count, sa.func.sum(still_out()))
        .where(*reported).group_by(_REPORT.c.state),
    ]  # fmt: skip


def still_out() -> Any:
    """How many of a report's things are not registered: some of them may be here already."""
    here_already = sa.select(sa.func.count()).where(UNIT.c.report_id == _REPORT.c.id).correlate(_REPORT)
    came, said = here_already.scalar_subquery(), _REPORT.c.quantity
    return sa.case((said > came, said - came), else_=0)


def read_outcomes(rows: Iterable[Row]) -> Outcomes:
    """The fates from the statements' rows."""
    found: Counter[Outcome] = Counter()
    grams: dict[Fraction, int] = {}
    for each in rows:
        if each.part == _STAGE:
            found[OF_STAGE.get(Stage(each.key), Outcome.WORKSHOP)] += each.number
        elif each.part == _LEFT and each.key == DepartureKind.SPARE_PARTS:
            # Because a thing taken apart for its parts has the same stage as one that was sorted.
            found[Outcome.SPARE_PARTS] += each.number
            found[Outcome.RECYCLED] -= each.number
        elif each.part == _REPORTED:
            is_declined = each.key == ReportState.DECLINED
            found[Outcome.DECLINED if is_declined else Outcome.WAITING] += each.amount
        elif each.part == _KILOS:
            grams[Fraction(each.key)] = each.amount
    things = {outcome: found[outcome] for outcome in Outcome if found[outcome]}
    return Outcomes(things, sorted(grams.items(), key=lambda pair: -pair[1]))
