"""A thing at a repairer outside: where it is, what stops meanwhile, and the price that becomes its burden."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.core.clock import today
from app.workshop.actions import ScrapReason, finish_job, scrap_unit, start_job, stop_job
from app.workshop.actions.out import OutAlready
from app.workshop.actions.repairs import NotOut, measure_electricity, send_out, take_back
from app.workshop.leaving.models import ExternalRepair
from app.workshop.leaving.queries import out_for_repair
from app.workshop.models import Job, StopReason
from app.workshop.queries import burdens_of_unit
from tests.workshop.factories import make_lead, make_units, make_worker


def test_a_unit_goes_out_and_comes_back_with_a_price(db):
    worker = make_worker(db)
    unit, other = make_units(db, worker, 2)

    repair = send_out(db, unit, repairer="Snedker Demo", expected_on=today() + timedelta(days=3), by=worker)
    db.commit()

    away = out_for_repair(db, [unit.id, other.id])
    assert [(each, found.repairer) for each, found in away.items()] == [(unit.id, "Snedker Demo")]
    take_back(db, unit, repair, price_ore=35_000, by=worker)
    assert out_for_repair(db, [unit.id]) == {}
    assert burdens_of_unit(db, unit.id).external_cost_ore == 35_000
    with pytest.raises(NotOut):
        take_back(db, unit, repair, price_ore=35_000, by=worker)


def test_what_is_out_is_neither_finished_nor_given_up_nor_sent_again_nor_scrapped(db):
    lead = make_lead(db)
    unit = make_units(db, lead)[0]
    job = start_job(db, unit, by=lead)
    repair = send_out(db, unit, repairer="Snedker Demo", by=lead)

    for forbidden in (
        lambda: finish_job(db, job, by=lead),
        lambda: stop_job(db, job, reason=StopReason.TOO_HARD, by=lead),
        lambda: send_out(db, unit, repairer="En anden", by=lead),
        lambda: scrap_unit(db, unit, reason=ScrapReason.BROKEN, by=lead),
    ):
        with pytest.raises(OutAlready):
            forbidden()
    # The control: the same deed goes through once the thing is back.
    take_back(db, unit, repair, price_ore=0, by=lead)
    finish_job(db, job, by=lead)
    assert job.finished_at is not None


def test_two_repairs_of_a_job_add_up(db):
    worker = make_worker(db)
    unit = make_units(db, worker)[0]
    for price in (10_000, 2_500):
        take_back(db, unit, send_out(db, unit, repairer="Snedker", by=worker), price_ore=price, by=worker)

    assert burdens_of_unit(db, unit.id).external_cost_ore == 12_500
    assert len(db.exec(select(Job)).all()) == 1


def test_the_pages_send_out_and_take_back(db, browse):
    worker = make_worker(db)
    make_units(db, worker)
    web = browse(worker)
    yesterday = (today() - timedelta(days=1)).isoformat()

    nobody = web.post("/units/A-0001/repair", {})
    too_late = web.post("/units/A-0001/repair", {"repairer": "Snedker Demo", "expected_on": yesterday})
    web.post("/units/A-0001/repair", {"repairer": "Snedker Demo"})
    out = web.get("/units/A-0001/repair")
    board = web.get("/workshop")
    unpriced = web.post("/units/A-0001/repair/return", {})
    back = web.post("/units/A-0001/repair/return", {"price_ore": "350", "note": "Limet"})
    passport = web.get("/units/A-0001")

    assert (nobody.status_code, too_late.status_code, unpriced.status_code) == (422, 422, 422)
    assert "Vælg en dag, der ikke er gået" in too_late.text
    assert "Ude hos Snedker Demo" in out.text
    assert "Ude hos Snedker Demo" in board.text
    assert "Ude hos" not in web.get("/workshop").text
    assert "/workshop/jobs/" in str(back.url)
    assert "350\N{NO-BREAK SPACE}kr." in passport.text
    assert "Limet" in passport.text
    assert web.post("/units/A-0001/repair/return", {"price_ore": "1"}).status_code == 404


def test_the_lead_writes_what_the_meter_showed(db, browse):
    lead, worker = make_lead(db), make_worker(db)
    unit = make_units(db, worker)[0]
    job = start_job(db, unit, by=worker)
    db.commit()

    assert browse(worker).post(f"/workshop/jobs/{job.id}/electricity", {"watt_hours": "900"}).status_code == 404
    browse(lead).post(f"/workshop/jobs/{job.id}/electricity", {"watt_hours": "900"})
    refused = browse(lead).post(f"/workshop/jobs/{job.id}/electricity", {"watt_hours": "mange"})

    assert refused.status_code == 422
    assert 'value="mange"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    db.refresh(job)
    assert burdens_of_unit(db, unit.id).electricity_wh == 900
    measure_electricity(db, job, 900, by=lead)
    assert db.exec(select(ExternalRepair)).all() == []
