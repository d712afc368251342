"""How a unit ends is told once and for good: parts with their origin, kilos by fraction, who took it, the receipt."""

from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from app.catalogue.stages import Stage, WrongStage
from app.history.models import Event
from app.workshop.actions import ScrapReason, SellReason, scrap_unit, sell_off_unit
from app.workshop.actions import harvest as harvest_actions
from app.workshop.actions.harvest import Harvested, NoParts, take_unit_apart
from app.workshop.actions.scrap import BatteriesUnsaid, Disposal
from app.workshop.actions.stock import add_part_to_stock
from app.workshop.gate import NotErased
from app.workshop.leaving.models import Batteries, Departure, DepartureKind, Fraction, WasteCode
from app.workshop.leaving.queries import departure_kinds, departure_of, fractions_of
from app.workshop.stock.models import MovementWhy, PartMovement, PartStock
from app.workshop.stock.queries import movements_of, stock_faults
from tests.workshop.factories import make_device, make_lead, make_units


def picture() -> bytes:
    kept = BytesIO()
    Image.new("RGB", (40, 30), "white").save(kept, "PNG")
    return kept.getvalue()


def test_parts_enter_the_stock_with_the_unit_as_their_origin(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    wheels = add_part_to_stock(db, by=lead, name="Hjul")

    take_unit_apart(db, unit, [Harvested("Hjul", Decimal(5)), Harvested("Gaslift", Decimal(1))], by=lead)
    db.commit()

    assert (unit.stage, unit.scrap_reason) == (Stage.RECYCLED, "spare_parts")
    assert wheels.on_hand == 5_000
    assert db.exec(select(PartStock.on_hand).where(PartStock.name == "Gaslift")).one() == 1_000
    movement = movements_of(db, wheels)[0]
    assert (movement.movement.why, movement.number) == (MovementWhy.FROM_UNIT, unit.number)
    assert departure_kinds(db, [unit.id]) == {unit.id: DepartureKind.SPARE_PARTS}
    assert stock_faults(db) == []
    told = db.exec(select(Event).where(Event.name == "unit_scrapped")).one().after
    assert told["kind"] == "spare_parts"
    assert told["parts"][0] == {"name": "Hjul", "thousandths": 5_000}


def test_without_a_part_nothing_is_taken_apart(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]

    with pytest.raises(NoParts):
        take_unit_apart(db, unit, [], by=lead)

    assert unit.stage is Stage.RECEIVED


def test_a_device_whose_data_is_not_erased_gives_no_parts(db):
    lead = make_lead(db)
    device = make_device(db, lead)

    with pytest.raises(NotErased):
        take_unit_apart(db, device, [Harvested("SSD", Decimal(1))], by=lead)

    assert db.exec(select(PartMovement)).all() == []


def test_without_the_gate_the_device_would_have_given_its_disk(db, monkeypatch):
    """The control: with the gate off, the disk of an unerased device lies in the stock."""
    lead = make_lead(db)
    device = make_device(db, lead)
    monkeypatch.setattr(harvest_actions, "refuse_unerased", lambda _db, _units: None)

    take_unit_apart(db, device, [Harvested("SSD", Decimal(1))], by=lead)

    assert db.exec(select(PartStock.on_hand).where(PartStock.name == "SSD")).one() == 1_000


def test_a_unit_leaves_once(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    scrap_unit(db, unit, reason=ScrapReason.BROKEN, by=lead)

    with pytest.raises(WrongStage):
        take_unit_apart(db, unit, [Harvested("Hjul", Decimal(5))], by=lead)

    assert len(db.exec(select(Departure)).all()) == 1


def test_recycling_keeps_grams_by_fraction_and_the_code_of_electronics(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    sorted_as = {Fraction.METAL: 3_250, Fraction.ELECTRONICS: 900}

    with pytest.raises(BatteriesUnsaid):
        scrap_unit(db, unit, reason=ScrapReason.BROKEN, disposal=Disposal(grams=sorted_as), by=lead)
    disposal = Disposal(
        grams=sorted_as, waste_code=WasteCode.EQUIPMENT, batteries=Batteries.REMOVED, taker="Egekøbing Affald",
        taker_cvr="12345678",
    )  # fmt: skip
    scrap_unit(db, unit, reason=ScrapReason.BROKEN, disposal=disposal, by=lead)
    db.commit()

    departure = departure_of(db, unit)
    assert departure is not None
    kept = {each.fraction: (each.grams, each.waste_code) for each in fractions_of(db, departure)}
    assert kept == {Fraction.METAL: (3_250, None), Fraction.ELECTRONICS: (900, WasteCode.EQUIPMENT)}
    told = db.exec(select(Event).where(Event.name == "unit_scrapped")).one().after
    assert told["grams"] == {"metal": 3_250, "electronics": 900}
    assert (told["waste_code"], told["batteries"]) == ("16 02 14", "removed")
    assert (told["taker"], told["taker_cvr"]) == ("Egekøbing Affald", "12345678")


def test_those_that_left_before_departures_were_written_are_told_by_their_stage(db):
    lead = make_lead(db)
    recycled, sold, here = make_units(db, lead, 3)
    recycled.stage, sold.stage = Stage.RECYCLED, Stage.SOLD_OFF
    db.add_all([recycled, sold])
    db.flush()

    kinds = departure_kinds(db, [recycled.id, sold.id, here.id])

    assert kinds == {recycled.id: DepartureKind.RECYCLED, sold.id: DepartureKind.SOLD_OFF}


def test_a_sale_keeps_its_buyer_and_price(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]

    disposal = Disposal(taker="Brugt IT ApS", price_ore=45_000)
    sell_off_unit(db, unit, reason=SellReason.DEALER, disposal=disposal, by=lead)

    departure = departure_of(db, unit)
    assert departure is not None
    assert (departure.kind, departure.taker, departure.price_ore) == (DepartureKind.SOLD_OFF, "Brugt IT ApS", 45_000)


def test_the_page_is_read_once_more_before_the_last_tap(db, browse):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    web = browse(lead)
    said = {"scrap_reason": "broken", "wood": "3,25", "taker": "Genbrugspladsen", "taker_cvr": "12 34 56 78"}

    unweighed = web.post("/units/A-0001/departure/recycling", {"scrap_reason": "broken"})
    summary = web.post("/units/A-0001/departure/recycling", said)
    db.refresh(unit)
    before_the_tap = unit.stage
    db.commit()
    back = web.post("/units/A-0001/departure/recycling", {**said, "change": "yes"})
    done = web.post(
        "/units/A-0001/departure/recycling", {**said, "confirmed": "yes", "receipt_note": "Vejeseddel 77", "key": "k1"},
        files={"photo": ("kvittering.png", picture(), "image/png")},
    )  # fmt: skip

    assert unweighed.status_code == 422
    assert "Et skøn er fint" in unweighed.text
    assert "3,25\N{NO-BREAK SPACE}kg" in summary.text
    assert "Genbrugspladsen (CVR 12345678)" in summary.text
    assert before_the_tap is Stage.RECEIVED
    assert 'value="3,25"' in back.text
    assert "Vejeseddel 77" in done.text
    db.refresh(unit)
    departure = departure_of(db, unit)
    assert departure is not None
    assert (unit.stage, departure.receipt_photo_id is not None) == (Stage.RECYCLED, True)
    assert web.get("/units/A-0001/departure").url.path == "/units/A-0001"


def test_the_page_of_spare_parts_takes_known_and_new_parts(db, browse):
    lead = make_lead(db)
    make_units(db, lead)
    add_part_to_stock(db, by=lead, name="Hjul")
    web = browse(lead)
    url = "/units/A-0001/departure/spare-parts"
    rows = {"part": ["Hjul", ""], "part_name": ["", "Armlæn"], "part_amount": ["5", "2"], "metal": "4"}

    nothing = web.post(url, {"part": ["", ""], "part_name": ["", ""], "part_amount": ["1", "1"]})
    half = web.post(url, {**rows, "part_amount": ["2,5", "2"]})
    summary = web.post(url, rows)
    done = web.post(url, {**rows, "confirmed": "yes"})

    assert (nothing.status_code, half.status_code) == (422, 422)
    assert "Vælg mindst én del" in nothing.text
    assert "Stykker er hele tal" in half.text
    assert "2 × Armlæn" in summary.text
    assert "Den blev til reservedele" in done.text
    assert "Armlæn, " in done.text
    assert db.exec(select(PartStock.name).order_by(PartStock.name)).all() == ["Armlæn", "Hjul"]


def test_the_receipt_can_come_later(db, browse):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    web = browse(lead)

    assert web.post("/units/A-0001/receipt", {"receipt_note": "1"}).status_code == 404
    sell_off_unit(db, unit, reason=SellReason.SOLD, by=lead)
    db.commit()
    page = web.post("/units/A-0001/receipt", {"receipt_note": "Faktura 12"})

    assert "Faktura 12" in page.text


def test_electronics_say_their_code_and_batteries_on_the_page(db, browse):
    lead = make_lead(db)
    make_units(db, lead)
    web = browse(lead)
    said = {"scrap_reason": "broken", "electronics": "2"}

    refused = web.post("/units/A-0001/departure/recycling", said)
    summary = web.post("/units/A-0001/departure/recycling", {**said, "waste_code": "20 01 36", "batteries": "none"})

    assert refused.status_code == 422
    assert "vælg elektronikkens kode" in refused.text
    assert "20 01 36" in summary.text
    assert "Der var ingen batterier" in summary.text
    wrong = web.post("/units/A-0001/departure/recycling", {**said, "taker_cvr": "12"})
    assert "otte cifre" in wrong.text
