"""Two who save the workshop's settings in the same moment follow each other; without the lock one of them fails."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.core.db import session_for
from app.history.models import Event
from app.workshop.actions import change_station, erasure, open_station, set_erasure_policy, stations
from app.workshop.erasure.models import ErasureMethod, ErasurePolicy
from app.workshop.models import Station, StationCategory
from tests.factories import make_category, make_viewer
from tests.workshop.factories import make_lead

Deed = Callable[[Session, int], None]


@contextmanager
def met_after(engine: Engine, statement_begins: str) -> Iterator[None]:
    """Both writers pause after this statement until the other is there too, or for half a second."""
    meeting = Barrier(2)

    def pause(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(statement_begins):
            try:
                meeting.wait(timeout=0.5)
            except BrokenBarrierError:
                return

    sa.event.listen(engine, "after_cursor_execute", pause)
    try:
        yield
    finally:
        sa.event.remove(engine, "after_cursor_execute", pause)


def both_at_once(engine: Engine, by: Viewer, deed: Deed) -> list[Exception | None]:
    def one(n: int) -> Exception | None:
        try:
            with session_for(engine, municipality_id=by.municipality_id) as db:
                deed(db, n)
        except IntegrityError as clash:
            return clash
        return None

    with ThreadPoolExecutor(2) as hands:
        return list(hands.map(one, range(2)))


def save_policies(engine: Engine, db: Session) -> list[Exception | None]:
    by = make_viewer(db)
    db.commit()
    wanted = (ErasureMethod.CLEAR, ErasureMethod.DESTROY)

    def save(own: Session, n: int) -> None:
        set_erasure_policy(own, least=wanted[n], needs_second_person=True, by=by)

    with met_after(engine, "SELECT erasure_policy"):
        return both_at_once(engine, by, save)


def give_to_stations(engine: Engine, db: Session) -> list[Exception | None]:
    by, category = make_lead(db), make_category(db)
    made = [open_station(db, name, by=by) for name in ("Træ", "Metal")]
    db.commit()

    def give(own: Session, n: int) -> None:
        change_station(own, own.get_one(Station, made[n].id), name=made[n].name, categories=[category.id], by=by)

    with met_after(engine, "DELETE FROM station_category"):
        return both_at_once(engine, by, give)


def test_two_who_save_the_first_policy_at_once_are_both_heard(db, engine):
    assert save_policies(engine, db) == [None, None]

    kept = db.exec(select(ErasurePolicy)).one()
    told = db.exec(select(Event).where(Event.name == "erasure_policy_set").order_by(col(Event.position))).all()
    assert [event.after["least"] for event in told][-1] == kept.least
    assert len(told) == 2
    assert told[1].before["least"] == told[0].after["least"]


def test_a_category_given_to_two_stations_at_once_belongs_to_one(db, engine):
    assert give_to_stations(engine, db) == [None, None]

    assert len(db.exec(select(StationCategory)).all()) == 1


@pytest.mark.parametrize("race,module", [(save_policies, erasure), (give_to_stations, stations)])
def test_without_the_lock_one_of_them_fails(db, engine, monkeypatch, race, module):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one writer in at a time anyway")
    monkeypatch.setattr(module, "lock_settings", lambda *_everything: None)

    answers = race(engine, db)

    assert sorted(type(answer).__name__ for answer in answers) == ["IntegrityError", "NoneType"]
