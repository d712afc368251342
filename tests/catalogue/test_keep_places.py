"""Storage places: a tree of halls, racks and shelves that only the lead changes."""

import pytest
from sqlmodel import select

from app.catalogue.actions.places import (
    CodeTaken,
    NotACode,
    PlacesBelow,
    ThingsStandThere,
    WrongParent,
    add_place,
    close_place,
    move_place,
    open_place,
)
from app.catalogue.models import PlaceKind, StoragePlace
from app.catalogue.queries.places import find_place, get_place, place_path, place_tree, suggest_code
from app.catalogue.stages import Stage
from app.history import events_of
from tests.catalogue.factories import make_places
from tests.factories import make_unit
from tests.workshop.factories import make_lead, make_worker


def test_each_place_counts_what_stands_on_it_and_below_it(db):
    _hall, rack, shelf = make_places(db, make_lead(db))
    make_unit(db, storage_place_id=shelf.id)
    make_unit(db, storage_place_id=rack.id, stage=Stage.RESERVED)
    make_unit(db, storage_place_id=shelf.id, stage=Stage.HANDED_OVER)

    tree = [(node.place.code, node.depth, node.here, node.in_all) for node in place_tree(db)]

    assert tree == [("H1", 0, 0, 2), ("H1-R1", 1, 1, 2), ("H1-R1-S1", 2, 1, 1)]
    assert [each.code for each in place_path(db, shelf)] == ["H1", "H1-R1"]


def test_the_next_free_code_is_suggested_and_sorted_as_people_count(db):
    lead = make_lead(db)
    hall, rack, _shelf = make_places(db, lead)
    for code in ("H1-R10", "H1-R2"):
        add_place(db, lead.municipality_id, code=code, name="", kind=PlaceKind.RACK, parent=hall, by=lead)

    assert suggest_code(db, PlaceKind.HALL, None) == "H2"
    assert suggest_code(db, PlaceKind.RACK, hall) == "H1-R3"
    assert suggest_code(db, PlaceKind.SHELF, rack) == "H1-R1-S2"
    assert [node.place.code for node in place_tree(db)] == ["H1", "H1-R1", "H1-R1-S1", "H1-R2", "H1-R10"]


def test_a_code_is_given_once_and_read_however_it_is_written(db):
    lead = make_lead(db)
    hall, _rack, _shelf = make_places(db, lead)
    made = add_place(db, lead.municipality_id, code="gård", name="", kind=PlaceKind.HALL, parent=None, by=lead)

    assert made.code == "GÅRD"
    assert find_place(db, " gårD ") is made
    with pytest.raises(CodeTaken):
        add_place(db, lead.municipality_id, code="h1", name="", kind=PlaceKind.HALL, parent=None, by=lead)
    with pytest.raises(NotACode):
        add_place(db, lead.municipality_id, code="H1/2", name="", kind=PlaceKind.RACK, parent=hall, by=lead)


def test_a_place_stands_only_where_it_can(db):
    lead = make_lead(db)
    hall, rack, shelf = make_places(db, lead)

    for kind, parent in ((PlaceKind.HALL, hall), (PlaceKind.RACK, shelf), (PlaceKind.SHELF, shelf)):
        with pytest.raises(WrongParent):
            add_place(db, lead.municipality_id, code="X1", name="", kind=kind, parent=parent, by=lead)
    with pytest.raises(WrongParent):
        move_place(db, rack, kind=PlaceKind.SHELF, parent=rack, by=lead)
    with pytest.raises(WrongParent):
        move_place(db, rack, kind=PlaceKind.SHELF, parent=hall, by=lead)
    move_place(db, shelf, kind=PlaceKind.SHELF, parent=hall, by=lead)
    assert shelf.parent_id == hall.id


def test_a_place_is_closed_only_when_nothing_needs_it(db):
    lead = make_lead(db)
    _hall, rack, shelf = make_places(db, lead)
    unit = make_unit(db, storage_place_id=shelf.id)

    with pytest.raises(ThingsStandThere):
        close_place(db, shelf, by=lead)
    with pytest.raises(PlacesBelow):
        close_place(db, rack, by=lead)
    unit.stage = Stage.HANDED_OVER
    db.add(unit)
    for place in (shelf, rack):
        close_place(db, place, by=lead)
    db.commit()

    assert [node.place.code for node in place_tree(db)] == ["H1"]
    assert [each.name for each in events_of(db, [shelf])] == ["storage_place_added", "storage_place_closed"]
    open_place(db, shelf, by=lead)
    assert (shelf.closed_at, shelf.parent_id) == (None, None)


def test_the_lead_makes_renames_moves_and_closes_a_place_on_the_pages(db, browse):
    lead = make_lead(db)
    hall, rack, _shelf = make_places(db, lead)
    visitor = browse(lead)

    form = visitor.get("/places/new?under=H1-R1")
    made = visitor.post(
        "/places", {"code": "h1-r1-s2", "kind": "shelf", "parent_id": str(rack.id), "name": "Stole ved porten"}
    )
    taken = visitor.post("/places", {"code": "H1-R1-S2", "kind": "shelf", "name": "Endnu en"})
    moved = visitor.post("/places/H1-R1-S2/facts", {"kind": "shelf", "parent_id": str(hall.id), "name": "Borde"})
    wrong = visitor.post("/places/H1-R1/facts", {"kind": "hall", "parent_id": str(hall.id), "name": "Væg"})
    closed = visitor.post("/places/H1-R1-S2/closing")

    db.expire_all()
    place = get_place(db, "H1-R1-S2")
    assert 'value="H1-R1-S2"' in form.text
    assert (made.url.path, taken.status_code, moved.status_code) == ("/places/H1-R1-S2", 422, 200)
    assert "Der er allerede en plads med koden H1-R1-S2" in taken.text
    assert 'value="Endnu en"' in taken.text
    assert (wrong.status_code, get_place(db, "H1-R1").name) == (422, "H1-R1")
    assert (place.name, place.parent_id) == ("Borde", hall.id)
    assert closed.url.path == "/places"
    assert place.closed_at is not None


def test_the_page_of_a_place_shows_what_stands_there_and_its_label_opens_it(db, browse):
    worker = make_worker(db)
    _hall, _rack, shelf = make_places(db, worker)
    unit = make_unit(db, storage_place_id=shelf.id)

    by_label = browse(worker).get("/P/H1-R1")
    listed = browse(worker).get("/places")

    assert by_label.url.path == "/places/H1-R1"
    assert unit.number in by_label.text
    assert "H1-R1-S1" in by_label.text
    assert "/places/H1-R1/facts" not in by_label.text
    assert all(code in listed.text for code in ("H1", "H1-R1", "H1-R1-S1"))
    assert browse(worker).get("/p/findesikke", may_fail=True).status_code == 404


def test_a_typed_code_still_makes_its_place_under_the_one_it_goes_on_from(db):
    from app.workshop.actions.receive import place_for

    worker = make_worker(db)
    _hall, rack, shelf = make_places(db, worker)
    close_place(db, shelf, by=worker)

    made = place_for(db, worker.municipality_id, "h1-r1-s9", by=worker)
    again = place_for(db, worker.municipality_id, "H1-R1-s1", by=worker)

    assert made is not None
    assert (made.code, made.parent_id) == ("H1-R1-S9", rack.id)
    assert again is shelf
    assert shelf.closed_at is None
    assert len(db.exec(select(StoragePlace)).all()) == 4
