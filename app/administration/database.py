"""The database's tables: bring them up to date, and say whether they are."""

from functools import lru_cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import reading_engine
from app.core.pages import ROOT


def _config(url: str = "") -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate_database(url: str) -> None:
    """Bring the tables of this database up to date."""
    command.upgrade(_config(url), "head")


@lru_cache
def newest_step() -> str:
    """The last numbered migration of this version of Omløb."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def database_fault(engine: Engine) -> str | None:
    """Why the database cannot be worked on: it does not answer, or its tables are of another version."""
    try:
        with reading_engine(engine).connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError as fault:
        reason = str(getattr(fault, "orig", fault)).splitlines()[0]
        return f"the database does not answer, or has no tables yet: {reason} (omlob migrate)"
    if found != newest_step():
        return f"the tables are at step {found}, and this version needs {newest_step()}: omlob migrate"
    return None
