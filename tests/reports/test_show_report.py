"""The report: one page of figures that agree with their lines, for those who may see them."""

import re
from datetime import date

import pytest
from sqlalchemy import event

from app.accounts.models import Role
from app.impact.actions import book_return
from app.reports.queries import parts_of, total_of, year_in_short
from app.reports.words import co2e
from tests.factories import make_category, make_institution, make_municipality, make_person
from tests.reports.factories import book, everything


@pytest.fixture
def leader(db):
    return make_person(db, Role.LEADER)


def test_before_the_first_delivery_the_page_says_when_figures_come(db, browse, leader):
    answer = browse(leader).get("/reports")

    assert "Tallene kommer, når de første ting er leveret." in answer.text
    assert "Se, hvordan vi regner" in answer.text


def test_the_headline_says_what_was_saved_net(db, browse, leader):
    for _each in range(20):
        book(db, at=date(2026, 5, 11), minutes=30, labour_ore_per_hour=25_000)

    answer = browse(leader).get("/reports?period=2026-Q2")

    assert "Vi sparede 47.500\xa0kr. og 1,5\xa0ton CO₂e på tre måneder" in answer.text
    assert "Omsætning, interne priser" in answer.text
    assert "Brutto" in answer.text
    assert "Sandsynlig" in answer.text


def test_without_a_period_the_quarter_of_the_last_hand_over_is_shown(db, browse, leader):
    book(db, at=date(2025, 2, 3))

    assert "1. kvartal 2025" in browse(leader).get("/reports").text


def test_a_period_without_lines_says_so_and_leads_back(db, browse, leader):
    book(db, at=date(2026, 5, 11))

    answer = browse(leader).get("/reports?period=2026-Q3")

    assert "Ingen ting er leveret i 3. kvartal 2026" in answer.text
    assert "period=2026-Q2" in answer.text


def test_where_nothing_was_saved_the_headline_only_counts(db, browse, leader):
    book(db, answer="NONE", minutes=60, labour_ore_per_hour=25_000)

    answer = browse(leader).get("/reports?period=2026-05")

    assert "1 ting fik nyt liv i maj 2026" in answer.text
    assert "-250\xa0kr." in answer.text


def test_thin_figures_are_said_to_be_thin(db, browse, leader):
    for answered in ("NEW", "NEW", "UNKNOWN"):
        book(db, answer=answered)

    answer = browse(leader).get("/reports?period=2026")

    assert "Meget er antaget her" in answer.text
    assert "66 % af tingene" in answer.text


def test_a_report_on_answers_and_prices_carries_no_warning(db, browse, leader):
    book(db)

    assert "Meget er antaget her" not in browse(leader).get("/reports?period=2026").text


def test_a_figure_outside_what_others_publish_is_flagged(db, browse, leader):
    book(db, new_price_ore=10_000)

    assert "Vores ligger udenfor" in browse(leader).get("/reports?period=2026").text


def test_a_return_is_taken_from_the_day_it_happens(db):
    entry = book(db, at=date(2026, 3, 30))
    book_return(db, entry, key="back", at=entry.booked_at.replace(month=4))

    sums = total_of(db, everything(db))

    assert (sums.things, sums.likely_ore, sums.price_ore, sums.lines) == (0, 0, 0, 2)
    assert year_in_short(db, db.info["municipality_id"], 2026).things == 0


def test_the_year_in_short_is_the_years_net(db):
    book(db, at=date(2025, 12, 31))
    book(db, at=date(2026, 1, 1), minutes=30, labour_ore_per_hour=20_000, giver=make_institution(db, "Rådhuset"))

    found = year_in_short(db, db.info["municipality_id"], 2026)

    assert (found.things, found.net_ore, found.net_co2e_g, found.workplaces) == (1, 240_000, 76_000, 2)


def test_a_branch_sums_all_below_it_and_the_parts_make_the_total(db, browse, leader):
    top = make_institution(db, "Børn og Unge")
    school, nursery = make_institution(db, "Sølund Skole", parent=top), make_institution(db, "Kløver", parent=top)
    for to in (top, school, school, nursery):
        book(db, to=to)
    book(db, to=make_institution(db, "Rådhuset"))

    answer = browse(leader).get(f"/reports?period=2026&institution={top.id}")

    assert "Børn og Unge har sparet 10.000\xa0kr." in answer.text or "Børn og Unge sparede 10.000\xa0kr." in answer.text
    assert "Sølund Skole sparer mest" in answer.text
    assert "Børn og Unge selv" in answer.text
    assert "own=yes" in answer.text


def test_a_leader_of_one_branch_sees_that_branch_only(db, browse):
    top = make_institution(db, "Børn og Unge")
    school, elsewhere = make_institution(db, "Sølund Skole", parent=top), make_institution(db, "Rådhuset")
    inside, outside = book(db, to=school), book(db, to=elsewhere)
    head = browse(make_person(db, Role.LEADER, at=top))

    answer = head.get("/reports?period=2026")

    assert "2.500\xa0kr." in answer.text
    assert "Rådhuset" not in answer.text
    assert head.get(f"/reports?period=2026&institution={school.id}").status_code == 200
    assert head.get(f"/reports?period=2026&institution={elsewhere.id}").status_code == 404
    assert head.get(f"/reports/lines?period=2026&institution={elsewhere.id}").status_code == 404
    assert head.get(f"/reports/lines.csv?period=2026&institution={elsewhere.id}").status_code == 404
    assert head.get(f"/reports/lines/{inside.id}").status_code == 200
    assert head.get(f"/reports/lines/{outside.id}").status_code == 404
    assert outside.unit_number not in head.get("/reports/lines?period=2026").text


PAGES = ("/reports", "/reports/lines?period=2026", "/reports/lines.csv?period=2026")


@pytest.mark.parametrize("url", PAGES)
def test_those_who_may_not_see_reports_find_nothing(db, browse, url):
    entry = book(db)
    employee = browse(make_person(db, Role.EMPLOYEE))

    assert employee.get(url).status_code == 404
    assert employee.get(f"/reports/lines/{entry.id}").status_code == 404
    assert browse().get(url, follow_redirects=False).status_code == 303


def test_who_may_see_reports_but_not_export_gets_no_file(db, browse):
    book(db)
    lead = browse(make_person(db, Role.WORKSHOP_LEAD))

    assert "lines.csv" not in lead.get("/reports?period=2026").text
    assert lead.get("/reports/lines.csv?period=2026").status_code == 404


def test_another_municipality_has_no_part_in_it(db, browse, leader):
    book(db)
    seen = browse(leader)
    make_municipality(db)
    theirs = make_institution(db, "Fremmed Skole")
    foreign = book(db, to=theirs, category="bookcase")
    db.commit()

    for url in ("/reports?period=2026", "/reports/lines?period=2026", "/reports/lines.csv?period=2026"):
        answer = seen.get(url)
        assert answer.status_code == 200
        assert foreign.unit_number not in answer.text
        assert "Fremmed" not in answer.text
    assert seen.get(f"/reports/lines/{foreign.id}").status_code == 404
    assert seen.get(f"/reports?institution={theirs.id}").status_code == 404


@pytest.mark.parametrize("query", ["period=nonsense", "institution=x", "period=2026-13"])
def test_a_malformed_address_is_not_found(db, browse, leader, query):
    assert browse(leader).get(f"/reports?{query}").status_code == 404


def test_a_report_takes_a_handful_of_statements(db, browse, leader, engine):
    for day in range(1, 9):
        book(db, at=date(2026, day, day), to=make_institution(db), category=("task_chair", "bookcase")[day % 2])
    seen = browse(leader)
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    seen.get("/reports?period=2026")
    event.remove(engine, "before_cursor_execute", note)

    # Among them one for the factor set in force, one for all beside the ledger, one for the released tables.
    assert 5 <= len([each for each in statements if each.startswith(("SELECT", "WITH"))]) <= 11


def test_categories_carry_the_municipalitys_own_names(db):
    make_category(db, "bookcase", name_da="Bogreol", name_en="Shelf")
    book(db, category="bookcase")

    assert [kind.name for kind in parts_of(db, everything(db)).kinds] == ["Bogreol"]


@pytest.mark.parametrize(
    "grams, shown",
    [(0, "0 kg"), (640, "0,64 kg"), (6_449, "6,4 kg"), (64_500, "65 kg"), (999_600, "1,0 ton"), (21_104_332, "21 ton"),
     (-1_449_000, "-1,4 ton"), (1_349_000_000, "1.300 ton")],
)  # fmt: skip
def test_co2e_is_shown_with_two_figures(grams, shown):
    assert re.sub("\xa0", " ", co2e(grams)) == shown
