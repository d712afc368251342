"""Plan runs: put errands on them, take them off, put the places in order, mind the room in the van."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Role
from app.core.clock import today
from app.deliveries.actions import plan_run, plan_weekly_runs
from app.deliveries.actions.planning import AlreadyOnARun, RunUnderway, SameRun
from app.deliveries.calendar import usual_run_days
from app.deliveries.models import Run, RunState, StopKind
from app.deliveries.volumes import peak_load_l, use_percent
from app.history.models import Event
from app.intake.actions import ReportMovedOn
from app.intake.models import ReportState
from app.orders.models import Handover, OrderState, Return
from app.orders.states import OrderMovedOn
from tests.deliveries.factories import look_at, make_neighbour, make_report, make_run, put_on, stops_of
from tests.factories import make_category, make_institution, make_item, make_person, the_municipality
from tests.orders.factories import line_of, make_order

SOON = today() + timedelta(days=3)


@pytest.fixture
def school(db):
    return make_institution(db, "Sølund Skole", address="Skolevej 12", distance_m=4000)


@pytest.fixture
def townhall(db):
    return make_institution(db, "Rådhuset", address="Torvet 1", distance_m=1000)


@pytest.fixture
def lead(db, school):
    return make_person(db, Role.WORKSHOP_LEAD, home=school)


@pytest.fixture
def run(db):
    return make_run(db, runs_on=SOON)


def test_the_lead_puts_what_waits_on_the_run_and_the_order_is_promised_its_day(db, browse, lead, school, run):
    order, report = make_order(db, lead, school, quantity=2), make_report(db, lead, school)
    browser = browse(lead)
    page = browser.get(f"/runs/{run.id}").text
    assert "Sølund Skole" in page
    assert "24" in page

    answer = browser.post(f"/runs/{run.id}/stops", {"cargo": [str(order.id), str(report.id)]})

    assert "2 ærinder er på turen" in answer.text
    assert [stop.kind for stop in stops_of(db, run)] == [StopKind.DELIVERY, StopKind.COLLECTION]
    look_at(db, order)
    assert order.promised_on == SOON
    planned = db.exec(select(Event).where(Event.name == "delivery_planned")).one()
    assert (planned.subject_id, planned.after["runs_on"]) == (order.id, SOON.isoformat())


def test_a_double_click_puts_it_on_the_run_once(db, browse, lead, school, run):
    order, browser = make_order(db, lead, school), browse(lead)

    answers = [browser.post(f"/runs/{run.id}/stops", {"cargo": [str(order.id)]}) for _each in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(stops_of(db, run)) == 1


def test_what_is_on_one_run_cannot_go_on_another(db, lead, school, run):
    order = make_order(db, lead, school)
    put_on(db, run, order)

    with pytest.raises(AlreadyOnARun):
        put_on(db, make_run(db, runs_on=SOON), order)


def test_what_no_longer_waits_cannot_go_on_a_run(db, lead, school, run):
    with pytest.raises(OrderMovedOn):
        put_on(db, run, make_order(db, lead, school, state=OrderState.CANCELLED))
    with pytest.raises(ReportMovedOn):
        put_on(db, run, make_report(db, lead, school, state=ReportState.RECEIVED))


def test_a_run_that_has_started_cannot_be_planned(db, lead, school):
    run = make_run(db, state=RunState.ON_THE_WAY)

    with pytest.raises(RunUnderway):
        put_on(db, run, make_order(db, lead, school))


def test_a_stop_taken_off_waits_again_without_a_promise(db, browse, lead, school, run):
    order = make_order(db, lead, school)
    stop, browser = put_on(db, run, order)[0], browse(lead)

    browser.post(f"/runs/{run.id}/stops/{stop.id}/remove")

    assert stops_of(db, run) == []
    look_at(db, order)
    assert order.promised_on is None
    assert order.number in browser.get("/deliveries").text


def test_a_return_can_go_along(db, browse, lead, school, run):
    order = make_order(db, lead, school, state=OrderState.DELIVERED)
    back = Return(
        municipality_id=order.municipality_id, order_id=order.id, line_id=line_of(db, order).id, quantity=1,
        asked_by_id=lead.id,
    )  # fmt: skip
    db.add(back)

    browse(lead).post(f"/runs/{run.id}/stops", {"cargo": [str(back.id)]})

    assert [stop.return_id for stop in stops_of(db, run)] == [back.id]


def test_one_place_holds_its_errands_together_and_moves_as_one(db, browse, lead, school, townhall, run):
    put_on(db, run, make_order(db, lead, school), make_order(db, lead, townhall), make_order(db, lead, school))
    browser = browse(lead)
    first = browser.get(f"/runs/{run.id}").text
    assert first.count(f'id="place-{school.id}"') == 1
    assert first.index("Skolevej 12") < first.index("Torvet 1")

    browser.post(f"/runs/{run.id}/places/{townhall.id}/move", {"way": "up"})

    places = [stop.institution_id for stop in stops_of(db, run)]
    assert places == [townhall.id, school.id, school.id]
    browser.post(f"/runs/{run.id}/places/{townhall.id}/move", {"way": "up"})
    assert [stop.institution_id for stop in stops_of(db, run)] == places
    browser.post(f"/runs/{run.id}/places/{townhall.id}/move", {"way": "down"})
    assert [stop.institution_id for stop in stops_of(db, run)] == [school.id, school.id, townhall.id]


def test_a_van_that_is_too_full_says_so(db, browse, lead, school):
    run = make_run(db, runs_on=SOON, capacity_l=1000)
    sofas = make_item(db, units=3, category=make_category(db, "sofa", volume_l=400))
    put_on(db, run, make_order(db, lead, school, item=sofas, quantity=3))

    page = browse(lead).get(f"/runs/{run.id}").text

    assert "120 % af bilen" in page
    assert "Bilen er for fuld" in page
    assert "1.200 liter" in page


@pytest.mark.parametrize(
    "places, fullest",
    [([], 0), ([(600, 0), (400, 0)], 1000), ([(600, 900), (400, 0)], 1300), ([(500, 100), (0, 900)], 1000)],
)
def test_the_van_is_fullest_somewhere_on_its_way(places, fullest):
    assert peak_load_l(places) == fullest


def test_a_van_a_little_too_full_is_over_a_hundred_percent():
    assert (use_percent(1000, 1000), use_percent(1001, 1000)) == (100, 101)


def test_the_lead_makes_a_run_once_and_only_in_the_future(db, browse, lead):
    browser = browse(lead)
    wanted = {"runs_on": SOON.isoformat(), "window": "8-12", "capacity_m3": "10", "driver_id": ""}

    answer = browser.post("/runs/new", wanted)

    assert answer.status_code == 200
    assert db.exec(select(Run)).one().capacity_l == 10_000
    db.commit()
    again = browser.post("/runs/new", wanted)
    assert again.status_code == 422
    assert "allerede en tur" in again.text
    late = browser.post("/runs/new", {**wanted, "runs_on": (today() - timedelta(days=1)).isoformat()})
    assert late.status_code == 422
    assert "Vælg en dag" in late.text
    with pytest.raises(SameRun):
        plan_run(db, the_municipality(db).id, SOON, by=None)


def test_the_lead_says_who_drives(db, browse, lead, run):
    driver, stranger = make_person(db, Role.DRIVER), make_person(db)
    browser = browse(lead)
    facts = {"window": "12-15", "capacity_m3": "12", "note": "Ring først"}

    assert browser.post(f"/runs/{run.id}", {**facts, "driver_id": str(stranger.id)}).status_code == 422
    browser.post(f"/runs/{run.id}", {**facts, "driver_id": str(driver.id)})

    look_at(db, run)
    assert (run.driver_id, run.window, run.capacity_l, run.note) == (driver.id, "12-15", 12_000, "Ring først")
    assert driver.name in browser.get("/runs").text


def test_weekly_runs_are_made_once_and_never_on_holidays(db):
    start = date(2026, 12, 14)  # a Monday; Christmas Eve is a Thursday

    made = plan_weekly_runs(db, the_municipality(db), weeks=2, start=start)
    again = plan_weekly_runs(db, the_municipality(db), weeks=2, start=start)

    assert [run.runs_on.day for run in made] == [15, 17, 22]
    assert again == []
    assert usual_run_days(date(2026, 12, 15), 1) == [date(2026, 12, 15), date(2026, 12, 17)]


def test_the_delivery_note_lists_what_each_place_gets(db, browse, lead, school, run):
    put_on(db, run, order := make_order(db, lead, school, quantity=2))

    page = browse(lead).get(f"/runs/{run.id}/notes").text

    assert order.number in page
    assert "Kontorstol, blå" in page


def test_another_municipality_and_those_who_do_not_plan_see_no_run(db, browse, lead, school, run):
    order = make_order(db, lead, school)
    stop = put_on(db, run, order)[0]
    employee = make_person(db)
    make_neighbour_lead = make_neighbour(db)
    here = db.info["municipality_id"]
    db.commit()
    db.info["municipality_id"] = make_neighbour_lead.id
    foreign = make_person(db, Role.WORKSHOP_LEAD, home=make_institution(db, "Nabo"))
    foreign_driver = make_person(db, Role.DRIVER)
    db.commit()
    browsers = [browse(foreign), browse(foreign_driver)]
    db.info["municipality_id"] = here
    browsers.append(browse(employee))

    for browser in browsers:
        assert browser.get(f"/runs/{run.id}").status_code == 404
        assert browser.post(f"/runs/{run.id}/stops", {"cargo": [str(order.id)]}).status_code == 404
        assert browser.post(f"/runs/{run.id}/stops/{stop.id}/remove").status_code == 404
        assert browser.post(f"/runs/{run.id}/start").status_code == 404
        assert browser.post(f"/runs/{run.id}/places/{school.id}/delivered").status_code == 404
        assert browser.post(f"/deliveries/{order.id}/handed-out").status_code == 404
    assert len(stops_of(db, run)) == 1


def test_a_lead_of_one_branch_plans_only_what_is_there(db, browse, school, townhall, run):
    branch_lead = make_person(db, Role.WORKSHOP_LEAD, at=school)
    mine, other = make_order(db, branch_lead, school), make_order(db, branch_lead, townhall)
    browser = browse(branch_lead)

    page = browser.get(f"/runs/{run.id}").text
    browser.post(f"/runs/{run.id}/stops", {"cargo": [str(mine.id), str(other.id)]})

    assert mine.number in page
    assert other.number not in page
    assert [stop.order_id for stop in stops_of(db, run)] == [mine.id]


def test_orders_that_are_collected_are_not_planned(db, browse, lead, school, run):
    order = make_order(db, lead, school, handover=Handover.COLLECT)

    assert order.number not in browse(lead).get(f"/runs/{run.id}").text
