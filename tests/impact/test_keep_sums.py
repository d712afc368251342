"""The sums kept beside the ledger are what summing its lines anew gives, whatever is booked, by whomever, at once."""

import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select
from typer.testing import CliRunner

from app.cli import app as cli
from app.core.config import settings as configured
from app.core.db import session_for
from app.impact import actions
from app.impact.actions import book_correction, book_return, book_undo
from app.impact.models import ImpactEntry, Span
from app.impact.sums import EVERY, SUM, are_whole_months, kept_spans, rebuild_sums
from tests.factories import make_institution
from tests.reports.factories import book

FOLLOW = {"undo": book_undo, "return": book_return, "correction": book_correction}
DEED = st.fixed_dictionaries(
    {
        "days": st.integers(0, 800),
        "to": st.integers(0, 1),
        "giver": st.sampled_from([None, 0, 1]),
        "category": st.sampled_from(["task_chair", "laptop_14"]),
        "answer": st.sampled_from(["NEW", "UNKNOWN"]),
        "price": st.sampled_from([0, 123_456]),
        "follow": st.sampled_from([None, "undo", "return", "correction"]),
    }
)


def kept(db):
    here = SUM.c.municipality_id == sa.bindparam("municipality_id")
    rows = db.execute(sa.select(SUM).where(here), {"municipality_id": db.info["municipality_id"]})
    return sorted(map(tuple, rows), key=str)


def total(db, name):
    row = sa.select(sa.func.sum(SUM.c[name])).where(
        SUM.c.municipality_id == sa.bindparam("municipality_id"),
        SUM.c.span == Span.YEAR,
        SUM.c.institution_id == EVERY,
        SUM.c.giver_id == EVERY,
        SUM.c.category_key == "",
    )
    return db.execute(row, {"municipality_id": db.info["municipality_id"]}).scalar_one()


@settings(
    max_examples=12, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(deeds=st.lists(DEED, min_size=1, max_size=6))
def test_what_is_kept_is_what_the_lines_give_anew(db, deeds):
    places = [make_institution(db, "Sølund Skole"), make_institution(db, "Rådhuset")]
    for n, deed in enumerate(deeds):
        entry = book(
            db, at=date(2024, 12, 20) + timedelta(days=deed["days"]), to=places[deed["to"]], category=deed["category"],
            giver=None if deed["giver"] is None else places[deed["giver"]], answer=deed["answer"],
            new_price_ore=deed["price"],
        )  # fmt: skip
        if deed["follow"]:
            later = entry.booked_at + timedelta(days=40)
            FOLLOW[deed["follow"]](db, entry, key=f"{n}", at=later)
    before = kept(db)

    count = rebuild_sums(db, db.info["municipality_id"])

    assert kept(db) == before
    assert count == len(before) > 10
    assert total(db, "net_ore") == sum(entry.net_ore for entry in db.exec(select(ImpactEntry)))
    db.rollback()


def test_a_sum_that_is_not_kept_is_found_out(db, monkeypatch):
    book(db)
    monkeypatch.setattr(actions, "keep_sums", lambda _db, _entry: None)
    book(db)
    before = kept(db)

    rebuild_sums(db, db.info["municipality_id"])

    assert kept(db) != before
    assert total(db, "lines") == 2


def test_lines_booked_at_once_are_all_summed(db, engine):
    place, here = make_institution(db), db.info["municipality_id"]
    book(db, to=place)
    db.commit()

    def hand_over() -> None:
        with session_for(engine, municipality_id=here) as mine:
            book(mine, to=place)

    threads = [threading.Thread(target=hand_over) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (total(db, "lines"), total(db, "net_ore")) == (9, 9 * 250_000)


def test_a_booking_that_is_rolled_back_leaves_its_sums_as_they_were(db):
    book(db)
    db.commit()
    before = kept(db)

    book(db)
    db.rollback()

    assert kept(db) == before


def test_the_command_puts_sums_right_again(db, engine, monkeypatch):
    book(db)
    before = kept(db)
    db.execute(sa.update(SUM).values(net_ore=1))
    db.commit()
    monkeypatch.setattr(configured(), "database_url", engine.url.render_as_string(hide_password=False))

    answer = CliRunner().invoke(cli, ["impact", "sums"])

    assert answer.exit_code == 0, answer.output
    assert "1 municipality" in answer.output
    with Session(engine) as again:
        again.info["municipality_id"] = db.info["municipality_id"]
        assert kept(again) == before


@pytest.mark.parametrize(
    "first, last, years, months, days",
    [
        (date(2026, 1, 1), date(2026, 12, 31), 1, 0, 0),
        (date(2025, 11, 1), date(2027, 2, 28), 1, 4, 0),
        (date(2026, 1, 31), date(2026, 3, 1), 0, 1, 2),
        (date(2026, 5, 2), date(2026, 5, 1), 0, 0, 0),
    ],
)
def test_a_stretch_is_read_as_years_months_and_odd_days(first, last, years, months, days):
    spans = kept_spans(first, last)

    assert [len(spans[span]) for span in (Span.YEAR, Span.MONTH, Span.DAY)] == [years, months, days]
    assert are_whole_months(spans) == (days == 0)


@given(first=st.dates(date(2019, 1, 1), date(2030, 1, 1)), length=st.integers(0, 1500))
def test_every_day_of_a_stretch_is_in_just_one_of_its_spans(first, length):
    last, seen = first + timedelta(days=length), 0
    for span, starts in kept_spans(first, last).items():
        for start in starts:
            following = {
                Span.DAY: start + timedelta(days=1),
                Span.MONTH: (start + timedelta(days=31)).replace(day=1),
                Span.YEAR: date(start.year + 1, 1, 1),
            }[span]
            assert first <= start
            assert following - timedelta(days=1) <= last
            seen += (following - start).days
    assert seen == length + 1
