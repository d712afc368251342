"""After twelve months only the year is left, and the year says the same as before."""

from datetime import date

import pytest
from sqlmodel import col, select
from time_machine import travel

from app.accounts.models import Role
from app.history.models import Event
from app.social.cells import GROSS, HEADS, HOURS, MUNICIPAL, TOTAL, Outcome
from app.social.handlers import merge_old_figures, merge_old_social_figures
from app.social.inputs import figures_of, is_merged
from app.social.models import Progression, ProgressionYear, SocialMonth, SocialYear
from app.social.periods import SocialPeriod
from tests.factories import make_municipality, make_viewer, the_municipality
from tests.social.factories import YEAR, make_months, make_moves


def kept_of(db):
    """The year's true figures, which are there."""
    found = figures_of(db, YEAR)
    assert found is not None
    return found


@pytest.fixture
def year(db):
    """2025 as it was noted."""
    with travel("2026-01-20 12:00:00+00:00", tick=False):
        by = make_viewer(db, Role.ADMINISTRATOR)
        make_months(db, by)
        make_months(db, by, first=7, trainees=12)
        make_moves(db, by)
        make_moves(db, by, 2, people=3, outcome=Outcome.EDUCATION, wage_ore=0, after_ore=640_000)
        db.commit()
        return figures_of(db, YEAR)


def test_the_year_stays_and_its_months_go(db, year):
    with travel("2027-01-02 12:00:00+00:00", tick=False):
        merge_old_figures(db, the_municipality(db))
        db.commit()

        assert db.exec(select(SocialMonth)).all() == db.exec(select(Progression)).all() == []
        assert len(db.exec(select(SocialYear)).all()) == len(db.exec(select(ProgressionYear)).all()) == 2
        after = kept_of(db)
    for key in (TOTAL, *HEADS[:2], *HOURS[:2]):
        assert after[key] == year[key] > 0
    # Each group's value is rounded once more to whole øre, never by as much as a thousand.
    assert abs(after[GROSS] - year[GROSS]) <= 1
    assert abs(after[MUNICIPAL] - year[MUNICIPAL]) <= 1


def test_what_is_younger_than_twelve_months_stays(db, year):
    with travel("2026-03-01 12:00:00+00:00", tick=False):
        merge_old_figures(db, the_municipality(db))
        db.commit()

        assert min(db.exec(select(col(SocialMonth.month))).all()) == date(2025, 3, 1)
        assert len(db.exec(select(Progression)).all()) == 2
        assert kept_of(db)[HOURS[1]] == year[HOURS[1]]


def test_merging_is_in_history_and_done_once(db, year):
    with travel("2026-03-01 12:00:00+00:00", tick=False):
        for _turn in (1, 2):
            merge_old_figures(db, the_municipality(db))
            db.commit()

    said = db.exec(select(Event).where(Event.name == "social_figures_merged")).all()
    assert [event.after for event in said] == [{"months": 4, "groups": 0}]


def test_the_timed_work_goes_through_every_municipality(db, year):
    first = db.info["municipality_id"]
    make_municipality(db)
    db.commit()
    del db.info["municipality_id"]
    with travel("2027-01-02 12:00:00+00:00", tick=False):
        merge_old_social_figures(db)
        db.commit()

    db.info["municipality_id"] = first
    assert db.exec(select(SocialMonth)).all() == []


def test_a_half_year_that_is_partly_merged_is_not_told_alone():
    half = SocialPeriod(2025, 1)

    assert not is_merged(half, date(2026, 1, 31))
    assert is_merged(half, date(2026, 2, 1))
    assert not is_merged(YEAR, date(2030, 1, 1))
