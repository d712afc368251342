"""Scan many things and act once: it is said beforehand who can, and it is done with all of them or with none."""

import pytest
from sqlmodel import select

from app.accounts.models import Role
from app.catalogue.stages import Stage, WrongStage
from app.history import events_of
from app.workshop.actions import SerialInUse
from app.workshop.actions.many import Act, Recycling, SomeCannot, act_on_many, chance_of, chances
from app.workshop.actions.scrap import ScrapReason
from app.workshop.leaving.models import DepartureFraction, Fraction
from tests.catalogue.factories import make_places
from tests.factories import make_unit, make_viewer
from tests.workshop.factories import make_device, make_lead, make_units, make_worker

RECYCLING = Recycling(ScrapReason.BROKEN, Fraction.WOOD, grams=10_001)
SAID = {"reason": "unsafe", "fraction": "wood", "grams": "12,5"}


def test_every_refusal_said_beforehand_is_one_and_every_promise_is_kept(db):
    """For each act and each stage: what is said before acting equals what happens."""
    lead = make_lead(db)
    hall, _rack, _shelf = make_places(db, lead)
    seen = set()

    for act in Act:
        for stage in Stage:
            unit = make_unit(db, stage=stage)
            promised = bool(chance_of(db, act, [unit], by=lead).can)
            try:
                with db.begin_nested():
                    act_on_many(db, act, [unit], by=lead, place=hall, recycling=RECYCLING)
                done = True
            except (SomeCannot, WrongStage, SerialInUse):
                done = False
            assert done == promised, (act, stage)
            seen.add(promised)

    assert seen == {True, False}


def test_with_the_check_off_the_stages_themselves_refuse(db, monkeypatch):
    """The control: nothing here is a way around the drawing of the stages."""
    lead = make_lead(db)
    gone = make_unit(db, stage=Stage.RECYCLED)
    monkeypatch.setattr("app.workshop.actions.many.chance_of", lambda *_a, **_k: chances_of_none())

    for act in (Act.START, Act.RETURN, Act.RECYCLE):
        with pytest.raises(WrongStage):
            act_on_many(db, act, [gone], by=lead, recycling=RECYCLING)


def chances_of_none():
    from app.workshop.actions.many import Chance

    return Chance(Act.START)


def test_nothing_happens_when_one_of_twenty_cannot(db, browse):
    lead = make_lead(db)
    units = make_units(db, lead, 20)
    units[7].stage = Stage.RESERVED
    db.add(units[7])

    answer = browse(lead).post("/workshop/many/recycle", {"units": "A-0001:A-0020", **SAID})

    assert answer.status_code == 409
    assert "A-0008 kan ikke være med mere. Intet er gjort." in answer.text
    db.expire_all()
    assert {unit.stage for unit in units} == {Stage.RECEIVED, Stage.RESERVED}


def test_a_worker_is_offered_less_than_the_lead(db):
    worker, lead, employee = make_worker(db), make_lead(db), make_viewer(db, Role.EMPLOYEE)
    unit = make_unit(db, stage=Stage.ON_OFFER)

    assert [each.act for each in chances(db, [unit], by=lead)] == list(Act)
    assert [each.act for each in chances(db, [unit], by=worker)] == [Act.PLACE, Act.START, Act.RETURN]
    assert chance_of(db, Act.START, [unit], by=worker).can == []
    assert chance_of(db, Act.START, [unit], by=lead).can == [unit]
    assert chances(db, [unit], by=employee) == []


def test_the_list_grows_in_the_address_and_says_who_can_before_anything_is_done(db, browse):
    lead = make_lead(db)
    make_places(db, lead)
    units = make_units(db, lead, 3)
    units[2].stage = Stage.HANDED_OVER
    db.add(units[2])
    visitor = browse(lead)

    first = visitor.get("/workshop/many?scan=a1")
    lines = visitor.get("/workshop/many", params={"units": "A-0001", "lines": "A-0002\r\nA-0003\r\n"})
    dropped = visitor.get("/workshop/many?units=A-0001:A-0003&drop=A-0002")
    unknown = visitor.get("/workshop/many?units=A-0001&scan=A-0999", may_fail=True)
    place = visitor.get("/workshop/many?units=A-0001&scan=/P/H1", may_fail=True)

    assert "units=A-0001" in str(first.url)
    assert "units=A-0001:A-0003" in str(lines.url)
    assert "2 af 3 kan" in lines.text
    assert "Den er i brug et sted" in lines.text
    assert 'name="units" value="A-0001:A-0002"' in lines.text
    assert "units=A-0001,A-0003" in str(dropped.url)
    assert "Er det en ny ting?" in unknown.text
    assert 'name="units" value="A-0001" form="scan_form"' in unknown.text
    assert "Det er en plads. Scan tingene først." in place.text


def test_many_are_put_started_taken_back_and_recycled(db, browse):
    lead = make_lead(db)
    _hall, rack, _shelf = make_places(db, lead)
    units = make_units(db, lead, 3)
    visitor = browse(lead)
    all_three = {"units": "A-0001:A-0003"}

    nowhere = visitor.post("/workshop/many/place", {**all_three, "place_code": "Z9"})
    put = visitor.post("/workshop/many/place", {**all_three, "place_code": "http://testserver/P/H1-R1"})
    started = visitor.post("/workshop/many/start", all_three)
    why = visitor.post("/workshop/many/recycle", all_three)
    recycled = visitor.post("/workshop/many/recycle", {"units": "A-0002", "all": "A-0001:A-0003", **SAID})

    assert (nowhere.status_code, why.status_code) == (422, 422)
    assert "Skriv eller scan koden" in nowhere.text
    assert 'id="f-reason-error"' in why.text
    assert 'id="f-grams-error"' in why.text
    assert "3 ting: De står nu på deres plads." in put.text
    assert "3 ting: Arbejdet er i gang." in started.text
    assert "1 ting: De går til genanvendelse." in recycled.text
    assert "units=A-0001:A-0003" in str(recycled.url)
    db.expire_all()
    assert [unit.stage for unit in units] == [Stage.IN_WORKSHOP, Stage.RECYCLED, Stage.IN_WORKSHOP]
    assert units[0].storage_place_id == rack.id
    assert {"unit_moved_place", "unit_taken_in"} <= {each.name for each in events_of(db, units[:1])}


def test_a_worker_cannot_recycle_by_the_address(db, browse):
    worker = make_worker(db)
    make_units(db, worker)

    answer = browse(worker).post("/workshop/many/recycle", {"units": "A-0001", **SAID}, may_fail=True)

    assert answer.status_code == 404


def test_the_weight_of_all_is_shared_so_that_not_a_gram_is_lost(db):
    lead = make_lead(db)
    units = make_units(db, lead, 3)

    act_on_many(db, Act.RECYCLE, units, by=lead, recycling=RECYCLING)

    assert sorted(db.exec(select(DepartureFraction.grams)).all()) == [3333, 3334, 3334]


def test_what_has_data_or_wires_leaves_alone(db):
    lead = make_lead(db)
    laptop, chair = make_device(db, lead), make_units(db, lead)[0]

    chance = chance_of(db, Act.RECYCLE, [laptop, chair], by=lead)

    assert (chance.can, [unit for unit, _why in chance.cannot]) == ([chair], [laptop])
    with pytest.raises(SomeCannot):
        act_on_many(db, Act.RECYCLE, [laptop], by=lead, recycling=RECYCLING)
