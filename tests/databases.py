"""One migrated database of each kind for a whole run, emptied between tests."""

import shutil
import sqlite3
from pathlib import Path
from uuid import uuid4

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from app.core.db import make_engine
from app.core.pages import ROOT
from app.tables import METADATA


def migrate(url: str, to: str = "head") -> None:
    """Bring the tables of a database up to date, or as far as one of the numbered migrations."""
    command.upgrade(_config(url), to)


def _config(url: str) -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", url)
    return config


def migrate_back(url: str, to: str) -> None:
    """Take the newer migrations back, as far as this one."""
    command.downgrade(_config(url), to)


def new_postgres_database(server: str) -> str:
    """The address of a new empty database on the server."""
    name = f"t{uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return f"{server.rsplit('/', 1)[0]}/{name}"


def empty(engine: Engine) -> None:
    """Empty every table, the append-only ones too (with the triggers off, as only the database's owner can)."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return

        connection.execute(text("SET session_replication_role = replica"))
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
        connection.execute(text("SET session_replication_role = DEFAULT"))
        connection.commit()


class SqliteTemplate:
    """A migrated SQLite file that every test gets a copy of."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "template.db"
        migrate(f"sqlite:///{self.file}")
        with sqlite3.connect(self.file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(self, folder: Path) -> str:
        """The address of a fresh copy."""
        target = folder / "omlob.db"
        shutil.copy(self.file, target)
        return f"sqlite:///{target}"


def engine_for(url: str) -> Engine:
    """An engine with a small pool, as a test needs."""
    return make_engine(url, pool_size=5)
