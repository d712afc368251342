"""How readers of what stands beside the ledger ask: each gives statements of one shape, which are sent as one."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.catalogue.models import Category, Item, Unit
from app.core.clock import moment_at
from app.reports.slices import Slice

PLACES: Final[Any] = sa.bindparam("institutions", expanding=True)

MOST_LOOKED_BACK_AT: Final = 10_000
"""The things that came in last in the period: what is told beside the sums begins with the first of them.

So a period of a million costs no more than one of so many; a workplace's own things are looked for among them.
"""
_SINCE: Final = "since"


class Row(NamedTuple):
    """One row of any of the statements: `part` says whose it is, `key` of what, then a number and an amount."""

    part: str
    key: str
    number: int
    amount: int


def table_of(model: type[SQLModel]) -> Any:
    """The table of a model, for statements that are made once."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


UNIT, ITEM, CATEGORY = table_of(Unit), table_of(Item), table_of(Category)


def here(table: Any) -> Any:
    """The rows of the municipality."""
    return table.c.municipality_id == sa.bindparam("municipality_id")


def _asked_days(column: Any) -> tuple[Any, Any]:
    begins, ends = (sa.bindparam(name, type_=column.type) for name in ("begins", "ends"))
    return begins, ends


_BEGINS, _ENDS = _asked_days(UNIT.c.received_at)
_FIRST_LOOKED_AT: Final = (
    sa.select(UNIT.c.received_at)
    .where(here(UNIT), UNIT.c.received_at >= _BEGINS, UNIT.c.received_at < _ENDS)
    .order_by(UNIT.c.received_at.desc())
    .offset(sa.bindparam("looked_back_at", type_=sa.Integer))
    .limit(1)
    .scalar_subquery()
)


def within_days(column: Any) -> Any:
    """The moments of the asked days, from local midnight to local midnight; see `MOST_LOOKED_BACK_AT`."""
    begins, ends = _asked_days(column)
    return (column >= sa.func.coalesce(_FIRST_LOOKED_AT, begins)) & (column < ends)


def statements() -> list[Any]:
    """The day looking back ends on, where that is not the period's first."""
    return [row(_SINCE, _FIRST_LOOKED_AT, sa.literal(1), sa.literal(0))]


def read_since(rows: Iterable[Row]) -> date | None:
    """That day from the statement's row, or None where the whole period was looked at."""
    found = next((each.key for each in rows if each.part == _SINCE), None)
    return date.fromisoformat(found[:10]) if found else None


def row(part: str, key: Any, count: Any, amount: Any) -> Any:
    """A statement of this shape; key may be a text or a column."""
    shown = sa.literal(key, sa.String) if isinstance(key, str) else sa.cast(key, sa.String)
    return sa.select(
        sa.literal(part, sa.String).label("part"), shown.label("key"),
        sa.cast(count, sa.BigInteger).label("count"), sa.cast(amount, sa.BigInteger).label("amount"),
    )  # fmt: skip


def moments(lines: Slice) -> dict[str, Any]:
    """What the statements are asked with: the slice's own words, and its days as moments."""
    ends = moment_at(lines.last + timedelta(days=1), 0)
    begins = moment_at(lines.first, 0)
    return {**lines.values, "begins": begins, "ends": ends, "looked_back_at": MOST_LOOKED_BACK_AT}
