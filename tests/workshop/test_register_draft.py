"""A photo makes a thing known; until somebody has said what it is, it goes nowhere (R14)."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from app.accounts.viewer import Viewer
from app.catalogue.actions import add_item_photo, hold_units, move_units, publish_item, take_units
from app.catalogue.actions import units as unit_actions
from app.catalogue.actions.drafts import UNSORTED, NotDescribed, unsorted_category
from app.catalogue.models import Category, Item, Unit, UnitPhoto
from app.catalogue.stages import Stage
from app.catalogue.starter import load_categories, starter_rows
from app.workshop.actions import change_unit, sell_off_unit
from app.workshop.actions.drafts import PhotoMissing, register_draft
from app.workshop.actions.labels import make_labels
from app.workshop.actions.scrap import ScrapReason, SellReason, scrap_unit
from app.workshop.drafts import draft_count, drafts
from app.workshop.labels.models import LabelCode
from app.workshop.queries import active_categories
from tests.factories import make_category, make_institution, make_item, make_viewer, the_municipality
from tests.media.samples import corners, saved
from tests.workshop.factories import make_device_category, make_lead, make_photo, make_units, make_worker


def make_draft_unit(db: Session, by: Viewer) -> Unit:
    """A thing of which there is a photo."""
    return register_draft(db, [make_photo(db, by)], by=by)


def described(db: Session, unit: Unit, by: Viewer, **facts: object) -> None:
    said = {"category": make_category(db), "title": "Stol", "serial_number": "", "place_code": "H1", **facts}
    change_unit(db, unit, by=by, **said)  # type: ignore[arg-type]


def picture() -> tuple[str, bytes, str]:
    return ("photo.jpg", saved(corners(60, 40), "JPEG"), "image/jpeg")


def test_a_photo_is_enough(db):
    by = make_worker(db)

    first, second = make_draft_unit(db, by), make_draft_unit(db, by)

    assert first.number != second.number
    assert (first.is_draft, first.title, first.stage) == (True, "Ny ting", Stage.RECEIVED)
    assert [each.number for each in drafts(db)] == [first.number, second.number]
    assert len(db.exec(select(UnitPhoto)).all()) == 2


def test_without_a_photo_there_is_nothing(db):
    with pytest.raises(PhotoMissing):
        register_draft(db, [], by=make_worker(db))

    assert db.exec(select(Unit)).all() == []


def test_the_category_of_drafts_is_one_and_nobody_chooses_it(db):
    by = make_worker(db)
    for _each in range(2):
        make_draft_unit(db, by)

    assert [each.key for each in db.exec(select(Category))] == [UNSORTED]
    assert active_categories(db) == []
    assert UNSORTED not in {row["key"] for row in starter_rows()}
    assert len(load_categories(db, the_municipality(db))) == len(starter_rows())


def offering(db: Session, unit: Unit, by: Viewer) -> None:
    item = make_item(db, units=0)
    add_item_photo(db, item, make_photo(db, by))
    unit.item_id = item.id
    db.add(unit)
    db.flush()
    publish_item(db, item, by=by)


def reserving(db: Session, unit: Unit, by: Viewer) -> None:
    """It was offered somehow, as by a bug; it can still not be ordered."""
    item = make_item(db, units=0)
    unit.item_id, unit.stage, item.on_offer = item.id, Stage.ON_OFFER, 1
    db.add_all([unit, item])
    db.flush()
    assert take_units(db, item, 1, by=by)


def handing_over(db: Session, unit: Unit, by: Viewer) -> None:
    unit.stage = Stage.RESERVED
    db.add(unit)
    db.flush()
    move_units(db, [unit], Stage.HANDED_OVER, by=by, event="unit_handed_over")


def selling_off(db: Session, unit: Unit, by: Viewer) -> None:
    sell_off_unit(db, unit, reason=SellReason.SOLD, by=by)


WAYS_OUT: dict[str, Callable[[Session, Unit, Viewer], None]] = {
    "offer": offering, "reserve": reserving, "hand over": handing_over, "sell off": selling_off,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_draft_goes_nowhere(db, way):
    by = make_lead(db)
    unit = make_draft_unit(db, by)

    with pytest.raises(NotDescribed):
        WAYS_OUT[way](db, unit, by)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_with_the_gate_off_it_would(db, way, monkeypatch):
    """The control: the gate is what stops it."""
    monkeypatch.setattr(unit_actions, "refuse_drafts", lambda db, units: None)
    by = make_lead(db)
    unit = make_draft_unit(db, by)

    WAYS_OUT[way](db, unit, by)

    assert unit.stage in unit_actions.GATED


@pytest.mark.parametrize("way", WAYS_OUT)
def test_described_it_may(db, way):
    by = make_lead(db)
    unit = make_draft_unit(db, by)
    described(db, unit, by)

    WAYS_OUT[way](db, unit, by)

    assert unit.stage in unit_actions.GATED


def test_a_draft_may_be_taken_apart(db):
    by = make_lead(db)
    unit = make_draft_unit(db, by)

    scrap_unit(db, unit, reason=ScrapReason.BROKEN, by=by)

    assert unit.stage is Stage.RECYCLED
    assert draft_count(db) == 0


def test_describing_it_needs_a_real_category(db):
    by = make_worker(db)
    unit = make_draft_unit(db, by)

    with pytest.raises(NotDescribed):
        described(db, unit, by, category=unsorted_category(db, unit.municipality_id, by=by))

    assert unit.is_draft


def test_the_page_makes_a_draft_of_a_photo(db, browse):
    page = browse(make_worker(db))

    answer = page.post("/workshop/new", files={"photo": picture()})

    unit = db.exec(select(Unit)).one()
    assert unit.is_draft
    assert f"{unit.number} er registreret" in answer.text
    assert unit.number in page.get("/workshop/drafts").text


@pytest.mark.parametrize("files", [{}, {"photo": ("photo.jpg", b"not a picture", "image/jpeg")}])
def test_what_is_no_photo_is_said_so_and_makes_nothing(db, browse, files):
    answer = browse(make_worker(db)).post("/workshop/new", files=files or None)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert db.exec(select(Unit)).all() == []


def test_the_same_form_sent_twice_makes_one_thing(db, browse):
    page = browse(make_worker(db))

    for _each in range(2):
        page.post("/workshop/new", {"deed": "the-form"}, files={"photo": picture()})

    assert len(db.exec(select(Unit)).all()) == 1


def test_a_printed_label_is_bound_to_it(db, browse):
    by = make_worker(db)
    label = make_labels(db, 1, by=by)[0]
    page = browse(by)

    page.post("/workshop/new", {"label": label.code}, files={"photo": picture()})
    taken = page.post("/workshop/new", {"label": label.code}, files={"photo": picture()})

    db.expire_all()
    unit = db.exec(select(Unit)).one()
    assert db.exec(select(LabelCode.unit_id)).one() == unit.id
    assert taken.status_code == 409
    assert unit.number in taken.text


def test_somebody_else_says_what_it_is(db, browse):
    unit = make_draft_unit(db, make_worker(db))
    category, school = make_category(db), make_institution(db)
    page = browse(make_worker(db))
    said = {
        "category_id": str(category.id), "title": "Kontorstol, blå", "condition": "2", "giver_id": str(school.id),
        "place_code": "h2-b",
    }  # fmt: skip

    page.post(f"/units/{unit.number}/facts", said)

    db.expire_all()
    unit = db.exec(select(Unit)).one()
    assert (unit.is_draft, unit.title, unit.condition, unit.giver_id) == (False, "Kontorstol, blå", 2, school.id)
    assert "Kontorstol, blå" in page.get("/workshop").text


def test_what_the_last_things_were_is_offered_first(db, browse):
    by = make_worker(db)
    make_category(db, "bookcase", name_da="Reol")
    make_units(db, by, 3)
    unit = make_draft_unit(db, by)

    text = browse(by).get(f"/units/{unit.number}/facts").text

    assert text.index("Mest sandsynligt") < text.index("Kontorstol") < text.index("Reol")


def test_a_device_needs_its_serial_number_when_it_is_described(db, browse):
    unit = make_draft_unit(db, make_worker(db))
    device = make_device_category(db)

    answer = browse(make_worker(db)).post(f"/units/{unit.number}/facts", {"category_id": str(device.id)})

    assert answer.status_code == 422
    db.expire_all()
    assert db.exec(select(Unit.is_draft)).one()


def test_the_category_of_drafts_cannot_be_sent(db, browse):
    unit = make_draft_unit(db, make_worker(db))

    answer = browse(make_worker(db)).post(f"/units/{unit.number}/facts", {"category_id": str(unit.category_id)})

    assert answer.status_code == 409


def test_the_board_leaves_drafts_to_their_list(db, browse):
    unit = make_draft_unit(db, make_worker(db))
    page = browse(make_worker(db))

    assert unit.number not in page.get("/workshop").text
    assert unit.number in page.get("/workshop/drafts").text


def test_a_hold_is_no_way_round(db):
    by = make_viewer(db)
    unit = make_draft_unit(db, make_lead(db))
    item: Item = make_item(db, units=0)
    unit.item_id = item.id
    db.add(unit)
    db.flush()

    assert hold_units(db, item, 1, person_id=by.person_id, until=unit.received_at) == 0
