"""Brings the tables of any database up to date, one numbered step at a time."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from app.core.config import settings
from app.core.db import Choice, make_engine
from app.tables import METADATA


def spell_type(kind: str, item: Any, _context: Any) -> Any:
    """Write our own column types as plain SQLAlchemy, so that old steps do not depend on new code."""
    if kind != "type":
        return False
    name = type(item).__name__
    if isinstance(item, Choice):
        return "sa.String(length=30)"
    if name == "AutoString":
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return "sa.DateTime(timezone=True)" if name == "UTCDateTime" else False


def same_type(_context: Any, _inspected: Any, _column: Any, _found: Any, wanted: Any) -> bool | None:
    """A Choice is a short text in the database."""
    return False if isinstance(wanted, Choice) else None


def migrate(connection: Connection) -> None:
    """Run the steps that are missing."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_item=spell_type,
        compare_type=same_type,
        render_as_batch=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Migrate over the connection given by the caller, or over one of our own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    engine = make_engine(context.config.get_main_option("sqlalchemy.url") or settings().database_url)
    with engine.connect() as connection:
        # Because rebuilding a table with foreign keys on would empty the tables that point to it.
        if connection.dialect.name == "sqlite":
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        migrate(connection)
        connection.commit()
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"rows without the row they point to: {broken[:5]}")
    engine.dispose()


main()
