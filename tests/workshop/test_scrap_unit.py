"""A unit leaves for good only with a reason, and its story tells it; what a label opens for whom."""

import pytest

from app.accounts.models import Role
from app.catalogue.stages import Stage, WrongStage
from app.history import events_of
from app.workshop.actions import ReasonMissing, ScrapReason, SellReason, scrap_unit, sell_off_unit, start_job
from app.workshop.models import JobState, StopReason
from tests.factories import make_person
from tests.workshop.erasing import record_only
from tests.workshop.factories import make_checked, make_device, make_lead, make_units, make_worker


def test_a_scrapped_unit_says_why_and_its_job_stops(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    job = start_job(db, unit, by=lead)

    scrap_unit(db, unit, reason=ScrapReason.BROKEN, note="Ryggen er knækket", by=lead)
    db.commit()

    assert (unit.stage, unit.scrap_reason) == (Stage.RECYCLED, "broken: Ryggen er knækket")
    assert (job.state, job.stop_reason) == (JobState.STOPPED, StopReason.SCRAPPED)
    assert "unit_scrapped" in [event.name for event in events_of(db, [unit])]


@pytest.mark.parametrize("leave", [scrap_unit, sell_off_unit])
def test_without_a_reason_it_stays(db, leave):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]

    with pytest.raises(ReasonMissing):
        leave(db, unit, reason=None, by=lead)

    assert unit.stage is Stage.RECEIVED


def test_what_somebody_ordered_is_not_scrapped(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    unit.stage = Stage.RESERVED
    db.add(unit)
    db.flush()

    with pytest.raises(WrongStage):
        scrap_unit(db, unit, reason=ScrapReason.BROKEN, by=lead)


def test_a_chair_is_sold_off_with_a_reason(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]

    sell_off_unit(db, unit, reason=SellReason.ASSOCIATION, by=lead)

    assert (unit.stage, unit.scrap_reason) == (Stage.SOLD_OFF, "association")


def test_the_page_asks_why_and_tells_it_afterwards(db, browse):
    lead = make_lead(db)
    make_units(db, lead)
    web = browse(lead)

    assert web.post("/units/A-0001/departure/recycling", {}).status_code == 422
    said = {"scrap_reason": "unsafe", "note": "Løst ben", "wood": "4", "confirmed": "yes"}
    page = web.post("/units/A-0001/departure/recycling", said)

    assert "Den er ikke sikker at bruge. Løst ben" in page.text
    assert web.post("/units/A-0001/departure/elsewhere", {}).status_code == 404


def test_only_the_lead_scraps(db, browse):
    worker = make_worker(db)
    make_units(db, worker)

    assert browse(worker).get("/units/A-0001/departure").status_code == 404
    assert browse(worker).post("/units/A-0001/departure/recycling", {"scrap_reason": "unsafe"}).status_code == 404


def test_a_device_whose_erasure_failed_leaves_only_to_be_destroyed(db, browse):
    lead = make_lead(db)
    device = make_device(db, lead, "SN-1")
    record_only(db, device, lead, has_passed=False)
    web = browse(lead)

    ways = web.get("/units/A-0001/departure").text
    sale = web.post("/units/A-0001/departure/sale", {"sell_reason": "dealer", "taker": "Brugt IT"})
    parts = web.post("/units/A-0001/departure/spare-parts", {"part": "", "part_name": "SSD", "part_amount": "1"})

    assert "/departure/recycling" in ways
    assert "/departure/sale" not in ways
    assert "/departure/spare-parts" not in ways
    assert (sale.status_code, parts.status_code) == (409, 409)
    said = {"scrap_reason": "data", "residual": "2", "confirmed": "yes"}
    assert web.post("/units/A-0001/departure/recycling", said).url.path == "/units/A-0001"


def test_a_label_opens_the_unit_for_the_workshop_and_a_short_page_for_others(db, browse):
    worker = make_worker(db)
    unit = make_units(db, worker)[0]
    make_checked(db, unit, worker)

    inside = browse(worker).get("/U/A0001")
    outside = browse(make_person(db)).get("/u/a-0001")

    assert inside.url.path == outside.url.path == "/units/A-0001"
    assert "Tjekket og godkendt" in inside.text
    assert "Print mærkat" in inside.text
    assert "Print mærkat" not in outside.text
    assert worker.name not in outside.text.replace(browse(worker).get("/units/A-0001").text, "")
    assert "Her har den været" in outside.text


def test_names_in_the_story_are_for_those_who_may_see_the_history(db, browse):
    lead = make_lead(db)
    worker = make_worker(db)
    make_units(db, worker)

    assert worker.name in browse(lead).get("/units/A-0001").text
    assert worker.name not in browse(make_person(db, Role.WORKSHOP)).get("/units/A-0001").text


def test_an_unknown_number_asks_whether_it_is_a_new_thing(db, browse):
    web = browse(make_worker(db))

    assert "Er det en ny ting?" in web.get("/workshop/find?number=Z-9999").text
    assert "Er det en ny ting?" in web.get("/u/Z9999").text
    assert browse(make_person(db)).get("/u/Z9999").status_code == 404
    assert browse().get("/U/Z9999", follow_redirects=False).headers["location"].startswith("/sign-in")
