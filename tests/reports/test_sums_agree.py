"""Whatever is handed over, undone, returned or corrected: sums are the lines' sums, and parts make up the total."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.accounts.viewer import Scope
from app.core.clock import today
from app.impact.actions import book_correction, book_return, book_undo
from app.impact.models import ImpactEntry
from app.impact.sums import Sums, added
from app.reports.kept import stretch_sums
from app.reports.periods import PeriodKind, around
from app.reports.places import places_of
from app.reports.queries import every_line, flows_of, parts_of, total_of
from app.reports.slices import Slice
from tests.factories import make_institution, make_municipality
from tests.reports.factories import book

START = date(2025, 11, 1)
FOLLOW = {"undo": book_undo, "return": book_return, "correction": book_correction}
DEEDS = st.lists(
    st.fixed_dictionaries(
        {
            "days": st.integers(0, 200),
            "to": st.integers(0, 3),
            "category": st.sampled_from(["task_chair", "bookcase", "laptop_14"]),
            "answer": st.sampled_from(["NEW", "USED", "NONE", "UNKNOWN"]),
            "price": st.integers(0, 10**6),
            "minutes": st.integers(0, 500),
            "transport_g": st.integers(0, 9_999),
            "follow": st.sampled_from([None, None, "undo", "return", "correction"]),
            "later": st.integers(0, 100),
        }
    ),
    min_size=1,
    max_size=7,
)
FIGURES = [
    name
    for name in Sums._fields
    if name not in ("lines", "things", "hand_overs", "answered", "priced", "priced_own", "weighed", "would_buy")
]


def booked(db, deeds):
    top = make_institution(db, "Børn og Unge")
    below = make_institution(db, "Sølund Skole", parent=top)
    places = [top, below, make_institution(db, "Klub", parent=below), make_institution(db, "Rådhuset")]
    for n, deed in enumerate(deeds):
        entry = book(
            db, at=START + timedelta(days=deed["days"]), to=places[deed["to"]], category=deed["category"],
            answer=deed["answer"], new_price_ore=deed["price"], minutes=deed["minutes"], labour_ore_per_hour=24_999,
            transport_g=deed["transport_g"],
        )  # fmt: skip
        if deed["follow"]:
            FOLLOW[deed["follow"]](db, entry, key=str(n), at=entry.booked_at + timedelta(days=deed["later"]))


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(deeds=DEEDS)
def test_sums_are_the_lines_and_parts_are_the_total(db, deeds):
    make_municipality(db)
    booked(db, deeds)
    here, year = db.info["municipality_id"], Slice(db.info["municipality_id"], START, date(2026, 12, 5))
    months = Slice(here, START, date(2026, 12, 31))

    total = total_of(db, year)

    entries = db.exec(select(ImpactEntry)).all()
    assert {name: getattr(total, name) for name in FIGURES} == {
        name: sum(getattr(entry, name) for entry in entries) for name in FIGURES
    }
    assert (total.lines, total.things) == (len(entries), sum(entry.quantity for entry in entries))
    for parts in (parts_of(db, year), parts_of(db, months)):
        assert parts.total == total
        assert added(kind.sums for kind in parts.kinds) == total
    assert (
        added(stretch_sums(db, year, [(START, START + timedelta(days=97)), (START + timedelta(days=98), year.last)]))
        == total
    )
    assert flows_of(db, months) == flows_of(db, year)
    assert_branches_agree(db, here, year, total)
    assert_periods_agree(db, here, year, total)
    for category in {entry.category_key for entry in entries}:
        narrowed = year.narrowed(category=category)
        assert total_of(db, narrowed).net_ore == sum(line.net_ore for line in every_line(db, narrowed))


def assert_branches_agree(db, here, year, total):
    places = places_of(db, here, Scope(everywhere=True))
    for place in (None, *places.every):
        branches = places.branches(place)
        whole = total_of(db, year.narrowed(institutions=places.ids(place))) if place else total
        assert added(total_of(db, year.narrowed(institutions=tuple(each.ids))) for each in branches) == whole


def assert_periods_agree(db, here, year, total):
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR):
        stretch, sums = around(kind, START), []
        while stretch.first <= year.last:
            sums.append(total_of(db, Slice(here, stretch.first, stretch.last)))
            stretch = stretch.after() or around(kind, today())
        assert added(sums) == total
