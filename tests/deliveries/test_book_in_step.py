"""The ledger's line stands in the hand-over's own transaction: with no worker at all it is there, once, and right."""

import pytest
from sqlmodel import col, select

from app.accounts.models import Municipality
from app.core.db import session_for
from app.deliveries import ledger
from app.history.models import BackgroundTask, Event
from app.history.record import broken_link
from app.history.work import HANDLERS, IN_STEP, work_until_idle
from app.impact.models import EntryKind, ImpactEntry
from app.orders.actions import ask_return, complete_order, receive_return, reopen_order
from app.workshop.models import Job, JobState
from app.workshop.queries import units_of_item
from tests.factories import make_account, make_institution, make_item, make_viewer
from tests.orders.factories import line_of, make_order

BOOKED = "unit_handed_over:book_handed_over_unit"


def ordered(db, *, minutes=0):
    """An order of one chair with so many minutes of work in it, waiting to be handed over."""
    school = make_institution(db, "Sølund Skole")
    buyer, item = make_viewer(db, home=school), make_item(db, units=1)
    unit = units_of_item(db, item)[0]
    if minutes:
        db.add(
            Job(
                municipality_id=unit.municipality_id, unit_id=unit.id, minutes=minutes, started_at=unit.received_at,
                ended_at=unit.received_at, started_by_id=buyer.person_id, state=JobState.PASSED,
            )
        )  # fmt: skip
    order = make_order(db, buyer, school, item=item, account=make_account(db, school))
    db.commit()
    return order, buyer, unit


def lines(db):
    return db.exec(select(ImpactEntry).order_by(col(ImpactEntry.id))).all()


def test_with_the_worker_down_the_line_is_there(db):
    order, _buyer, unit = ordered(db, minutes=30)
    municipality = db.get_one(Municipality, order.municipality_id)

    complete_order(db, order, by=None)
    db.commit()

    (entry,) = lines(db)
    assert (entry.kind, entry.unit_id) == (EntryKind.HAND_OVER, unit.id)
    assert entry.cost_ore == municipality.labour_ore_per_hour // 2
    assert db.exec(select(BackgroundTask).where(BackgroundTask.kind == BOOKED)).all() == []


def test_a_unit_that_is_back_before_any_worker_ran_keeps_its_burdens(db):
    order, buyer, _unit = ordered(db, minutes=30)
    complete_order(db, order, by=None)
    db.commit()
    back = ask_return(db, order, line_of(db, order), 1, "passer ikke", by=buyer)
    receive_return(db, back, by=None)
    db.get_one(Municipality, order.municipality_id).labour_ore_per_hour = 99_999  # a later wage moves nothing
    db.commit()

    handed, returned = lines(db)
    assert (handed.kind, returned.kind, returned.reverses_id) == (EntryKind.HAND_OVER, EntryKind.RETURN, handed.id)
    assert (handed.cost_ore > 0, returned.cost_ore) == (True, 0)


def test_what_is_rolled_back_is_not_booked(db):
    order, _buyer, _unit = ordered(db)

    complete_order(db, order, by=None)
    db.rollback()

    assert lines(db) == []


def test_a_line_that_cannot_be_booked_lets_nothing_be_handed_over(db, monkeypatch):
    order, _buyer, unit = ordered(db)

    def fail(*_parts: object, **_more: object) -> None:
        raise RuntimeError("no factor")

    monkeypatch.setattr(ledger, "book_hand_over", fail)
    complete_order(db, order, by=None)
    with pytest.raises(RuntimeError, match="no factor"):
        db.commit()
    db.rollback()

    db.refresh(unit)
    assert (unit.handed_over_at, lines(db)) == (None, [])
    assert broken_link(db, order.municipality_id) is None


def handed_over_before_lines_stood_in_step(db, monkeypatch):
    """A hand-over of the time when the worker booked: its task waits in the queue."""
    order, buyer, unit = ordered(db)
    with monkeypatch.context() as before:
        before.setitem(IN_STEP, "unit_handed_over", [])
        complete_order(db, order, by=None)
        db.commit()
    event = db.exec(select(Event).where(Event.name == "unit_handed_over")).one()
    db.add(
        BackgroundTask(municipality_id=order.municipality_id, kind=BOOKED, payload={"event_id": str(event.id)}, key="a")
    )
    db.commit()
    assert lines(db) == []
    db.commit()
    return order, buyer, unit


def test_a_hand_over_that_waited_in_the_queue_is_booked_there_once(db, engine, monkeypatch):
    handed_over_before_lines_stood_in_step(db, monkeypatch)

    work_until_idle(engine)
    task = db.exec(select(BackgroundTask).where(BackgroundTask.key == "a")).one()
    db.commit()
    with session_for(engine, municipality_id=task.municipality_id) as again:
        HANDLERS[BOOKED](again, task.payload)

    assert [entry.kind for entry in lines(db)] == [EntryKind.HAND_OVER]
    assert task.error is None


def test_what_follows_on_a_waiting_hand_over_books_it_first_and_the_worker_not_again(db, engine, monkeypatch):
    order, _buyer, _unit = handed_over_before_lines_stood_in_step(db, monkeypatch)

    reopen_order(db, order, by=None)
    db.commit()
    work_until_idle(engine)

    assert [entry.kind for entry in lines(db)] == [EntryKind.HAND_OVER, EntryKind.UNDO]
    assert sum(entry.net_co2e_g for entry in lines(db)) == 0
