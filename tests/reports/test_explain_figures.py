"""Every figure on every report page is explained, and shown = explained = the sum of its lines, to the øre and gram."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlparse
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.accounts.models import Institution, Role
from app.core.formats import kr_short, number
from app.core.i18n import speak
from app.impact.actions import book_return, book_undo
from app.impact.frozen import Frozen
from app.impact.lines import compute
from app.impact.models import ImpactEntry
from app.impact.sums import sums_of
from app.impact.versions import factors_in_force
from app.reports.closing import close_period
from app.reports.forms import FLAGS
from app.reports.how import Figure
from app.reports.periods import PeriodKind, around, read_period
from app.reports.restated import FIGURES as RESTATED
from app.reports.restated import with_factors
from app.reports.words import co2e, exact_kg, exact_kr, thousands
from tests.factories import make_institution, make_person, make_viewer
from tests.reports.factories import book

KNOWN_BY = ("data-term", "data-result", "data-of", "data-formula")
COUNTS = ("things", "hand_overs", "would_buy", "lines")
UNMARKED = re.compile(r"-?\d{1,3}(\.\d{3})*,\d{2,3}")


class Shown(NamedTuple):
    """A figure as the page shows it: its name, its value, its text, and where it leads."""

    name: str
    value: int
    text: str
    href: str


class Page(HTMLParser):
    """The figures of a page, what it explains, and the exact figures that nothing explains."""

    def __init__(self, html):
        super().__init__()
        self.figures, self.explained, self.terms, self.loose = [], [], [], []
        self.open: list[str] = []
        self.explains, self.depth = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        got = dict(attrs)
        if tag in ("br", "img", "input", "meta", "link", "hr", "use", "rect", "circle", "polyline", "path"):
            return
        self.depth.append((tag, "data-figure" in got, "data-explains" in got, any(name in got for name in KNOWN_BY)))
        if "data-explains" in got:
            self.explains.append((got["data-explains"], []))
        if "data-term" in got:
            self.explains[-1][1].append(int(got["data-term"]))
        if "data-figure" in got:
            self.open = [got["data-figure"], got["data-value"], "", got.get("href", "")]
        if "data-result" in got:
            self.explained.append((*(self.explains or [(got.get("data-figure"), [])])[-1], got["data-result"]))

    def handle_endtag(self, tag):
        while self.depth:
            name, is_figure, _explains, _known = self.depth.pop()
            if is_figure and self.open:
                self.figures.append(Shown(self.open[0], int(self.open[1]), self.open[2].strip(), self.open[3]))
                self.open = []
            if name == tag:
                break

    def handle_data(self, data):
        if self.open:
            self.open[2] += data
        elif UNMARKED.fullmatch(data.strip()) and not any(known for *_rest, known in self.depth):
            self.loose.append(data.strip())


@pytest.fixture
def leader(db):
    return make_person(db, Role.LEADER)


@pytest.fixture
def ledger(db):
    """Lines of three months in three places, some undone, returned, unanswered or without a price."""
    top = make_institution(db, "Børn og Unge")
    school, hall = make_institution(db, "Sølund Skole", parent=top), make_institution(db, "Rådhuset")
    worked: dict[str, Any] = {"labour_ore_per_hour": 24_999, "transport_g": 333}
    for n, to in enumerate((school, top, hall, school)):
        book(db, at=date(2026, 4 + n % 3, 11), to=to, giver=(hall, None)[n % 2], minutes=7 + n, **worked)
    book(db, at=date(2026, 5, 4), to=school, category="bookcase", answer="UNKNOWN", new_price_ore=0)
    book(db, at=date(2026, 6, 4), to=hall, category="bookcase", answer="NONE", minutes=11, donor_answer="discarded")
    undone = book(db, at=date(2026, 6, 5), to=top, transport_g=99)
    book_undo(db, undone, key="undo", at=undone.booked_at)
    back = book(db, at=date(2026, 4, 5), to=hall)
    book_return(db, back, key="back", transport_g=70, at=back.booked_at)
    close_period(db, around(PeriodKind.MONTH, date(2026, 4, 1)), by=make_viewer(db, Role.ADMINISTRATOR))
    return top


def pages_of(db, seen, top):
    """Every page of reports with figures of the ledger."""
    closed = re.findall(r'href="(/reports/periods/[0-9a-f-]{36})"', seen.get("/reports/periods").text)
    line = db.exec(select(ImpactEntry.id)).first()
    assert closed
    return [
        "/reports?period=2026-Q2", "/reports?period=2026-05", f"/reports?period=2026&institution={top.id}",
        f"/reports?period=2026&institution={top.id}&own=yes", "/reports/lines?period=2026-Q2",
        "/reports/lines?period=2026-Q2&figure=waste_g", "/reports/lines?period=2026&category=bookcase&figure=net_ore",
        f"/reports/lines/{line}", *closed, "/reports/restated?period=2026-Q2",
    ]  # fmt: skip


def lines_behind(db, href):
    """The lines an address asks for, read from the ledger one by one, never from a kept sum."""
    asked = {name: values[0] for name, values in parse_qs(urlparse(href).query).items()}
    period = read_period(asked["period"], start=date(2026, 1, 1), today=date(2026, 12, 31))
    assert period is not None
    rows = db.exec(select(ImpactEntry).where(col(ImpactEntry.booked_on).between(period.first, period.last))).all()
    if "institution" in asked:
        top = UUID(asked["institution"])
        below = {top} if asked.get("own") else {top, *the_children(db, top)}
        rows = [each for each in rows if each.institution_id in below]
    for name in ("category", "kind", "answer"):
        rows = [each for each in rows if name not in asked or getattr(each, FIELD.get(name, name)) == asked[name]]
    if "giver" in asked:
        rows = [each for each in rows if each.giver_id == UUID(asked["giver"])]
    for flag in FLAGS:
        rows = [each for each in rows if not asked.get(flag) or KNOWN[flag](each)]
    assert set(asked) <= {"period", "institution", "own", "category", "kind", "answer", "giver", "figure", *FLAGS}
    return rows


FIELD = {"category": "category_key"}
KNOWN = {
    "answered": lambda each: each.answer != "UNKNOWN", "no_giver": lambda each: each.giver_id is None,
    "unpriced": lambda each: each.gross_ore == 0, "own_price": lambda each: sums_of(each).priced_own,
    "assumed_price": lambda each: each.gross_ore and not sums_of(each).priced_own,
    "own_weight": lambda each: Frozen.from_json(each.frozen).category_key == each.category_key,
    "borrowed_weight": lambda each: Frozen.from_json(each.frozen).category_key != each.category_key,
}  # fmt: skip


def the_children(db, top):
    return db.exec(select(Institution.id).where(Institution.parent_id == top)).all()


def said_as(name, value):
    """Every way a page may say this value."""
    if name in COUNTS:
        return {number(value)}
    if name.endswith("_ore"):
        return {exact_kr(value), kr_short(value), thousands(value)}
    return {exact_kg(value), co2e(value), f"{co2e(value)} CO₂e"}


def faults_of(db, seen, urls):
    """Each figure that is not what its explanation and its lines say; how many figures there were."""
    faults: list[str] = []
    count, cache = 0, dict[str, Any]()
    for url in urls:
        page = Page(seen.get(url).text)
        faults += [f"{url}: {text} is not explained" for text in page.loose]
        for name, terms, result in page.explained:
            if terms and name in [*Figure, "given", "work_ore"] and sum(terms) != int(result):
                faults.append(f"{url}: {name} is explained as {terms}, which is not {result}")
        for shown in page.figures:
            count += 1
            faults += [f"{url}: {shown} {fault}" for fault in faults_of_one(db, seen, page, shown, cache)]
    return faults, count


def faults_of_one(db, seen, page, shown, cache):
    if shown.name not in ("hand_overs", "would_buy") and shown.text not in said_as(shown.name, shown.value):
        yield "is not its value"
    if not shown.href:
        told = {int(result) for which, _terms, result in page.explained if which == shown.name}
        if shown.value not in told:
            yield f"is told as {told}"
        return
    if shown.href not in cache:
        target = Page(seen.get(shown.href).text)
        cache[shown.href] = (
            target,
            [sums_of(each) for each in lines_behind(db, shown.href)] if "?" in shown.href else None,
        )
    target, lines = cache[shown.href]
    name = shown.name
    if lines is not None and (found := sum(getattr(each, name) for each in lines)) != shown.value:
        yield f"is {found} by its lines"
    if name in ("hand_overs", "would_buy") or (lines is not None and not lines):
        return
    told = {int(result) for which, _terms, result in target.explained if which == name}
    if lines is None:
        told = {each.value for each in target.figures if each.name == name}
    if told != {shown.value}:
        yield f"is told as {told}"


@pytest.mark.parametrize("part, least", [(slice(0, 1), 60), (slice(1, 3), 60), (slice(3, 7), 60), (slice(7, None), 30)])
def test_every_figure_on_every_report_page_is_explained_and_is_the_sum_of_its_lines(
    db, browse, leader, ledger, part, least
):
    speak("da")
    seen = browse(leader)

    faults, count = faults_of(db, seen, pages_of(db, seen, ledger)[part])

    assert faults == []
    assert count > least


def test_with_a_tampered_sum_the_walk_finds_it(db, browse, leader, ledger):
    speak("da")
    seen = browse(leader)
    urls = pages_of(db, seen, ledger)[4:5]
    more = sa.text("UPDATE impact_sum SET net_ore = net_ore + 1 WHERE municipality_id = :municipality_id")
    db.execute(more.bindparams(sa.bindparam("municipality_id", leader.municipality_id, sa.Uuid)))
    db.commit()

    faults, _count = faults_of(db, seen, urls)

    assert any("net_ore" in fault for fault in faults)


def test_todays_factors_are_the_sum_of_the_lines_reckoned_one_by_one(db, browse, leader, ledger):
    speak("da")
    page = browse(leader).get("/reports/restated?period=2026-Q2").text
    factors = factors_in_force(db)

    lines = [
        compute(with_factors(Frozen.from_json(each.frozen), factors)).figures for each in db.exec(select(ImpactEntry))
    ]

    for name in RESTATED:
        if name not in ("burden_co2e_g", "waste_g"):
            assert f'data-today="{sum(line[name] for line in lines)}"' in page
