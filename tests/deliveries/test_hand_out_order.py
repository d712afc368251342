"""At the counter: workplaces that collect themselves, and orders that are late."""

from datetime import timedelta

import pytest

from app.accounts.models import Role
from app.core.clock import now, today
from app.orders.models import Handover, OrderState
from tests.deliveries.factories import look_at, make_run, put_on
from tests.factories import make_institution, make_person
from tests.orders.factories import make_order


@pytest.fixture
def school(db):
    return make_institution(db)


@pytest.fixture
def lead(db, school):
    return make_person(db, Role.WORKSHOP_LEAD, home=school)


@pytest.fixture
def order(db, lead, school):
    return make_order(db, lead, school, handover=Handover.COLLECT, promised_on=today() + timedelta(days=1))


def test_one_tap_hands_out_and_one_takes_it_back(db, browse, lead, order):
    browser = browse(lead)
    assert "De henter selv" in browser.get("/deliveries").text

    answers = [browser.post(f"/deliveries/{order.id}/handed-out") for _each in range(2)]

    assert "Udleveret i dag" in answers[1].text
    look_at(db, order)
    assert order.state == OrderState.DELIVERED
    for _each in range(2):
        browser.post(f"/deliveries/{order.id}/undo")
    look_at(db, order)
    assert order.state == OrderState.CONFIRMED


def test_what_was_handed_out_yesterday_stays_so(db, browse, lead, order):
    browser = browse(lead)
    browser.post(f"/deliveries/{order.id}/handed-out")
    look_at(db, order)
    order.closed_at = now() - timedelta(days=1, hours=1)
    db.add(order)
    db.commit()

    assert browser.post(f"/deliveries/{order.id}/undo").status_code == 409


def test_an_order_for_the_van_is_not_handed_out(db, browse, lead, school):
    order = make_order(db, lead, school)

    assert browse(lead).post(f"/deliveries/{order.id}/handed-out").status_code == 409


def test_a_broken_promise_is_said_first_with_its_run(db, browse, lead, school):
    yesterday = today() - timedelta(days=1)
    late = make_order(db, lead, school)
    put_on(db, make_run(db, runs_on=yesterday), late)
    late_to_collect = make_order(db, lead, school, handover=Handover.COLLECT, promised_on=yesterday)

    page = browse(lead).get("/deliveries").text

    assert page.index("For sent") < page.index(late.number) < page.index("Ikke planlagt endnu")
    assert page.index(late_to_collect.number) < page.index("Ikke planlagt endnu")
    assert "På turen" in page


def test_those_who_do_not_hand_out_see_nothing(db, browse, school, order):
    browser = browse(make_person(db, Role.DRIVER, home=school))

    assert browser.get("/deliveries").status_code == 404
    assert browser.post(f"/deliveries/{order.id}/handed-out").status_code == 404


def test_a_lead_of_another_branch_does_not_hand_out_here(db, browse, order):
    other = make_person(db, Role.WORKSHOP_LEAD, at=make_institution(db, "Rådhuset"))
    browser = browse(other)

    assert order.number not in browser.get("/deliveries").text
    assert browser.post(f"/deliveries/{order.id}/handed-out").status_code == 404
