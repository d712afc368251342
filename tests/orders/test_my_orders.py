"""My orders: one plain status, who has the next move, and only for those who may see it."""

from datetime import timedelta

import pytest

from app.accounts.models import Role
from app.core.clock import now, today
from app.core.formats import day
from app.orders.models import Handover, OrderState
from app.orders.queries import PAGE
from tests.factories import make_institution, make_item, make_municipality, make_person
from tests.orders.factories import make_order


@pytest.fixture
def school(db):
    return make_institution(db)


@pytest.fixture
def buyer(db, school):
    return make_person(db, home=school, name="Mette Holm")


def test_nothing_ordered_yet_points_to_the_shop(db, browse, buyer):
    assert "Du har ikke bestilt noget endnu" in browse(buyer).get("/orders").text


@pytest.mark.parametrize(
    "facts,said",
    [
        ({"state": OrderState.CONFIRMED, "promised_on": today() + timedelta(days=3)}, "pakker det og kommer med det"),
        ({"state": OrderState.CONFIRMED}, "finder en dag"),
        ({"state": OrderState.CONFIRMED, "handover": Handover.COLLECT}, "I kan hente det hos"),
        ({"state": OrderState.ON_THE_WAY}, "Chaufføren er på vej til jer"),
        ({"state": OrderState.DELIVERED, "closed_at": now()}, "Det står hos jer. Passer det ikke?"),
        ({"state": OrderState.DELIVERED, "closed_at": now() - timedelta(days=15)}, "Det står hos jer."),
        ({"state": OrderState.REJECTED, "closed_at": now(), "close_reason": "Vent til januar"}, "Vent til januar"),
        ({"state": OrderState.CANCELLED, "closed_at": now()}, "Ingen skal gøre mere"),
    ],
)  # fmt: skip
def test_an_order_says_who_has_the_next_move(db, browse, buyer, school, facts, said):
    order = make_order(db, buyer, school, **facts)

    page = browse(buyer).get(f"/orders/{order.id}").text

    assert said in page
    assert order.number in page


def test_the_list_shows_the_promised_day(db, browse, buyer, school):
    on = today() + timedelta(days=3)
    make_order(db, buyer, school, promised_on=on)

    assert f"Kommer {day(on)}" in browse(buyer).get("/orders").text


def test_more_orders_than_a_page_are_shown_page_by_page(db, browse, buyer, school):
    item, total = make_item(db, units=PAGE + 3), PAGE + 3
    made = [make_order(db, buyer, school, item=item, placed_at=now() - timedelta(hours=n)).number for n in range(total)]
    browser = browse(buyer)

    first = browser.get("/orders").text
    link = first[first.index("/orders?whose=mine&amp;before=") :].split('"')[0].replace("&amp;", "&")
    second = browser.get(link).text

    assert [number in first for number in made] == [True] * PAGE + [False] * 3
    assert [number in second for number in made] == [False] * PAGE + [True] * 3
    assert "before=" not in second


def test_a_manager_sees_the_institutions_orders_and_an_employee_only_their_own(db, browse, buyer, school):
    order = make_order(db, buyer, school)
    manager = browse(make_person(db, Role.INSTITUTION_MANAGER, at=school))
    colleague = browse(make_person(db, home=school))

    assert order.number in manager.get("/orders?whose=all").text
    assert manager.get(f"/orders/{order.id}").status_code == 200
    assert order.number not in colleague.get("/orders?whose=all").text
    assert colleague.get(f"/orders/{order.id}").status_code == 404


@pytest.mark.parametrize("path", ["", "/confirmation", "/changes"])
def test_for_another_municipality_the_order_does_not_exist(db, browse, buyer, school, path):
    order = make_order(db, buyer, school)
    make_municipality(db)
    stranger = make_person(db, Role.WORKSHOP_LEAD, Role.APPROVER, home=make_institution(db))

    assert browse(stranger).get(f"/orders/{order.id}{path}").status_code == 404
