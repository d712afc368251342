"""Things go in the basket, are held for a while, and can be changed and put back."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.catalogue.models import Unit
from app.core.clock import now
from app.orders.actions import add_to_basket
from app.orders.models import BasketLine
from tests.factories import make_account, make_institution, make_item, make_municipality, make_viewer

HTMX = {"HX-Request": "true"}


@pytest.fixture
def buyer(db):
    school = make_institution(db)
    make_account(db, school)
    return make_viewer(db, home=school)


def the_line(db):
    db.expire_all()
    line = db.exec(select(BasketLine)).one()
    db.commit()
    return line


def test_adding_holds_the_units_for_an_hour_and_leads_to_the_basket(db, browse, buyer):
    item = make_item(db, units=4)

    answer = browse(buyer).post("/basket/lines", {"item_id": str(item.id), "quantity": "3"})

    assert answer.url.path == "/basket"
    assert "3 × Kontorstol, blå ligger i kurven" in answer.text
    line = the_line(db)
    assert line.quantity == 3
    assert timedelta(minutes=59) < line.held_until - now() <= timedelta(minutes=60)
    held = db.exec(select(Unit.held_until).where(Unit.held_by_id == buyer.person_id)).all()
    assert held == [line.held_until] * 3


def test_htmx_gets_the_count_and_a_toast_with_undo(db, browse, buyer):
    item = make_item(db, units=4)
    browser = browse(buyer)

    answer = browser.post("/basket/lines", {"item_id": str(item.id), "quantity": "1"}, headers=HTMX)

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="basket_link"' in answer.text
    assert "Kontorstol, blå ligger i kurven" in answer.text
    undone = browser.post(f"/basket/lines/{the_line(db).id}", {"quantity": "0"}, headers=HTMX)
    assert "Fortrudt" in undone.text
    assert db.exec(select(BasketLine)).all() == []
    assert db.exec(select(Unit).where(Unit.held_by_id == buyer.person_id)).all() == []


def test_adding_twice_adds_up_and_says_when_there_are_fewer(db, browse, buyer):
    item = make_item(db, units=3)
    browser = browse(buyer)

    browser.post("/basket/lines", {"item_id": str(item.id), "quantity": "2"})
    answer = browser.post("/basket/lines", {"item_id": str(item.id), "quantity": "2"})

    assert "Der er kun 3 tilbage. Vi har rettet dit antal til 3" in answer.text
    assert the_line(db).quantity == 3


def test_what_another_holds_cannot_be_put_in_the_basket(db, browse, buyer):
    item = make_item(db, units=1)
    add_to_basket(db, item, 1, by=make_viewer(db))

    answer = browse(buyer).post("/basket/lines", {"item_id": str(item.id), "quantity": "1"})

    assert answer.status_code == 409
    assert "En anden nåede det først" in answer.text


@pytest.mark.parametrize("typed", ["", "many", "0", "-1", "1000"])
def test_a_number_that_is_none_is_refused(db, browse, buyer, typed):
    item = make_item(db)

    answer = browse(buyer).post("/basket/lines", {"item_id": str(item.id), "quantity": typed})

    if typed == "":
        assert the_line(db).quantity == 1
    else:
        assert answer.status_code == 422
        assert "Skriv et tal" in answer.text


def test_a_changed_number_changes_what_is_held(db, browse, buyer):
    line = add_to_basket(db, make_item(db, units=5), 2, by=buyer).line
    browser = browse(buyer)

    browser.post(f"/basket/lines/{line.id}", {"quantity": "4"})
    assert len(db.exec(select(Unit).where(Unit.held_by_id == buyer.person_id)).all()) == 4
    db.commit()
    answer = browser.post(f"/basket/lines/{line.id}", {"quantity": "9"})

    assert "Der er kun 5 tilbage" in answer.text
    assert the_line(db).quantity == 5


def test_a_removed_line_can_be_put_back(db, browse, buyer):
    line = add_to_basket(db, make_item(db, units=5), 2, by=buyer).line
    browser = browse(buyer)

    answer = browser.post(f"/basket/lines/{line.id}/removal")

    assert "Taget ud: Kontorstol, blå" in answer.text
    assert "Din kurv er tom" in answer.text
    assert 'name="quantity" value="2"' in answer.text
    assert db.exec(select(BasketLine)).all() == []


def test_a_hold_that_has_passed_leaves_the_line_and_says_so(db, browse, buyer):
    item = make_item(db, units=2)
    line = add_to_basket(db, item, 2, by=buyer).line
    for unit in db.exec(select(Unit)).all():
        unit.held_until = now() - timedelta(minutes=1)
    line.held_until = now() - timedelta(minutes=1)
    browser = browse(buyer)

    assert "Vi holder den ikke længere for dig, men den er her endnu" in browser.get("/basket").text
    add_to_basket(db, item, 1, by=make_viewer(db))
    db.commit()
    assert "Der er kun 1 tilbage" in browser.get("/basket").text


def test_htmx_on_the_basket_page_keeps_what_was_typed(db, browse, buyer):
    line = add_to_basket(db, make_item(db, units=5), 2, by=buyer).line
    form = {"quantity": "3", "submission_key": "a-key-of-a-form", "room": "Lokale 7"}

    answer = browse(buyer).post(f"/basket/lines/{line.id}", form, headers=HTMX)

    assert 'id="basket_page"' in answer.text
    assert "Lokale 7" in answer.text
    assert "a-key-of-a-form" in answer.text


@pytest.mark.parametrize("stranger", ["same municipality", "another municipality"])
def test_another_persons_line_does_not_exist(db, browse, buyer, stranger):
    line = add_to_basket(db, make_item(db, units=2), 1, by=buyer).line
    db.commit()
    if stranger == "another municipality":
        make_municipality(db)
    other = browse(make_viewer(db, home=make_institution(db)))

    assert other.post(f"/basket/lines/{line.id}", {"quantity": "2"}).status_code == 404
    assert other.post(f"/basket/lines/{line.id}/removal").status_code == 404
    assert other.post("/basket/lines", {"item_id": str(line.item_id)}).status_code == (
        200 if stranger == "same municipality" else 404
    )
