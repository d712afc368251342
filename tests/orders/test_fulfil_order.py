"""An order is loaded, handed over and, when the tap was a mistake, opened again."""

import pytest
from sqlmodel import select

from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.history.models import Event
from app.orders.actions import complete_order, reopen_order, reserved_units, start_order, unload_order
from app.orders.models import Handover, OrderState
from app.orders.states import OrderMovedOn
from tests.factories import make_institution, make_viewer
from tests.orders.factories import line_of, make_order


@pytest.fixture
def order(db):
    school = make_institution(db)
    return make_order(db, make_viewer(db, home=school), school, quantity=2)


def test_a_hand_over_gives_the_units_to_the_institution_and_tells_what_the_impact_needs(db, order):
    start_order(db, order)

    units = complete_order(db, order, by=None)
    db.commit()

    assert order.state == OrderState.DELIVERED
    assert order.closed_at is not None
    assert {(unit.stage, unit.holder_id) for unit in units} == {(Stage.HANDED_OVER, order.institution_id)}
    events = db.exec(select(Event).where(Event.name == "unit_handed_over")).all()
    assert {event.subject_id for event in events} == {unit.id for unit in units}
    assert len({event.after["reservation_id"] for event in events}) == 2
    told = {key: events[0].after[key] for key in ("line_id", "order_id", "answer", "price_ore", "institution_id")}
    assert told == {
        "line_id": str(line_of(db, order).id), "order_id": str(order.id), "answer": "NEW", "price_ore": 35_000,
        "institution_id": str(order.institution_id),
    }  # fmt: skip


def test_an_undone_hand_over_leaves_everything_as_it_was(db, order):
    start_order(db, order)
    complete_order(db, order, by=None)

    reopen_order(db, order, by=None)
    db.commit()

    assert (order.state, order.closed_at) == (OrderState.ON_THE_WAY, None)
    for tied in reserved_units(db, order):
        assert (tied.unit.stage, tied.unit.holder_id, tied.unit.handed_over_at) == (Stage.RESERVED, None, None)
        assert tied.reservation.handed_over_at is None
    assert len(db.exec(select(Event).where(Event.name == "unit_hand_over_undone")).all()) == 2
    assert len(complete_order(db, order, by=None)) == 2


def test_a_hand_over_twice_is_refused(db, order):
    start_order(db, order)
    complete_order(db, order, by=None)

    with pytest.raises(OrderMovedOn):
        complete_order(db, order, by=None)


def test_a_stale_page_cannot_load_an_order_that_was_cancelled_meanwhile(db, order):
    db.commit()
    db.connection().exec_driver_sql("UPDATE order_placed SET state = 'cancelled'")

    with pytest.raises(OrderMovedOn):
        start_order(db, order)


def test_an_order_that_came_back_waits_for_another_day(db, order):
    start_order(db, order)

    unload_order(db, order, by=None)

    assert (order.state, order.promised_on) == (OrderState.CONFIRMED, None)


def test_an_order_collected_at_the_counter_is_never_on_its_way(db):
    school = make_institution(db)
    order = make_order(db, make_viewer(db, home=school), school, handover=Handover.COLLECT)

    complete_order(db, order, by=None)
    reopen_order(db, order, by=None)

    assert order.state == OrderState.CONFIRMED
    assert db.exec(select(Unit)).one().stage == Stage.RESERVED
