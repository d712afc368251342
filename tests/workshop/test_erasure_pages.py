"""The pages of erasure: list, record, verify, certify; each works without a script."""

import hashlib
import io

from sqlmodel import select

from app.accounts.models import Role
from app.catalogue.models import Unit
from app.core.i18n import speak
from app.history.models import Event
from app.workshop.erasure.export import export_erasures
from app.workshop.erasure.models import (
    DeviceRelease,
    ErasureCheck,
    ErasureLog,
    ErasurePolicy,
    ErasureRecord,
    Medium,
    MediumKind,
)
from app.workshop.gate import is_erased
from tests.catalogue.factories import counted_statements
from tests.factories import make_viewer
from tests.workshop.erasing import erase, make_disk, record_only
from tests.workshop.factories import make_device, make_lead, make_units, make_worker

SAID = {"serial_number": "SN-1", "method": "purge", "tool": "Blancco", "result": "passed", "tool_version": "7.9"}


def test_from_listed_to_certified_by_two_people(db, browse):
    worker, lead = make_worker(db), make_lead(db)
    unit = make_device(db, worker)
    first, second = browse(worker), browse(lead)
    address = f"/units/{unit.number}"

    page = first.post(f"{address}/media", {"kind": "nvme", "serial_number": "D-1", "capacity_gb": "256"})
    assert "Skal slettes" in page.text
    disk = db.exec(select(Medium)).one()
    db.commit()
    log = {"log": ("log.txt", io.BytesIO(b"all gone"), "text/plain")}
    page = first.post(f"{address}/media/{disk.id}/erasure", {**SAID, "technique": "crypto_erase"}, files=log)
    assert "En kollega skal kontrollere" in page.text
    assert "Du har selv slettet den" in first.get(f"{address}/media/{disk.id}/verification").text
    page = second.post(f"{address}/media/{disk.id}/verification", {"way": "sample", "result": "gone"})

    assert "Enheden må komme videre" in page.text
    assert db.exec(select(Unit.id).where(is_erased())).all() == [unit.id]
    kept = db.exec(select(ErasureLog)).one()
    db.commit()
    assert kept.sha256 == hashlib.sha256(b"all gone").hexdigest()
    fetched = second.get(f"/erasure-logs/{kept.id}/file")
    assert (fetched.content, fetched.headers["content-disposition"][:10]) == (b"all gone", "attachment")
    pdf = second.get(f"{address}/erasure.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert "Certifikat" in second.get(address).text


def test_what_is_typed_wrong_is_said_beside_the_field_and_changes_nothing(db, browse):
    worker = make_worker(db)
    unit = make_device(db, worker)
    disk = make_disk(db, unit, worker)
    browser, address = browse(worker), f"/units/{unit.number}/media/{disk.id}/erasure"

    wrong = browser.post(address, {**SAID, "serial_number": "SN-9"})
    empty = browser.post(address, {"serial_number": "SN-1"})
    future = browser.post(address, {**SAID, "ended_at": "2999-01-01T10:00"})
    ancient = browser.post(address, {**SAID, "ended_at": "0001-01-01T00:00"})

    assert [each.status_code for each in (wrong, empty, future, ancient)] == [422] * 4
    assert "har serienummer SN-1" in wrong.text
    assert "SN-9" in wrong.text
    assert "fremtiden" in future.text
    assert db.exec(select(ErasureRecord)).all() == []


def test_no_disk_in_it_is_one_tap_and_a_colleague(db, browse):
    worker, lead = make_worker(db), make_lead(db)
    unit = make_device(db, worker)

    browse(worker).post(f"/units/{unit.number}/media", {"kind": "none"})
    stated = db.exec(select(Medium)).one()
    db.commit()
    browse(lead).post(f"/units/{unit.number}/media/{stated.id}/verification", {"way": "looked", "result": "gone"})

    assert stated.kind is MediumKind.NONE
    assert stated.added_by_id == worker.person_id
    assert db.exec(select(Unit.id).where(is_erased())).all() == [unit.id]


def test_a_failed_disk_shows_one_way_only(db, browse):
    worker = make_worker(db)
    unit = make_device(db, worker)
    disk = make_disk(db, unit, worker)
    record_only(db, unit, worker, has_passed=False)
    browser, address = browse(worker), f"/units/{unit.number}/media/{disk.id}/erasure"

    page = browser.get(address).text
    refused = browser.post(address, SAID)
    done = browser.post(address, {"serial_number": "SN-1", "method": "destroy", "result": "passed", "tool": "Stena"})

    assert 'value="purge"' not in page
    assert refused.status_code == 409
    assert "Taget ud og destrueret" in done.text


def test_nobody_verifies_their_own_work_on_the_page(db, browse):
    worker = make_worker(db)
    unit = make_device(db, worker)
    disk = make_disk(db, unit, worker)
    record_only(db, unit, worker)

    answer = browse(worker).post(
        f"/units/{unit.number}/media/{disk.id}/verification", {"way": "sample", "result": "gone"}
    )

    assert answer.status_code == 409
    assert db.exec(select(ErasureCheck)).all() == []


def test_ties_are_ticked_off_and_the_disk_corrected_and_taken_off(db, browse):
    worker = make_worker(db)
    unit = make_device(db, worker)
    disk = make_disk(db, unit, worker)
    browser, address, own = browse(worker), f"/units/{unit.number}", f"/units/{unit.number}/media/{disk.id}"

    browser.post(f"{address}/release", {"is_firmware_open": "true"})
    browser.post(own, {"kind": "ssd", "serial_number": "D-2"})
    assert db.exec(select(DeviceRelease.is_firmware_open)).one()
    assert db.exec(select(Medium.serial_number)).one() == "D-2"
    db.commit()
    page = browser.post(f"{own}/removal")

    assert "Disken er taget af listen" in page.text


def test_a_chair_has_no_page_of_disks_and_an_unerased_device_no_certificate(db, browse):
    worker = make_worker(db)
    chair, device = make_units(db, worker)[0], make_device(db, worker)
    browser = browse(worker)

    for address in (f"/units/{chair.number}/erasure", f"/units/{chair.number}/media"):
        assert browser.get(address, may_fail=True).status_code == 404
    assert browser.get(f"/units/{device.number}/erasure.pdf", may_fail=True).status_code == 404


def test_the_demand_is_set_by_those_who_may_and_told_where_it_strands_a_device(db, browse):
    lead = make_lead(db)
    administrator = browse(make_viewer(db, Role.ADMINISTRATOR))

    administrator.post("/admin/erasure", {"least": "clear"})

    policy = db.exec(select(ErasurePolicy)).one()
    db.commit()
    assert (policy.least, policy.needs_second_person) == ("clear", False)
    assert 'value="clear" checked' in browse(lead).get("/admin/erasure").text
    assert browse(make_worker(db)).get("/admin/erasure", may_fail=True).status_code == 404


def test_every_record_leaves_as_a_harmless_spreadsheet_and_the_history_says_so(db, browse):
    lead = make_lead(db)
    unit = make_device(db, lead)
    erase(db, unit, lead, tool="=cmd|' /C calc'!A0")

    answer = browse(lead).post("/admin/erasure/export")

    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.content.decode("utf-8")
    heading, row = text.removeprefix("\ufeff").splitlines()
    assert text.startswith("\ufeff")
    assert dict(zip(heading.split(";"), row.split(";"), strict=True))["værktøj"] == "'=cmd|' /C calc'!A0"
    assert [e.name for e in db.exec(select(Event).where(Event.name == "erasures_exported"))] == ["erasures_exported"]


def test_the_spreadsheet_speaks_the_language_of_who_takes_it_out(db):
    lead = make_lead(db)
    erase(db, make_device(db, lead), lead)

    speak("en")
    _count, english = export_erasures(db, by=lead)
    speak("da")
    _count, danish = export_erasures(db, by=lead)

    assert b"medium_serial" in b"".join(english)
    assert "udført_af" in b"".join(danish).decode()


def test_the_list_says_what_is_left_and_the_start_leads_there(db, browse):
    worker = make_worker(db)
    untouched, tried = make_device(db, worker, "SN-1"), make_device(db, worker, "SN-2")
    record_only(db, tried, worker)
    browser = browse(worker)

    page = browser.get("/workshop/erasures").text

    assert "Skriv diskene på" in page
    assert "En kollega skal kontrollere" in page
    assert untouched.number in page


def test_a_device_without_a_serial_number_is_not_said_to_be_without_a_disk(db, browse):
    worker = make_worker(db)
    unit = make_device(db, worker)
    unit.serial_number = ""
    db.add(unit)
    db.commit()

    refused = browse(worker).post(f"/units/{unit.number}/media", {"kind": "none"})

    assert refused.status_code == 422
    assert db.exec(select(Medium)).all() == []


def test_the_log_of_a_refused_erasure_is_not_kept(db, browse):
    worker = make_worker(db)
    unit = make_device(db, worker)
    disk = make_disk(db, unit, worker)
    record_only(db, unit, worker, medium=disk, has_passed=False)
    log = {"log": ("log.txt", io.BytesIO(b"all gone"), "text/plain")}
    db.commit()

    refused = browse(worker).post(f"/units/{unit.number}/media/{disk.id}/erasure", SAID, files=log)

    assert refused.status_code == 409
    assert db.exec(select(ErasureLog)).all() == []


def test_the_list_of_devices_costs_the_same_however_many_wait(db, browse, engine):
    worker = make_worker(db)
    for number in range(2):
        make_disk(db, make_device(db, worker, f"SN-{number}"), worker, f"D-{number}")
    db.commit()
    browser = browse(worker)
    browser.get("/workshop/erasures")
    with counted_statements(engine) as for_two:
        browser.get("/workshop/erasures")
    for number in range(2, 6):
        make_disk(db, make_device(db, worker, f"SN-{number}"), worker, f"D-{number}")
    db.commit()

    with counted_statements(engine) as for_six:
        page = browser.get("/workshop/erasures")

    assert "SN-5" in page.text
    assert len(for_six) == len(for_two) <= 12
