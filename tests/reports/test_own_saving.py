"""What an employee has saved is theirs to see, and nobody else's."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.accounts.sessions import viewer_of
from app.impact.sums import ENTRY
from app.orders.actions import complete_order, start_order
from app.reports import own
from app.reports.own import own_saving
from app.reports.rows import here
from tests.factories import make_institution, make_municipality, make_person
from tests.orders.factories import make_order

SAVED = "Du har sparet"


@pytest.fixture
def school(db):
    return make_institution(db)


@pytest.fixture
def buyer(db, school):
    person = make_person(db, home=school)
    order = make_order(db, person, school, quantity=3)
    start_order(db, order)
    complete_order(db, order, by=None)
    make_order(db, person, school, quantity=2)  # not handed over yet, so it saved nothing
    db.commit()  # the ledger books what happened when it is kept
    return person


def test_the_counter_sums_the_hand_overs_of_own_orders(db, browse, buyer):
    found = own_saving(db, viewer_of(db, buyer))

    assert found is not None
    assert (found.things, found.net_ore) == (3, 3 * 250_000)
    page = browse(buyer).get("/orders").text
    assert "Du har sparet 7.500\xa0kr. og" in page
    assert "med 3 ting." in page


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.INSTITUTION_MANAGER, Role.WORKSHOP_LEAD, Role.ADMINISTRATOR])
def test_nobody_else_sees_it(db, browse, buyer, school, role):
    other = make_person(db, role, at=school if role is Role.INSTITUTION_MANAGER else None, home=school)
    seen = browse(other)

    for address in ("/orders", "/orders?whose=all", f"/orders?person_id={buyer.id}", f"/orders?requester={buyer.id}"):
        assert SAVED not in seen.get(address).text, address
    assert own_saving(db, viewer_of(db, other)) is None


def test_without_the_condition_on_the_person_others_would_see_it(db, browse, buyer, school, monkeypatch):
    other = make_person(db, home=school)
    everybodys = sa.select(*own._SUMS).where(here(ENTRY))
    assert SAVED not in browse(other).get("/orders").text

    monkeypatch.setattr(own, "_OWN", everybodys)

    assert SAVED in browse(other).get("/orders").text


def test_another_municipality_has_no_part_in_it(db, buyer):
    make_municipality(db)

    assert own_saving(db, viewer_of(db, make_person(db))) is None
