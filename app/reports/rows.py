"""How readers of what stands beside the ledger ask: each gives statements of one shape, which are sent as one."""

from datetime import timedelta
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.catalogue.models import Category, Item, Unit
from app.core.clock import moment_at
from app.reports.slices import Slice

PLACES: Final = sa.bindparam("institutions", expanding=True)
BEGINS, ENDS = sa.bindparam("begins"), sa.bindparam("ends")


class Row(NamedTuple):
    """One row of any of the statements: `part` says whose it is, `key` of what, then a count and an amount."""

    part: str
    key: str
    count: int
    amount: int


def table_of(model: type[SQLModel]) -> Any:
    """The table of a model, for statements that are made once."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


UNIT, ITEM, CATEGORY = table_of(Unit), table_of(Item), table_of(Category)


def here(table: Any) -> Any:
    """The rows of the municipality."""
    return table.c.municipality_id == sa.bindparam("municipality_id")


def within_days(column: Any) -> Any:
    """The moments of the asked days, from local midnight to local midnight."""
    begins, ends = (sa.bindparam(name, type_=column.type) for name in ("begins", "ends"))
    return (column >= begins) & (column < ends)


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
    return {**lines.values, "begins": moment_at(lines.first, 0), "ends": ends}
