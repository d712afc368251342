"""The released table of people that a report points at: figures of people leave by that door alone (decision 0018)."""

from sqlmodel import Session

from app.reports.periods import Period, PeriodKind
from app.social.disclosure import ReleasedTable
from app.social.released import releases_of


def released_for(db: Session, period: Period) -> ReleasedTable | None:
    """The shortest released half-year or year that holds the whole period; the newest for everything; or none.

    Because tables are of fixed stretches only, a month and a quarter are told of by the half-year they lie in.
    """
    tables = releases_of(db)
    if period.kind is PeriodKind.ALL:
        return tables[0] if tables else None
    holding = [each for each in tables if each.period.first <= period.first and period.last <= each.period.last]
    return min(holding, key=lambda table: table.period.last - table.period.first, default=None)
