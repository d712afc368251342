"""Logs of erasures: what nwipe writes, what a spreadsheet says, each line recorded once and verified by somebody."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.administration.erasure_logs import import_log, match_log, read_log
from app.administration.nwipe import is_nwipe_log, read_nwipe_log
from app.administration.spreadsheets import Unusable
from app.catalogue.models import Unit
from app.workshop.actions import keep_log, receive_units
from app.workshop.erasure.models import ErasureMethod, ErasureRecord, Technique
from app.workshop.gate import is_erased
from tests.workshop.erasing import make_disk, verify
from tests.workshop.factories import make_device, make_device_category, make_lead, make_worker

NWIPE = (Path(__file__).parent / "logs/nwipe_0.38.txt").read_bytes()
SHEET = (
    "Serienummer;Metode;Resultat;Slut;Værktøj;Version\n"
    "D-1;Purge;OK;2026-11-20 14:05;Blancco;7.9\n"
    "D-2;Clear;Fejl;20-11-2026 15:00;Blancco;7.9\n"
    "D-99;Purge;OK;2026-11-20 16:00;Blancco;7.9\n"
).encode()


def two_devices(db: Session, by) -> list[Unit]:
    """Laptops with one disk each, D-1 and D-2."""
    units = receive_units(db, make_device_category(db), count=2, by=by, title="Bærbar", serial_numbers=["SN-1", "SN-2"])
    for place, unit in enumerate(units, 1):
        make_disk(db, unit, by, f"D-{place}")
    return units


def test_nwipe_says_what_became_of_each_disk():
    disks = read_nwipe_log(NWIPE.decode())

    assert is_nwipe_log(NWIPE.decode())
    assert [(each.serial_number, each.has_passed) for each in disks] == [
        ("35H2SCTWS", True), ("ZN15TA6Y", False), ("S-PF4DEM04", True), ("50026B7783A1", None),
    ]  # fmt: skip
    assert disks[0].model == "TOSHIBA MQ01ABD100"
    assert {each.tool_version for each in disks} == {"0.38"}


def test_overwriting_clears_and_only_the_disks_own_command_purges():
    turned, _failed, crypto, _aborted = read_nwipe_log(NWIPE.decode())

    assert (turned.method, turned.technique) == (ErasureMethod.CLEAR, Technique.OVERWRITE)
    assert (crypto.method, crypto.technique) == (ErasureMethod.PURGE, Technique.CRYPTO_ERASE)


def test_the_times_of_a_log_are_danish_and_kept_in_utc():
    sheet = read_log(SHEET)[0]
    assert sheet.erasing is not None

    assert sheet.erasing.ended_at == datetime(2026, 11, 20, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        (b"Purge", b"Bad"),
        (b"2026-11-20 14:05", b"soon"),
        (b"OK;2026", b"OK;2999"),
        (b"OK;2026", b"OK;0001"),
        (b"Metode", b"Hvad"),
    ],
)
def test_a_fault_in_a_spreadsheet_stops_it_and_is_named(change):
    with pytest.raises(Unusable):
        read_log(SHEET.replace(*change))


@pytest.mark.parametrize(
    "was, is_now",
    [
        ("2026/11/19", "2026/99/99"), ("2026/11/19", "9999/12/31"), ("2026/11/19", "0001/01/01"),
        ("nwipe 0.38", "nwipe 0." + "3" * 80), ("/dev/sda", "x" * 5_000),
    ],
)  # fmt: skip
def test_what_cannot_be_in_a_log_is_left_out_and_the_rest_is_read(was, is_now):
    disks = read_nwipe_log(NWIPE.decode().replace(was, is_now))

    assert [each.serial_number for each in disks] == ["35H2SCTWS", "ZN15TA6Y", "S-PF4DEM04", "50026B7783A1"]
    assert all(len(each.tool_version) <= 40 for each in disks)
    assert all(each.ended_at is None or each.ended_at.year == 2026 for each in disks)


def test_lines_find_their_disk_and_the_others_are_shown(db):
    worker = make_worker(db)
    units = two_devices(db, worker)
    log = keep_log(db, "log.csv", SHEET, by=worker)

    first, second, unknown = match_log(db, log)

    assert [first.unit, second.unit, unknown.unit] == [*units, None]
    assert "serienummer" in str(unknown.why_not) or "serial number" in str(unknown.why_not)


def test_the_devices_own_number_will_do_where_it_has_one_disk(db):
    worker = make_worker(db)
    one, two = make_device(db, worker, "D-1"), make_device(db, worker, "D-2")
    make_disk(db, one, worker, "")
    make_disk(db, two, worker, "")
    make_disk(db, two, worker, "D-5")

    first, second, _unknown = match_log(db, keep_log(db, "log.csv", SHEET, by=worker))

    assert first.unit == one
    assert second.unit is None


def test_a_log_is_recorded_once_and_still_needs_a_colleague(db):
    worker = make_worker(db)
    unit, failed = two_devices(db, worker)
    log = keep_log(db, "log.csv", SHEET, by=worker)

    assert import_log(db, log, by=worker)[0] == 2
    assert keep_log(db, "again.csv", SHEET, by=worker).id == log.id
    assert import_log(db, log, by=worker)[0] == 0

    records = {each.unit_id: each for each in db.exec(select(ErasureRecord))}
    assert len(records) == 2
    assert (records[unit.id].tool, records[unit.id].tool_version, records[unit.id].log_id) == ("Blancco", "7.9", log.id)
    assert not records[failed.id].has_passed
    assert db.exec(select(Unit.id).where(is_erased())).all() == []
    verify(db, unit, records[unit.id])
    assert db.exec(select(Unit.id).where(is_erased())).all() == [unit.id]


def test_a_disk_that_is_listed_later_is_recorded_later(db):
    lead = make_lead(db)
    log = keep_log(db, "nwipe.txt", NWIPE, by=lead)
    assert import_log(db, log, by=lead)[0] == 0
    unit = make_device(db, lead, "PF4DEM04")
    make_disk(db, unit, lead, "s-pf4dem04")

    assert import_log(db, log, by=lead)[0] == 1


def test_what_was_stopped_or_has_no_number_is_no_erasure(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    make_disk(db, unit, lead, "50026B7783A1")
    hidden = NWIPE.replace(b"35H2SCTWS", b"XXXXXXXXX")

    log = keep_log(db, "nwipe.txt", hidden, by=lead)

    assert all(each.why_not for each in match_log(db, log))
    assert import_log(db, log, by=lead)[0] == 0


def test_the_pages_show_first_and_record_then(db, browse):
    worker = make_worker(db)
    two_devices(db, worker)
    browser = browse(worker)
    sent = {"file": ("log.csv", io.BytesIO(SHEET), "text/csv")}

    preview = browser.post("/workshop/erasures/logs", files=sent)
    assert db.exec(select(ErasureRecord)).all() == []
    db.commit()
    assert "2 diske i værkstedet passer" in preview.text
    assert "Ingen disk i værkstedet" in preview.text
    done = browser.post(preview.url.path)

    assert "2 sletninger er skrevet ned" in done.text
    assert len(db.exec(select(ErasureRecord)).all()) == 2


@pytest.mark.parametrize("content", [b"", b"not a log", b"PK\x03\x04zip"])
def test_what_is_no_log_is_refused_in_words(db, browse, content: bytes):
    files = {"file": ("log.csv", io.BytesIO(content), "text/csv")} if content else None

    answer = browse(make_worker(db)).post("/workshop/erasures/logs", files=files)

    assert answer.status_code == 422
