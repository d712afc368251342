"""What does not fit goes back within the return days, and starts its next circulation."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.accounts.models import Role
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.history.models import Event
from app.orders.actions import complete_order, start_order
from app.orders.models import Reservation, Return, ReturnState
from tests.factories import make_institution, make_municipality, make_person
from tests.orders.factories import line_of, make_order


@pytest.fixture
def school(db):
    return make_institution(db)


@pytest.fixture
def buyer(db, school):
    return make_person(db, home=school)


@pytest.fixture
def order(db, buyer, school):
    made = make_order(db, buyer, school, quantity=3)
    start_order(db, made)
    complete_order(db, made, by=None)
    return made


@pytest.fixture
def sent(db, order):
    return {"line_id": str(line_of(db, order).id), "quantity": "2", "reason": "For store"}


def test_a_return_is_asked_for_and_received(db, browse, order, buyer, sent):
    browser, lead = browse(buyer), browse(make_person(db, Role.WORKSHOP_LEAD))

    page = browser.get(f"/orders/{order.id}").text
    asked = browser.post(f"/orders/{order.id}/returns", sent)
    listed = lead.get("/returns").text
    back = db.exec(select(Return)).one()
    db.commit()
    received = lead.post(f"/returns/{back.id}/receipt")

    assert "Send noget retur" in page
    assert "Tak. Vi kommer og henter det" in asked.text
    assert "For store" in listed
    assert "2 ting er tilbage på værkstedet" in received.text
    db.expire_all()
    assert db.exec(select(Return.state)).one() == ReturnState.RECEIVED
    home = db.exec(select(Unit).where(Unit.stage == Stage.RECEIVED)).all()
    assert [(unit.circulation, unit.holder_id) for unit in home] == [(2, None)] * 2
    ended = db.exec(select(Reservation.unit_id).where(col(Reservation.ended_at).is_not(None))).all()
    assert set(ended) == {unit.id for unit in home}
    events = db.exec(select(Event).where(Event.name == "return_received")).all()
    assert {event.subject_id for event in events} == {unit.id for unit in home}
    assert {event.after["return_id"] for event in events} == {str(back.id)}


def test_a_return_is_received_once(db, browse, order, buyer, sent):
    browse(buyer).post(f"/orders/{order.id}/returns", sent)
    back = db.exec(select(Return)).one()
    lead = browse(make_person(db, Role.WORKSHOP_LEAD))

    lead.post(f"/returns/{back.id}/receipt")
    again = lead.post(f"/returns/{back.id}/receipt")

    assert again.status_code == 409
    assert "allerede modtaget" in again.text


@pytest.mark.parametrize(
    "typed,said",
    [
        ({"quantity": "4"}, "Du kan højst sende 3 af dem retur"),
        ({"quantity": "0"}, "Skriv 1 eller mere"),
        ({"reason": ""}, "Udfyld feltet"),
    ],
)
def test_what_is_wrong_with_a_return_is_said_beside_its_field(db, browse, order, buyer, sent, typed, said):
    answer = browse(buyer).post(f"/orders/{order.id}/returns", {**sent, **typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert db.exec(select(Return)).all() == []


def test_the_same_things_are_not_returned_twice(db, browse, order, buyer, sent):
    browser = browse(buyer)
    browser.post(f"/orders/{order.id}/returns", sent)

    assert browser.post(f"/orders/{order.id}/returns", sent).status_code == 422
    assert len(db.exec(select(Return)).all()) == 1


def test_after_the_return_days_it_is_too_late(db, browse, order, buyer, sent):
    order.closed_at = now() - timedelta(days=15)
    db.add(order)
    browser = browse(buyer)

    answer = browser.post(f"/orders/{order.id}/returns", sent)

    assert answer.status_code == 409
    assert "14 dage til at sende retur er gået" in answer.text
    assert "Send noget retur" not in browser.get(f"/orders/{order.id}").text


def test_for_others_neither_order_nor_return_exists(db, browse, order, buyer, school, sent):
    browse(buyer).post(f"/orders/{order.id}/returns", sent)
    back = db.exec(select(Return)).one()
    colleague = browse(make_person(db, home=school))
    make_municipality(db)
    foreign = browse(make_person(db, Role.WORKSHOP_LEAD, home=make_institution(db)))

    for stranger in (colleague, foreign):
        assert stranger.post(f"/orders/{order.id}/returns", sent).status_code == 404
        assert stranger.post(f"/returns/{back.id}/receipt").status_code == 404
    assert colleague.get("/returns").status_code == 404
    assert "For store" not in foreign.get("/returns").text


def test_a_lead_of_another_branch_neither_sees_nor_takes_the_return(db, browse, order, buyer, sent):
    browse(buyer).post(f"/orders/{order.id}/returns", sent)
    back = db.exec(select(Return)).one()
    other = browse(make_person(db, Role.WORKSHOP_LEAD, at=make_institution(db, "Rådhuset")))

    assert "For store" not in other.get("/returns").text
    assert other.post(f"/returns/{back.id}/receipt").status_code == 404
    db.expire_all()
    assert db.exec(select(Return.state)).one() == ReturnState.ASKED


def test_a_return_whose_things_came_another_way_is_closed_and_the_history_says_so(db, browse, order, buyer, sent):
    browse(buyer).post(f"/orders/{order.id}/returns", sent)
    back = db.exec(select(Return)).one()
    lead = browse(make_person(db, Role.WORKSHOP_LEAD))
    for number in db.exec(select(Unit.number)).all()[:2]:
        db.commit()
        lead.post(f"/units/{number}/return")

    lead.post(f"/returns/{back.id}/receipt")

    closed = db.exec(select(Event).where(Event.name == "return_closed")).one()
    assert closed.after == {"quantity": 2, "received": 1}
    db.expire_all()
    assert db.exec(select(Return.state)).one() == ReturnState.RECEIVED
