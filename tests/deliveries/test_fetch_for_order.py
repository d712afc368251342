"""What stands at a workplace until somebody wants it is fetched there, before it is brought to those who ordered it."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.accounts.models import Role
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.deliveries.actions import (
    add_stops,
    close_stops,
    fail_stop,
    hand_out_order,
    move_place,
    remove_stop,
    reopen_stops,
    settle_order,
    start_run,
    take_back_order,
)
from app.deliveries.actions.driving import DeliveredAlready, NotFetchedYet
from app.deliveries.actions.fetching import FetchedFirst
from app.deliveries.models import Stop, StopKind, StopState
from app.deliveries.queries.cargo import cargo_of_orders
from app.deliveries.queries.runs import route_of
from app.deliveries.transport import transport_shares
from app.history.models import Event
from app.impact.factors import factor_set
from app.impact.formulas import whole
from app.orders.actions.fulfil import reserved_units
from app.orders.models import Handover, OrderState
from tests.deliveries.factories import look_at, make_report, make_run, put_on, stops_of
from tests.factories import make_institution, make_person, make_viewer
from tests.orders.factories import make_order

OUT, IN = (StopKind.DELIVERY,), (StopKind.FETCH, StopKind.COLLECTION, StopKind.RETURN)


@pytest.fixture
def school(db):
    return make_institution(db, "Sølund Skole", address="Skolevej 12", distance_m=4000)


@pytest.fixture
def library(db):
    return make_institution(db, "Egekøbing Bibliotek", address="Torvet 1", distance_m=9000)


@pytest.fixture
def driver(db, library):
    return make_viewer(db, Role.DRIVER, home=library)


def standing(db, driver, place, to, *, standing=2, quantity=3, **facts):
    """An order of three, two of which stand at a workplace."""
    order = make_order(db, driver, to, quantity=quantity, **facts)
    report = make_report(db, driver, place, stays_put=True, contact_name="Kim Pedel", room="Loftet")
    for each in reserved_units(db, order)[:standing]:
        each.unit.stands_at_id, each.unit.report_id = place.id, report.id
        db.add(each.unit)
    db.flush()
    return order


@pytest.fixture
def order(db, driver, school, library):
    return standing(db, driver, school, library)


@pytest.fixture
def run(db, order):
    run = make_run(db)
    put_on(db, run, order)
    return run


def kinds(db, run):
    return [(stop.kind, stop.institution_id) for stop in stops_of(db, run)]


def test_the_run_goes_by_where_it_stands_before_the_place_it_goes_to(db, run, order, school, library):
    stops = stops_of(db, run)

    assert [(s.kind, s.institution_id) for s in stops] == [
        (StopKind.FETCH, school.id), (StopKind.DELIVERY, library.id)
    ]  # fmt: skip
    assert stops[0].fetch_for_id == order.id
    assert stops[0].order_id is None
    route = route_of(db, run)
    fetch, delivery = (place.errands[0].cargo for place in route.places)
    assert (fetch.count, fetch.room, fetch.contact_name, fetch.goes_to) == (2, "Loftet", "Kim Pedel", library.name)
    assert (delivery.count, delivery.stands_at, route.things_to_load) == (3, [school.name], 1)
    assert route.load_l == delivery.volume_l
    assert delivery.fetched_l == fetch.volume_l


def test_a_place_that_is_visited_already_is_visited_after_the_fetching(db, driver, school, library):
    run = make_run(db)
    put_on(db, run, make_order(db, driver, library))

    put_on(db, run, standing(db, driver, school, library))

    assert [place.institution.id for place in route_of(db, run).places] == [school.id, library.id]


def test_what_stands_with_the_buyers_already_is_fetched_nowhere_and_carries_nothing(db, driver, school):
    run, order = make_run(db), standing(db, driver, school, school, standing=3)
    put_on(db, run, order)

    assert kinds(db, run) == [(StopKind.DELIVERY, school.id)]
    assert route_of(db, run).load_l == 0

    start_run(db, run, by=driver)
    close_stops(db, run, school.id, OUT, by=driver)
    assert {each.unit.stands_at_id for each in reserved_units(db, order)} == {None}
    reopen_stops(db, run, school.id, OUT + IN, by=driver)
    assert {each.unit.stands_at_id for each in reserved_units(db, order)} == {school.id}


def test_two_orders_that_wait_for_each_others_place_do_not_go_on_one_run(db, driver, run, school, library):
    other = standing(db, driver, library, school, wanted_on=run.runs_on)

    with pytest.raises(FetchedFirst):
        add_stops(db, run, cargo_of_orders(db, [other]), by=None)


def test_the_worker_leaves_such_an_order_to_the_planner(db, driver, run, order, school, library):
    other = standing(db, driver, library, school, wanted_on=run.runs_on)

    settle_order(db, other)

    assert other.promised_on is None
    assert [stop.order_id for stop in stops_of(db, run) if stop.order_id] == [order.id]


def test_the_planner_cannot_put_the_delivery_before_the_fetching(db, run, school, library):
    with pytest.raises(FetchedFirst):
        move_place(db, run, library.id, is_up=True, by=make_viewer(db, Role.WORKSHOP_LEAD))


@pytest.mark.parametrize("which", [0, 1])
def test_an_order_and_its_fetching_leave_the_run_together(db, run, order, which):
    remove_stop(db, run, stops_of(db, run)[which], by=None)

    assert stops_of(db, run) == []
    assert order.promised_on is None


def test_a_changed_order_is_fetched_only_where_something_of_it_stands(db, run, order, library):
    order.wanted_on = run.runs_on
    for each in reserved_units(db, order):
        each.unit.stands_at_id = None
        db.add(each.unit)
    db.flush()

    settle_order(db, order)
    settle_order(db, order)

    assert kinds(db, run) == [(StopKind.DELIVERY, library.id)]


def test_a_stop_for_the_same_fetching_is_there_once(db, run, order, school):
    twin = Stop(municipality_id=run.municipality_id, run_id=run.id, position=99, kind=StopKind.FETCH,
                institution_id=school.id, fetch_for_id=order.id)  # fmt: skip
    db.add(twin)

    with pytest.raises(IntegrityError):
        db.flush()
    db.rollback()


def test_it_is_handed_over_only_when_it_is_fetched(db, driver, run, order, school, library):
    start_run(db, run, by=driver)

    with pytest.raises(NotFetchedYet):
        close_stops(db, run, library.id, OUT, by=driver)

    close_stops(db, run, school.id, IN, by=driver)
    assert {each.unit.stands_at_id for each in reserved_units(db, order)} == {None}
    close_stops(db, run, library.id, OUT, by=driver)
    units = [each.unit for each in reserved_units(db, order)]
    assert {(unit.stage, unit.holder_id) for unit in units} == {(Stage.HANDED_OVER, library.id)}
    assert order.state is OrderState.DELIVERED


def test_the_whole_trip_is_shared_among_what_is_delivered(db, driver, run, order):
    shares = transport_shares(db, run)

    # 2 x 9 km, and half a kilometre for the further place.
    assert len(shares) == 3
    assert sum(shares.values()) == whole(18_500 * factor_set().van_kg_per_km)


def test_the_tap_can_be_undone_until_it_is_handed_over(db, driver, run, order, school, library):
    start_run(db, run, by=driver)
    close_stops(db, run, school.id, IN, by=driver)
    close_stops(db, run, library.id, OUT, by=driver)

    with pytest.raises(DeliveredAlready):
        reopen_stops(db, run, school.id, OUT + IN, by=driver)
    db.rollback()


def test_undone_it_stands_where_it_stood(db, driver, run, order, school):
    start_run(db, run, by=driver)
    close_stops(db, run, school.id, IN, by=driver)

    reopen_stops(db, run, school.id, OUT + IN, by=driver)

    assert [each.unit.stands_at_id for each in reserved_units(db, order)].count(school.id) == 2
    assert {each.reservation.fetched_from_id for each in reserved_units(db, order)} == {None}
    db.commit()
    assert {"unit_fetched", "unit_fetch_undone"} <= set(db.exec(select(Event.name)).all())


def test_what_cannot_be_fetched_is_not_delivered_and_waits_for_another_day(db, driver, run, order, school):
    start_run(db, run, by=driver)
    fetch = stops_of(db, run)[0]

    fail_stop(db, run, fetch, "Ingen var hjemme", by=driver)

    assert {stop.state for stop in stops_of(db, run)} == {StopState.FAILED}
    assert order.state is OrderState.CONFIRMED
    again = make_run(db)
    put_on(db, again, order)
    assert [stop.kind for stop in stops_of(db, again)] == [StopKind.FETCH, StopKind.DELIVERY]


def test_what_was_fetched_and_not_wanted_comes_home_and_is_fetched_no_more(db, driver, run, order, school, library):
    start_run(db, run, by=driver)
    close_stops(db, run, school.id, IN, by=driver)
    delivery = stops_of(db, run)[1]

    fail_stop(db, run, delivery, "Passer ikke", by=driver)

    again = make_run(db)
    put_on(db, again, order)
    assert kinds(db, again) == [(StopKind.DELIVERY, library.id)]
    assert route_of(db, again).things_to_load == 3


def test_those_who_come_for_it_get_it_where_it_stands(db, driver, school, library, browse):
    order = standing(db, driver, school, library, handover=Handover.COLLECT)
    lead = make_person(db, Role.WORKSHOP_LEAD)
    browser = browse(lead)

    assert "Står på Sølund Skole" in browser.get("/deliveries").text
    assert "Den venter på dig på Sølund Skole, Skolevej 12" in browse(driver).get(f"/orders/{order.id}").text

    hand_out_order(db, order, by=driver)
    assert {each.unit.stands_at_id for each in reserved_units(db, order)} == {None}
    take_back_order(db, order, by=driver)
    assert [each.unit.stands_at_id for each in reserved_units(db, order)].count(school.id) == 2


def test_the_drivers_page_says_what_to_load_where_to_fetch_and_where_it_goes(db, run, order, school, browse):
    driver = make_person(db, Role.DRIVER)
    browser = browse(driver)

    before = browser.get("/runs/today").text
    browser.post(f"/runs/{run.id}/start")
    page = browser.get("/runs/today").text

    assert "1 ting skal med." in before
    for said in ("Hentes til andre", "Det skal til Egekøbing Bibliotek", "Kim Pedel", "Hentet", "Loftet"):
        assert said in page, said
    refused = browser.post(f"/runs/{run.id}/places/{order.institution_id}/delivered")
    assert refused.status_code == 409
    assert "Hent først tingene" in refused.text
    browser.post(f"/runs/{run.id}/places/{school.id}/collected")
    browser.post(f"/runs/{run.id}/places/{order.institution_id}/delivered")
    look_at(db, order)
    assert order.state is OrderState.DELIVERED


def test_the_planner_sees_where_it_stands_and_plans_by_hand(db, driver, school, library, browse):
    order, run = standing(db, driver, school, library), make_run(db)
    lead = make_person(db, Role.WORKSHOP_LEAD)
    browser = browse(lead)

    assert "Står på Sølund Skole" in browser.get(f"/runs/{run.id}").text
    browser.post(f"/runs/{run.id}/stops", data={"cargo": str(order.id)})

    assert "Hentes til andre" in browser.get(f"/runs/{run.id}").text
    assert len(db.exec(select(Unit).where(Unit.stands_at_id == school.id)).all()) == 2
