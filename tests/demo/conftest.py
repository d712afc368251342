"""A small demo, built once for the whole run on each database."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from app.core.clock import as_if
from app.core.config import settings
from app.demo.calendar import clock_on
from app.demo.fill import Filled, fill_demo
from app.main import import_handlers
from tests import databases

SMALL = 0.06
TODAY = date(2026, 11, 18)  # a Wednesday, so that the usual runs lie around it


class Demo:
    """A database with a small demo in it, and what was put in."""

    def __init__(self, engine: Engine, filled: Filled) -> None:
        self.engine, self.filled = engine, filled


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A small demo as of an afternoon in November 2026."""
    engine = databases.engine_for(_address(request, tmp_path_factory))
    yield build(engine, tmp_path_factory)
    engine.dispose()


def build(engine: Engine, tmp_path_factory: pytest.TempPathFactory, **options: Any) -> Demo:
    """Fill the database with a small demo, its photos in a folder of their own."""
    import_handlers()
    with pytest.MonkeyPatch.context() as patch, as_if(clock_on(TODAY, 14)):
        patch.setattr(settings(), "media_url", str(tmp_path_factory.mktemp("demo_media")))
        return Demo(engine, fill_demo(engine, **{"scale": SMALL, **options}))


def _address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        template: databases.SqliteTemplate = request.getfixturevalue("sqlite_template")
        return template.copy(tmp_path_factory.mktemp("demo"))
    server = request.getfixturevalue("postgres_url").rsplit("/", 1)[0]
    url = databases.new_postgres_database(f"{server}/postgres")
    databases.migrate(url)
    return url
