"""Checked units become an item, the lead puts it in the shop, corrects it and takes it out again."""

import pytest
from sqlmodel import select

from app.accounts.models import PriceMode
from app.catalogue.actions import NotReady, withdraw_item
from app.catalogue.models import Item, ItemPhoto
from app.catalogue.stages import Stage
from app.workshop.actions import (
    NotAlike,
    NotChecked,
    add_job_photo,
    add_units_to_item,
    mark_fault_photo,
    offer_item,
    prepare_item,
    receive_again,
    revise_item,
    start_job,
    still_missing,
)
from app.workshop.models import PhotoMoment
from tests.factories import make_category, make_person, the_municipality
from tests.workshop.factories import FACTS, make_checked, make_lead, make_photo, make_prepared, make_units, make_worker


def checked(db, by, count: int = 1, **facts):
    units = make_units(db, by, count)
    for unit in units:
        make_checked(db, unit, by, **facts)
    return units


def test_equal_checked_units_become_one_item_on_offer(db):
    lead = make_lead(db)
    units = checked(db, lead, 3)

    item = make_prepared(db, units, lead)
    assert item.published_at is None
    offer_item(db, item, by=lead)

    assert item.on_offer == 3
    assert {unit.stage for unit in units} == {Stage.ON_OFFER}


def test_what_was_not_checked_cannot_be_sold(db):
    lead = make_lead(db)
    fresh, working = make_units(db, lead, 2)
    start_job(db, working, by=lead)

    for unit in (fresh, working):
        with pytest.raises(NotChecked):
            make_prepared(db, [unit], lead)


def test_things_of_two_kinds_are_not_one_item(db):
    lead = make_lead(db)
    chair, desk = checked(db, lead)[0], make_units(db, lead, category=make_category(db, "desk_fixed"))[0]
    make_checked(db, desk, lead)

    with pytest.raises(NotAlike):
        make_prepared(db, [chair, desk], lead)
    with pytest.raises(NotAlike):
        prepare_item(db, [], facts=FACTS, photos=[], by=lead)


def test_without_a_photo_or_measures_it_stays_out(db):
    lead = make_lead(db)
    item = prepare_item(db, checked(db, lead), facts={**FACTS, "depth_mm": 0}, photos=[], by=lead)

    with pytest.raises(NotReady) as refusal:
        offer_item(db, item, by=lead)

    assert "et billede" in str(refusal.value)
    assert item.published_at is None


def test_a_worn_thing_names_its_marks_and_shows_them(db):
    lead = make_lead(db)
    item = make_prepared(db, checked(db, lead), lead, condition=2)
    assert len(still_missing(db, item)) == 2
    revise_item(db, item, facts={"faults": "Ridse på ryggen"}, by=lead)
    with pytest.raises(NotReady):
        offer_item(db, item, by=lead)

    mark_fault_photo(db, item, db.exec(select(ItemPhoto)).one(), shows_fault=True, view="Ridsen", by=lead)
    offer_item(db, item, by=lead)

    assert item.on_offer == 1


def test_what_came_back_unchecked_is_not_offered_with_the_rest(db):
    lead = make_lead(db)
    units = checked(db, lead, 2)
    item = make_prepared(db, units, lead)
    offer_item(db, item, by=lead)
    units[0].stage, item.on_offer = Stage.HANDED_OVER, 1
    db.add_all([units[0], item])
    db.flush()
    receive_again(db, units[0], by=lead)
    units[0].item_id = item.id
    db.add(units[0])
    withdraw_item(db, item, by=lead)

    offer_item(db, item, by=lead)

    assert (item.on_offer, units[0].stage, units[0].item_id) == (1, Stage.RECEIVED, None)


def test_more_of_the_same_join_an_item_in_the_shop(db):
    lead = make_lead(db)
    item = make_prepared(db, checked(db, lead), lead)
    offer_item(db, item, by=lead)
    more, fresh = checked(db, lead, 2), make_units(db, lead)

    add_units_to_item(db, item, more, by=lead)

    assert item.on_offer == 3
    with pytest.raises(NotChecked):
        add_units_to_item(db, item, fresh, by=lead)


def test_the_pages_take_a_checked_unit_to_the_shop_and_back(db, browse):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    job = make_checked(db, unit, lead, condition=2, faults="Ridse på ryggen")
    photo = make_photo(db, lead)
    add_job_photo(db, job, photo, PhotoMoment.AFTER, by=lead)
    web = browse(lead)

    form = web.get("/workshop/items/new?like=A-0001")
    assert "Ridse på ryggen" in form.text
    assert 'value="350"' in form.text
    said = {
        "units": "A-0001", "photos": str(photo.id), "title": "Kontorstol, blå", "condition": 2, "colour": "blue",
        "faults": "Ridse på ryggen", "width_mm": "66", "depth_mm": "66,5", "height_mm": "108", "price_ore": "350",
        "new_price_ore": "2.500",
    }  # fmt: skip
    assert web.post("/workshop/items", {**said, "width_mm": "bred"}).status_code == 422
    page = web.post("/workshop/items", said)
    item = db.exec(select(Item)).one()
    db.commit()
    url = f"/workshop/items/{item.id}"
    assert "et billede af mærkerne" in page.text
    assert web.post(f"{url}/publication").status_code == 422
    web.post(f"{url}/photos/{photo.id}/view", {"view": "Ridsen", "shows_fault": "on"})
    shown = web.post(f"{url}/publication")

    assert "er i butikken nu" in shown.text
    db.refresh(item)
    assert (item.on_offer, item.depth_mm, item.new_price_ore) == (1, 665, 250_000)
    db.commit()
    web.post(url, {**said, "title": "Kontorstol, mørkeblå"})
    web.post(f"{url}/withdrawal")
    db.refresh(item)
    assert (item.title, item.on_offer) == ("Kontorstol, mørkeblå", 0)
    assert item.withdrawn_at is not None


def test_the_workshop_prepares_and_only_the_lead_publishes(db, browse):
    worker = make_worker(db)
    item = make_prepared(db, checked(db, worker), worker)
    web = browse(worker)

    page = web.get(f"/workshop/items/{item.id}")

    assert "Lederen sætter den i butikken" in page.text
    assert web.post(f"/workshop/items/{item.id}/publication").status_code == 404
    assert web.post(f"/workshop/items/{item.id}/withdrawal").status_code == 404
    stranger = browse(make_person(db))
    assert stranger.get(f"/workshop/items/{item.id}").status_code == 404


def test_where_the_shop_is_free_the_price_begins_at_nothing(db, browse):
    municipality = the_municipality(db)
    municipality.price_mode = PriceMode.FREE
    db.add(municipality)
    lead = make_lead(db)
    checked(db, lead)

    assert 'name="price_ore" type="text" value="0"' in browse(lead).get("/workshop/items/new?units=A-0001").text


def test_a_foreign_photo_is_not_taken_along(db, browse):
    lead = make_lead(db)
    checked(db, lead)
    stray = make_photo(db, make_worker(db))
    said = {"units": "A-0001", "photos": str(stray.id), "title": "Stol", "condition": 3, "colour": "blue"}

    browse(lead).post("/workshop/items", said)

    assert db.exec(select(Item)).one().title == "Stol"
    assert db.exec(select(ItemPhoto)).all() == []
