"""The quality check: marks with words and photo follow onto the item, and what the thing is suited for is proposed."""

from io import BytesIO

from PIL import Image
from sqlmodel import col, select

from app.catalogue.models import Item, ItemPhoto
from app.catalogue.stages import Stage
from app.catalogue.suitability import Suitability, read_suitability, written_suitability
from app.media.models import Photo
from app.workshop.actions import (
    add_job_photo,
    add_units_to_item,
    finish_job,
    mark_fault_photo,
    pass_job,
    receive_again,
    start_job,
)
from app.workshop.models import Job, JobPhoto, JobState, PhotoMoment
from tests.factories import the_municipality
from tests.workshop.factories import FACTS, make_checked, make_lead, make_photo, make_prepared, make_units, make_worker


def picture(colour: str = "white") -> bytes:
    kept = BytesIO()
    Image.new("RGB", (40, 30), colour).save(kept, "PNG")
    return kept.getvalue()


def shown(db, item: Item) -> list[tuple[str, bool]]:
    photos = select(ItemPhoto).where(ItemPhoto.item_id == item.id).order_by(col(ItemPhoto.position))
    return [(each.view, each.shows_fault) for each in db.exec(photos)]


def test_marks_of_the_check_are_fault_photos_of_the_item(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    job = make_checked(db, unit, lead, faults="Ridse")
    add_job_photo(db, job, make_photo(db, lead), PhotoMoment.FAULT, words="Ridse på venstre kant", by=lead)

    item = make_prepared(db, [unit], lead)

    assert shown(db, item) == [("", False), ("Ridse på venstre kant", True)]


def test_a_photo_that_was_chosen_already_becomes_a_fault_photo_and_is_not_shown_twice(db):
    lead = make_lead(db)
    unit, more = make_units(db, lead, 2)
    job = make_checked(db, unit, lead)
    item = make_prepared(db, [unit], lead)
    photo_id = db.exec(select(ItemPhoto.photo_id)).one()
    again = make_checked(db, more, lead)
    add_job_photo(db, again, db.get_one(Photo, photo_id), PhotoMoment.FAULT, words="Hul", by=lead)

    add_units_to_item(db, item, [more], by=lead)

    assert job.state is JobState.PASSED
    assert shown(db, item) == [("Hul", True)]
    mark_fault_photo(db, item, db.exec(select(ItemPhoto)).one(), shows_fault=False, view="", by=lead)
    assert shown(db, item) == [("", False)]


def test_marks_of_an_earlier_round_do_not_follow(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    job = make_checked(db, unit, lead)
    add_job_photo(db, job, make_photo(db, lead), PhotoMoment.FAULT, words="Ridse", by=lead)
    unit.stage = Stage.HANDED_OVER
    db.add(unit)
    db.flush()
    receive_again(db, unit, by=lead)
    make_checked(db, unit, lead)

    item = make_prepared(db, [unit], lead)

    assert shown(db, item) == [("", False)]


def test_the_check_page_takes_words_photo_and_suitability(db, browse):
    worker = make_worker(db)
    unit = make_units(db, worker)[0]
    job = start_job(db, unit, by=worker)
    finish_job(db, job, by=worker)
    web = browse(worker)
    said = {"units": unit.number, "condition": "2", "fault_words": ["Ridse på ryggen", "", ""], "key": "k1"}

    unworded = web.post(
        "/workshop/check", {**said, "fault_words": ["", "", ""], "faults": "En ridse"},
        files={"fault_photo_0": ("a.png", picture(), "image/png")},
    )  # fmt: skip
    unreadable = web.post("/workshop/check", said, files={"fault_photo_0": ("a.png", b"intet", "image/png")})
    passed = web.post(
        "/workshop/check", {**said, "suitability": ["school", "washable"]},
        files={"fault_photo_0": ("a.png", picture(), "image/png")},
    )  # fmt: skip

    assert (unworded.status_code, unreadable.status_code) == (422, 422)
    assert "Skriv, hvad billedet viser" in unworded.text
    assert "En ridse" in unworded.text
    assert "Ridse på ryggen" in unreadable.text
    assert passed.url.path == "/workshop/items/new"
    assert passed.text.count("checked") >= 3
    db.refresh(job)
    assert (job.faults, job.suitability) == ("Ridse på ryggen", "school washable")
    kept = db.exec(select(JobPhoto)).one()
    assert (kept.moment, kept.words) == (PhotoMoment.FAULT, "Ridse på ryggen")


def test_a_photo_is_not_taken_twice_because_the_check_was_refused(db, browse):
    worker, other = make_worker(db), make_worker(db)
    unit, web = make_units(db, worker)[0], browse(worker)
    said = {"units": unit.number, "condition": "2", "fault_words": ["", "", ""], "faults": "En ridse", "key": "k1"}

    refused = web.post("/workshop/check", said, files={"fault_photo_0": ("a.png", picture(), "image/png")})
    photo = db.exec(select(Photo)).one()
    again = {**said, "fault_words": ["Ridse på ryggen", "", ""], "kept_photo_0": str(photo.id)}
    foreign = make_units(db, worker)[0]
    browse(other).post("/workshop/check", {**again, "units": foreign.number})
    passed = web.post("/workshop/check", again)

    assert refused.status_code == 422
    assert f'name="kept_photo_0" value="{photo.id}"' in refused.text
    assert passed.url.path == "/workshop/items/new"
    kept = db.exec(select(JobPhoto)).one()
    assert (kept.photo_id, kept.words) == (photo.id, "Ridse på ryggen")
    assert db.get_one(Job, kept.job_id).unit_id == unit.id


def test_without_a_mark_named_a_worn_thing_does_not_pass(db, browse):
    worker = make_worker(db)
    make_units(db, worker)
    web = browse(worker)

    refused = web.post("/workshop/check", {"units": "A-0001", "condition": "2", "fault_words": ["", "", ""]})
    passed = web.post("/workshop/check", {"units": "A-0001", "condition": "2", "fault_words": ["", "Hul", ""]})

    assert refused.status_code == 422
    assert passed.url.path == "/workshop/items/new"
    assert db.exec(select(Job.faults)).one() == "Hul"


def test_where_another_pair_of_eyes_is_wanted_no_photo_passes_it(db, browse):
    worker = make_worker(db)
    municipality = the_municipality(db)
    municipality.check_by_another = True
    db.add(municipality)
    unit = make_units(db, worker)[0]
    finish_job(db, start_job(db, unit, by=worker), by=worker)

    own = browse(worker).post("/workshop/check", {"units": unit.number, "condition": "4"})
    other = browse(make_lead(db)).post("/workshop/check", {"units": unit.number, "condition": "4"})

    assert own.status_code == 409
    assert other.url.path == "/workshop/items/new"


def test_the_item_keeps_what_it_is_suited_for_and_can_be_corrected(db, browse):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    job = start_job(db, unit, by=lead)
    finish_job(db, job, by=lead)
    pass_job(db, job, condition=3, suitability="care", by=lead)
    item = make_prepared(db, [unit], lead, suitability="care")
    web = browse(lead)
    typed = {name: str(value) for name, value in FACTS.items()} | {"colour": "blue", "price_ore": "350"}
    typed |= {"width_mm": "66", "depth_mm": "66", "height_mm": "108", "new_price_ore": "2500"}

    before = web.get(f"/workshop/items/{item.id}").text
    web.post(f"/workshop/items/{item.id}", {**typed, "suitability": ["anchored", "daycare", "nonsense"]}, may_fail=True)
    web.post(f"/workshop/items/{item.id}", {**typed, "suitability": ["anchored", "daycare"]})

    assert 'value="care" checked' in before
    db.refresh(item)
    assert item.suitability == "daycare anchored"


def test_words_that_are_no_note_any_more_are_left_out():
    assert read_suitability("care antique washable") == [Suitability.CARE, Suitability.WASHABLE]
    assert written_suitability([Suitability.WASHABLE, Suitability.CARE]) == "care washable"
    assert read_suitability("") == []
