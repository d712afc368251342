"""What a report tells beside the ledger's sums: where things ended, how long it took, what is wished for, the work.

One statement for all of it, of the asked period and workplaces.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.reports import outcomes, waits, wishes, work
from app.reports import rows as shared
from app.reports.outcomes import Outcomes, read_outcomes
from app.reports.queries import Kind
from app.reports.rows import Row, moments, read_since
from app.reports.slices import Slice
from app.reports.waits import Waits, read_waits
from app.reports.wishes import Wishes, read_wishes
from app.reports.work import WorkshopCost, read_work


@dataclass(frozen=True)
class Beside:
    """Everything beside the sums. Outcomes and work are of the things the workplaces gave, the rest of what they got.

    For the whole municipality that is the same things, seen from either end.
    """

    outcomes: Outcomes
    waits: Waits
    wishes: Wishes
    work: WorkshopCost
    since: date | None = None  # outcomes and work are only of what came in from then on, because there is so much


@lru_cache
def _everything(shape: frozenset[str], dialect: str) -> Any:
    return sa.union_all(
        *shared.statements(),
        *outcomes.statements(shape),
        *waits.statements(shape, dialect),
        *wishes.statements(),
        *work.statements(shape),
    )


def read_beside(db: Session, lines: Slice, kinds: Iterable[Kind], *, ore_an_hour: int) -> Beside:
    """What stands beside the sums of these lines; `kinds` are the lines' own sums by kind."""
    statement = _everything(lines.shape, db.get_bind().dialect.name)
    rows = [Row(*each) for each in db.execute(statement, moments(lines))]
    return Beside(
        read_outcomes(rows),
        read_waits(rows),
        read_wishes(rows, kinds),
        read_work(rows, ore_an_hour=ore_an_hour),
        read_since(rows),
    )
