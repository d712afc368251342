"""A closed period's report stands byte for byte; what is heard of later is booked on the first open day and says so."""

import hashlib
import json
import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.accounts.models import Role
from app.accounts.viewer import Viewer
from app.core.clock import local, moment_at, now, today
from app.core.db import session_for
from app.history.work import lock_chain
from app.impact import actions
from app.impact.actions import book_return, book_undo
from app.impact.models import ClosedPeriod, ImpactEntry
from app.reports.closing import ClosedAlready, ClosedReport, NeverClosed, StillRunning, close_period
from app.reports.kept import stretch_sums
from app.reports.periods import PeriodKind, around, since
from app.reports.queries import total_of
from app.reports.slices import Slice
from tests.factories import make_category, make_institution, make_person, make_viewer
from tests.impact.test_load_factor_sets import load
from tests.reports.factories import book

MARCH = around(PeriodKind.MONTH, date(2026, 3, 1))


def close(db, period=MARCH):
    closed = close_period(db, period, by=make_viewer(db, Role.FINANCE))
    db.commit()
    return closed


def content_of(db, closed):
    return db.exec(select(ClosedPeriod.content, ClosedPeriod.hash).where(ClosedPeriod.id == closed.id)).one()


def test_the_report_is_written_down_with_every_figure(db):
    school = make_institution(db, "Sølund Skole")
    book(db, at=date(2026, 3, 2), to=school)
    book(db, at=date(2026, 3, 30), category="bookcase")
    book(db, at=date(2026, 4, 1))

    report = ClosedReport(close(db)).content

    assert report["total"] == total_of(db, Slice(db.info["municipality_id"], MARCH.first, MARCH.last))._asdict()
    assert (report["total"]["things"], report["lines"]["count"]) == (2, 2)
    assert sum(place["sums"]["net_ore"] for place in report["places"]) == report["total"]["net_ore"]
    assert sum(kind["sums"]["net_co2e_g"] for kind in report["kinds"]) == report["total"]["net_co2e_g"]


def test_nothing_that_happens_later_changes_a_byte(db):
    school = make_institution(db, "Sølund Skole")
    entry, other = book(db, at=date(2026, 3, 2), to=school), book(db, at=date(2026, 3, 9), to=school)
    closed = close(db)
    before = content_of(db, closed)

    school.name, make_category(db).name_da = "Ny Skole", "Stol til kontor"
    load(db)
    book(db, at=date(2026, 3, 5), to=school)
    book_return(db, entry, key="a", at=moment_at(date(2026, 3, 20)))
    book_undo(db, other, key="b", at=moment_at(date(2026, 5, 20)))
    db.commit()

    assert content_of(db, closed) == before
    assert hashlib.sha256(before.content.encode()).hexdigest() == before.hash
    assert ClosedReport(db.get_one(ClosedPeriod, closed.id)).is_whole
    here = db.info["municipality_id"]
    assert total_of(db, Slice(here, MARCH.first, MARCH.last))._asdict() == json.loads(before.content)["total"]
    assert stretch_sums(db, Slice(here, MARCH.first, MARCH.last), [(MARCH.first, MARCH.last)])[0].lines == 2


def test_with_the_door_open_a_late_fact_would_change_the_month(db, monkeypatch):
    """The control: without the rule the month is not what was written down."""
    book(db, at=date(2026, 3, 2))
    report = ClosedReport(close(db)).content
    monkeypatch.setattr(actions, "first_open_day", lambda _db, day: day)

    book(db, at=date(2026, 3, 5))

    assert total_of(db, Slice(db.info["municipality_id"], MARCH.first, MARCH.last))._asdict() != report["total"]


def test_a_late_fact_is_booked_on_the_first_open_day_and_says_where_it_belongs(db, browse):
    book(db, at=date(2026, 3, 2))
    close(db)
    close(db, around(PeriodKind.QUARTER, date(2026, 4, 1)))

    late = book(db, at=date(2026, 3, 5))

    assert (local(late.booked_at).date(), late.booked_on) == (date(2026, 3, 5), date(2026, 7, 1))
    page = browse(make_person(db, Role.FINANCE)).get(f"/reports/lines/{late.id}")
    assert "Hører til marts 2026, bogført i juli 2026" in page.text


def test_an_open_day_keeps_its_line(db):
    book(db, at=date(2026, 3, 2))
    close(db)

    assert book(db, at=date(2026, 4, 1)).booked_on == date(2026, 4, 1)
    assert book(db, at=date(2026, 2, 28)).booked_on == date(2026, 2, 28)


def test_what_is_running_or_closed_or_no_period_is_not_closed(db):
    book(db, at=date(2026, 3, 2))
    close(db)

    with pytest.raises(ClosedAlready):
        close(db)
    with pytest.raises(StillRunning):
        close(db, around(PeriodKind.MONTH, today()))
    with pytest.raises(NeverClosed):
        close(db, since(date(2026, 3, 2), today()))


@pytest.mark.parametrize("way", ["UPDATE closed_period SET content = ''", "DELETE FROM closed_period"])
def test_a_closed_period_refuses_change_and_deletion(db, way):
    close(db)

    with pytest.raises(DBAPIError, match="append-only"):
        db.connection().execute(sa.text(way))


def test_a_hand_over_at_the_same_moment_is_in_the_report_or_after_it(db, engine):
    last_month = around(PeriodKind.MONTH, today().replace(day=1) - timedelta(days=1))
    here, place = db.info["municipality_id"], make_institution(db)
    book(db, at=last_month.first, to=place)
    by = make_viewer(db, Role.FINANCE)
    db.commit()
    started = threading.Event()

    def hand_over() -> None:
        with session_for(engine, municipality_id=here) as mine:
            lock_chain(mine, here)  # as every hand-over holds it while it books
            started.set()
            book(mine, at=last_month.last, to=place)

    thread = threading.Thread(target=hand_over)
    thread.start()
    started.wait(5)
    closed = close_period(db, last_month, by=by)
    db.commit()
    thread.join()

    lines = db.exec(select(ImpactEntry).where(ImpactEntry.booked_on <= last_month.last)).all()
    assert ClosedReport(closed).content["lines"]["count"] == len(lines) == 2


def test_two_who_close_at_once_close_it_once(db, engine):
    here = db.info["municipality_id"]
    book(db, at=date(2026, 3, 2))
    people = [make_viewer(db, Role.FINANCE) for _each in range(2)]
    db.commit()
    together = threading.Barrier(2)
    told: list[str | int] = []

    def close_it(by: Viewer) -> None:
        with session_for(engine, municipality_id=here) as mine:
            together.wait(5)
            try:
                told.append(close_period(mine, MARCH, by=by).hash)
                mine.commit()
            except ClosedAlready as refusal:
                told.append(refusal.status)

    threads = [threading.Thread(target=close_it, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    closed = db.exec(select(ClosedPeriod)).one()
    assert len(told) == 2
    assert closed.hash in told
    assert ClosedAlready.status in told


def test_the_page_asks_before_it_closes(db, browse):
    book(db, at=date(2026, 3, 2))
    web = browse(make_person(db, Role.FINANCE))
    assert "Luk marts 2026" in web.get("/reports/periods").text

    asked = web.get("/reports/closing?period=2026-03")
    assert "Luk marts 2026?" in asked.text
    assert db.exec(select(ClosedPeriod)).all() == []
    db.commit()

    done = web.post("/reports/closing", {"period": "2026-03"})

    assert "Perioden er lukket" in done.text
    assert "Lukket rapport, marts 2026" in done.text
    closed = db.exec(select(ClosedPeriod)).one()
    assert web.get(f"/reports/periods/{closed.id}/report.json").content == closed.content.encode()
    assert closed.closed_at <= now()


def test_a_running_month_is_refused_with_a_sentence(db, browse):
    book(db, at=date(2026, 3, 2))

    answer = browse(make_person(db, Role.FINANCE)).post(
        "/reports/closing", {"period": around(PeriodKind.MONTH, today()).key}, may_fail=True
    )

    assert answer.status_code == 409
    assert "Perioden er ikke slut endnu" in answer.text


def test_who_may_see_but_not_close_sees_only_what_is_closed(db, browse):
    book(db, at=date(2026, 3, 2))
    close(db)
    web = browse(make_person(db, Role.LEADER))

    assert "Se den lukkede rapport" in web.get("/reports/periods").text
    assert "Luk 2026" not in web.get("/reports/periods").text
    assert web.post("/reports/closing", {"period": "2026-02"}, may_fail=True).status_code == 404
