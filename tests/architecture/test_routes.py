"""Every route says who may come in, and a page that shows cannot change anything."""

from collections.abc import Iterator
from functools import partial

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import Engine, update
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.accounts.guard import Guard
from app.accounts.models import Institution
from app.core.db import Db, WriteWhileReading, reading_engine, unscoped
from app.main import make_app
from tests.factories import make_institution


def guarded_routes(app: FastAPI) -> Iterator[tuple[str, frozenset[str], list[Guard]]]:
    """Each route's path, methods and the guards it declares."""
    for context in iter_route_contexts(app.routes):
        if not hasattr(context, "dependant"):
            continue
        calls = [each.call for each in context.dependant.dependencies]
        yield str(context.path), frozenset(context.methods or ()), [c.guard for c in calls if hasattr(c, "guard")]


def test_every_route_declares_who_may_come_in(app):
    routes = list(guarded_routes(app))

    assert len(routes) > 20
    assert [path for path, _methods, guards in routes if len(guards) != 1] == []


def test_a_route_without_a_guard_is_found(app):
    def show_forgotten() -> dict[str, str]:
        return {}

    app.add_api_route("/forgotten", show_forgotten)

    assert [path for path, _methods, guards in guarded_routes(app) if not guards] == ["/forgotten"]


def test_a_page_that_shows_cannot_change_anything(engine: Engine):
    app = make_app(engine)

    def show_writes(db: Db) -> dict[str, str]:
        with unscoped(db):
            make_institution(db)
        return {}

    app.add_api_route("/writes", show_writes)
    answer = TestClient(app).get("/writes")

    assert answer.status_code == 500


@pytest.mark.parametrize("way", ["flush", "statement"])
def test_the_reading_session_refuses_a_write(engine: Engine, db: Session, way: str):
    institution = make_institution(db)
    db.commit()
    with Session(reading_engine(engine)) as reading:
        reading.info.update(reading=True, municipality_id=institution.municipality_id)
        found = reading.exec(select(Institution)).one()
        found.name = "changed"
        change = reading.flush if way == "flush" else partial(reading.execute, update(Institution).values(name="x"))
        with pytest.raises(WriteWhileReading), reading.no_autoflush:
            change()
