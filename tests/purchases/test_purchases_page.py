"""Those who answer for a budget register what was bought new, one by one, for their own part of the tree."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from app.accounts.models import Role
from app.core.clock import today
from app.history.models import Event
from app.purchases.models import NewPurchase, PurchaseSource
from tests.factories import make_category, make_institution, make_item, make_person
from tests.purchases.factories import make_purchase


@pytest.fixture
def school(db):
    return make_institution(db, "Sølund Skole")


@pytest.fixture
def gitte(db, browse, school):
    return browse(make_person(db, Role.APPROVER, at=school))


def said(db, school, **facts):
    return {
        "institution_id": str(school.id), "category_id": str(make_category(db).id), "quantity": "4",
        "amount_ore": "10.000", "bought_on": today().isoformat(), "voucher": "F-77", **facts,
    }  # fmt: skip


def test_a_purchase_is_registered_with_what_stood_in_the_shop(db, school, gitte):
    make_item(db, units=3)
    form = said(db, school)
    db.commit()

    answer = gitte.post("/purchases", form)

    kept = db.exec(select(NewPurchase)).one()
    assert (kept.quantity, kept.amount_ore, kept.bought_on, kept.voucher) == (4, 1_000_000, today(), "F-77")
    assert (kept.source, kept.on_offer_then, kept.was_in_stock) == (PurchaseSource.TYPED, 3, True)
    assert "Der stod 3 af samme slags i butikken den dag" in answer.text
    assert "3 stod i butikken den dag" in answer.text


@pytest.mark.parametrize(
    "wrong,sentence",
    [
        ({"quantity": "0"}, "Skriv 1 eller mere"),
        ({"quantity": "fire"}, "Skriv et tal"),
        ({"amount_ore": "12.5"}, "Skriv et tal"),
        ({"bought_on": (today() + timedelta(days=3)).isoformat()}, "Skriv en dag, der har været"),
        ({"category_id": ""}, "Udfyld feltet"),
        ({"category_id": "8a39c1a0-0000-7000-8000-000000000000"}, "Vælg en af mulighederne"),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_kept(db, school, gitte, wrong, sentence):
    form = said(db, school, **wrong)
    db.commit()

    answer = gitte.post("/purchases", form, may_fail=True)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="F-77"' in answer.text
    assert db.exec(select(NewPurchase)).all() == []


def test_for_another_workplace_nobody_registers(db, school, gitte):
    form = said(db, make_institution(db, "Børnehuset Kløver"))
    db.commit()

    answer = gitte.post("/purchases", form, may_fail=True)

    assert answer.status_code == 422
    assert "Kløver" not in gitte.get("/purchases").text
    assert db.exec(select(NewPurchase)).all() == []


def test_a_mistake_is_taken_back_and_history_keeps_it(db, school, gitte):
    mine = make_purchase(db, institution=school)
    theirs = make_purchase(db)
    db.commit()

    gitte.post(f"/purchases/{mine.id}/removal")
    assert gitte.post(f"/purchases/{theirs.id}/removal", may_fail=True).status_code == 404
    assert gitte.post(f"/purchases/{mine.id}/removal", may_fail=True).status_code == 404

    db.expire_all()
    assert (mine.taken_back_at is not None, theirs.taken_back_at) == (True, None)
    told = db.exec(select(Event).where(Event.name == "purchase_taken_back")).one()
    assert told.before["quantity"] == 2


def test_the_page_asks_the_database_few_times(db, school, gitte, engine):
    for _each in range(20):
        make_purchase(db, institution=school)
    db.commit()
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *_args: asked.append(_args[2]))

    gitte.get("/purchases")

    assert len([each for each in asked if each.startswith("SELECT")]) <= 8
