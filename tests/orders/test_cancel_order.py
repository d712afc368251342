"""An order can be cancelled and changed until it is loaded."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Role
from app.catalogue.actions import withdraw_item
from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.core.clock import today
from app.history.models import Event
from app.orders.models import Order, OrderLine, OrderState, Reservation
from tests.factories import make_institution, make_item, make_municipality, make_person
from tests.orders.factories import line_of, make_order


@pytest.fixture
def school(db):
    return make_institution(db)


@pytest.fixture
def buyer(db, school):
    return make_person(db, home=school)


def test_a_cancelled_order_puts_everything_back_in_the_shop(db, browse, buyer, school):
    order = make_order(db, buyer, school, quantity=2)

    answer = browse(buyer).post(f"/orders/{order.id}/cancellation")

    assert "Bestillingen er annulleret" in answer.text
    db.expire_all()
    assert db.get_one(Order, order.id).state == OrderState.CANCELLED
    assert {unit.stage for unit in db.exec(select(Unit))} == {Stage.ON_OFFER}
    assert db.exec(select(Item.on_offer)).one() == 2
    assert all(tie.ended_at for tie in db.exec(select(Reservation)))
    assert db.exec(select(Event.name).where(Event.subject_id == order.id)).all() == ["order_cancelled"]


@pytest.mark.parametrize(
    "state,said",
    [
        (OrderState.ON_THE_WAY, "er læsset og på vej"),
        (OrderState.DELIVERED, "er afsluttet"),
        (OrderState.CANCELLED, "er afsluttet"),
    ],
)
def test_a_loaded_or_closed_order_is_not_cancelled_but_says_why(db, browse, buyer, school, state, said):
    order = make_order(db, buyer, school, state=state)
    browser = browse(buyer)

    for path in ("cancellation", "changes"):
        answer = browser.post(f"/orders/{order.id}/{path}", {"room": "1", "day": "collect"})
        assert answer.status_code == 409
        assert said in answer.text
    db.expire_all()
    assert db.get_one(Order, order.id).state == state


def test_those_who_only_see_an_order_cannot_cancel_or_change_it(db, browse, buyer, school):
    order = make_order(db, buyer, school)
    manager = browse(make_person(db, Role.INSTITUTION_MANAGER, at=school))
    assert "Annuller" not in manager.get(f"/orders/{order.id}").text
    make_municipality(db)
    foreign = browse(make_person(db, Role.WORKSHOP_LEAD, home=make_institution(db)))

    for stranger in (manager, foreign):
        assert stranger.post(f"/orders/{order.id}/cancellation").status_code == 404
        assert stranger.get(f"/orders/{order.id}/changes").status_code == 404
    db.expire_all()
    db.info["municipality_id"] = order.municipality_id
    assert db.get_one(Order, order.id).state == OrderState.CONFIRMED


def test_a_change_keeps_the_day_and_frees_what_is_not_wanted(db, browse, buyer, school):
    wanted = today() + timedelta(days=4)
    order = make_order(db, buyer, school, quantity=3, wanted_on=wanted)
    field = f"quantity_{line_of(db, order).id.hex}"
    browser = browse(buyer)

    page = browser.get(f"/orders/{order.id}/changes").text
    answer = browser.post(f"/orders/{order.id}/changes", {"room": "2.14", "day": "as-it-is", field: "1"})

    assert "Som det er nu" in page
    assert "Bestillingen er ændret" in answer.text
    db.expire_all()
    order = db.get_one(Order, order.id)
    assert (order.room, order.wanted_on, order.promised_on, order.version) == ("2.14", wanted, wanted, 2)
    assert db.exec(select(OrderLine.quantity)).one() == 1
    assert db.exec(select(Item.on_offer)).one() == 2


@pytest.mark.parametrize(
    "typed,said",
    [
        ({"room": ""}, "Skriv, hvilket lokale"),
        ({"day": "never"}, "Vælg en dag"),
        ({"quantity": "4"}, "Skriv et tal fra 0 til 3"),
    ],
)
def test_a_change_that_makes_no_sense_is_said_beside_its_field(db, browse, buyer, school, typed, said):
    order = make_order(db, buyer, school, quantity=3)
    field = f"quantity_{line_of(db, order).id.hex}"
    sent = {"room": "1", "day": "as-it-is", **typed, field: typed.get("quantity", "3")}

    answer = browse(buyer).post(f"/orders/{order.id}/changes", sent)

    assert answer.status_code == 422
    assert said in answer.text


def test_nothing_left_is_no_change(db, browse, buyer, school):
    order = make_order(db, buyer, school, quantity=3)
    field = f"quantity_{line_of(db, order).id.hex}"

    answer = browse(buyer).post(f"/orders/{order.id}/changes", {"room": "1", "day": "as-it-is", field: "0"})

    assert answer.status_code == 422
    db.expire_all()
    assert db.exec(select(OrderLine.quantity)).one() == 3


def test_a_lead_of_another_branch_neither_sees_nor_cancels_the_order(db, browse, buyer, school):
    order = make_order(db, buyer, school, note="hemmeligt")
    here, elsewhere = (
        browse(make_person(db, Role.WORKSHOP_LEAD, at=place)) for place in (school, make_institution(db, "Rådhuset"))
    )

    assert here.get(f"/orders/{order.id}").status_code == 200
    assert order.number not in elsewhere.get("/orders?whose=all").text
    for path in ("cancellation", "changes", "returns"):
        assert elsewhere.post(f"/orders/{order.id}/{path}").status_code == 404, path
    db.expire_all()
    assert db.get_one(Order, order.id).state == OrderState.CONFIRMED


def test_what_was_withdrawn_meanwhile_goes_back_to_the_workshop(db, browse, buyer, school):
    order = make_order(db, buyer, school, item=make_item(db, units=2))
    withdraw_item(db, db.exec(select(Item)).one(), by=None)
    db.commit()

    browse(buyer).post(f"/orders/{order.id}/cancellation")

    db.expire_all()
    assert {unit.stage for unit in db.exec(select(Unit))} == {Stage.IN_WORKSHOP}
    assert db.exec(select(Item.on_offer)).one() == 0
