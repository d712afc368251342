"""A goal of a year: where it stands, what the calendar would have, what is needed, and who sets it."""

import re
from datetime import date
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from time_machine import travel

from app.accounts.models import Role
from app.core.clock import now
from app.core.db import uuid7
from app.core.errors import NotFound
from app.history.models import Event
from app.history.record import events_of
from app.reports.goals.actions import YearIsOver, change_goal, set_goal, withdraw_goal
from app.reports.goals.models import Goal, GoalKind
from app.reports.goals.standing import Counted, Standing, State
from app.reports.goals.words import sentence
from tests.factories import make_category, make_institution, make_person, make_viewer
from tests.purchases.factories import make_purchase
from tests.reports.factories import book

K = GoalKind
AUGUST = date(2026, 8, 1)  # 212 days gone, five months left


@pytest.fixture(autouse=True)
def august():
    with travel("2026-08-01 10:00:00+00:00", tick=False):
        yield


def stands(kind, target, today=AUGUST, **counted):
    goal = Goal(municipality_id=uuid7(), year=2026, kind=kind, target=target, subject="", category_key="task_chair")
    return Standing(goal, Counted(**counted), today)


@pytest.mark.parametrize(
    "kind,target,counted,today,state,says",
    [
        (K.THINGS, 300, {"things": 180}, AUGUST, State.ON_WAY,
         "I mangler 120 ting. Det er 24 om måneden resten af året."),
        (K.THINGS, 300, {"things": 100}, AUGUST, State.BEHIND, "I mangler 200 ting. Det er 40 om måneden"),
        (K.THINGS, 300, {"things": 280}, date(2026, 12, 23), State.BEHIND,
         "I mangler 20 ting, og der er 9 dage tilbage."),
        (K.THINGS, 300, {"things": 310}, AUGUST, State.REACHED, "Målet er nået. I er 10 ting over."),
        (K.THINGS, 300, {"things": 280}, date(2027, 1, 1), State.MISSED, "Året sluttede 20 ting fra målet."),
        (K.THINGS, 300, {"things": -3}, AUGUST, State.BEHIND, "I mangler 303 ting."),
        (K.MONEY, 10_000_000, {"net_ore": 4_000_000}, AUGUST, State.BEHIND,
         "I mangler 60.000\xa0kr. eller 11.928\xa0kr. om måneden resten af året."),
        (K.SHARE, 40, {"things": 30, "bought": 70}, AUGUST, State.BEHIND,
         "Genbrug dækker 30 % af behovet. Med genbrug i stedet for 10 nye ting var målet nået."),
        (K.SHARE, 40, {"things": 40, "bought": 60}, AUGUST, State.REACHED, "Genbrug dækker 40 % af behovet. Det er"),
        (K.SHARE, 40, {"things": 399, "bought": 601}, AUGUST, State.BEHIND, "Genbrug dækker 39 %"),
        (K.SHARE, 40, {"things": 40}, AUGUST, State.UNKNOWN, "andelen kan ikke regnes ud"),
        (K.SHARE, 40, {"things": -2, "bought": 2}, AUGUST, State.BEHIND, "Genbrug dækker 0 % af behovet."),
        (K.FEWER_NEW, 30, {}, date(2027, 1, 1), State.UNKNOWN, "så det kan ikke siges"),
        (K.FEWER_NEW, 30, {"bought_before": 9}, date(2027, 1, 1), State.REACHED, "Der blev købt 0 nye, og målet"),
        (K.FEWER_NEW, 30, {"bought": 8}, AUGUST, State.ON_WAY,
         "Der er købt 8 nye af højst 30. Der er 22 tilbage. Det er 4 om måneden."),
        (K.FEWER_NEW, 30, {"bought": 25}, AUGUST, State.BEHIND, "Der er 5 tilbage. Det er 0 om måneden."),
        (K.FEWER_NEW, 30, {"bought": 35}, AUGUST, State.MISSED, "Der er købt 35 nye. Det er 5 mere end målet."),
        (K.FEWER_NEW, 30, {"bought": 30}, date(2027, 2, 1), State.REACHED, "Der blev købt 30 nye, og målet var højst"),
    ],
)  # fmt: skip
def test_it_says_where_it_stands_in_a_plain_sentence(kind, target, counted, today, state, says):
    standing = stands(kind, target, today, **counted)

    assert standing.state is state
    assert says in str(sentence(standing))


@pytest.mark.parametrize(
    "today,by_now,days_left",
    [
        (date(2025, 12, 31), 0, 365),
        (date(2026, 1, 1), 1, 365),
        (AUGUST, 213, 153),
        (date(2026, 12, 31), 365, 1),
        (date(2027, 1, 1), 365, 0),
    ],
)
def test_the_calendar_gives_every_day_its_even_part(today, by_now, days_left):
    standing = stands(K.THINGS, 365, today)

    assert (standing.by_now, standing.days_left) == (by_now, days_left)


def test_what_is_needed_a_month_is_always_enough():
    for done in range(0, 300, 7):
        for today in (AUGUST, date(2026, 1, 1), date(2026, 11, 15)):
            standing = stands(K.THINGS, 300, today, things=done)
            assert standing.a_month * standing.days_left * 12 >= standing.left * standing.days


@pytest.fixture
def town(db):
    """A school of two houses, and a nursery; three chairs and a desk reused, five chairs bought new."""
    school = make_institution(db, "Sølund Skole")
    house = make_institution(db, "Sølund Skole, SFO", parent=school)
    nursery = make_institution(db, "Børnehuset Kløver")
    make_category(db, "sit_stand_desk", name_da="Hævesænkebord")
    for to, category in ((school, "task_chair"), (house, "task_chair"), (nursery, "task_chair"), (house, "desk")):
        book(db, at=date(2026, 5, 11), to=to, category=category)
    make_purchase(db, institution=house, quantity=2, bought_on=date(2026, 6, 1))
    make_purchase(db, institution=nursery, quantity=3, bought_on=date(2026, 6, 1))
    make_purchase(db, institution=house, quantity=9, bought_on=date(2025, 6, 1))
    db.commit()
    return school, nursery


def set_by(db, kind, target, place=None, category="", year=2026):
    by = make_viewer(db, Role.ADMINISTRATOR)
    goal = set_goal(
        db, kind, year=year, target=target, institution_id=place.id if place else None, category_key=category, by=by
    )
    db.commit()
    return goal


def test_a_goal_counts_its_place_with_all_below_it_and_its_kind_of_thing(db, browse, town):
    school, _nursery = town
    for kind, target, place, category in (
        (K.THINGS, 10, None, ""), (K.THINGS, 10, school, "task_chair"), (K.SHARE, 50, school, "task_chair"),
        (K.FEWER_NEW, 6, school, "task_chair"), (K.MONEY, 100_000_00, school, ""),
    ):  # fmt: skip
        set_by(db, kind, target, place, category)

    text = browse(make_person(db, Role.LEADER)).get("/reports/goals").text

    assert "I mangler 6 ting." in text  # of ten everywhere, four are there
    assert "I mangler 8 ting." in text  # of ten chairs at the school, two
    assert "Genbrug dækker 50 % af behovet" in text  # two reused, two new
    assert "Der er købt 2 nye af højst 6" in text
    assert "Registreret i 2025" in text
    assert "Målet er" not in text.split("Sparet, netto")[0].split("Genbrug dækker")[0]


def test_who_sees_a_part_sees_that_parts_goals_only(db, browse, town):
    school, nursery = town
    set_by(db, K.THINGS, 111), set_by(db, K.THINGS, 222, school), set_by(db, K.THINGS, 333, nursery)

    text = browse(make_person(db, Role.INSTITUTION_MANAGER, at=school)).get("/reports/goals").text

    assert "222 ting" in text
    assert not any(target in text for target in ("111 ting", "333 ting"))
    assert "figure=things" in text


def test_a_manager_sets_a_goal_for_their_own_part_of_the_tree_only(db, browse, town):
    school, nursery = town
    rikke = browse(make_person(db, Role.INSTITUTION_MANAGER, at=school))
    form = {"kind": "things", "year": "2026", "target": "1.200", "category_key": ""}

    for place in (nursery.id, "all"):
        refused = rikke.post("/reports/goals", {**form, "institution_id": place}, may_fail=True)
        assert refused.status_code == 422
    rikke.post("/reports/goals", {**form, "institution_id": str(school.id)})

    goal = db.exec(select(Goal)).one()
    assert (goal.target, goal.institution_id, goal.year) == (1200, school.id, 2026)
    db.commit()


@pytest.mark.parametrize(
    "wrong,sentence_",
    [
        ({"target": ""}, "Udfyld feltet"),
        ({"target": "mange"}, "Skriv et tal"),
        ({"target": "0"}, "Skriv mere end 0"),
        ({"target": "12,5"}, "Skriv et helt tal"),
        ({"kind": "share", "target": "140 %"}, "Skriv 100 eller mindre"),
        ({"kind": "money", "target": "12.5"}, "Skriv et tal"),
        ({"kind": "fewer_new"}, "Vælg, hvilken slags I vil købe færre af"),
        ({"kind": "fame"}, "Vælg en af mulighederne"),
        ({"year": "2025"}, "Vælg en af mulighederne"),
        ({"category_key": "spaceship"}, "Vælg en af mulighederne"),
        ({"institution_id": ""}, "Udfyld feltet"),
    ],
)
def test_what_cannot_be_a_goal_is_refused_beside_the_field_and_kept(db, browse, wrong, sentence_):
    form = {"kind": "things", "year": "2026", "target": "77", "category_key": "", "institution_id": "all", **wrong}

    answer = browse(make_person(db, Role.LEADER)).post("/reports/goals", form, may_fail=True)

    assert answer.status_code == 422
    assert sentence_ in answer.text
    if form["target"]:
        assert f'value="{form["target"]}"' in answer.text
    assert db.exec(select(Goal)).all() == []


def test_a_second_goal_for_the_same_is_refused_until_the_first_is_withdrawn(db, browse):
    goal = set_by(db, K.THINGS, 10)
    leader = browse(make_person(db, Role.LEADER))
    form = {"kind": "things", "year": "2026", "target": "20", "category_key": "", "institution_id": "all"}

    assert "Der er allerede et mål for dette" in leader.post("/reports/goals", form, may_fail=True).text
    leader.post(f"/reports/goals/{goal.id}/withdrawal")
    leader.post("/reports/goals", form)

    assert [each.target for each in db.exec(select(Goal).where(col(Goal.withdrawn_at).is_(None)))] == [20]


def test_the_database_itself_keeps_one_goal_for_the_same(db):
    """The control: the same row without the action's own check."""
    goal = set_by(db, K.THINGS, 10)
    db.add(Goal(**{**goal.model_dump(exclude={"id"}), "target": 11}))

    with pytest.raises(IntegrityError):
        db.flush()


def test_a_change_is_told_with_before_and_after_and_by_whom(db, browse):
    goal = set_by(db, K.MONEY, 5_000_000)
    leader = browse(make_person(db, Role.LEADER, name="Leif Leder"))

    leader.post(f"/reports/goals/{goal.id}", {"target": "75.000"})

    told = db.exec(select(Event).where(Event.name == "goal_changed")).one()
    assert (told.before, told.after) == ({"target": 5_000_000}, {"target": 7_500_000})
    db.commit()
    text = leader.get(f"/reports/goals/{goal.id}").text
    assert "Leif Leder" in text
    assert text.index("50.000") > text.index("75.000")


def test_what_somebody_else_has_just_withdrawn_is_not_changed(db):
    by, goal = make_viewer(db, Role.LEADER), set_by(db, K.THINGS, 10)
    gone = sa.update(Goal).where(col(Goal.id) == goal.id).values(withdrawn_at=now())
    db.execute(gone.execution_options(synchronize_session=False))
    assert goal.withdrawn_at is None  # as it was read before

    for late in (lambda: change_goal(db, goal, 5, by=by), lambda: withdraw_goal(db, goal, by=by)):
        with pytest.raises(NotFound):
            late()

    assert goal.target == 10
    assert [event.name for event in events_of(db, [goal])] == ["goal_set"]


def test_when_its_year_is_over_a_goal_stands_as_it_was(db):
    by, goal = make_viewer(db, Role.LEADER), set_by(db, K.THINGS, 10)

    with travel("2027-01-01 10:00:00+00:00"):
        for late in (lambda: change_goal(db, goal, 5, by=by), lambda: withdraw_goal(db, goal, by=by)):
            with pytest.raises(YearIsOver):
                late()

    assert (goal.target, goal.withdrawn_at) == (10, None)


def test_the_report_shows_the_goals_of_its_own_place_and_year_only(db, browse, town):
    school, nursery = town
    for target, place, year in ((111, None, 2026), (222, school, 2026), (333, nursery, 2026), (444, None, 2027)):
        set_by(db, K.THINGS, target, place, year=year)
    leader, rikke = (
        browse(make_person(db, role, at=at))
        for role, at in ((Role.LEADER, None), (Role.INSTITUTION_MANAGER, school))
    )  # fmt: skip

    for who, address, shown in (
        (leader, "/reports?period=2026-Q2", "111"), (leader, f"/reports?period=2026&institution={nursery.id}", "333"),
        (leader, "/reports?period=2025", ""), (rikke, "/reports?period=all", "222"),
    ):  # fmt: skip
        text = who.get(address).text
        assert [each for each in ("111", "222", "333", "444") if f'"num">{each}<' in text] == [
            each for each in [shown] if each
        ]


def test_what_is_reached_opens_to_its_formula_and_its_lines(db, browse, town):
    school, _nursery = town
    set_by(db, K.THINGS, 10, school, "task_chair")
    leader = browse(make_person(db, Role.LEADER))

    found = re.findall(r'data-figure="things" data-value="2"[^>]* href="([^"]+)"', leader.get("/reports/goals").text)
    lines = leader.get(unescape(found[0])).text

    assert 'data-result="2"' in lines
    assert len(set(re.findall(r"/reports/lines/([0-9a-f-]{36})", lines))) == 2
