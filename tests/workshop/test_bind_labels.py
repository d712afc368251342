"""Labels printed before they have a thing: one scan asks what they are on, and each is on one thing at a time."""

import io

import pypdfium2
import pytest
import zxingcpp
from sqlmodel import col, select

from app.accounts.models import Role
from app.accounts.numbers import SERIES_LETTERS, label_number, set_number, unit_number
from app.catalogue.actions.sets import join_set
from app.catalogue.models import StoragePlace
from app.catalogue.queries.sets import get_set
from app.history.models import Event
from app.workshop.actions import scrap_unit
from app.workshop.actions.labels import LabelTaken, UnitHasLeft, bind_label, make_labels, move_label
from app.workshop.actions.scrap import ScrapReason
from app.workshop.labels.models import LabelCode
from app.workshop.numbers import read_unit_number
from app.workshop.queries import find_unit, units_listed
from tests.factories import make_municipality, make_person, make_viewer
from tests.workshop.factories import make_lead, make_units, make_worker


@pytest.fixture
def worker(db):
    return make_worker(db)


@pytest.fixture
def label(db, worker):
    return make_labels(db, 1, by=worker)[0]


def label_events(db):
    found = db.exec(select(Event).where(Event.subject_type == "unit").order_by(col(Event.position))).all()
    return [(each.name, str(each.subject_id)) for each in found if each.name.startswith("label_")]


def test_no_number_of_a_thing_looks_like_a_label_or_a_set():
    assert not {"Q", "S"} & set(SERIES_LETTERS)
    assert [label_number(1), label_number(9999), label_number(10_000)] == ["Q-0001", "Q-9999", "QA-0001"]
    assert [set_number(1), set_number(10_000)] == ["S-0001", "SA-0001"]
    numbers = [make(n) for make in (unit_number, label_number, set_number) for n in range(1, 600_000, 997)]
    assert len(set(numbers)) == len(numbers)
    assert all(read_unit_number(each) == each for each in numbers)
    assert all(read_unit_number(f"HTTPS://GB.EXAMPLE/U/{each.replace('-', '')}") == each for each in numbers)


def test_blank_labels_are_made_and_printed_and_no_code_comes_twice(db, browse, worker):
    web = browse(worker)

    first = web.post("/labels/blank", {"count": "3"})
    second = web.post("/labels/blank", {"count": "2"})
    pdf = web.get("/labels.pdf?codes=Q-0001:Q-0003&format=roll-40").content

    assert "3 mærkater" in first.text
    assert "Q-0004" in second.text
    assert sorted(db.exec(select(LabelCode.code)).all()) == [f"Q-{n:04d}" for n in range(1, 6)]
    db.commit()
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    codes = [zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil().convert("L"))[0].text for page in pages]
    assert codes == [f"HTTP://TESTSERVER/U/Q{n:04d}" for n in (1, 2, 3)]
    assert web.post("/labels/blank", {"count": "0"}).status_code == 422
    assert web.post("/labels/blank", {"count": "196"}).status_code == 422
    assert browse(make_person(db)).post("/labels/blank", {"count": "1"}).status_code == 404


def test_an_unbound_label_asks_whether_the_thing_is_new(db, browse, worker, label):
    asked = browse(worker).get("/U/Q0001")

    assert asked.url.path == "/labels/blank/Q-0001"
    assert "Er det en ny ting?" in asked.text
    assert "/workshop/new?label=Q-0001" in asked.text
    assert browse(worker).get("/workshop/find?number=q1").url.path == "/labels/blank/Q-0001"
    assert browse(make_person(db)).get("/U/Q0001").status_code == 404
    assert browse(worker).get("/labels/blank/Q-0999").status_code == 404


def test_a_label_put_on_a_thing_opens_it_everywhere(db, browse, worker, label):
    unit = make_units(db, worker)[0]

    bound = browse(worker).post("/labels/blank/Q-0001/unit", {"scan": "HTTPS://GB.EXAMPLE/U/A0001"})
    opened = browse(make_person(db)).get("/u/q1")

    assert bound.url.path == "/units/A-0001"
    assert "Mærkat Q-0001 sidder nu på denne ting." in bound.text
    assert "Fik mærkat Q-0001" in browse(worker).get("/units/A-0001").text
    assert opened.url.path == "/units/A-0001"
    db.expire_all()
    assert find_unit(db, "Q-0001") == unit
    assert units_listed(db, "Q-0001") == [unit]


def test_a_number_nobody_knows_binds_nothing(db, browse, worker, label):
    refused = browse(worker).post("/labels/blank/Q-0001/unit", {"scan": "Z-9999"})

    assert refused.status_code == 422
    assert "Det nummer kender vi ikke." in refused.text
    assert 'value="Z-9999"' in refused.text
    assert db.exec(select(LabelCode.unit_id)).one() is None


def test_a_label_is_on_one_thing_until_somebody_moves_it(db, browse, worker, label):
    first, second = make_units(db, worker, 2)
    bind_label(db, label, first, by=worker)
    web = browse(worker)

    refused = web.post("/labels/blank/Q-0001/unit", {"scan": "A-0002"})
    shown = web.get("/labels/blank/Q-0001").text
    moved = web.post("/labels/blank/Q-0001/unit?move=yes", {"scan": "A-0002"})

    assert refused.status_code == 409
    assert "Q-0001 sidder allerede på A-0001." in refused.text
    assert "Flyt mærkaten" in shown
    assert moved.url.path == "/units/A-0002"
    assert label_events(db) == [
        ("label_bound", str(first.id)), ("label_bound", str(second.id)), ("label_taken_off", str(first.id)),
    ]  # fmt: skip
    assert "Mærkat Q-0001 blev flyttet til A-0002" in web.get("/units/A-0001").text
    assert browse(make_person(db)).post("/labels/blank/Q-0001/unit", {"scan": "A-0001"}).status_code == 404


def test_who_comes_second_is_refused_even_when_both_saw_it_free(db, worker, label):
    first, second = make_units(db, worker, 2)
    as_seen = LabelCode(**label.model_dump())
    bind_label(db, label, first, by=worker)

    with pytest.raises(LabelTaken) as refused:
        bind_label(db, as_seen, second, by=worker)

    assert "A-0001" in str(refused.value.sentence)
    assert db.exec(select(LabelCode.unit_id)).one() == first.id


def test_sticking_it_on_twice_is_sticking_it_on_once(db, worker, label):
    unit = make_units(db, worker)[0]
    bind_label(db, label, unit, by=worker)
    bind_label(db, label, unit, by=worker)
    move_label(db, label, unit, by=worker)
    db.commit()

    assert label_events(db) == [("label_bound", str(unit.id))]


def test_what_has_left_gets_no_label(db, worker, label):
    unit = make_units(db, worker)[0]
    scrap_unit(db, unit, reason=ScrapReason.BROKEN, by=make_lead(db))

    with pytest.raises(UnitHasLeft):
        bind_label(db, label, unit, by=worker)

    assert label.unit_id is None


def test_another_municipality_s_label_does_not_exist(db, browse, label):
    make_municipality(db)
    neighbour = make_viewer(db, Role.WORKSHOP)

    assert browse(neighbour).get("/labels/blank/Q-0001").status_code == 404


def test_a_set_has_a_label_that_opens_a_page_of_its_units(db, browse, worker):
    units = make_units(db, worker, 3)
    made = join_set(db, units, name="3 ens mødestole", by=worker)
    place = StoragePlace(municipality_id=made.municipality_id, code="H1-R2", name="Reol 2")
    db.add(place)

    outside = browse(make_person(db)).get(f"/S/{made.number.replace('-', '')}")
    inside = browse(worker).get(f"/sets/{made.number}").text
    sheet = browse(worker).get(f"/labels?sets={made.number}&places=h1-r2").text

    assert outside.url.path == f"/sets/{made.number}"
    for text in (outside.text, inside):
        assert "3 ens mødestole" in text
        assert all(f"/units/{unit.number}" in text for unit in units)
    assert "/labels?sets=" in inside
    assert "/labels?" not in outside.text
    assert worker.name not in outside.text
    assert "2 mærkater" in sheet
    assert browse(worker).get("/workshop/find", params={"number": made.number}).url.path == f"/sets/{made.number}"
    assert browse(worker).get("/s/S-9999").status_code == 404


def test_a_unit_is_taken_out_of_its_set_once_and_its_story_says_so(db, browse, worker):
    units = make_units(db, worker, 2)
    made = join_set(db, units, name="2 ens mødestole", by=worker)
    address = f"/sets/{made.number}/units/{units[0].number}/removal"
    assert address in browse(worker).get(f"/sets/{made.number}").text
    assert address not in browse(make_person(db)).get(f"/sets/{made.number}").text

    answers = [browse(worker).post(address) for _each in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert f"/units/{units[0].number}" not in answers[0].text
    assert f"/units/{units[1].number}" in answers[0].text
    story = browse(worker).get(f"/units/{units[0].number}").text
    assert story.count(f"Taget ud af sæt {made.number}") == 1


def test_things_that_belong_together_become_a_set(db, browse, worker):
    units = make_units(db, worker, 2)
    web = browse(worker)

    nameless = web.post("/sets", {"units": "A-0001:A-0002", "name": ""})
    made = web.post("/sets", {"units": "A-0001:A-0002", "name": "To blå stole"})

    assert nameless.status_code == 422
    assert 'value="A-0001:A-0002"' in nameless.text
    assert made.url.path == "/sets/S-0001"
    assert "To blå stole" in made.text
    db.expire_all()
    assert {unit.set_id for unit in units} == {get_set(db, "S-0001").id}
    db.commit()
    assert "S-0001" in web.get("/units/A-0001").text
    assert web.post("/sets", {"units": "Z-9999", "name": "Intet"}).status_code == 404
    assert browse(make_person(db)).post("/sets", {"units": "A-0001", "name": "x"}).status_code == 404
