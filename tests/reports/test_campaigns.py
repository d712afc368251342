"""A campaign is held against the days just before it and the same days a year before, and says what that cannot say."""

import re
from datetime import date
from html import unescape

import pytest
from sqlmodel import select
from time_machine import travel

from app.accounts.models import Role
from app.history.models import Event
from app.reports.goals.actions import plan_campaign
from app.reports.goals.compare import compare, differ_by_chance
from app.reports.goals.models import Campaign
from app.reports.goals.queries import seen
from tests.factories import make_institution, make_person, make_viewer
from tests.purchases.factories import make_purchase
from tests.reports.factories import book

FIRST, LAST = date(2026, 3, 9), date(2026, 3, 22)


@pytest.fixture
def by(db):
    with travel("2026-06-01 10:00:00+00:00", tick=False):
        yield make_viewer(db, Role.LEADER)


def plan(db, by, **facts):
    told = {"name": "Grøn forårsuge", "first_on": FIRST, "last_on": LAST, "institution_id": None, "keys": (), **facts}
    made = plan_campaign(db, by=by, **told)
    db.commit()
    return made


def book_on(db, *days, **facts):
    for day in days:
        book(db, at=day, **facts)
    db.commit()


def test_the_three_stretches_are_equally_long_and_do_not_overlap(db, by):
    found = compare(db, plan(db, by), seen(by, db))

    assert (found.before.first, found.before.last) == (date(2026, 2, 23), date(2026, 3, 8))
    assert (found.year_back.first, found.year_back.last) == (date(2025, 3, 9), date(2025, 3, 22))
    assert {each.days for each in (found.during, found.before, found.year_back)} == {14}
    assert {each.weekdays for each in (found.during, found.before, found.year_back)} == {10}


def test_each_thing_counts_on_its_own_day_place_and_kind(db, by):
    school = make_institution(db)
    book_on(db, date(2025, 1, 7), FIRST, LAST, date(2026, 3, 8), date(2026, 3, 23), date(2025, 3, 9), to=school)
    book_on(db, FIRST, FIRST, to=make_institution(db))
    book_on(db, FIRST, to=school, category="bookcase")
    make_purchase(db, institution=school, bought_on=FIRST, quantity=4)
    make_purchase(db, institution=school, bought_on=FIRST, quantity=7, key="bookcase")

    found = compare(db, plan(db, by, institution_id=school.id, keys=("task_chair",)), seen(by, db))

    assert [each.sums.things for each in (found.during, found.before, found.year_back)] == [2, 1, 1]
    assert [each.bought for each in (found.during, found.before, found.year_back)] == [4, 0, 0]
    everywhere = compare(db, plan(db, by), seen(by, db))
    assert (everywhere.during.sums.things, everywhere.during.bought) == (5, 11)


def test_a_running_campaign_is_held_against_as_many_days_as_have_passed(db, by):
    with travel("2026-03-11 10:00:00+00:00", tick=False):
        found = compare(db, plan(db, by), seen(by, db))

    assert found.is_running
    assert {each.days for each in (found.during, found.before, found.year_back)} == {3}
    assert found.before.first == date(2026, 3, 6)


def test_the_twenty_ninth_of_february_has_a_year_before(db, by):
    found = compare(db, plan(db, by, first_on=date(2024, 2, 29), last_on=date(2024, 2, 29)), seen(by, db))

    assert found.year_back.first == found.year_back.last == date(2023, 2, 28)


@pytest.mark.parametrize(
    "now,then,expected", [(5, 4, True), (10, 2, False), (100, 75, True), (100, 60, False), (0, 0, True)]
)
def test_a_small_difference_is_said_to_come_by_chance(now, then, expected):
    assert differ_by_chance(now, then) is expected


def test_the_page_is_honest_about_what_it_cannot_say(db, browse, by):
    book_on(db, date(2026, 1, 5), FIRST, FIRST)
    leader = browse(make_person(db, Role.LEADER))

    text = leader.get(f"/reports/campaigns/{plan(db, by).id}").text

    assert "2 ting blev genbrugt på 14 dage" in text
    assert "2 flere" in text
    assert "Så lille en forskel kommer også af tilfældigheder." in text
    assert "Der blev ikke talt dengang" in text
    assert "Hvad sammenligningen ikke kan sige" in text


def test_every_figure_opens_to_the_lines_of_its_own_days_and_kinds(db, browse, by):
    school = make_institution(db)
    book_on(db, date(2025, 1, 7), FIRST, LAST, date(2026, 3, 8), date(2026, 3, 23), date(2025, 3, 9), to=school)
    book_on(db, FIRST, to=school, category="bookcase")
    book_on(db, FIRST, to=make_institution(db))
    campaign = plan(db, by, institution_id=school.id, keys=("task_chair", "desk"))
    leader = browse(make_person(db, Role.LEADER))

    shown = re.findall(
        r'data-figure="(\w+)" data-value="(-?\d+)"[^>]* href="([^"]+)"',
        leader.get(f"/reports/campaigns/{campaign.id}").text,
    )

    assert [(name, value) for name, value, _href in shown if name == "things"] == [
        ("things", "2"), ("things", "1"), ("things", "1"),
    ]  # fmt: skip
    assert len(shown) == 9
    for _name, value, href in shown:
        assert f'data-result="{value}"' in leader.get(unescape(href)).text


FORM = {"name": "Grøn uge", "first_on": "2026-03-09", "last_on": "2026-03-22", "institution_id": "all"}


def test_a_leader_plans_changes_and_withdraws_a_campaign(db, browse, by):
    leader = browse(make_person(db, Role.LEADER))

    page = leader.post("/reports/campaigns", FORM)
    leader.post(f"{page.url.path}/facts", {**FORM, "last_on": "2026-03-29"})
    leader.post(f"{page.url.path}/withdrawal")

    assert leader.get(page.url.path, may_fail=True).status_code == 404
    told = {each.name: each for each in db.exec(select(Event).where(Event.subject_type == "campaign"))}
    assert told["campaign_changed"].before == {"last_on": "2026-03-22"}
    assert told["campaign_changed"].after == {"last_on": "2026-03-29"}
    assert "campaign_withdrawn" in told


@pytest.mark.parametrize(
    "wrong,sentence",
    [
        ({"name": ""}, "Udfyld feltet"),
        ({"first_on": "tirsdag"}, "Vælg en dato"),
        ({"last_on": "2026-03-08"}, "Den sidste dag ligger før den første"),
        ({"last_on": "2027-03-10"}, "En kampagne varer højst et år"),
        ({"first_on": "0026-03-09"}, "Vælg en dato"),
        ({"keys": ["spaceship"]}, "Vælg en af mulighederne"),
    ],
)
def test_what_cannot_be_a_campaign_is_refused_beside_the_field(db, browse, by, wrong, sentence):
    answer = browse(make_person(db, Role.LEADER)).post("/reports/campaigns", {**FORM, **wrong}, may_fail=True)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.exec(select(Campaign)).all() == []


def test_a_manager_plans_for_their_own_part_only(db, browse, by):
    school, other = make_institution(db, "Sølund Skole"), make_institution(db, "Børnehuset Kløver")
    theirs = plan(db, by, institution_id=other.id)
    rikke = browse(make_person(db, Role.INSTITUTION_MANAGER, at=school))

    assert rikke.post("/reports/campaigns", FORM, may_fail=True).status_code == 422
    assert rikke.get(f"/reports/campaigns/{theirs.id}", may_fail=True).status_code == 404
    rikke.post("/reports/campaigns", {**FORM, "institution_id": str(school.id)})

    assert db.exec(select(Campaign.institution_id).where(Campaign.name == "Grøn uge")).one() == school.id
