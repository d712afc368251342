"""Parts and materials: what comes in, goes out and is counted adds up; what a job uses becomes the thing's burden."""

import json
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.administration.check import installation_faults
from app.catalogue.actions import move_units
from app.catalogue.stages import Stage
from app.deliveries.ledger import book_handed_over_unit
from app.history.models import Event
from app.impact.models import ImpactEntry
from app.orders.models import Reservation
from app.workshop.actions import finish_job, offer_item, pass_job, remove_part, start_job
from app.workshop.actions.parts import use_part_from_stock
from app.workshop.actions.stock import (
    FactorMismatch,
    NotEnoughInStock,
    PartNameTaken,
    WholePiecesOnly,
    add_part_to_stock,
    bring_in_parts,
    change_part,
    count_stock,
    move_stock,
)
from app.workshop.models import JobPart
from app.workshop.queries import burdens_of_unit
from app.workshop.stock.models import MovementWhy, PartMovement, PartStock, PartUnit
from app.workshop.stock.queries import donations, movements_of, stock_faults
from tests.factories import make_institution
from tests.orders.factories import line_of, make_order
from tests.workshop.factories import make_lead, make_prepared, make_units, make_worker


def wheels(db, by, amount: int = 10) -> PartStock:
    """Wheels in stock at 24 kr. and 500 g CO2e each."""
    stock = add_part_to_stock(db, by=by, name="Hjul", price_ore=2_400, co2e_g=500)
    bring_in_parts(db, stock, Decimal(amount), by=by)
    return stock


def airbags(db, by) -> PartStock:
    """Airbag fabric that a partner gave: 40 kg."""
    stock = add_part_to_stock(
        db, by=by, name="Airbagstof", unit=PartUnit.KG, is_donated=True, partner="Autogenbrug Demo",
        factor_key="mat_textile", price_ore=99,
    )  # fmt: skip
    bring_in_parts(db, stock, Decimal(40), by=by)
    return stock


def started(db, by):
    unit = make_units(db, by)[0]
    return unit, start_job(db, unit, by=by)


def test_what_a_job_uses_leaves_the_stock_and_undoing_it_puts_it_back(db):
    lead = make_lead(db)
    stock, (unit, job) = wheels(db, lead), started(db, lead)

    part = use_part_from_stock(db, job, stock, amount=Decimal(4), by=lead)

    assert stock.on_hand == 6_000
    assert (part.name, part.quantity, part.cost_ore, part.co2e_g) == ("Hjul", 4, 9_600, 2_000)
    remove_part(db, job, part, by=lead)
    assert stock.on_hand == 10_000
    assert burdens_of_unit(db, unit.id).parts == ()
    whys = [moved.movement.why for moved in movements_of(db, stock)]
    assert whys == [MovementWhy.PUT_BACK, MovementWhy.USED, MovementWhy.BOUGHT]
    assert {moved.number for moved in movements_of(db, stock)} == {"A-0001", None}
    db.commit()
    assert stock_faults(db) == []


def test_more_than_there_is_is_refused_and_takes_nothing(db):
    lead = make_lead(db)
    stock, (_unit, job) = wheels(db, lead, 2), started(db, lead)

    with pytest.raises(NotEnoughInStock) as refusal:
        use_part_from_stock(db, job, stock, amount=Decimal(3), by=lead)

    assert "2" in str(refusal.value)
    assert stock.on_hand == 2_000
    assert db.exec(select(JobPart)).all() == []
    with pytest.raises(WholePiecesOnly):
        use_part_from_stock(db, job, stock, amount=Decimal("1.5"), by=lead)


def test_the_database_itself_keeps_less_than_nothing_out(db):
    lead = make_lead(db)
    stock = wheels(db, lead, 2)
    db.commit()
    unguarded = sa.update(PartStock).where(col(PartStock.id) == stock.id).values(on_hand=col(PartStock.on_hand) - 3_000)

    with pytest.raises(IntegrityError):
        db.execute(unguarded)


def test_two_who_take_the_last_one_do_not_both_have_it(db):
    lead = make_lead(db)
    stock = wheels(db, lead, 1)
    # What a second tablet still believes after the first has taken it.
    db.flush()
    db.execute(
        sa.update(PartStock)
        .where(col(PartStock.id) == stock.id)
        .values(on_hand=0)
        .execution_options(synchronize_session=False)
    )
    assert stock.on_hand == 1_000

    with pytest.raises(NotEnoughInStock):
        move_stock(db, stock, -1_000, why=MovementWhy.USED, by=lead)


def test_a_count_becomes_the_difference_and_the_same_count_again_changes_nothing(db):
    lead = make_lead(db)
    stock = wheels(db, lead)

    moved = count_stock(db, stock, Decimal(7), by=lead)

    assert moved is not None
    assert (moved.change, moved.why, stock.on_hand) == (-3_000, MovementWhy.COUNTED, 7_000)
    assert count_stock(db, stock, Decimal(7), by=lead) is None


def test_a_quantity_that_is_not_the_sum_of_its_movements_is_a_fault(db, engine):
    lead = make_lead(db)
    stock = wheels(db, lead)
    db.commit()
    assert stock_faults(db) == []

    db.execute(sa.update(PartStock).where(col(PartStock.id) == stock.id).values(on_hand=11_000))
    db.commit()

    assert ["Hjul" in fault and "11000" in fault for fault in stock_faults(db)] == [True]
    assert any("Hjul" in fault for fault in installation_faults(engine))


def test_a_donation_costs_nothing_weighs_by_its_factor_and_keeps_its_giver(db):
    lead = make_lead(db)
    stock = airbags(db, lead)

    assert (stock.price_ore, stock.co2e_g, stock.on_hand) == (0, 22_310, 40_000)
    given = donations(db)
    assert [(one.partner, one.stock.name, one.given) for one in given] == [("Autogenbrug Demo", "Airbagstof", 40_000)]
    with pytest.raises(FactorMismatch):
        add_part_to_stock(db, by=lead, name="Stof", unit=PartUnit.METRE, factor_key="mat_textile")
    with pytest.raises(PartNameTaken):
        add_part_to_stock(db, by=lead, name="Airbagstof")


def test_bought_and_donated_parts_stand_on_the_impact_line(db):
    lead = make_lead(db)
    unit, job = started(db, lead)
    use_part_from_stock(db, job, wheels(db, lead), amount=Decimal(4), by=lead)
    use_part_from_stock(db, job, airbags(db, lead), amount=Decimal("0.6"), by=lead)
    finish_job(db, job, by=lead)
    pass_job(db, job, condition=3, by=lead)
    item = make_prepared(db, [unit], lead)
    offer_item(db, item, by=lead)
    order = make_order(db, lead, make_institution(db), item=item)
    line = line_of(db, order)
    reservation = db.exec(select(Reservation).where(Reservation.line_id == line.id)).one()
    told = {"line_id": line.id, "order_id": order.id, "reservation_id": reservation.id}
    move_units(db, [unit], Stage.HANDED_OVER, by=lead, event="unit_handed_over", after=told)
    db.commit()

    book_handed_over_unit(db, db.exec(select(Event).where(Event.name == "unit_handed_over")).one())

    entry = db.exec(select(ImpactEntry)).one()
    # 4 wheels of 0.5 kg, 0.6 kg of textile at 22.31 kg CO2e/kg, and 150 Wh at 0.15165 kg/kWh.
    assert entry.burden_co2e_g == 4 * 500 + 13_386 + 23
    assert json.loads(entry.frozen)["parts"][1][0] == "Airbagstof, 0,6 kg"
    # The wheels at 24 kr. each; the airbag fabric and the work (no minutes) cost nothing.
    assert entry.cost_ore == 4 * 2_400


def test_the_pages_keep_a_part_bring_in_more_and_count_it(db, browse):
    web = browse(make_lead(db))

    refused = web.post("/workshop/stock", {"name": "Restetræ", "unit": "kg", "amount": "12,5", "is_donated": "on"})
    made = web.post(
        "/workshop/stock",
        {"name": "Restetræ", "unit": "kg", "amount": "12,5", "is_donated": "on", "partner": "Snedker Demo",
         "factor_key": "mat_wood", "low_at": "20"},
    )  # fmt: skip
    url = str(made.url.path)
    more = web.post(f"{url}/additions", {"amount": "0,5"})
    wrong = web.post(f"{url}/additions", {"amount": "0,0005"})
    counted = web.post(f"{url}/count", {"counted": "11"})
    page = web.get("/workshop/stock")

    assert refused.status_code == 422
    assert "Skriv, hvem I fik det af" in refused.text
    assert "12,5\N{NO-BREAK SPACE}kg" in made.text
    assert "13\N{NO-BREAK SPACE}kg" in more.text
    assert wrong.status_code == 422
    assert "-2\N{NO-BREAK SPACE}kg" in counted.text
    assert "Snedker Demo" in page.text
    assert "For lidt" in page.text
    assert db.exec(select(sa.func.sum(col(PartMovement.change)))).one() == 11_000


def test_a_part_is_corrected_and_one_that_is_not_kept_is_not_offered(db, browse):
    lead = make_lead(db)
    stock = wheels(db, lead)
    web = browse(lead)

    add_part_to_stock(db, by=lead, name="Gaslift")
    db.commit()
    clash = web.post(f"/workshop/stock/{stock.id}", {"name": "Gaslift", "is_active": "on"})
    saved = web.post(f"/workshop/stock/{stock.id}", {"name": "Hjul, 50 mm", "price_ore": "30", "is_active": ""})

    assert clash.status_code == 422
    assert "Der er allerede en del med det navn" in clash.text
    assert "Hjul, 50 mm" in saved.text
    assert "Hjul, 50 mm" not in web.get("/workshop/stock").text
    assert "Hjul, 50 mm" in web.get("/workshop/stock?every=true").text
    assert web.get("/workshop/stock").text.count("Gaslift") == 1


def test_changing_a_part_to_what_it_is_writes_no_history(db):
    lead = make_lead(db)
    stock = wheels(db, lead)
    db.commit()

    change_part(db, stock, by=lead, name="Hjul", price_ore=2_400)
    db.commit()

    assert db.exec(select(Event).where(Event.name == "part_changed")).all() == []


def test_on_the_job_a_part_is_chosen_from_the_stock_or_typed(db, browse):
    lead = make_lead(db)
    worker = make_worker(db)
    stock, (_unit, job) = wheels(db, lead, 5), started(db, worker)
    web = browse(worker)
    url = f"/workshop/jobs/{job.id}"

    assert "Hjul (5\N{NO-BREAK SPACE}stk. tilbage)" in web.get(f"{url}?step=parts").text
    too_many = web.post(f"{url}/parts", {"key": f"stock:{stock.id}", "amount": "6"})
    used = web.post(f"{url}/parts", {"key": f"stock:{stock.id}", "amount": "5"})
    typed = web.post(f"{url}/parts", {"key": "", "name": "Skruer", "amount": "8"})

    assert too_many.status_code == 409
    assert "Der er kun 5" in too_many.text
    assert 'value="6"' in too_many.text
    assert "120\N{NO-BREAK SPACE}kr." in used.text
    assert "Skruer" in typed.text
    assert f"stock:{stock.id}" not in typed.text
    assert web.post(f"{url}/parts", {"key": f"stock:{job.id}", "amount": "1"}).status_code == 404


def test_without_the_condition_the_second_taker_would_go_below_nothing(db, monkeypatch):
    """The control: the update without its condition is stopped by nothing but the database."""
    lead = make_lead(db)
    stock = wheels(db, lead, 1)
    real = sa.update

    class Unguarded:
        def __init__(self, table):
            self.statement = real(table)

        def where(self, mine, _enough):
            return self.statement.where(mine)

    monkeypatch.setattr(sa, "update", Unguarded)
    with pytest.raises(IntegrityError):
        move_stock(db, stock, -2_000, why=MovementWhy.USED, by=lead)


def test_more_than_the_books_can_hold_is_refused_and_changes_nothing(db, browse):
    lead, worker = make_lead(db), make_worker(db)
    dear = add_part_to_stock(db, by=lead, name="Guldhjul", price_ore=1_000_000_000)
    bring_in_parts(db, dear, Decimal(1000), by=lead)
    _unit, job = started(db, worker)
    db.commit()

    used = browse(worker).post(f"/workshop/jobs/{job.id}/parts", {"key": f"stock:{dear.id}", "amount": "1000"})
    made = browse(lead).post("/workshop/stock", {"name": "Platin", "amount": "1000", "price_ore": "10000000"})

    assert (used.status_code, made.status_code) == (422, 422)
    assert "mere, end der kan være" in used.text
    assert "mere, end der kan være" in made.text
    assert [each.name for each in db.exec(select(PartStock))] == ["Guldhjul"]
    assert db.exec(select(sa.func.sum(col(PartMovement.change)))).one() == 1_000_000
