"""A table is released once, stands for ever, and is all that anybody sees."""

import hashlib
from datetime import date

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import select, text
from time_machine import travel

from app.accounts.models import Role
from app.history.models import Event
from app.social.actions import (
    AlreadyReleased,
    MergedIntoYear,
    NothingKept,
    NotOverYet,
    SpecialTermsNotAllowed,
    note_external_figure,
    note_month,
    release_period,
    set_social_rules,
)
from app.social.cells import GROSS, HEADS, TOTAL, Outcome, WorkGroup
from app.social.models import ExternalSource, RoleHolder, SocialRelease
from app.social.periods import SocialPeriod
from app.social.released import get_release
from tests.factories import make_person, make_viewer
from tests.social.factories import YEAR, make_months, make_moves

TODAY = "2026-01-20 12:00:00+00:00"


@pytest.fixture(autouse=True)
def january():
    with travel(TODAY, tick=False):
        yield


@pytest.fixture
def asta(db):
    return make_viewer(db, Role.ADMINISTRATOR)


@pytest.fixture
def year(db, asta):
    for half in (1, 2):
        make_months(db, asta, first=half * 6 - 5)
    make_moves(db, asta)
    make_moves(db, asta, 2, outcome=Outcome.FLEX_JOB, people=7, benefit_before="ledighedsydelse_89", wage_ore=900_000)
    return asta


def test_a_table_is_stored_with_its_fingerprint_and_never_changes(db, year):
    table = release_period(db, YEAR, by=year)
    db.commit()
    row = db.exec(select(SocialRelease)).one()

    assert (table[TOTAL].value, table[HEADS[1]].value) == (13, 15)
    assert table.hash == row.hash == hashlib.sha256(row.content.encode()).hexdigest()
    assert get_release(db, "2025").cells == table.cells
    for change in ("UPDATE social_release SET content = ''", "DELETE FROM social_release"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.connection().execute(text(change))
        db.rollback()


def test_what_is_released_stands(db, year):
    release_period(db, YEAR, by=year)

    with pytest.raises(AlreadyReleased):
        release_period(db, YEAR, by=year)
    with pytest.raises(AlreadyReleased):
        make_moves(db, year)
    with pytest.raises(AlreadyReleased):
        note_month(db, date(2025, 3, 1), WorkGroup.TRAINEES, heads=3, hours=1, by=year)


def test_only_what_is_over_and_kept_is_released(db, asta):
    with pytest.raises(NotOverYet):
        release_period(db, SocialPeriod(2026, 1), by=asta)
    with pytest.raises(NothingKept):
        release_period(db, YEAR, by=asta)
    with pytest.raises(MergedIntoYear):
        release_period(db, SocialPeriod(2024, 1), by=asta)


def test_money_is_counted_by_the_formula_and_split(db, year):
    table = release_period(db, YEAR, by=year)
    gross, municipal = table[GROSS].value, table["money:municipal"].value

    assert gross is not None
    assert municipal is not None
    assert 0 < municipal < gross


def test_special_terms_only_where_they_are_allowed(db, year):
    month = date(2025, 12, 1)
    with pytest.raises(SpecialTermsNotAllowed):
        note_month(db, month, WorkGroup.SPECIAL_TERMS, heads=6, hours=300, by=year)

    allowed = {"special_allowed_on": date(2026, 1, 5), "special_allowed_by": RoleHolder.DATA_PROTECTION_OFFICER}
    set_social_rules(db, by=year, **allowed)
    note_month(db, month, WorkGroup.SPECIAL_TERMS, heads=6, hours=300, by=year)
    table = release_period(db, YEAR, by=year)
    db.commit()

    # Eight are six and two: who are the two is known, so the six are not told.
    assert table[HEADS[2]].is_hidden
    said = db.exec(select(Event).where(Event.name == "social_rules_set")).one()
    assert said.after == {"special_allowed_on": "2026-01-05", "special_allowed_by": "data_protection_officer"}


def test_others_figure_is_shown_beside_ours_and_never_added(db, browse, year):
    note_external_figure(
        db, by=year, year=2025, amount_ore=77_777_700, calculator=ExternalSource.GROW,
        calculated_on=date(2026, 1, 2), responsible=RoleHolder.JOB_CENTRE,
    )  # fmt: skip
    table = release_period(db, YEAR, by=year)
    shown = browse(make_person(db, Role.LEADER)).get("/reports/social").text

    assert "778.000" in shown
    assert "GROWs beregner" in shown
    assert table[GROSS].value is not None
    assert str(table[GROSS].value + 778) not in shown.replace(".", "")


def test_others_figure_of_few_is_not_shown(db, browse, asta):
    make_months(db, asta)
    make_moves(db, asta, people=2)
    note_external_figure(
        db, by=asta, year=2025, amount_ore=33_333_300, calculator=ExternalSource.CABI,
        calculated_on=date(2026, 1, 2), responsible=RoleHolder.CONTROLLER,
    )  # fmt: skip
    release_period(db, YEAR, by=asta)
    shown = browse(make_person(db, Role.LEADER)).get("/reports/social").text

    assert "333" not in shown.replace("333px", "")
    assert "Vises ikke" in shown


def test_the_leader_sees_groups_and_the_file_holds_the_same(db, browse, year):
    make_moves(db, year, 2, outcome=Outcome.EDUCATION, people=3)
    table = release_period(db, YEAR, by=year)
    leader = browse(make_person(db, Role.LEADER))
    shown, file = leader.get("/reports/social?period=2025").text, leader.get("/reports/social.csv?period=2025")

    assert "Beregnet minimumsværdi efter egen formel" in shown
    assert "15 kursister havde en plads her i 2025" in shown
    rows = dict(line.split(";")[1:4:2] for line in file.content.decode("utf-8-sig").split("\r\n")[1:-1])
    assert rows[TOTAL] == str(table[TOTAL].value) or rows[TOTAL] == "hidden"
    assert "3" not in {rows["moves:to:education"], rows["moves:to:job"], rows["moves:to:flex_job"]}


def test_people_stand_before_money_on_the_page(db, browse, year):
    release_period(db, YEAR, by=year)

    shown = browse(make_person(db, Role.LEADER)).get("/reports/social?period=2025").text

    told = [
        "Timer med meningsfuldt arbejde",
        "Kursister",
        "Afsluttede forløb",
        "Ordinært job",
        "Fleksjob",
        "Uddannelse",
    ]
    places = [shown.index(each, shown.index('class="kpis"')) for each in told]
    assert places == sorted(places)
    assert places[-1] < shown.index("Beregnet minimumsværdi efter egen formel", places[0])


def test_what_is_not_released_does_not_exist(db, browse, year):
    leader = browse(make_person(db, Role.LEADER))

    assert "ikke frigivet" in leader.get("/reports/social").text
    assert leader.get("/reports/social?period=2025", may_fail=True).status_code == 404
    assert leader.get("/reports/social.csv?period=2025-03", may_fail=True).status_code == 404
