"""The driver's day: load, hand over with one tap, undo, say what failed, go home."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Access, Role
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import today
from app.deliveries.actions import close_stops, end_run, start_run
from app.deliveries.actions.driving import NotToday, RunNotUnderway, StopsLeft
from app.deliveries.models import RunState, StopKind, StopState
from app.deliveries.transport import estimate_distance_m
from app.history.models import Event
from app.intake.models import ReportPhoto, ReportState
from app.media.storage import photo_key, storage
from app.orders.models import OrderState
from tests.deliveries.factories import look_at, make_report, make_run, put_on, stops_of
from tests.factories import make_category, make_institution, make_item, make_person, make_viewer
from tests.orders.factories import make_order
from tests.workshop.factories import make_photo

DELIVERED, COLLECTED = "delivered", "collected"


@pytest.fixture
def school(db):
    return make_institution(
        db, "Sølund Skole", address="Skolevej 12", postal_code="8000", town="Egekøbing", distance_m=4000,
        access=Access.LIFT, access_note="Porten åbnes med kode hos pedellen",
    )  # fmt: skip


@pytest.fixture
def driver(db, school):
    return make_person(db, Role.DRIVER, home=school)


@pytest.fixture
def order(db, driver, school):
    return make_order(
        db, driver, school, quantity=2, contact_name="Kim Pedel", contact_phone="22 33 44 55", note="Ring på døren"
    )


@pytest.fixture
def run(db, order):
    run = make_run(db)
    put_on(db, run, order)
    return run


def at(run, place, what):
    return f"/runs/{run.id}/places/{place.id}/{what}"


def test_a_day_without_driving_says_when_the_next_run_is(db, browse, driver):
    make_run(db, runs_on=today() + timedelta(days=2))

    page = browse(driver).get("/runs/today")

    assert "Ingen kørsel i dag." in page.text
    assert "Næste tur er" in page.text


def test_the_drivers_page_tells_where_what_and_whom_and_stays_nowhere(browse, driver, run, order):
    browser = browse(driver)
    browser.post(f"/runs/{run.id}/start")

    page = browser.get("/runs/today")

    for said in ("Skolevej 12", "Med elevator", "Porten åbnes", "Kim Pedel", "Ring på døren", order.number,
                 'href="tel:+4522334455"', "geo:0,0?q=Skolevej%2012", "Kontorstol, blå", "2 ting af"):  # fmt: skip
        assert said in page.text, said
    assert page.headers["cache-control"] == "no-store"
    assert browser.get(f"/runs/{run.id}/stops/{'0' * 32}/failed").status_code == 404


def test_loading_puts_the_orders_on_their_way(db, browse, driver, run, order):
    browser = browse(driver)
    assert "2 ting skal med" in browser.get("/runs/today").text

    answers = [browser.post(f"/runs/{run.id}/start") for _each in range(2)]

    assert "2 ting læsset" in answers[1].text
    look_at(db, order)
    look_at(db, run)
    assert (order.state, run.state, run.driver_id) == (OrderState.ON_THE_WAY, RunState.ON_THE_WAY, driver.id)


def test_one_tap_hands_over_once_however_often_it_is_sent(db, browse, driver, run, order, school):
    browser = browse(driver)
    browser.post(f"/runs/{run.id}/start")

    answers = [browser.post(at(run, school, DELIVERED)) for _each in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert "Alle stop er klaret" in answers[2].text
    look_at(db, order)
    assert order.state == OrderState.DELIVERED
    units = db.exec(select(Unit)).all()
    assert {(unit.stage, unit.holder_id) for unit in units} == {(Stage.HANDED_OVER, school.id)}
    assert len(db.exec(select(Event).where(Event.name == "unit_handed_over")).all()) == 2
    assert len(db.exec(select(Event).where(Event.name == "order_delivered")).all()) == 1


def test_four_taps_at_the_same_moment_hand_over_once(db, browse, driver, run, school):
    browsers = [browse(driver) for _each in range(4)]
    browsers[0].post(f"/runs/{run.id}/start")
    url = at(run, school, DELIVERED)

    with ThreadPoolExecutor(4) as fingers:
        answers = list(fingers.map(lambda browser: browser.post(url, follow_redirects=False), browsers))

    assert {answer.status_code for answer in answers} == {303}
    assert len(db.exec(select(Event).where(Event.name == "unit_handed_over")).all()) == 2
    assert len(db.exec(select(Event).where(Event.name == "order_delivered")).all()) == 1


def test_a_tap_can_be_undone_until_the_run_has_ended(db, browse, driver, run, order, school):
    browser = browse(driver)
    browser.post(f"/runs/{run.id}/start")
    browser.post(at(run, school, DELIVERED))

    browser.post(at(run, school, "undo"))

    look_at(db, order)
    assert order.state == OrderState.ON_THE_WAY
    assert {unit.stage for unit in db.exec(select(Unit)).all()} == {Stage.RESERVED}
    db.commit()
    browser.post(at(run, school, DELIVERED))
    browser.post(f"/runs/{run.id}/end")
    assert browser.post(at(run, school, "undo")).status_code == 409
    look_at(db, order)
    assert order.state == OrderState.DELIVERED
    assert "Turen er slut" in browser.get("/runs/today").text


def test_collected_surplus_stays_accepted_until_the_workshop_receives_it(db, browse, driver, school):
    run, report = make_run(db), make_report(db, driver, school, floor="Kælder")
    put_on(db, run, report)
    browser = browse(driver)
    assert "24 ting med" in browser.post(f"/runs/{run.id}/start").text

    browser.post(at(run, school, DELIVERED))
    assert stops_of(db, run)[0].state == StopState.PLANNED
    browser.post(at(run, school, COLLECTED))

    assert stops_of(db, run)[0].state == StopState.DONE
    look_at(db, report)
    assert report.state == ReportState.ACCEPTED


def test_the_driver_sees_the_pictures_of_what_is_collected(db, browse, driver, school):
    lead, colleague = make_viewer(db, Role.WORKSHOP_LEAD), make_person(db, Role.DRIVER)
    report, photo = make_report(db, lead, school), make_photo(db, lead)
    db.add(ReportPhoto(municipality_id=report.municipality_id, report_id=report.id, photo_id=photo.id))
    put_on(db, make_run(db, driver_id=driver.id), report)
    storage().put(photo_key(photo.id, 320), b"a picture")
    browser, url = browse(driver), f"/photos/{photo.id}/320.webp"

    assert url in browser.get("/runs/today").text
    assert browser.get(url).content == b"a picture"
    assert browse(colleague).get(url).status_code == 404


def test_what_could_not_be_delivered_waits_for_another_run(db, browse, driver, run, order):
    lead = make_person(db, Role.WORKSHOP_LEAD)
    browser, stop = browse(driver), stops_of(db, run)[0]
    browser.post(f"/runs/{run.id}/start")
    url = f"/runs/{run.id}/stops/{stop.id}/failed"
    assert "Hvad skete der?" in browser.get(url).text
    assert browser.post(url, {"why": ""}).status_code == 422

    for _each in range(2):
        browser.post(url, {"why": "nobody_there", "note": "Porten var låst"})

    failed = stops_of(db, run)[0]
    assert (failed.state, failed.note) == (StopState.FAILED, "Der var ingen. Porten var låst")
    look_at(db, order)
    assert (order.state, order.promised_on) == (OrderState.CONFIRMED, None)
    assert len(db.exec(select(Event).where(Event.name == "delivery_failed")).all()) == 1
    assert order.number in browse(lead).get("/deliveries").text
    put_on(db, make_run(db, runs_on=today() + timedelta(days=1)), order)


def test_the_run_ends_only_when_nothing_is_left(db, driver, run):
    viewer = make_viewer(db, Role.DRIVER)
    start_run(db, run, by=viewer)

    with pytest.raises(StopsLeft):
        end_run(db, run, by=viewer)


def test_a_run_of_another_day_cannot_start_and_one_not_started_hands_nothing_over(db, school):
    viewer = make_viewer(db, Role.DRIVER)
    tomorrow = make_run(db, runs_on=today() + timedelta(days=1))

    with pytest.raises(NotToday):
        start_run(db, tomorrow, by=viewer)
    with pytest.raises(RunNotUnderway):
        close_stops(db, tomorrow, school.id, (StopKind.DELIVERY,), by=viewer)


def test_a_run_is_its_drivers_alone(db, browse, driver, run, order, school):
    colleague = make_person(db, Role.DRIVER)
    browse(driver).post(f"/runs/{run.id}/start")
    other = browse(colleague)

    assert "Ingen kørsel i dag." in other.get("/runs/today").text
    for what in (DELIVERED, COLLECTED, "undo"):
        assert other.post(at(run, school, what)).status_code == 404
    assert other.post(f"/runs/{run.id}/end").status_code == 404
    look_at(db, order)
    assert order.state == OrderState.ON_THE_WAY


def test_a_forgotten_run_of_yesterday_comes_before_todays(db, browse, driver, run):
    yesterday = make_run(db, runs_on=today() - timedelta(days=1), state=RunState.ON_THE_WAY, driver_id=driver.id)
    put_on_later = make_order(db, driver, make_institution(db, "Rådhuset"))
    yesterday.state = RunState.PLANNED
    put_on(db, yesterday, put_on_later)
    start_run(db, yesterday, by=make_viewer(db, Role.DRIVER))
    yesterday.driver_id = driver.id
    db.add(yesterday)

    assert "Rådhuset" in browse(driver).get("/runs/today").text


def test_the_trip_is_shared_by_volume_in_whole_grams(db, driver, school):
    townhall = make_institution(db, "Rådhuset", distance_m=1000)
    desks = make_item(db, units=1, category=make_category(db, "desk_standard", volume_l=300))
    chairs = make_item(db, units=2, category=make_category(db, "task_chair", volume_l=100))
    run, viewer = make_run(db), make_viewer(db, Role.DRIVER)
    put_on(
        db, run, make_order(db, driver, school, item=desks), make_order(db, driver, townhall, item=chairs, quantity=2)
    )
    start_run(db, run, by=viewer)

    for place in (school, townhall):
        close_stops(db, run, place.id, (StopKind.DELIVERY,), by=viewer)
    db.commit()

    # 2 x 4000 m + 500 m for the second place, at 0.34584 kg a kilometre
    events = db.exec(select(Event).where(Event.name == "unit_handed_over")).all()
    shares = sorted(event.after["transport_g"] for event in events)
    assert sum(shares) == round(8500 * 0.34584) == 2940
    assert shares == [588, 588, 1764]


@pytest.mark.parametrize("distances, metres", [([], 0), ([3000], 6000), ([3000, 1000, 3000], 7000)])
def test_the_estimate_of_a_run(distances, metres):
    assert estimate_distance_m(distances) == metres


def test_a_typed_distance_counts_instead_of_the_estimate(db, browse, driver, run, school):
    browser = browse(driver)
    browser.post(f"/runs/{run.id}/start")
    assert browser.post(f"/runs/{run.id}/distance", {"km": "0"}).status_code == 422

    browser.post(f"/runs/{run.id}/distance", {"km": "20"})
    browser.post(at(run, school, DELIVERED))

    events = db.exec(select(Event).where(Event.name == "unit_handed_over")).all()
    assert sum(event.after["transport_g"] for event in events) == 6917
