"""The released figure of people that a report shows: they leave by that door alone (decision 0019)."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from app.core.i18n import Text
from app.reports.periods import Period, PeriodKind
from app.social import words
from app.social.cells import TOTAL
from app.social.disclosure import ReleasedTable
from app.social.released import releases_of

_TRAINEES: Final = "heads:trainees"


@dataclass(frozen=True)
class People:
    """Trainees and those who finished, as everybody may see them, and the half-year or year they are of."""

    key: str
    period: Text | str
    trainees: Text | str
    finished: Text | str | None


def people_of(db: Session, period: Period) -> People | None:
    """What the shortest released half-year or year says that holds the whole period; without one the last before it.

    Because tables are of fixed stretches only, a month and a quarter are told of by the half-year they lie in, or until
    that is over by the one before. The newest for everything; None where none is released.
    """
    table = _released_for(releases_of(db), period)
    if table is None or _TRAINEES not in table:
        return None
    finished = None if table[TOTAL].is_hidden else words.shown(table[TOTAL])
    return People(table.period.key, table.period.name, words.shown(table[_TRAINEES]), finished)


def _released_for(tables: list[ReleasedTable], period: Period) -> ReleasedTable | None:
    if period.kind is PeriodKind.ALL:
        return tables[0] if tables else None
    holding = [each for each in tables if each.period.first <= period.first and period.last <= each.period.last]
    if holding:
        return min(holding, key=lambda table: table.period.last - table.period.first)
    earlier = [each for each in tables if each.period.last < period.first]
    return max(earlier, key=lambda table: (table.period.last, table.period.first), default=None)
