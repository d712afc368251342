"""Every figure opens to its lines, the lines sum to it exactly, and each line tells how it came about."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from app.accounts.models import Role
from app.core.i18n import speak
from app.impact.actions import book_correction, book_return, book_undo
from app.impact.frozen import Frozen
from app.impact.versions import factors_in_force, factors_of_version
from app.reports.queries import LINES_ON_A_PAGE, every_line, lines_of, total_of
from app.reports.steps import explain_entry
from app.reports.words import exact_kg, exact_kr
from tests.factories import make_institution, make_person
from tests.reports.factories import book, everything


@pytest.fixture
def leader(db):
    return make_person(db, Role.LEADER)


def links_to_lines(html):
    """Where each figure leads, and the figure."""
    found = re.findall(r'href="(/reports/lines\?[^"]*)">(?:<b>)?([^<]*)<', html)
    return {(unescape(href), unescape(text)) for href, text in found}


def varied(db):
    top = make_institution(db, "Børn og Unge")
    school = make_institution(db, "Sølund Skole", parent=top)
    book(db, to=school, giver=top, minutes=7, labour_ore_per_hour=24_999, transport_g=333)
    book(db, to=school, category="bookcase", answer="UNKNOWN", new_price_ore=0)
    book(db, to=top, category="bookcase", answer="NONE", minutes=11, labour_ore_per_hour=25_000)
    undone = book(db, to=top, transport_g=99)
    book_undo(db, undone, key="undo", at=undone.booked_at)
    return top


def test_every_figure_of_the_report_opens_to_lines_with_exactly_that_sum(db, browse, leader):
    varied(db)
    seen = browse(leader)

    links = links_to_lines(seen.get("/reports?period=2026").text)

    exact = {(href, text) for href, text in links if re.fullmatch(r"-?[0-9.]+,[0-9]{2,3}", text)}
    things = {(href, text) for href, text in links if re.fullmatch(r"-?[0-9]+", text)}
    assert len(exact) > 10
    assert len(things) > 5
    nothing = {text for _href, text in exact | things if not re.search("[1-9]", text)}
    for href, text in exact:
        shown = seen.get(href).text
        assert f">{text}<" in shown or (text in nothing and "Der er ingen linjer her." in shown)
    for href, text in things:
        shown = seen.get(href).text
        assert f", {text} ting i brug igen" in shown or (text in nothing and "Der er ingen linjer her." in shown)
    for href, text in links - exact - things:
        assert "linje" in seen.get(href).text, text


def test_the_lines_show_the_sum_to_the_ore_and_the_gram(db, browse, leader):
    varied(db)
    sums = total_of(db, everything(db))

    answer = browse(leader).get("/reports/lines?period=2026")

    speak("da")
    assert f">{exact_kr(sums.net_ore)}<" in answer.text
    assert f">{exact_kg(sums.net_co2e_g)}<" in answer.text
    assert "5 linjer, 3 ting i brug igen" in answer.text


@pytest.mark.parametrize(
    "query, lines",
    [("category=bookcase", 2), ("kind=undo", 1), ("kind=hand_over&answer=UNKNOWN", 1), ("no_giver=yes", 4),
     ("unpriced=yes&kind=hand_over", 1), ("kind=&category=&answer=", 5), ("category=nothing", 0)],
)  # fmt: skip
def test_lines_are_narrowed_by_what_the_address_asks(db, browse, leader, query, lines):
    varied(db)

    answer = browse(leader).get(f"/reports/lines?period=2026&{query}")

    assert len(re.findall(r'<a href="/reports/lines/[0-9a-f]', answer.text)) == lines


def test_own_lines_leave_out_those_below(db, browse, leader):
    top = varied(db)
    seen = browse(leader)

    with_branch = seen.get(f"/reports/lines?period=2026&institution={top.id}")
    own = seen.get(f"/reports/lines?period=2026&institution={top.id}&own=yes")

    assert "5 linjer" in with_branch.text
    assert "3 linjer" in own.text


@pytest.mark.parametrize("query", ["kind=stolen", "after_on=x", "giver=1", "answer=new"])
def test_a_malformed_question_is_not_found(db, browse, leader, query):
    book(db)

    assert browse(leader).get(f"/reports/lines?period=2026&{query}").status_code == 404


def test_pages_of_lines_miss_none_and_repeat_none(db, browse, leader):
    to = make_institution(db)
    for n in range(LINES_ON_A_PAGE + 3):
        book(db, to=to, at=date(2026, 1, 1) + timedelta(days=n // 4))
    lines = everything(db)

    first, following = lines_of(db, lines)
    second, last = lines_of(db, lines, after=following)

    numbers = [row.id for row in [*first, *second]]
    assert (len(first), len(second), last) == (LINES_ON_A_PAGE, 3, None)
    assert numbers == [row.id for row in every_line(db, lines)]
    page = browse(leader).get("/reports/lines?period=2026")
    older = unescape(re.findall(r'href="([^"]*after_id[^"]*)"', page.text)[0])
    assert len(re.findall(r'<a href="/reports/lines/[0-9a-f]', browse(leader).get(older).text)) == 3


def test_a_line_tells_its_formula_its_sources_and_its_story(db, browse, leader):
    entry = book(db, answer="UNKNOWN", minutes=30, labour_ore_per_hour=25_000, transport_g=622)

    answer = browse(leader).get(f"/reports/lines/{entry.id}")

    assert "76 × 0,55 × 1" in answer.text
    assert "30\xa0min × 250,00 / 60" in answer.text
    assert "alt passer" in answer.text
    assert entry.factor_set in answer.text
    assert f'href="/units/{entry.unit_number}"' in answer.text
    assert "https://" in answer.text
    assert "Tallet er fra én uafhængig kilde. Kilder: 7, fra 2004–2011." in answer.text
    assert "Kommunens egen pris, skrevet på tingen" in answer.text


def test_a_line_and_the_one_that_takes_it_back_point_at_each_other(db, browse, leader):
    entry = book(db)
    back = book_return(db, entry, key="back", transport_g=700)
    seen = browse(leader)

    assert f'href="/reports/lines/{back.id}"' in seen.get(f"/reports/lines/{entry.id}").text
    assert f'href="/reports/lines/{entry.id}"' in seen.get(f"/reports/lines/{back.id}").text


def evaluated(formula):
    """The number a formula comes to, read as a reader would."""
    plain = formula.replace("\xa0", "").replace("kWh", "").replace("min", "").replace(".", "").replace(",", ".")
    plain = re.sub(r"\([a-z_0-9]+\)", "", plain).replace("×", "*").replace("−", "-")
    assert re.fullmatch(r"[-+*/(). 0-9]+", plain), formula
    return eval(plain)  # noqa: S307 - because only digits and signs are let through just above


@pytest.mark.parametrize("follow", [None, book_undo, book_return, book_correction])
def test_every_formula_comes_to_its_figure(db, follow):
    speak("da")
    entry = book(
        db, answer="USED", minutes=25, labour_ore_per_hour=31_000, electricity_wh=250, parts_cost_ore=4_500,
        parts=[("part_ssd", "1", "93")], transport_g=4_486, external_cost_ore=700,
    )  # fmt: skip
    if follow:
        entry = follow(db, entry, key="next")

    told = told_of(db, entry)

    assert told.agrees
    assert len(told.co2e) >= 5
    for step in [*told.co2e, *told.money]:
        result = float(step.result.replace(".", "").replace(",", "."))
        assert evaluated(step.formula) == pytest.approx(result, abs=0.006), step


def told_of(db, entry):
    return explain_entry(entry, factors_of_version(db, entry.factor_set), factors_in_force(db).version)


def test_a_line_whose_figure_was_changed_says_so(db):
    entry = book(db)
    db.expunge(entry)
    entry.net_ore += 1

    assert not told_of(db, entry).agrees
    assert told_of(db, book(db)).agrees


def test_the_sources_of_an_older_factor_set_are_said_to_be_todays(db):
    entry = book(db)
    db.expunge(entry)
    entry.frozen = entry.frozen.replace(Frozen.from_json(entry.frozen).factor_version, "older")

    assert not told_of(db, entry).is_current
