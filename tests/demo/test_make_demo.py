"""`omlob demo` as an operator runs it."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from typer.testing import CliRunner

from app.accounts.models import Municipality
from app.cli import app
from app.core.config import Environment, settings
from app.core.db import session_for, unscoped
from app.demo.fill import AlreadyThere, fill_demo
from app.demo.town import SLUG
from tests.demo.conftest import Demo
from tests.factories import make_municipality


@pytest.fixture
def run(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setattr(settings(), "database_url", address.replace("+psycopg", ""))
    return lambda *words: CliRunner().invoke(app, ["demo", *words])


def slugs(engine: Engine) -> list[str]:
    with Session(engine) as db, unscoped(db):
        return list(db.exec(select(Municipality.slug)).all())


def test_there_is_no_demo_in_production(run, engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings(), "env", Environment.PRODUCTION)

    answer = run()

    assert answer.exit_code == 1
    assert "production" in answer.output
    assert slugs(engine) == []


def test_with_if_empty_a_database_in_use_is_left_alone(run, engine: Engine):
    with session_for(engine) as db:
        here = make_municipality(db).slug

    answer = run("--if-empty")

    assert (answer.exit_code, answer.output) == (0, "")
    assert slugs(engine) == [here]


def test_the_demo_is_made_only_once(demo: Demo):
    with pytest.raises(AlreadyThere):
        fill_demo(demo.engine)

    assert sorted(slugs(demo.engine)) == [SLUG, "fjordby", "lyngkoebing"]
