"""A database with rows in every table comes through the newer migrations with every row and every promise."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app.core.db import make_engine
from tests import databases
from tests.conftest import ENGINES

BEFORE = "0003_search_words"
NOT_FILLED = ("alembic_version",)


@pytest.fixture(params=ENGINES)
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database as it was before the tools of the workshop came."""
    if request.param == "postgresql":
        url = databases.new_postgres_database(request.getfixturevalue("postgres_server"))
    else:
        url = f"sqlite:///{tmp_path / 'old.db'}"
    databases.migrate(url, BEFORE)
    return url


def fill(url: str) -> list[str]:
    """Put one row in every table; the tables."""
    engine, tables = make_engine(url), sa.MetaData()
    tables.reflect(engine)
    named = [table for table in tables.sorted_tables if table.name not in NOT_FILLED]
    with engine.begin() as connection:
        rows: dict[str, dict[str, Any]] = {}
        for table in named:
            rows[table.name] = {column.name: _value(column, rows) for column in table.columns}
            connection.execute(table.insert(), rows[table.name])
    engine.dispose()
    return [table.name for table in named]


def _value(column: sa.Column[Any], rows: dict[str, dict[str, Any]]) -> Any:
    if column.nullable:
        return None
    for key in column.foreign_keys:
        return rows[key.column.table.name][key.column.name]
    match column.type.python_type:
        case kind if kind is UUID:
            return uuid4()
        case kind if kind is datetime:
            return datetime(2026, 11, 22, tzinfo=UTC)
        case kind if kind is date:
            return date(2026, 11, 22)
        case kind if kind is bool:
            return False
        case kind if kind is int:
            return 1
        case kind if kind is dict:
            return {}
        case kind if kind is bytes:
            return b"x"
    # SQLite keeps what has no type of its own there, an id for instance, as text.
    return uuid4().hex if column.name == "id" else "x"


def test_every_row_comes_through(old_url: str):
    filled = fill(old_url)

    databases.migrate(old_url)

    engine = make_engine(old_url)
    with engine.connect() as connection:
        counts = {name: connection.scalar(sa.text(f'SELECT count(*) FROM "{name}"')) for name in filled}
        if engine.dialect.name == "sqlite":
            assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    engine.dispose()
    assert len(filled) > 35
    assert set(counts.values()) == {1}, counts
