"""A confirmed order finds its run by itself, and leaves it when it no longer belongs there."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Role
from app.core.clock import today
from app.core.db import session_for, unscoped
from app.deliveries.actions import settle_order, start_run
from app.deliveries.handlers import keep_runs_in_the_calendar
from app.deliveries.models import Run, RunState
from app.history import record
from app.history.work import work_until_idle
from app.orders.actions import cancel_order
from app.orders.models import Handover, OrderState
from tests.deliveries.factories import look_at, make_neighbour, make_run, put_on, stops_of
from tests.factories import make_institution, make_viewer
from tests.orders.factories import make_order

SOON = today() + timedelta(days=3)


@pytest.fixture
def school(db):
    return make_institution(db)


@pytest.fixture
def buyer(db, school):
    return make_viewer(db, home=school)


def test_a_confirmed_order_goes_on_the_run_of_the_day_it_is_wanted(db, engine, buyer, school):
    make_run(db, runs_on=SOON - timedelta(days=1))
    run = make_run(db, runs_on=SOON)
    order = make_order(db, buyer, school, wanted_on=SOON)
    record(db, "order_confirmed", order, by=buyer)
    db.commit()

    work_until_idle(engine)

    assert [stop.order_id for stop in stops_of(db, run)] == [order.id]
    look_at(db, order)
    assert order.promised_on == SOON
    settle_order(db, order)
    assert len(stops_of(db, run)) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"wanted_on": None},
        {"wanted_on": SOON, "handover": Handover.COLLECT},
        {"wanted_on": SOON + timedelta(days=1)},
        {"wanted_on": SOON, "state": OrderState.AWAITING_APPROVAL},
    ],
)
def test_other_orders_wait_for_the_planner(db, buyer, school, facts):
    run = make_run(db, runs_on=SOON)

    settle_order(db, make_order(db, buyer, school, **facts))

    assert stops_of(db, run) == []


def test_a_run_that_has_started_takes_nothing_more(db, buyer, school):
    run = make_run(db, runs_on=today(), state=RunState.ON_THE_WAY)

    settle_order(db, make_order(db, buyer, school, wanted_on=today()))

    assert stops_of(db, run) == []


def test_a_cancelled_order_leaves_its_run(db, engine, buyer, school):
    run, order = make_run(db, runs_on=SOON), make_order(db, buyer, school, wanted_on=SOON)
    put_on(db, run, order)
    cancel_order(db, order, by=buyer)
    db.commit()

    work_until_idle(engine)

    assert stops_of(db, run) == []


def test_an_order_wanted_on_another_day_moves_to_that_days_run(db, buyer, school):
    run, later_run = make_run(db, runs_on=SOON), make_run(db, runs_on=SOON + timedelta(days=2))
    order = make_order(db, buyer, school, wanted_on=SOON)
    put_on(db, run, order)
    order.wanted_on = later_run.runs_on
    db.add(order)
    db.flush()

    settle_order(db, order)

    assert stops_of(db, run) == []
    assert [stop.order_id for stop in stops_of(db, later_run)] == [order.id]


def test_what_was_cancelled_a_moment_ago_is_left_at_home(db, buyer, school):
    driver = make_viewer(db, Role.DRIVER)
    run, order = make_run(db), make_order(db, buyer, school)
    stays = make_order(db, buyer, school)
    put_on(db, run, order, stays)
    cancel_order(db, order, by=buyer)

    start_run(db, run, by=driver)

    assert [stop.order_id for stop in stops_of(db, run)] == [stays.id]
    assert stays.state == OrderState.ON_THE_WAY


def test_each_municipality_has_its_coming_runs_and_forgotten_ones_end(db, engine):
    neighbour = make_neighbour(db)
    forgotten = make_run(db, runs_on=today() - timedelta(days=1), state=RunState.ON_THE_WAY)
    db.commit()

    for _each in range(2):
        with session_for(engine) as worker_db:
            keep_runs_in_the_calendar(worker_db)

    db.expire_all()
    assert forgotten.state == RunState.DONE
    with unscoped(db):
        places = [run.municipality_id for run in db.exec(select(Run).where(Run.runs_on >= today())).all()]
    assert places.count(neighbour.id) == places.count(db.info["municipality_id"]) >= 4
