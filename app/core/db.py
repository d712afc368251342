"""The database: engines, sessions, keys, and the wall between municipalities.

One request is one transaction, committed before the answer leaves. A GET gets a session that refuses to write.
SQLite and PostgreSQL differ only in `make_engine`.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import Dialect, Engine, MetaData, String, TypeDecorator, create_engine, event
from sqlmodel import Field, Session, SQLModel

from app.core.config import settings

LONGEST_WAIT_SECONDS = 10


def uuid7() -> UUID:
    """A key that sorts by the time it was made (RFC 9562, version 7)."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp << 80) | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)


class Choice(TypeDecorator[StrEnum]):
    """A column of short words from one enum; reads back as the enum, and a new word needs no migration."""

    impl = String(30)
    cache_ok = True

    def __init__(self, options: type[StrEnum]) -> None:
        super().__init__()
        self.options = options

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.options(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.options(value)


def choice(options: type[StrEnum]) -> Any:
    """The column type for an enum: `Field(sa_type=choice(Stage))`."""
    return Choice(options)


class TenantMissing(RuntimeError):
    """Rows of municipalities were asked for, and nobody said which municipality: a bug."""


class ForeignTenant(RuntimeError):
    """A row of another municipality was about to be written: a bug."""


class WriteWhileReading(RuntimeError):
    """A page that only shows tried to change something: a bug."""


class TenantRow(SQLModel):
    """Base of every table whose rows belong to one municipality."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    municipality_id: UUID = Field(foreign_key="municipality.id", index=True)


def metadata() -> MetaData:
    """All tables that have been imported so far."""
    return SQLModel.metadata


def make_engine(url: str, *, pool_size: int = 20) -> Engine:
    """An engine for SQLite or PostgreSQL that keeps its promises under many writers."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url, pool_size)
    url = url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1)
    options = "-c lock_timeout=5s -c statement_timeout=60s -c timezone=UTC"
    return create_engine(
        url, pool_size=pool_size, max_overflow=20, pool_pre_ping=True, connect_args={"options": options}
    )


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    engine = create_engine(url, pool_size=pool_size, max_overflow=20, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # Because the driver's own transactions begin too late, SQLAlchemy's `begin` below says when.
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={LONGEST_WAIT_SECONDS * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    in_line = Lock()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        # Because SQLite's own waiting is a lottery that newcomers win: among many writers an old one would starve.
        connection.info["was_in_line"] = not reading and in_line.acquire(timeout=LONGEST_WAIT_SECONDS)
        try:
            connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
            # Because read-then-write in a plain BEGIN fails at once when another writer came between.
            connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
        except Exception:
            leave(connection)
            raise

    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def leave(connection: Any) -> None:
        if connection.info.pop("was_in_line", False):
            in_line.release()

    return engine


def reading_engine(engine: Engine) -> Engine:
    """The same database for those who only read: every write is refused by the database itself."""
    return engine.execution_options(reading=True, postgresql_readonly=True)


@contextmanager
def session_for(engine: Engine, *, municipality_id: UUID | None = None) -> Iterator[Session]:
    """A writing session outside a request; commits at the end, rolls back on an error."""
    with Session(engine, expire_on_commit=False) as db:
        if municipality_id is not None:
            db.info["municipality_id"] = municipality_id
        yield db
        db.commit()


@contextmanager
def unscoped(db: Session) -> Iterator[Session]:
    """Let the session see every municipality for a moment: sign-in, the worker's queue, the operator's commands."""
    before = db.info.get("unscoped", False)
    db.info["unscoped"] = True
    try:
        yield db
    finally:
        db.info["unscoped"] = before


def transaction(request: Request) -> Iterator[Session]:
    """The one transaction of a request: reading for GET and HEAD, writing for the rest."""
    engine: Engine = request.app.state.engine
    reading = request.method in ("GET", "HEAD")
    with Session(reading_engine(engine) if reading else engine, expire_on_commit=False) as db:
        db.info["reading"] = reading
        request.state.db = db
        try:
            yield db
            db.commit()
        finally:
            # Because the page that says what went wrong must not wake the session again and leave it open.
            request.state.db = None


Db = Annotated[Session, Depends(transaction, scope="function")]


def database_url() -> str:
    """The address of the database this process works on."""
    return settings().database_url
