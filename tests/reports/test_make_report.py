"""The PDF for the council: made in the background, accessible, with the page's figures, for the one who asked."""

import re
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdfium2
import time_machine
from pypdf import PdfReader
from sqlmodel import Session, select

from app.accounts.models import Role
from app.accounts.permissions import Permission
from app.accounts.sessions import viewer_of
from app.core.clock import today
from app.history.work import work_until_idle
from app.media.storage import storage
from app.reports.closing import close_period
from app.reports.forms import ReportQuery
from app.reports.outputs import make
from app.reports.outputs.models import MadeReport, MadeState
from app.reports.outputs.paper import contents
from app.reports.overview import ask
from app.reports.queries import total_of
from app.reports.words import exact_kg, exact_kr
from tests.factories import make_institution, make_person
from tests.reports.factories import everything
from tests.reports.test_outputs_agree import GRAMS, ORE, ledger

PERIOD = "2026-Q2"


def order(browser, **asked):
    """Ask for the PDF; the address of the page that says how far it is."""
    answer = browser.post("/reports/made", data={"period": PERIOD, **asked}, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def structure(content):
    """Every tag of the PDF with its alternative text, in reading order."""
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        for each in node if isinstance(node, list) else [node]:
            each = each.get_object() if hasattr(each, "get_object") else each
            if not isinstance(each, dict):
                continue
            if "/S" in each:
                found.append((str(each["/S"]), str(each.get("/Alt", ""))))
            if "/K" in each:
                walk(each["/K"])

    root: Any = PdfReader(BytesIO(content)).trailer["/Root"]
    walk(root.get("/StructTreeRoot", {}).get("/K", []))
    return found


def accessibility_faults(content):
    """What of PDF/UA-1 does not hold, as far as tags, language, title, headings and pictures tell."""
    read = PdfReader(BytesIO(content))
    root: Any = read.trailer["/Root"]
    title = read.metadata.title if read.metadata else ""
    tags = structure(content)
    names = [name for name, _alt in tags]
    levels = [int(name[2]) for name in names if re.fullmatch(r"/H[1-6]", name)]
    held = {
        "language": root.get("/Lang") == "da",
        "marked": bool(root.get("/MarkInfo", {}).get("/Marked")),
        "title": bool(title) and bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        "says that it is PDF/UA": "/Metadata" in root and b"pdfuaid" in root["/Metadata"].get_data(),
        "headings": levels[:1] == [1] and all(b - a <= 1 for a, b in pairwise(levels)),
        "tables": names.count("/TH") > 10,
        "pictures": "/Figure" in names and all(alt for name, alt in tags if name == "/Figure"),
    }
    return [name for name, holds in held.items() if not holds]


def text_of(content):
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)).replace(
        "\xa0", " "
    )


def test_it_is_made_in_the_background_and_says_what_the_page_says(db, browse, engine):
    ledger(db)
    leader = make_person(db, Role.LEADER)
    browser = browse(leader)

    where = order(browser)
    waiting = browser.get(where).text
    work_until_idle(engine)
    ready = browser.get(where).text
    answer = browser.get(f"{where}/report.pdf")

    assert "Vi laver PDF'en" in waiting
    assert f'<a class="btn sec" href="{where}"' in waiting
    assert "PDF'en er klar" in ready
    assert answer.headers["content-type"] == "application/pdf"
    assert accessibility_faults(answer.content) == []
    text, truth = text_of(answer.content), total_of(db, everything(db))
    for name in ORE:
        assert exact_kr(getattr(truth, name)) in text, name
    for name in set(GRAMS) - {"waste_g"}:
        assert exact_kg(getattr(truth, name)) in text, name
    assert re.search(r"Side 1 af \d", text)


def test_it_says_how_far_it_is_while_it_is_made(db, browse, engine, monkeypatch):
    ledger(db)
    browser = browse(make_person(db, Role.LEADER))
    where = order(browser)
    seen = []

    def draw(contents):
        with Session(engine) as other:
            other.info["municipality_id"] = contents["municipality"].id
            seen.append(other.exec(select(MadeReport.state)).one())
        return b"%PDF-" + str(contents["report"].total.things).encode()

    monkeypatch.setattr(make, "report_pdf", draw)
    work_until_idle(engine)

    assert "Den venter på sin tur" not in browser.get(where).text
    assert seen == [MadeState.DRAWING]
    assert browser.get(f"{where}/report.pdf").content == f"%PDF-{total_of(db, everything(db)).things}".encode()


def test_a_closed_period_bears_the_fingerprint_of_its_report(db, browse, engine):
    ledger(db)
    leader = viewer_of(db, make_person(db, Role.LEADER))
    asked = ask(db, leader, ReportQuery(period=PERIOD), Permission.SEE_REPORTS, today())
    assert contents(db, asked)["closed"] is None

    closed = close_period(db, asked.period, by=viewer_of(db, make_person(db, Role.FINANCE)))
    db.commit()

    assert contents(db, asked)["closed"][1] == closed.hash


def test_a_pdf_without_tags_is_found_out():
    from weasyprint import HTML

    untagged = HTML(string="<html><h1>Effekt</h1><img alt='' src='x'></html>").write_pdf()

    assert set(accessibility_faults(untagged)) >= {"language", "marked", "title", "headings", "tables", "pictures"}


def test_somebody_elses_pdf_does_not_exist(db, browse, engine):
    ledger(db)
    where = order(browse(make_person(db, Role.LEADER)))
    work_until_idle(engine)

    assert browse(make_person(db, Role.FINANCE)).get(where).status_code == 404
    assert browse(make_person(db, Role.FINANCE)).get(f"{where}/report.pdf").status_code == 404


def test_who_may_see_less_than_when_asking_sees_it_no_more(db, browse, engine):
    ledger(db)
    leader = make_person(db, Role.LEADER)
    where = order(browse(leader))
    work_until_idle(engine)
    made = db.exec(select(MadeReport)).one()
    assert browse(leader).get(where).status_code == 200

    made.scope = "/somewhere/"
    db.add(made)
    db.commit()

    assert browse(leader).get(where).status_code == 404


def test_what_goes_wrong_is_said_and_can_be_tried_again(db, browse, engine, monkeypatch):
    ledger(db)
    browser = browse(make_person(db, Role.LEADER))
    monkeypatch.setattr(make, "report_pdf", lambda *_: 1 / 0)
    where = order(browser)
    work_until_idle(engine)
    assert "Vi kunne ikke lave PDF'en" in browser.get(where).text
    assert browser.get(f"{where}/report.pdf").status_code == 404

    monkeypatch.setattr(make, "report_pdf", lambda *_: b"%PDF-")
    browser.post(f"{where}/again")
    work_until_idle(engine)

    assert browser.get(f"{where}/report.pdf").content == b"%PDF-"


def test_a_report_one_may_not_see_is_not_made(db, browse):
    school, other = make_institution(db), make_institution(db)
    manager = make_person(db, Role.INSTITUTION_MANAGER, at=school)

    answer = browse(manager).post("/reports/made", data={"period": PERIOD, "institution": str(other.id)})

    assert answer.status_code == 404
    assert db.exec(select(MadeReport)).all() == []


def test_a_pdf_is_swept_after_a_week_with_its_file(db, browse, engine):
    ledger(db)
    where = order(browse(make_person(db, Role.LEADER)))
    work_until_idle(engine)
    made = db.exec(select(MadeReport)).one()
    make.sweep_made_reports(db)
    db.commit()
    assert storage().exists(made.file_key)

    with time_machine.travel(made.asked_at + timedelta(days=8)):
        make.sweep_made_reports(db)
        db.commit()

    assert not storage().exists(made.file_key)
    assert db.exec(select(MadeReport)).all() == []
    assert browse(make_person(db, Role.LEADER)).get(where).status_code == 404
