"""What the workshop's work of a period cost: minutes by station at the municipality's rate, parts, and repairers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from app.core.formats import kr_short, number
from app.core.i18n import Text, _
from app.impact.formulas import whole
from app.reports.rows import PLACES, UNIT, Row, here, row, table_of, within_days
from app.workshop.models import Job, JobPart, Station, StationCategory

_JOB, _PART, _STATION, _AT = (table_of(each) for each in (Job, JobPart, Station, StationCategory))
_WORK, _PARTS, _OTHERS = "work", "parts", "others"
_MINUTES_AN_HOUR: Final = 60


@dataclass(frozen=True)
class AtStation:
    """Minutes of work at one station (without a name: at none), and what they cost in øre."""

    name: str
    minutes: int
    ore: int


@dataclass(frozen=True)
class WorkshopCost:
    """The cost of the work begun in the period, in øre without VAT. Minutes belong to stations, never to anybody."""

    stations: Sequence[AtStation]
    parts_ore: int
    others_ore: int
    ore_an_hour: int

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.stations)

    @property
    def work_ore(self) -> int:
        return sum(each.ore for each in self.stations)

    @property
    def total_ore(self) -> int:
        return self.work_ore + self.parts_ore + self.others_ore

    @property
    def finding(self) -> Text:
        """What the picture shows, said as its title."""
        said = _("The workshop's work cost %(money)s, and took %(hours)s hours")
        return said.fill(money=kr_short(self.total_ore), hours=number(round(self.minutes / _MINUTES_AN_HOUR)))


def statements(shape: frozenset[str]) -> list[Any]:
    """Minutes by station, what others took for repairs, and what the parts cost."""
    begun = [here(_JOB), within_days(_JOB.c.started_at)]
    if "institutions" in shape:
        begun.append(UNIT.c.giver_id.in_(PLACES))
    count, thing = sa.func.count(), _JOB.join(UNIT, UNIT.c.id == _JOB.c.unit_id)
    # Because only a report of some workplaces asks who gave the thing, the others look up none.
    job = thing if "institutions" in shape else _JOB
    placed = thing.outerjoin(_AT, _AT.c.category_id == UNIT.c.category_id)
    placed = placed.outerjoin(_STATION, (_STATION.c.id == _AT.c.station_id) & _STATION.c.closed_at.is_(None))
    name = sa.func.coalesce(_STATION.c.name, "")
    used = job.join(_PART, _PART.c.job_id == _JOB.c.id)
    return [
        row(_WORK, name, count, sa.func.sum(_JOB.c.minutes))
        .select_from(placed)
        .where(*begun)
        .group_by(_STATION.c.name),
        row(_OTHERS, "", count, sa.func.sum(_JOB.c.external_cost_ore)).select_from(job).where(*begun),
        row(_PARTS, "", count, sa.func.sum(_PART.c.cost_ore)).select_from(used).where(*begun),
    ]


def read_work(rows: Iterable[Row], *, ore_an_hour: int) -> WorkshopCost:
    """The cost from the statements' rows, the costliest station first."""
    found = list(rows)
    stations = [
        AtStation(each.key, each.amount, whole(Decimal(each.amount * ore_an_hour) / _MINUTES_AN_HOUR))
        for each in found
        if each.part == _WORK and each.amount
    ]
    stations.sort(key=lambda each: (-each.minutes, each.name))
    sums = {each.part: each.amount or 0 for each in found if each.part in (_PARTS, _OTHERS)}
    return WorkshopCost(stations, sums.get(_PARTS, 0), sums.get(_OTHERS, 0), ore_an_hour)
