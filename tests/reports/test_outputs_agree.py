"""The page, the spreadsheet, the CSV and the JSON of a report say the same, to the øre and the gram."""

import json
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app.accounts.models import Role
from app.impact import sheet
from app.impact.actions import book_correction, book_return, book_undo
from app.reports.outputs import spreadsheet
from app.reports.queries import total_of
from app.reports.words import exact_kg, exact_kr
from scripts.system_parts import find_office
from tests.factories import make_institution, make_person
from tests.reports.factories import book, everything

ORE = ("gross_ore", "likely_ore", "cost_ore", "net_ore", "low_ore", "high_ore", "price_ore")
GRAMS = ("gross_co2e_g", "likely_co2e_g", "burden_co2e_g", "net_co2e_g", "low_co2e_g", "high_co2e_g", "waste_g")


def ledger(db):
    """Lines of every kind, with uneven øre and grams, at a place whose name looks like a formula."""
    school = make_institution(db, '=Skolen; "Nord"')
    first = book(db, to=school, minutes=7, labour_ore_per_hour=24_999, transport_g=333, answer="UNKNOWN")
    book_return(db, first, key="a", transport_g=401, at=first.booked_at)
    second = book(db, to=school, category="bookcase", new_price_ore=123_457, parts=[("part_ssd", "1", "93")])
    book_correction(db, second, key="b", at=second.booked_at)
    third = book(db, to=school, electricity_wh=251)
    book_undo(db, third, key="c", at=third.booked_at)
    for minutes in range(5):
        book(db, to=school, minutes=minutes, labour_ore_per_hour=24_999, transport_g=77)


def expected(db):
    total = total_of(db, everything(db))
    return {name: getattr(total, name) for name in (*ORE, *GRAMS)} | {"quantity": total.things}


def summary(book):
    """The figures of the first sheet in øre and grams, by the column they sum."""
    rows: Any = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    named = {row[0]: row[1] for row in rows if len(row) > 1}
    return {
        each.figure: round(named[str(each.heading)] * spreadsheet.unit_of(each.figure)) for each in spreadsheet.FIGURES
    }


def lines(book):
    """The sums of the second sheet's columns in øre and grams."""
    cells: Any = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(1).to_python()
    _head, *rows = cells
    return {
        each.figure: sum(round(row[at] * spreadsheet.unit_of(each.figure)) for row in rows)
        for at, each in enumerate(spreadsheet.COLUMNS)
        if each.figure
    }


def download(db, browse, ending):
    answer = browse(make_person(db, Role.FINANCE)).get(f"/reports/{ending}?period=2026")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer.content


def test_every_file_says_what_the_page_says(db, browse):
    ledger(db)
    truth = expected(db)

    page = browse(make_person(db, Role.FINANCE)).get("/reports?period=2026").text
    book, csv, figures = (download(db, browse, each) for each in ("report.xlsx", "lines.csv", "report.json"))

    assert all(figure for name, figure in truth.items() if name != "waste_g")
    for name in ORE:
        assert exact_kr(truth[name]) in page, name
    for name in GRAMS:
        assert exact_kg(truth[name]) in page, name
    assert summary(book) == truth
    assert lines(book) == truth
    rows = sheet.read(csv).rows
    in_csv = {name: sum(int(row.cells["things" if name == "quantity" else name]) for row in rows) for name in truth}
    assert in_csv == truth
    told = json.loads(figures)
    assert {name: told["figures"]["things" if name == "quantity" else name] for name in truth} == truth
    assert {name: sum(line[name] for line in told["lines"]) for name in truth} == truth


def test_the_parts_of_the_json_make_up_its_whole(db, browse):
    ledger(db)

    told = json.loads(download(db, browse, "report.json"))

    for name, whole in told["figures"].items():
        assert sum(each["figures"][name] for each in told["categories"]) == whole, name
    assert len(told["lines"]) == told["figures"]["lines"]


def test_json_longer_than_a_piece_is_whole(db, browse, monkeypatch):
    monkeypatch.setattr("app.reports.outputs.json_file._LINES_IN_A_PIECE", 5)
    ledger(db)

    assert len(json.loads(download(db, browse, "report.json"))["lines"]) == 11


def test_text_is_never_a_formula_and_net_is_one(db, browse):
    ledger(db)

    with zipfile.ZipFile(BytesIO(download(db, browse, "report.xlsx"))) as parts:
        written = parts.read("xl/worksheets/sheet2.xml").decode()

    assert "<f>=" not in written
    assert "<f>ROUND(J2-K2,2)</f>" in written
    assert "<f>ROUND(Q2-R2,3)</f>" in written
    assert "=Skolen" in written
    assert "<f>Skolen" not in written


def test_more_lines_than_a_sheet_holds_are_refused_in_words(db, browse, monkeypatch):
    monkeypatch.setattr(spreadsheet, "MOST_LINES", 3)
    ledger(db)

    answer = browse(make_person(db, Role.FINANCE)).get("/reports/report.xlsx?period=2026")

    assert answer.status_code == 409
    assert "Vælg en kortere periode" in answer.text


@pytest.mark.slow
def test_libreoffice_reckons_the_same(db, browse, tmp_path):
    ledger(db)
    office = find_office()
    assert office, "LibreOffice is not on this machine: run python scripts/system_parts.py --slow"
    file = tmp_path / "report.xlsx"
    file.write_bytes(without_values(download(db, browse, "report.xlsx")))
    assert b"</f><v>" not in zipfile.ZipFile(file).read("xl/worksheets/sheet2.xml")

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out", file],
        check=True, timeout=240, capture_output=True,
    )  # fmt: skip

    reckoned = (tmp_path / "out/report.xlsx").read_bytes()
    assert summary(reckoned) == lines(reckoned) == expected(db)


def without_values(book):
    """The file without the formulas' kept values, so that only one who reckons gets the figures."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as read, zipfile.ZipFile(made, "w") as write:
        for name in read.namelist():
            write.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", read.read(name)))
    return made.getvalue()


def test_libreoffice_is_looked_for_where_it_lies(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "soffice" else None)

    assert find_office() == "/usr/bin/soffice"
