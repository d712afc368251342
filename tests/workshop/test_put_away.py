"""A thing is put on a place with two scans, whichever comes first; the last one can be undone."""

import pytest

from app.catalogue.actions.places import PlaceClosed, close_place
from app.catalogue.models import UnitSet
from app.catalogue.stages import Stage
from app.history import events_of
from app.workshop.actions.put_away import NotInTheHouse, PutElsewhere, put_units, undo_put
from app.workshop.labels.sheets import label_address, place_address
from app.workshop.scans import find_scanned
from tests.catalogue.factories import make_places
from tests.factories import make_institution, make_item
from tests.workshop.factories import make_lead, make_units, make_worker


def names(db, unit) -> list[str]:
    db.commit()
    return [each.name for each in events_of(db, [unit])]


def test_things_stand_where_they_were_put_and_history_tells_it(db):
    worker = make_worker(db)
    _hall, rack, shelf = make_places(db, worker)
    units = make_units(db, worker, 2, place_code="H1-R1")
    units[0].stands_at_id = make_institution(db).id

    moved = put_units(db, units, shelf, by=worker)
    again = put_units(db, units, shelf, by=worker)

    assert (len(moved), again) == (2, [])
    assert {unit.storage_place_id for unit in units} == {shelf.id}
    assert units[0].stands_at_id is None
    assert names(db, units[1]) == ["unit_received", "unit_moved_place"]
    last = events_of(db, [units[1]])[-1]
    assert (last.before["storage_place_id"], last.after["place"]) == (str(rack.id), "H1-R1-S1")


def test_all_are_put_or_none(db):
    worker = make_worker(db)
    _hall, rack, shelf = make_places(db, worker)
    units = make_units(db, worker, 2)
    units[1].stage = Stage.HANDED_OVER

    with pytest.raises(NotInTheHouse):
        put_units(db, units, rack, by=worker)
    close_place(db, shelf, by=worker)
    with pytest.raises(PlaceClosed):
        put_units(db, units[:1], shelf, by=worker)

    assert [unit.storage_place_id for unit in units] == [None, None]


def test_the_shop_says_where_the_thing_can_be_seen_now(db):
    worker = make_worker(db)
    hall, _rack, _shelf = make_places(db, worker)
    item, unit = make_item(db), make_units(db, worker)[0]
    unit.item_id = item.id
    db.add(unit)

    put_units(db, [unit], hall, by=worker)

    db.refresh(item)
    assert item.storage_place_id == hall.id


def test_undo_puts_it_back_unless_somebody_moved_it_since(db):
    worker, colleague = make_worker(db), make_worker(db)
    _hall, rack, shelf = make_places(db, worker)
    unit = make_units(db, worker, place_code="H1-R1")[0]
    put_units(db, [unit], shelf, by=worker)
    db.commit()

    with pytest.raises(PutElsewhere):
        undo_put(db, [unit], by=colleague)
    undo_put(db, [unit], by=worker)
    db.commit()
    assert unit.storage_place_id == rack.id
    with pytest.raises(PutElsewhere):
        undo_put(db, [unit], by=worker)


def test_a_scan_is_read_from_the_label_or_as_it_is_typed(db):
    worker = make_worker(db)
    unit = make_units(db, worker)[0]
    make_units(db, worker, place_code="A1")
    shelf = find_scanned(db, "a1")

    assert find_scanned(db, label_address(unit.number)) is unit
    assert find_scanned(db, "a-0001") is unit
    assert find_scanned(db, "A1", units_first=True) is unit
    assert find_scanned(db, place_address("A1")) is shelf
    assert place_address("A1") == "HTTP://TESTSERVER/P/A1"
    assert [find_scanned(db, each) for each in ("A-0999", "/P/A9", "5701234567899", "", "x" * 290)] == [None] * 5


def test_things_first_then_the_place(db, browse):
    worker = make_worker(db)
    make_places(db, worker)
    units = make_units(db, worker, 2)
    visitor = browse(worker)

    first = visitor.post("/workshop/put-away", {"scan": label_address("A-0001")})
    second = visitor.post("/workshop/put-away", {"scan": "A-0002", "units": "A-0001", "place": ""})
    third = visitor.post("/workshop/put-away", {"scan": "/P/H1-R1", "units": "A-0001:A-0002", "place": ""})

    assert "Scan nu pladsen" in first.text
    assert "units=A-0001:A-0002" in str(second.url)
    assert "2 ting står nu på H1-R1" in third.text
    undone = browse(worker).post("/workshop/put-away/undo", {"units": "A-0001:A-0002"})
    db.expire_all()
    assert "Fortrudt" in undone.text
    assert [each.name for each in events_of(db, units[:1])][-2:] == ["unit_moved_place", "unit_put_back"]
    assert [unit.storage_place_id for unit in units] == [None, None]


def test_the_place_first_then_one_thing_after_the_other(db, browse):
    worker = make_worker(db)
    _hall, rack, _shelf = make_places(db, worker)
    units = make_units(db, worker, 2)
    visitor = browse(worker)

    first = visitor.post("/workshop/put-away", {"scan": "h1-r1"})
    visitor.post("/workshop/put-away", {"scan": "A-0001", "units": "", "place": "H1-R1"})
    last = visitor.post("/workshop/put-away", {"scan": "A-0002", "units": "", "place": "H1-R1"})

    db.expire_all()
    assert "Scan nu det, der står på H1-R1" in first.text
    assert "A-0002 står nu på H1-R1" in last.text
    assert "place=H1-R1" in str(last.url)
    assert {unit.storage_place_id for unit in units} == {rack.id}


@pytest.mark.parametrize("code, status, said", [("H1-R1", 409, "er ikke i brug mere"), ("H9", 422, "H9")])
def test_a_place_chosen_without_signal_that_is_not_there_is_refused(db, browse, code, status, said):
    worker = make_worker(db)
    _hall, rack, shelf = make_places(db, worker)
    unit = make_units(db, worker)[0]
    for place in (shelf, rack):
        close_place(db, place, by=worker)

    answer = browse(worker).post("/workshop/put-away", {"scan": unit.number, "units": "", "place": code})

    db.expire_all()
    assert answer.status_code == status
    assert said in answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert unit.storage_place_id is None


def test_the_label_of_a_set_stands_for_all_its_things(db, browse):
    worker = make_worker(db)
    _hall, rack, _shelf = make_places(db, worker)
    units = make_units(db, worker, 3)
    belonging = UnitSet(municipality_id=worker.municipality_id, number="S-0001", name="To stole")
    db.add(belonging)
    db.flush()
    for unit in units[:2]:
        unit.set_id = belonging.id
    db.add_all(units)

    put = browse(worker).post("/workshop/put-away", {"scan": "S-0001", "place": "H1-R1"})
    listed = browse(worker).get("/workshop/many?scan=S-0001")

    db.expire_all()
    assert "2 ting står nu på H1-R1" in put.text
    assert "units=A-0001:A-0002" in str(listed.url)
    assert [unit.storage_place_id for unit in units] == [rack.id, rack.id, None]


def test_what_cannot_be_put_is_said_and_nothing_that_was_scanned_is_lost(db, browse):
    worker = make_worker(db)
    make_places(db, worker)
    gone, here = make_units(db, worker, 2)
    gone.stage = Stage.RECYCLED
    db.add(gone)
    visitor = browse(worker)

    unknown = visitor.post("/workshop/put-away", {"scan": "A-0099", "units": "A-0002"})
    refused = visitor.post("/workshop/put-away", {"scan": "H1", "units": "A-0001:A-0002"})

    assert (unknown.status_code, refused.status_code) == (422, 409)
    assert unknown.headers["HX-Replace-Url"] == "false"
    assert "Vi kender ikke nummeret A-0099" in unknown.text
    assert 'href="/workshop/receive"' in unknown.text
    assert 'name="units" value="A-0002"' in unknown.text
    assert "A-0001 er her ikke mere" in refused.text
    db.expire_all()
    assert here.storage_place_id is None


def test_finding_opens_the_thing_or_the_place(db, browse):
    lead = make_lead(db)
    make_places(db, lead)
    make_units(db, lead)
    visitor = browse(lead)

    assert visitor.post("/workshop/find", {"scan": "a1"}).url.path == "/units/A-0001"
    assert visitor.post("/workshop/find", {"scan": place_address("H1-R1")}).url.path == "/places/H1-R1"
    assert visitor.get("/workshop/find?number=H1").url.path == "/places/H1"
    nothing = visitor.post("/workshop/find", {"scan": "5701234567899"}, may_fail=True)
    assert nothing.status_code == 404
    assert "Er det en ny ting?" in nothing.text
