"""Both databases, an application on them, and a browser that checks every page it sees."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session

os.environ.update(OMLOB_ENV="test", OMLOB_BASE_URL="http://testserver", OMLOB_SECRET_KEY="a secret for tests " * 3)

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.core.config import settings
from app.main import make_app
from tests import databases, servers
from tests.audit import every_change_is_recorded
from tests.browser import Browser
from tests.factories import make_municipality

__all__ = ["every_change_is_recorded"]

ENGINES = ("sqlite", "postgresql")
# Where the two databases can differ: locks and races, search, sums, what the database itself refuses. These run on
# both every time; the rest runs on PostgreSQL with `make test-postgres`.
ON_BOTH = (
    "tests/accounts/test_deeds.py", "tests/architecture/", "tests/catalogue/test_move_units.py",
    "tests/catalogue/test_search_", "tests/core/",
    "tests/deliveries/", "tests/history/", "tests/impact/", "tests/orders/test_place_order.py",
    "tests/purchases/test_stock_then.py",
    "tests/orders/test_race.py",
    "tests/purchases/test_import_race.py",
    "tests/oversight/test_keep_signed.py", "tests/reports/test_check_closed.py", "tests/reports/test_close_period.py",
    "tests/reports/test_quarterly_letter.py",
    "tests/reports/test_sums_agree.py", "tests/workshop/test_refuse_unerased.py", "tests/workshop/test_erase_media.py",
    "tests/workshop/test_save_settings_at_once.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on PostgreSQL only with `make test-postgres`."""
    for item in items:
        spec = getattr(item, "callspec", None)
        database = spec and (spec.params.get("engine") or spec.params.get("demo"))
        if database == "postgresql" and not item.nodeid.startswith(ON_BOTH):
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with servers.postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> str:
    url = databases.new_postgres_database(postgres_server)
    databases.migrate(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> databases.SqliteTemplate:
    return databases.SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    engine = databases.engine_for(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty migrated database, once of each kind."""
    if request.param == "postgresql":
        made: Engine = request.getfixturevalue("postgres_engine")
        databases.empty(made)
        yield made
        return
    made = databases.engine_for(request.getfixturevalue("sqlite_template").copy(tmp_path))
    yield made
    made.dispose()


@pytest.fixture(autouse=True)
def media_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "media_url", str(tmp_path / "media"))


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session that stands in one municipality; `db.commit()` makes things visible to the browser."""
    with Session(engine, expire_on_commit=False) as session:
        make_municipality(session)
        session.commit()
        yield session


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return make_app(engine)


@pytest.fixture
def browse(app: FastAPI, db: Session) -> Callable[..., Browser]:
    """`browse(person)` is that person's browser, signed in; `browse()` is a stranger's."""

    def open_browser(person: Person | Viewer | None = None) -> Browser:
        db.commit()
        return Browser(app, db, person)

    return open_browser
