"""What a database says, in words that do not depend on keys: for comparing two of them."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from app.tables import METADATA

# Keys and hashes come from chance; work done and letters written are not part of what happened.
UNCOMPARED = {
    "id",
    "municipality_id",
    "hash",
    "previous_hash",
    "submission_key",
    "upload_key",
    "request_id",
    "loaded_at",
}
NOT_HISTORY = {"background_task", "event_chain", "letter", "sign_in_session", "sign_in_attempt"}
NAMES: dict[str, tuple[str, ...]] = {
    "municipality": ("slug",), "institution": ("number",), "account": ("number",), "person": ("email",),
    "category": ("key",), "storage_place": ("code",), "photo": ("uploaded_by_id", "sha256"),
    "item": ("title", "created_at"),
    "unit": ("number",), "surplus_report": ("number",), "order_placed": ("number",),
    "order_line": ("order_id", "title"),
    "medium": ("serial_number",), "erasure_record": ("medium_id", "performed_at"),
    "reservation": ("unit_id", "line_id"), "job": ("unit_id", "started_at"), "run": ("runs_on",),
    "stop": ("run_id", "position"), "approval": ("order_id",), "order_return": ("line_id", "asked_at"),
    "impact_entry": ("kind", "reservation_id", "booked_at"),
}  # fmt: skip
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{12}7[0-9a-f]{19}\b")


class Dump:
    """All rows of all tables, with every key replaced by the name of what it points at."""

    def __init__(self, engine: Engine) -> None:
        with engine.connect() as connection:
            self.raw = {table.name: self._rows(connection, table) for table in METADATA.sorted_tables}
        self.names: dict[UUID, str] = {}
        for table in METADATA.sorted_tables:
            self._name(table.name)
        self.tables = {
            name: sorted(json.dumps(self._plain(name, row), sort_keys=True, default=str) for row in rows)
            for name, rows in self.raw.items()
            if name not in NOT_HISTORY
        }

    def _rows(self, connection: Connection, table: sa.Table) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]

    def _name(self, table: str) -> None:
        for row in self.raw[table]:
            if "id" in row and table in NAMES:
                said = " ".join(self._said(row[name]) for name in NAMES[table])
                self.names[row["id"]] = f"<{table} {said}>"

    def _said(self, value: Any) -> str:
        return self.names.get(value, "<?>") if isinstance(value, UUID) else str(value)

    def _plain(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        unsaid = UNCOMPARED | ({"position"} if table == "event" else set())
        return {name: self._renamed(value) for name, value in row.items() if name not in unsaid}

    def _renamed(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._renamed(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._renamed(each) for each in value]
        if isinstance(value, str):
            return _KEY.sub(lambda found: self.names.get(UUID(found[0]), "<key>"), value)
        return self._said(value) if isinstance(value, UUID) else value


def differences(one: Dump, other: Dump) -> dict[str, tuple[list[str], list[str]]]:
    """Rows that only one has, by table."""
    found = {}
    for table in one.tables:
        here, there = _less(one.tables[table], other.tables[table]), _less(other.tables[table], one.tables[table])
        if here or there:
            found[table] = (here, there)
    return found


def _less(rows: Iterable[str], others: Iterable[str]) -> list[str]:
    counts: dict[str, int] = defaultdict(int)
    for row in others:
        counts[row] += 1
    left = []
    for row in rows:
        if counts[row]:
            counts[row] -= 1
        else:
            left.append(row)
    return left
