"""A unit's passport: all of its life for those who work with it, and what of it the whole municipality may see."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Role
from app.catalogue.models import UnitPhoto
from app.core.clock import now
from app.core.formats import kg, kr
from app.history.work import work_until_idle
from app.impact.models import EntryKind, ImpactEntry
from app.orders.actions import complete_order, reopen_order, start_order
from app.workshop.actions import add_job_photo, change_unit, offer_item, receive_again
from app.workshop.models import JobPart, PhotoMoment
from app.workshop.queries import get_category
from tests.factories import make_institution, make_person, make_viewer
from tests.orders.factories import make_order
from tests.workshop.erasing import erase
from tests.workshop.factories import make_checked, make_device, make_lead, make_photo, make_prepared, make_units

PRIVATE = ("Arbejdet på den", "Nyt sæde", "25 minutters arbejde", "Flytninger", "Udleveringer", "Sletning af data")


def live_one_round(db, engine, unit, lead, school):
    """The unit is worked on, offered, ordered by the school and handed over; its item and order."""
    job = make_checked(db, unit, lead, faults="Ridse på ryggen")
    job.minutes = 25
    tenant = unit.municipality_id
    db.add(JobPart(municipality_id=tenant, job_id=job.id, name="Nyt sæde", quantity=2, cost_ore=9_000, co2e_g=1_500))
    add_job_photo(db, job, make_photo(db, lead), PhotoMoment.BEFORE, by=lead)
    item = make_prepared(db, [unit], lead)
    offer_item(db, item, by=lead)
    order = make_order(db, make_person(db, home=school), school, item=item)
    db.commit()
    db.refresh(unit)
    start_order(db, order)
    complete_order(db, order, by=lead)
    db.commit()
    work_until_idle(engine)
    return item, order


@pytest.fixture
def lead(db):
    return make_lead(db)


@pytest.fixture
def unit(db, lead):
    giver = make_institution(db, "Rådhuset")
    return make_units(db, lead, giver_id=giver.id)[0]


def test_the_passport_tells_every_round_with_its_work_and_its_impact(db, engine, browse, unit, lead):
    school = make_institution(db, "Sølund Skole")
    arrived = make_photo(db, lead)
    db.add(UnitPhoto(municipality_id=unit.municipality_id, unit_id=unit.id, photo_id=arrived.id))
    _item, order = live_one_round(db, engine, unit, lead, school)
    db.refresh(unit)
    receive_again(db, unit, by=lead, at=now() + timedelta(days=400))
    db.commit()
    work_until_idle(engine)

    text = browse(lead).get("/units/A-0001").text

    said = text.split("Her har den været")[1]
    assert said.index("Runde 2") < said.index("Runde 1") < said.index("Fra Rådhuset") < said.index("Til Sølund Skole")
    assert "Fra Sølund Skole" in said
    for words in ("Nyt sæde", "25 minutters arbejde", "Mærker: Ridse på ryggen", order.number, f"/orders/{order.id}"):
        assert words in said
    assert said.index("Da den kom") < said.index(str(arrived.id)) < said.index("Før arbejdet")
    entries = db.exec(select(ImpactEntry)).all()
    assert [each.kind for each in entries] == [EntryKind.HAND_OVER, EntryKind.CORRECTION]
    for name in ("gross_co2e_g", "likely_co2e_g", "net_co2e_g", "low_co2e_g", "high_co2e_g"):
        assert kg(sum(getattr(each, name) for each in entries)) in said
    for name in ("gross_ore", "likely_ore", "net_ore", "low_ore", "high_ore"):
        assert kr(sum(getattr(each, name) for each in entries)) in said
    assert kg(entries[0].likely_co2e_g) not in said  # because the correction counts too
    assert "Brutto" in said
    assert "Sandsynlig" in said
    assert "Netto" in said


def test_others_see_where_it_has_been_and_nothing_of_persons_or_work(db, engine, browse, unit, lead):
    school = make_institution(db, "Sølund Skole")
    item, _order = live_one_round(db, engine, unit, lead, school)
    hidden = make_photo(db, lead)
    db.add(UnitPhoto(municipality_id=unit.municipality_id, unit_id=unit.id, photo_id=hidden.id))
    db.commit()

    inside = browse(lead).get("/units/A-0001").text
    outside = browse(make_person(db)).get("/U/A0001").text

    for words in ("Her har den været", "Fra Rådhuset", "Til Sølund Skole", "Effekt indtil nu", "Netto ligger mellem"):
        assert words in outside
    assert "/photos/" in outside
    assert f"/photos/{hidden.id}" in inside
    assert f"/photos/{hidden.id}" not in outside
    for words in (*PRIVATE[:3], "Udleveringer", lead.name, "Ridse på ryggen"):
        assert words in inside
    for words in (*PRIVATE, lead.name, "Ridse på ryggen", "Før arbejdet", "/reports/lines/"):
        assert words not in outside
    assert str(item.id) not in outside


def test_what_is_on_offer_leads_to_the_shop(db, browse, unit, lead):
    make_checked(db, unit, lead)
    item = make_prepared(db, [unit], lead)
    before = browse(make_person(db)).get("/units/A-0001").text
    offer_item(db, item, by=lead)

    after = browse(make_person(db)).get("/units/A-0001").text

    assert "/items/" not in before
    assert "/photos/" not in before  # because the item is not published yet
    assert f"/items/{item.id}" in after
    assert "/photos/" in after


def test_a_stranger_is_asked_to_sign_in_and_a_neighbour_finds_nothing(db, browse, unit):
    stranger = browse().get("/U/A0001", follow_redirects=False)

    assert stranger.headers["location"].startswith("/sign-in")
    assert unit.title not in stranger.text


def test_a_hand_over_that_was_undone_is_no_round(db, engine, browse, unit, lead):
    _item, order = live_one_round(db, engine, unit, lead, make_institution(db, "Sølund Skole"))
    reopen_order(db, order, by=lead)
    db.commit()
    work_until_idle(engine)

    text = browse(lead).get("/units/A-0001").text

    assert "Til Sølund Skole" not in text
    assert "Udleveringer" not in text
    assert f"<b>{kr(0)}</b>" in text


def test_moves_and_erasures_stand_in_the_passport(db, browse, lead):
    unit = make_device(db, lead)
    category = get_category(db, unit.category_id)
    for code in ("B2", "C3"):
        change_unit(db, unit, category=category, title="Bærbar", serial_number="SN-1", place_code=code, by=lead)
    erase(db, unit, lead)

    text = browse(make_viewer(db, Role.WORKSHOP)).get(f"/units/{unit.number}").text

    assert "B2 → C3" in text
    assert text.index("B2 → C3") < text.index("– → B2")
    assert "Sletning af data" in text
