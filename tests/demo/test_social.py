"""The demo's figures of people: those published about the model, and nothing anybody can work out from them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.accounts.queries import demo_people
from app.core.clock import as_if
from app.demo.calendar import clock_on
from app.demo.today.social import HEADS, MOVES
from app.main import make_app
from app.social.attack import FEW, HIDDEN, is_pinned, knowledge_of
from app.social.cells import EVERY, FROM, GROSS, TO, TOTAL, Figures, Outcome
from app.social.cells import HEADS as HEAD_CELLS
from app.social.disclosure import Secondary, disclose, period_of, plain
from app.social.models import Progression, SocialMonth, SocialRelease
from app.social.periods import SocialPeriod
from app.social.released import get_release, releases_of
from tests.browser import Browser
from tests.demo.conftest import TODAY, Demo


@pytest.fixture
def db(demo: Demo) -> Iterator[Session]:
    with Session(demo.engine) as session, as_if(clock_on(TODAY, 14)):
        session.info["municipality_id"] = demo.filled.town.municipality.id
        yield session


def test_2023_is_the_published_year(db: Session):
    table = get_release(db, "2023")

    assert [table[key].value for key in HEAD_CELLS[:2]] == [8, 15]
    assert table[TOTAL].value is not None
    came_on = sum(
        half.get(way, 0) for half in MOVES[2023] for way in (Outcome.JOB, Outcome.FLEX_JOB, Outcome.EDUCATION)
    )
    assert came_on >= 5
    gross = table[GROSS].value
    assert gross is not None
    assert 590 <= gross < 600


def test_others_figure_stands_beside_ours(db: Session):
    table = get_release(db, "2023")

    assert table.basis["external"]["thousands"] == 640
    assert table[GROSS].value != 640


def truth_of(period: SocialPeriod) -> Figures:
    """What the demo noted, as far as it is of people who moved on."""
    year = MOVES[min(period.year, max(HEADS))]
    counts = [sum(year[half - 1].get(outcome, 0) for half in period.halves) for outcome in Outcome]
    return Figures(period, dict(zip(TO, counts, strict=True)) | {TOTAL: sum(counts), FROM[0]: sum(counts), FROM[1]: 0})


def recovered(tables: list[tuple[SocialPeriod, dict[str, int | str]]]) -> list[tuple[str, str]]:
    """Cells of one to four, and hidden ones, that the attacker pins down with all the tables."""
    known, out = knowledge_of(tables), dict(tables)
    found = []
    for year in {period.year for period in out}:
        for period in (SocialPeriod(year, 1), SocialPeriod(year, 2), SocialPeriod(year)):
            truth = truth_of(period)
            for key in EVERY:
                shown = out.get(period, {}).get(key)
                is_secret = shown in (HIDDEN, FEW) or (key in truth.values and 0 < truth[key] < 5)
                if is_secret and not isinstance(shown, int) and is_pinned(key, shown, *known.interval(key, period)):
                    found.append((period.key, key))
    return found


def test_an_attacker_with_everything_ever_released_recovers_nothing(db: Session):
    tables = [(table.period, plain(table)) for table in releases_of(db)]

    assert len(tables) >= 5
    assert any(HIDDEN in cells.values() or "<5" in cells.values() for _period, cells in tables)
    assert recovered(tables) == []


def downloaded(web: Browser) -> list[tuple[SocialPeriod, dict[str, int | str]]]:
    """Every table as somebody at a keyboard has it: the periods the page offers, and the file of each."""
    offered = re.findall(r'<option value="(\d{4}(?:-H[12])?)"', web.get("/reports/social").text)
    found = []
    for key in offered:
        text = web.get(f"/reports/social.csv?period={key}").content.decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text), delimiter=";")
        cells = {row["key"]: int(said) if (said := row["figure"]).lstrip("-").isdigit() else said for row in rows}
        found.append((period_of(key), cells))
    return found


def test_nor_with_what_the_pages_and_files_give(demo: Demo, db: Session):
    leader = next(each.person for each in demo_people(db) if each.role is Role.LEADER)
    web = Browser(make_app(demo.engine), db, leader)

    tables = downloaded(web)

    assert dict(tables) == {table.period: plain(table) for table in releases_of(db)}
    assert recovered(tables) == []
    for period, cells in tables:
        page = web.get(f"/reports/social?period={period.key}").text
        assert "Vises ikke" in page or HIDDEN not in cells.values()
    assert web.get("/reports/social.csv?period=2024-H1", may_fail=True).status_code == 404
    assert web.get("/reports/social?period=2025-03", may_fail=True).status_code == 404


def test_without_secondary_suppression_the_attacker_does(db: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Secondary, "is_on", False)
    periods = [table.period for table in releases_of(db)]
    tables = [(period, disclose(truth_of(period), [], {})) for period in periods]

    assert recovered(tables) != []


def test_no_stored_table_holds_a_small_number(db: Session):
    for row in db.exec(select(SocialRelease)).all():
        cells = json.loads(row.content)["cells"]
        assert not {each for key, each in cells.items() if key.startswith(("moves", "heads"))} & {1, 2, 3, 4}


def test_what_is_older_than_a_year_is_merged(db: Session):
    months = db.exec(select(col(SocialMonth.month))).all()

    assert months
    assert min(months).year == 2025
    assert min(db.exec(select(col(Progression.half))).all()) == date(2025, 7, 1)
