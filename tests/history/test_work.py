"""Work for later is done once, and one bad task does not stop the others."""

import threading
from collections import Counter

import pytest
from sqlmodel import col, select

from app.history import later, record
from app.history.models import BackgroundTask
from app.history.work import HANDLERS, REACTIONS, claim, on, try_again, work_once, work_until_idle
from tests.factories import make_institution, make_municipality


@pytest.fixture
def seen(monkeypatch):
    """What a handler of ours was given."""
    got: Counter[int] = Counter()
    lock = threading.Lock()

    def handler(_db, payload):
        if payload.get("fails"):
            raise RuntimeError("a bad task")
        with lock:
            got[payload["n"]] += 1

    monkeypatch.setitem(HANDLERS, "count", handler)
    return got


def queue(db, **payload):
    later(db, "count", payload, municipality_id=db.info["municipality_id"])


def test_every_task_is_done_once_by_many_workers(db, engine, seen):
    for n in range(60):
        queue(db, n=n)
    db.commit()

    workers = [threading.Thread(target=work_until_idle, args=(engine,)) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert seen == Counter(range(60))


def test_without_the_claim_tasks_are_done_twice(db, engine, seen, monkeypatch):
    """The control: two workers that only read what waits both do it."""
    queue(db, n=1)
    db.commit()
    first = claim(engine)
    with_lock = claim(engine)
    assert with_lock is None
    monkeypatch.setattr("app.history.work.claim", lambda _engine: first)

    work_once(engine)
    work_once(engine)

    assert seen[1] == 2


def test_a_bad_task_is_put_aside_and_the_rest_go_on(db, engine, seen):
    queue(db, fails=True)
    queue(db, n=1)
    db.commit()

    work_until_idle(engine)
    db.expire_all()

    bad = db.exec(select(BackgroundTask).where(col(BackgroundTask.done_at).is_(None))).one()
    assert seen == {1: 1}
    assert bad.attempts == 1
    assert "a bad task" in bad.error


def test_what_was_given_up_can_be_tried_again(db, engine, seen):
    db.add(BackgroundTask(kind="count", payload={"n": 7}, municipality_id=db.info["municipality_id"], attempts=12))
    db.commit()
    assert work_until_idle(engine) == 0

    assert try_again(db) == 1
    db.commit()
    work_until_idle(engine)

    assert seen == {7: 1}


def test_the_same_key_waits_only_once(db):
    for _each in range(2):
        later(db, "count", {}, municipality_id=db.info["municipality_id"], key="the same")
    db.commit()

    assert len(db.exec(select(BackgroundTask)).all()) == 1


def test_a_module_reacts_to_an_event_in_a_transaction_of_its_own(db, engine, monkeypatch):
    monkeypatch.setitem(REACTIONS, "institution_visited", [])
    heard = []

    @on("institution_visited")
    def listen(reacting_db, event):
        heard.append((reacting_db.info["municipality_id"], event.subject_id))

    institution = make_institution(db)
    record(db, "institution_visited", institution, by=None)
    db.commit()
    make_municipality(db)
    db.commit()
    work_until_idle(engine)
    del HANDLERS["institution_visited:listen"]

    assert heard == [(institution.municipality_id, institution.id)]
