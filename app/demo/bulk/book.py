"""Rows kept in memory until all of them are written at once, and the events that chain them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.accounts.models import NumberSeries, Person
from app.core.clock import now
from app.core.db import TenantRow, uuid7
from app.demo.town import Town
from app.history.models import Event, EventChain
from app.history.record import event_hash, plain
from app.tables import METADATA

Row = dict[str, Any]
_AT_ONCE: Final = 2000
_MS_A_SECOND = 1000


@cache
def _columns(model: type[SQLModel]) -> tuple[Mapping[str, Any], frozenset[str]]:
    """A table's plain defaults, and the columns that hold the moment a row is made."""
    fields = cast("Mapping[str, Any]", model.model_fields)
    known = {name: each.default for name, each in fields.items() if not each.is_required() and not each.default_factory}
    return known, frozenset(name for name, each in fields.items() if each.default_factory is now)


class Book:
    """Everything that will be written, in the order it happens."""

    def __init__(self, db: Session, town: Town, rng: Random) -> None:
        self.town, self.rng = town, rng
        self.municipality_id = town.municipality.id
        self.rows: dict[type[SQLModel], list[Row]] = defaultdict(list)
        chain = db.get_one(EventChain, self.municipality_id)
        self.position, self.hash = chain.position, chain.hash
        self.numbers: dict[str, int] = defaultdict(int)

    def key(self, at: datetime) -> UUID:
        """A key as `uuid7` makes them, but of that moment and from the seed."""
        value = (int(at.timestamp() * _MS_A_SECOND) << 80) | self.rng.getrandbits(80)
        value = value & ~(0xF << 76) | (0x7 << 76)
        return UUID(int=value & ~(0x3 << 62) | (0x2 << 62))

    def add(self, model: type[TenantRow], at: datetime, **values: Any) -> Row:
        """A new row, with the table's own defaults for what is not said."""
        known, moments = _columns(model)
        row = {"id": self.key(at), "municipality_id": self.municipality_id, **known, **dict.fromkeys(moments, at)}
        row.update(values)
        self.rows[model].append(row)
        return row

    def take_number(self, kind: str, count: int = 1) -> int:
        """The first of so many numbers of one kind."""
        first = self.numbers[kind] + 1
        self.numbers[kind] += count
        return first

    def tell(
        self,
        name: str,
        model: type[TenantRow],
        row: Row,
        *,
        at: datetime,
        by: Person | None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> Row:
        """Write that something happened to the row, as `history.record` does."""
        event = {
            "id": self.key(at), "municipality_id": self.municipality_id, "position": self.position + 1, "at": at,
            "name": name, "actor_id": by.id if by else None, "subject_type": str(model.__tablename__),
            "subject_id": row["id"], "before": plain(before or {}), "after": plain(after or {}), "request_id": "",
            "previous_hash": self.hash,
        }  # fmt: skip
        event["hash"] = event_hash(self.hash, cast("Event", SimpleNamespace(**event)))
        self.position, self.hash = self.position + 1, event["hash"]
        self.rows[Event].append(event)
        return event

    def change(
        self, name: str, model: type[TenantRow], row: Row, facts: Mapping[str, Any], *, at: datetime, by: Person,
        unsaid: Iterable[str] = (),
    ) -> None:  # fmt: skip
        """Set the facts and tell those that differ, except the `unsaid` ones; without any difference, nothing."""
        before = {fact: row[fact] for fact in facts}
        changed = [fact for fact in facts if facts[fact] != before[fact]]
        row.update(facts)
        told = [fact for fact in changed if fact not in set(unsaid)]
        if changed:
            self.tell(
                name, model, row, at=at, by=by, before={fact: before[fact] for fact in told},
                after={fact: facts[fact] for fact in told},
            )  # fmt: skip

    def write(self, db: Session) -> int:
        """Insert everything; the number of rows. The caller commits."""
        connection, written = db.connection(), 0
        tables = {cast("Any", model).__table__: rows for model, rows in self.rows.items()}
        for table in METADATA.sorted_tables:
            rows = tables.get(table, [])
            for start in range(0, len(rows), _AT_ONCE):
                connection.execute(sa.insert(table), rows[start : start + _AT_ONCE])
            written += len(rows)
        self._close(connection)
        return written

    def _close(self, connection: sa.Connection) -> None:
        chain, series = (cast("Any", model).__table__ for model in (EventChain, NumberSeries))
        connection.execute(
            sa.update(chain)
            .where(chain.c.municipality_id == self.municipality_id)
            .values(position=self.position, hash=self.hash)
        )
        for kind, last in self.numbers.items():
            made = {"id": uuid7(), "municipality_id": self.municipality_id, "kind": kind, "next_number": last + 1}
            connection.execute(sa.insert(series), made)
