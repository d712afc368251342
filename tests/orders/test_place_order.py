"""A basket becomes an order: on one page, once, whole or not at all."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import ApprovalRule, PriceMode, Role
from app.catalogue.actions import take_units
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import today
from app.deliveries.models import Run, Stop, StopKind
from app.history.models import Event
from app.orders.actions import add_to_basket
from app.orders.models import Answer, BasketLine, Handover, Order, OrderLine, OrderState, Reservation
from tests.factories import (
    make_account,
    make_institution,
    make_item,
    make_municipality,
    make_person,
    make_viewer,
    the_municipality,
)
from tests.orders.factories import checkout_form


@pytest.fixture
def school(db):
    return make_institution(db, name="Sølund Skole", address="Skolevej 1", postal_code="9999", distance_m=9000)


@pytest.fixture
def account(db, school):
    return make_account(db, school)


@pytest.fixture
def buyer(db, school):
    return make_viewer(db, home=school, name="Mette Holm", phone="12 34 56 78")


def make_run(db, days=5, **facts):
    run = Run(municipality_id=db.info["municipality_id"], runs_on=today() + timedelta(days=days), **facts)
    db.add(run)
    db.flush()
    return run


def test_a_first_order_is_prefilled_with_the_buyers_workplace(db, browse, buyer, account):
    add_to_basket(db, make_item(db, units=4), 4, by=buyer)

    page = browse(buyer).get("/basket").text

    assert f"Sølund Skole, {account.number}" in page
    assert "Mette Holm" in page
    assert "Vi holder dem til kl." in page
    assert "1.400" in page
    assert "I sparer 8.600" in page


def test_an_order_takes_the_units_and_empties_the_basket(db, browse, buyer, school, account):
    item = make_item(db, units=3)
    add_to_basket(db, item, 2, by=buyer)

    answer = browse(buyer).post("/orders", checkout_form(db, buyer, school, account))

    assert answer.url.path.endswith("/confirmation")
    assert "Tak. Bestillingen er sendt" in answer.text
    order = db.exec(select(Order)).one()
    assert (order.state, order.handover, order.number[:2]) == (OrderState.CONFIRMED, Handover.COLLECT, "B-")
    line = db.exec(select(OrderLine)).one()
    assert (line.quantity, line.price_ore, line.answer) == (2, 35_000, Answer.NEW)
    assert len(db.exec(select(Reservation)).all()) == 2
    assert db.exec(select(BasketLine)).all() == []
    db.refresh(item)
    assert item.on_offer == 1
    names = db.exec(select(Event.name).where(Event.subject_id == order.id)).all()
    assert names == ["order_placed", "order_confirmed"]


def test_a_form_sent_twice_is_one_order_whatever_the_second_says(db, browse, buyer, school, account):
    add_to_basket(db, make_item(db, units=3), 1, by=buyer)
    form = checkout_form(db, buyer, school, account)
    browser = browse(buyer)

    first = browser.post("/orders", form)
    second = browser.post("/orders", {**form, "room": "another", "day": "no such day"})

    assert first.url == second.url
    assert len(db.exec(select(Order)).all()) == 1


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(db, browse, buyer, school, account):
    run = make_run(db)
    add_to_basket(db, make_item(db, units=1), 1, by=buyer)
    form = checkout_form(db, buyer, school, account, answer="", day=f"run-{run.id}", note="Ring på")

    answer = browse(buyer).post("/orders", form)

    assert answer.status_code == 422
    assert "Sig, hvad I ville have gjort uden varen" in answer.text
    assert "Skriv, hvilket lokale det skal stå i" in answer.text
    assert "Ring på" in answer.text
    assert db.exec(select(Order)).all() == []


def test_a_late_buyer_gets_a_sentence_and_keeps_the_rest_of_the_basket(db, browse, buyer, school, account):
    shelf, chair, lamp = make_item(db, title="Reol, birk"), make_item(db, units=3), make_item(db, title="Lampe")
    for item, count in ((shelf, 1), (chair, 3), (lamp, 1)):
        add_to_basket(db, item, count, by=buyer)
    form = checkout_form(db, buyer, school, account)
    rival = make_viewer(db, home=school)
    db.exec(select(Unit)).all()
    for unit in db.exec(select(Unit)).all():
        unit.held_until = unit.held_by_id = None
    db.flush()
    take_units(db, shelf, 1, by=rival)
    take_units(db, chair, 1, by=rival)

    answer = browse(buyer).post("/orders", form)

    assert answer.status_code == 409
    assert "En anden nåede at bestille Reol, birk. Vi har taget den ud af kurven" in answer.text
    assert "Kontorstol, blå: Der er kun 2 tilbage. Vi har rettet dit antal til 2" in answer.text
    db.expire_all()
    assert {line.item_id: line.quantity for line in db.exec(select(BasketLine))} == {chair.id: 2, lamp.id: 1}
    assert db.exec(select(Order)).all() == []
    assert db.exec(select(Unit.id).where(Unit.stage == Stage.RESERVED)).all().__len__() == 2
    assert db.exec(select(Event).where(Event.name == "unit_reserved", Event.actor_id == buyer.person_id)).all() == []


def test_a_day_when_the_van_comes_anyway_is_recommended_and_free(db, browse, buyer, school, account):
    there, elsewhere = make_run(db, days=9), make_run(db, days=3)
    db.add(
        Stop(
            municipality_id=school.municipality_id, run_id=there.id, position=1, kind=StopKind.COLLECTION,
            institution_id=school.id,
        )
    )  # fmt: skip
    add_to_basket(db, make_item(db), 1, by=buyer)

    page = browse(buyer).get("/basket").text

    assert page.count("Vi kører alligevel") == 1
    assert "Det sparer en tur på 18 km" in page
    assert page.index(f"run-{there.id}") < page.index(f"run-{elsewhere.id}")
    chosen = page[page.index(f"run-{there.id}") :][:120]
    assert "checked" in chosen


def test_a_full_run_cannot_be_chosen(db, browse, buyer, school, account):
    run = make_run(db, capacity_l=100)
    add_to_basket(db, make_item(db), 1, by=buyer)
    form = checkout_form(db, buyer, school, account, day=f"run-{run.id}", room="1")

    answer = browse(buyer).post("/orders", form)

    assert answer.status_code == 422
    assert "er fyldt. Vælg en anden dag" in answer.text


def test_an_extra_trip_costs_what_the_municipality_says_whatever_the_form_claims(db, browse, buyer, school, account):
    add_to_basket(db, make_item(db), 1, by=buyer)
    browser = browse(buyer)
    page = browser.get("/basket").text
    trip = page[page.index('value="trip-') + 7 :][:15]

    browser.post("/orders", {**checkout_form(db, buyer, school, account, day=trip, room="1"), "delivery_ore": "0"})

    order = db.exec(select(Order)).one()
    assert (order.delivery_ore, order.handover) == (25_000, Handover.DELIVERY)
    assert order.promised_on == order.wanted_on


@pytest.mark.parametrize(
    "mode,price,fee", [(PriceMode.FIXED, 35_000, 0), (PriceMode.FREE, 0, 0), (PriceMode.HANDLING_FEE, 0, 15_000)]
)
def test_the_price_follows_the_municipalitys_mode(db, browse, buyer, school, account, mode, price, fee):
    municipality = the_municipality(db)
    municipality.price_mode, municipality.handling_fee_ore = mode, 15_000
    db.add(municipality)
    add_to_basket(db, make_item(db), 1, by=buyer)

    browse(buyer).post("/orders", checkout_form(db, buyer, school, account))

    assert db.exec(select(OrderLine)).one().price_ore == price
    assert db.exec(select(Order)).one().fee_ore == fee


def test_nobody_orders_for_a_workplace_that_is_not_theirs(db, browse, buyer, school, account):
    other = make_institution(db, name="Rådhuset")
    add_to_basket(db, make_item(db), 1, by=buyer)
    browser = browse(buyer)

    for wrong in ({"institution_id": str(other.id)}, {"account_id": str(make_account(db, other).id)}):
        db.commit()
        assert browser.post("/orders", {**checkout_form(db, buyer, school, account), **wrong}).status_code == 422
    assert db.exec(select(Order)).all() == []


def test_the_workshop_lead_orders_for_any_workplace(db, browse, school, account):
    lead = make_viewer(db, Role.WORKSHOP_LEAD, home=make_institution(db, name="Værkstedet"))
    add_to_basket(db, make_item(db), 1, by=lead)

    answer = browse(lead).post("/orders", checkout_form(db, lead, school, account, on_behalf_of="Mette Holm"))

    assert answer.status_code == 200
    assert db.exec(select(Order)).one().on_behalf_of == "Mette Holm"


def test_without_anybody_to_approve_the_checkout_says_so(db, browse, buyer, school, account):
    municipality = the_municipality(db)
    municipality.approval_rule = ApprovalRule.ALWAYS
    db.add(municipality)
    add_to_basket(db, make_item(db), 1, by=buyer)
    browser = browse(buyer)

    assert "Ingen kan godkende køb her" in browser.get("/basket").text
    answer = browser.post("/orders", checkout_form(db, buyer, school, account))

    assert answer.status_code == 422
    assert f"Ingen kan godkende køb på {account.number}" in answer.text


def test_an_account_of_another_municipality_does_not_exist(db, browse, buyer, school, account):
    home = db.info["municipality_id"]
    make_municipality(db)
    foreign = make_account(db, make_institution(db, name="Canary"))
    db.commit()
    db.info["municipality_id"] = home
    add_to_basket(db, make_item(db), 1, by=buyer)

    answer = browse(buyer).post("/orders", {**checkout_form(db, buyer, school, account), "account_id": str(foreign.id)})

    assert answer.status_code == 422
    assert "Canary" not in answer.text


def test_the_page_is_put_right_when_account_place_or_day_change(db, browse, buyer, school, account):
    add_to_basket(db, make_item(db), 1, by=buyer)
    browser = browse(buyer)
    page = browser.get("/basket").text
    trip = page[page.index('value="trip-') + 7 :][:15]

    answer = browser.post("/basket/summary", {**checkout_form(db, buyer, school, account, day=trip), "note": "Hej"})

    assert answer.status_code == 200
    assert "600" in answer.text
    assert "Hej" in answer.text
    assert browser.get("/basket/summary").url.path == "/basket"


def test_an_employee_of_no_workplace_is_told_what_is_missing(db, browse):
    lost = make_person(db)
    lost.institution_id = None
    db.add(lost)
    db.commit()
    browser = browse(lost)
    browser.post("/basket/lines", {"item_id": str(make_item_committed(db).id), "quantity": "1"})

    page = browser.get("/basket").text

    assert "Din arbejdsplads har intet omkostningssted" in page


def make_item_committed(db):
    item = make_item(db)
    db.commit()
    return item
