"""Receiving: equal things in one step, from a report or without one."""

import pytest
from sqlmodel import select

from app.catalogue.models import StoragePlace, Unit
from app.catalogue.stages import Stage
from app.intake.models import Looks, ReportState, SurplusReport, What
from app.workshop.actions import NotInTheWorkshop, SerialInUse, SerialsMissing, change_unit, receive_again
from tests.factories import make_category, make_institution, make_person
from tests.workshop.factories import make_checked, make_device_category, make_lead, make_units, make_worker


def make_report(db, **facts) -> SurplusReport:
    school = make_institution(db, "Sølund Skole")
    report = SurplusReport(
        municipality_id=school.municipality_id, institution_id=school.id, reported_by_id=make_person(db).id,
        **{"number": "1042", "state": ReportState.ACCEPTED, "what": What.CHAIRS, "quantity": 4, "looks": Looks.WORN,
           "note": "Fire stole", **facts},
    )  # fmt: skip
    db.add(report)
    db.flush()
    return report


def test_a_report_becomes_numbered_units_and_closes(db, browse):
    worker, report, category = make_worker(db), make_report(db), make_category(db)
    page = browse(worker).get(f"/workshop/receive?report={report.id}")
    sent = {"report": report.id, "category_id": category.id, "count": 4, "condition": 2, "place_code": "h2-b"}

    answer = browse(worker).post("/workshop/receive", sent)

    assert 'value="4"' in page.text
    assert "Fire stole" in page.text
    assert answer.url.path == "/labels"
    assert "A-0001" in answer.text
    units = db.exec(select(Unit)).all()
    assert {(u.stage, u.condition, u.giver_id, u.report_id) for u in units} == {
        (Stage.RECEIVED, 2, report.institution_id, report.id)
    }
    assert len(units) == 4
    assert db.exec(select(StoragePlace.code)).all() == ["H2-B"]
    db.refresh(report)
    assert report.state is ReportState.RECEIVED


@pytest.mark.parametrize("state", [ReportState.DECLINED, ReportState.WITHDRAWN])
def test_a_report_that_is_not_accepted_cannot_be_received(db, browse, state):
    worker, report, category = make_worker(db), make_report(db, state=state), make_category(db)

    answer = browse(worker).post("/workshop/receive", {"report": report.id, "category_id": category.id, "count": 1})

    assert answer.status_code == 404
    assert db.exec(select(Unit)).all() == []


def test_what_is_wrong_stands_beside_the_field_and_nothing_is_lost(db, browse):
    worker, category = make_worker(db), make_device_category(db)

    no_category = browse(worker).post("/workshop/receive", {"title": "Bordet fra 2. sal", "count": "mange"})
    too_few = browse(worker).post("/workshop/receive", {"category_id": category.id, "count": 2, "serials": "SN-1"})

    assert (no_category.status_code, too_few.status_code) == (422, 422)
    assert "Bordet fra 2. sal" in no_category.text
    assert "Skriv et tal, for eksempel 4" in no_category.text or "Skriv et tal, fx 4" in no_category.text
    assert "Skriv ét serienummer pr. linje, 2 i alt" in too_few.text
    assert db.exec(select(Unit)).all() == []


def test_each_device_has_its_own_serial_number(db):
    worker, laptops = make_worker(db), make_device_category(db)

    units = make_units(db, worker, 2, category=laptops, serial_numbers=["SN-1", "SN-2"])

    assert [unit.serial_number for unit in units] == ["SN-1", "SN-2"]
    with pytest.raises(SerialInUse):
        make_units(db, worker, category=laptops, serial_numbers=["SN-2"])
    with pytest.raises(SerialsMissing):
        make_units(db, worker, 2, category=laptops, serial_numbers=["SN-3", "SN-3"])
    with pytest.raises(SerialsMissing):
        make_units(db, worker, category=laptops)


def test_a_thing_that_comes_back_begins_a_new_round(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    make_checked(db, unit, lead)
    school = make_institution(db, "Bakkeskolen")
    unit.stage, unit.holder_id = Stage.HANDED_OVER, school.id
    db.add(unit)
    db.flush()

    receive_again(db, unit, by=lead)

    db.refresh(unit)
    assert (unit.stage, unit.circulation, unit.giver_id) == (Stage.RECEIVED, 2, school.id)
    assert unit.holder_id is None


def test_only_what_is_in_the_workshop_can_be_corrected(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    unit.stage = Stage.RESERVED
    db.add(unit)
    db.flush()

    with pytest.raises(NotInTheWorkshop):
        change_unit(db, unit, category=make_category(db), title="Stol", serial_number="", place_code="", by=lead)


def test_the_page_for_corrections_saves_and_refuses_beside_the_field(db, browse):
    lead, laptops, chairs = make_lead(db), make_device_category(db), make_category(db)
    unit = make_units(db, lead, category=laptops, serial_numbers=["SN-1"])[0]
    make_units(db, lead, category=laptops, serial_numbers=["SN-2"])
    said = {"category_id": laptops.id, "title": "Bærbar, sort"}

    saved = browse(lead).post("/units/A-0001/facts", {**said, "serial_number": "SN-7", "place_code": "H1"})
    taken = browse(lead).post("/units/A-0001/facts", {**said, "serial_number": "SN-2"})
    chair = browse(lead).post("/units/A-0001/facts", {"category_id": chairs.id, "serial_number": "SN-7"})

    db.refresh(unit)
    assert saved.status_code == 200
    assert (unit.title, unit.serial_number) == ("Bærbar, sort", "SN-7")
    assert "hører allerede til A-0002" in taken.text
    assert "ikke slettet" in chair.text
    assert (taken.status_code, chair.status_code) == (422, 422)


def test_others_do_not_receive(db, browse):
    stranger = browse(make_person(db))

    assert stranger.get("/workshop/receive").status_code == 404
    assert stranger.post("/workshop/receive", {"count": 1}).status_code == 404
    assert browse().get("/workshop/receive", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("code", ["A/B", "../x", "\N{PACKAGE}", "H1--2"])
def test_what_no_label_can_say_is_no_place(db, browse, code):
    worker, category = make_worker(db), make_category(db)

    refused = browse(worker).post("/workshop/receive", {"category_id": category.id, "count": 1, "place_code": code})

    assert refused.status_code == 422
    assert "Brug bogstaver, tal og bindestreg" in refused.text
    assert db.exec(select(Unit)).all() == []
