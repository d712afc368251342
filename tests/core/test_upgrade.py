"""A database with rows in every table comes through the newer migrations with every row and every promise."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app.catalogue.starter import PRICE_SOURCE
from app.core.db import make_engine, session_for
from app.impact.sums import SUM, Sums, rebuild_sums
from tests import databases
from tests.conftest import ENGINES

BEFORE = "0003_search_words"
BEFORE_SUMS, WITH_SUMS = "0006_social_value", "0007_impact_ledger"
NOT_FILLED = ("alembic_version",)
OUT = {"kind": "hand_over", "quantity": 1, "gross_ore": 250_000, "answer": "NEW"}
OLD_LINES: list[tuple[date, dict[str, Any], dict[str, str]]] = [
    (date(2025, 12, 31), OUT, {"category_key": "task_chair", "price_source": PRICE_SOURCE}),
    (date(2026, 1, 1), OUT, {"category_key": "task_chair", "price_source": "Rammeaftale"}),
    (date(2026, 1, 1), {**OUT, "answer": "UNKNOWN", "gross_ore": 0}, {"category_key": "task_chair"}),
    (date(2026, 2, 3), {**OUT, "answer": "NONE"}, {"category_key": "furniture_other", "price_source": ""}),
    (date(2026, 2, 3), {**OUT, "kind": "undo", "quantity": -1}, {"category_key": "task_chair"}),
]


@pytest.fixture(params=ENGINES)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without anything."""
    if request.param == "postgresql":
        return databases.new_postgres_database(request.getfixturevalue("postgres_server"))
    return f"sqlite:///{tmp_path / 'old.db'}"


@pytest.fixture
def old_url(new_url: str) -> str:
    """A database as it was before the tools of the workshop came."""
    databases.migrate(new_url, BEFORE)
    return new_url


def fill(url: str, *, without: tuple[str, ...] = NOT_FILLED, **facts: dict[str, Any]) -> list[str]:
    """Put one row in every table but these, with what is said of it; the tables."""
    engine, tables = make_engine(url), sa.MetaData()
    tables.reflect(engine)
    named = [table for table in tables.sorted_tables if table.name not in without]
    with engine.begin() as connection:
        rows: dict[str, dict[str, Any]] = {}
        for table in named:
            rows[table.name] = {column.name: _value(column, rows) for column in table.columns} | facts.get(
                table.name, {}
            )
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


def book_old_lines(url: str) -> None:
    """Lines as they were booked before sums were kept; the row of every table gives them what else they need."""
    engine, tables = make_engine(url), sa.MetaData()
    tables.reflect(engine)
    lines = tables.tables["impact_entry"]
    with engine.begin() as connection:
        like = dict(connection.execute(sa.select(lines)).mappings().one())
        for n, (day, facts, frozen) in enumerate(OLD_LINES):
            own = uuid4().hex if isinstance(like["id"], str) else uuid4()
            row = {**like, **facts, "id": own, "key": f"old:{n}", "booked_on": day, "net_ore": 100 + n,
                   "category_key": "task_chair", "giver_id": like["institution_id"] if n % 2 else None,
                   "frozen": json.dumps(frozen, ensure_ascii=False, separators=(",", ":"))}  # fmt: skip
            connection.execute(lines.insert(), row)
    engine.dispose()


def kept(url: str, names: tuple[str, ...]) -> set[tuple[Any, ...]]:
    engine, key_columns = make_engine(url), [SUM.c[key.name] for key in SUM.primary_key]
    with engine.connect() as connection:
        found = {tuple(row) for row in connection.execute(sa.select(*key_columns, *(SUM.c[name] for name in names)))}
    engine.dispose()
    return found


def test_lines_that_were_there_are_in_the_sums_and_summing_anew_gives_the_same(new_url: str):
    databases.migrate(new_url, BEFORE_SUMS)
    fill(new_url, without=(*NOT_FILLED, "erasure_check"))  # because nobody verifies an erasure of their own
    book_old_lines(new_url)
    at_first = tuple(name for name in Sums._fields if name not in ("priced_own", "weighed", "would_buy"))

    databases.migrate(new_url, WITH_SUMS)
    first = kept(new_url, at_first)
    databases.migrate(new_url)

    upgraded = kept(new_url, Sums._fields)
    assert len(first) > 20
    assert {row for row in kept(new_url, at_first) if "ever" not in row} == first
    engine = make_engine(new_url)
    with engine.connect() as connection:
        municipality_id = connection.execute(sa.select(SUM.c.municipality_id).limit(1)).scalar_one()
    with session_for(engine) as db:
        db.info["municipality_id"] = municipality_id
        rebuild_sums(db, municipality_id)
    engine.dispose()
    assert kept(new_url, Sums._fields) == upgraded
    counted = ("span", "category_key", "hand_overs", "answered", "priced", "priced_own", "weighed", "would_buy")
    whole = sa.select(*(SUM.c[name] for name in counted)).where(
        SUM.c.institution_id == UUID(int=0), SUM.c.giver_id == UUID(int=0), SUM.c.starts_on == date(2026, 1, 1)
    )
    engine = make_engine(new_url)
    with engine.connect() as connection:
        rows = {tuple(row) for row in connection.execute(whole)}
    engine.dispose()
    assert ("year", "", 3, 2, 2, 2, 2, 1) in rows
    assert ("month", "", 2, 1, 1, 1, 2, 1) in rows


def test_the_goals_and_pages_come_and_go_with_rows_in_every_table(new_url: str):
    databases.migrate(new_url)
    fill(new_url, without=(*NOT_FILLED, "erasure_check"), oversight={"hash": ""})
    say = {
        "impact_sum": "span = 'ever'", "import_file": "kind = 'purchases', imported_at = NULL",
        "oversight": "signed_at = CURRENT_TIMESTAMP, hash = 'x', signed_by_id = (SELECT id FROM person)",
    }  # fmt: skip
    engine = make_engine(new_url)
    with engine.begin() as connection:
        for table, words in say.items():
            connection.execute(sa.text(f"UPDATE {table} SET {words}"))

    databases.migrate_back(new_url, WITH_SUMS)

    with engine.connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        left = [connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in ("impact_sum", "import_file")]
        people = connection.scalar(sa.text("SELECT count(*) FROM person"))
    engine.dispose()
    new = "goal campaign oversight new_purchase report_guest made_report report_subscription"
    assert not tables & set(new.split())
    assert (left, people) == ([0, 0], 1)
    databases.migrate(new_url)
    assert kept(new_url, ("lines",))
