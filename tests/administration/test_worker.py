"""The worker does what waits, lets nothing stop it, and finishes its task when told to stop."""

from datetime import timedelta
from threading import Thread
from time import monotonic, sleep

import pytest
import time_machine
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.core.clock import now
from app.history import later
from app.history.models import BackgroundTask
from app.history.timed import TIMED, queue_timed_work
from app.history.work import HANDLERS, work_until_idle
from app.worker import LONGEST_PAUSE, Worker


@pytest.fixture
def done(monkeypatch):
    """What the test's own kind of work has done."""
    did: list[str] = []
    monkeypatch.setitem(HANDLERS, "note", lambda _db, payload: did.append(payload["word"]))
    return did


@pytest.fixture
def at_work(engine):
    worker = Worker(engine)
    thread = Thread(target=worker.run)
    thread.start()
    yield worker
    worker.stop()
    thread.join(5)
    assert not thread.is_alive()


def wait_for(truth, seconds=5.0):
    end = monotonic() + seconds
    while not truth() and monotonic() < end:
        sleep(0.02)
    assert truth()


def ask(db, word):
    later(db, "note", {"word": word}, municipality_id=None)
    db.commit()


@pytest.mark.usefixtures("at_work")
def test_work_that_comes_is_done_within_a_moment(db, done):
    ask(db, "one")
    wait_for(lambda: done == ["one"])
    sleep(LONGEST_PAUSE)

    ask(db, "two")

    wait_for(lambda: done == ["one", "two"], seconds=LONGEST_PAUSE + 1)


def test_the_task_at_hand_is_finished_before_it_stops(db, engine, monkeypatch):
    steps: list[str] = []

    def slow(_db, _payload):
        steps.append("begun")
        sleep(0.5)
        steps.append("finished")

    monkeypatch.setitem(HANDLERS, "note", slow)
    ask(db, "")
    ask(db, "")
    worker = Worker(engine)
    thread = Thread(target=worker.run)
    thread.start()
    wait_for(lambda: steps == ["begun"])

    worker.stop()
    thread.join(5)

    assert steps == ["begun", "finished"]
    waiting = db.exec(select(BackgroundTask).where(BackgroundTask.kind == "note")).all()
    assert sorted(task.done_at is not None for task in waiting) == [False, True]


@pytest.mark.usefixtures("at_work")
def test_a_database_that_is_away_for_a_moment_does_not_end_it(db, done, monkeypatch):
    def away(_engine):
        raise OperationalError("SELECT 1", {}, Exception("the server is gone"))

    monkeypatch.setattr("app.worker.queue_timed_work", away)
    ask(db, "one")
    sleep(0.3)
    assert done == []

    monkeypatch.undo()
    monkeypatch.setitem(HANDLERS, "note", lambda _db, payload: done.append(payload["word"]))

    wait_for(lambda: done == ["one"])


@pytest.fixture
def clockwork(monkeypatch):
    """One kind of timed work, an hour between turns, and nothing else."""
    turns: list[int] = []
    monkeypatch.setattr("app.history.timed._queued", {})
    for kind in list(TIMED):
        monkeypatch.delitem(TIMED, kind)
    monkeypatch.setitem(TIMED, "timed:test", timedelta(hours=1))
    monkeypatch.setitem(HANDLERS, "timed:test", lambda _db, _payload: turns.append(1))
    return turns


def test_timed_work_is_done_once_in_every_turn_however_many_workers_there_are(db, engine, clockwork, monkeypatch):
    start = now().replace(minute=5)
    with time_machine.travel(start, tick=False) as clock:
        for _worker in range(3):
            monkeypatch.setattr("app.history.timed._queued", {})
            queue_timed_work(engine)
            work_until_idle(engine)
        assert len(clockwork) == 1

        clock.shift(timedelta(hours=1))
        queue_timed_work(engine)
        work_until_idle(engine)

    assert len(clockwork) == 2
