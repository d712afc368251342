"""The lists: what waits for a budget holder, and for the controller every place and quarter, also as a spreadsheet."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import event
from time_machine import travel

from app.accounts.models import Role
from tests.factories import make_person
from tests.oversight.factories import collected_on, make_town, opened, order_on, row_of, sign

pytestmark = pytest.mark.usefixtures("october")


@pytest.fixture
def town(db):
    """The third quarter: the school has signed, the centre waits."""
    made = make_town(db)
    order_on(db, made, date(2026, 8, 12), kr=2500)
    collected_on(db, made, date(2026, 8, 13), kr=100)
    opened(db)
    sign(db, made.school, made.approver, comment="=Set igennem")
    db.commit()
    return made


def test_a_budget_holder_sees_what_waits_and_what_others_have_signed(db, town, browse):
    page = browse(town.head).get("/oversight").text

    mine, rest = page.split("Kvartalet indtil nu")
    assert f"/oversight/{town.centre.id}/2026-Q3" in mine
    assert "Skriv under senest 4. november 2026" in mine
    assert f"/oversight/{town.school.id}/2026-Q3" not in mine
    assert f"/oversight/{town.centre.id}/2026-Q4" in rest
    assert "5. oktober 2026, Sonja Sand. 5 punkter" in rest
    assert "/oversight/overview" not in page


def test_when_nothing_waits_the_page_says_so(db, town, browse):
    page = browse(town.approver).get("/oversight").text

    assert "Intet venter på din underskrift" in page
    assert "Børn og Skole" not in page.split("<main", 1)[1]


def test_who_only_checks_comes_to_the_overview(db, town, browse):
    answer = browse(town.finance).get("/oversight")

    assert answer.url.path == "/oversight/overview"
    assert "1 af 2 sider er underskrevet" in answer.text


@pytest.mark.parametrize(
    "query, shown, headline",
    [
        ("", {"centre", "school"}, "1 af 2 sider er underskrevet<"),
        ("?quarter=2026-Q3&state=", {"centre", "school"}, "for 3. kvartal 2026"),
        ("?state=signed", {"school"}, "1 af 2"),
        ("?state=waiting&quarter=", {"centre"}, "1 af 2"),
        ("?state=overdue", set(), "Ingen side er sådan."),
        ("?quarter=2020-Q1", set(), "0 af 0"),
    ],
)
def test_the_controller_filters_by_quarter_and_state(db, town, browse, query, shown, headline):
    page = browse(town.finance).get(f"/oversight/overview{query}").text

    assert {name for name in ("centre", "school") if f"/oversight/{getattr(town, name).id}/" in page} == shown
    assert headline in page


@pytest.mark.parametrize("query", ["?state=x", "?quarter=2026", "?quarter=2026-Q5", "?quarter=<b>"])
def test_an_address_nobody_made_does_not_exist(db, town, browse, query):
    assert browse(town.finance).get(f"/oversight/overview{query}", may_fail=True).status_code == 404


def test_after_the_day_the_page_is_overdue(db, town, browse):
    overdue, page = "/oversight/overview?state=overdue", f"/oversight/{town.centre.id}/2026-Q3"
    with travel("2026-11-04 10:00:00+00:00", tick=False):
        assert page not in browse(town.finance).get(overdue).text
    with travel("2026-11-05 10:00:00+00:00", tick=False):
        assert page in browse(town.finance).get(overdue).text


def test_a_place_without_a_budget_holder_is_seen_by_those_who_check(db, town, browse):
    town.head.disabled_at = town.approver.disabled_at = row_of(db, town.school).signed_at
    db.commit()

    assert "Ingen er budgetansvarlig" in browse(town.finance).get("/oversight/overview").text


def test_the_spreadsheet_holds_what_the_page_shows_and_runs_no_formula(db, town, browse):
    answer = browse(town.finance).get("/oversight/overview.csv?quarter=2026-Q3&state=")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    by_place = {row["place"]: row for row in rows}
    signed, waits = by_place["Sølund Skole"], by_place["Børn og Skole"]
    assert (signed["state"], signed["signed_by"], signed["findings"]) == ("signed", "Sonja Sand", "5")
    assert (signed["quarter"], signed["place_number"], signed["due_on"]) == ("2026-Q3", "S-1", "2026-11-04")
    assert signed["signed_at"] == "2026-10-05T12:00:00+02:00"
    assert signed["sha256"] == row_of(db, town.school).hash
    assert signed["comment"] == "'=Set igennem"
    assert (waits["state"], waits["signed_at"], waits["findings"], waits["sha256"]) == ("waiting", "", "", "")
    assert "omlob-tilsyn-2026-Q3.csv" in answer.headers["content-disposition"]


def test_the_overview_is_for_those_who_see_the_whole_municipality(db, town, browse):
    for address in ("/oversight/overview", "/oversight/overview.csv"):
        assert browse(town.head).get(address, may_fail=True).status_code == 404
        assert browse(town.teacher).get(address, may_fail=True).status_code == 404
    mayor = make_person(db, Role.INSTITUTION_MANAGER, home=town.centre)
    assert "1 af 2" in browse(mayor).get("/oversight/overview").text


def test_before_any_quarter_is_over_the_overview_says_so(db, browse):
    controller = make_person(db, Role.FINANCE)

    assert "Intet kvartal er slut endnu" in browse(controller).get("/oversight/overview").text


def test_the_signed_page_is_a_tagged_pdf_in_the_language_it_was_signed_in(db, town, browse):
    town.finance.language = "en"
    db.commit()
    address = f"/oversight/{town.school.id}/2026-Q3/page.pdf"

    answer = browse(town.finance).get(address)

    assert answer.headers["content-type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(answer.content))
    root: Any = pdf.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("da", True)
    assert "/StructTreeRoot" in root
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Ledelsestilsyn, Sølund Skole, 3. kvartal 2026"
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "Tilsyn gennemført" in text
    assert "Underskrevet af Sonja Sand" in text
    assert "2.500" in text
    assert row_of(db, town.school).hash in text.replace(" ", "")
    waiting = f"/oversight/{town.centre.id}/2026-Q3/page.pdf"
    assert browse(town.finance).get(waiting, may_fail=True).status_code == 404


def test_a_page_takes_a_known_number_of_statements(db, town, browse, engine):
    web = browse(town.head)
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        web.get(f"/oversight/{town.school.id}/2026-Q3")
        signed = len([each for each in statements if each.startswith("SELECT")])
        statements.clear()
        web.get(f"/oversight/{town.centre.id}/2026-Q3")
        waiting = len([each for each in statements if each.startswith("SELECT")])
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert 3 <= signed <= 7
    assert signed < waiting <= 11
