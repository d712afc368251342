"""The lead's view: how much, how old, where the minutes go, what is stuck; each number opens the list behind it."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.catalogue.models import Category
from app.catalogue.stages import Stage
from app.core.clock import as_if, now
from app.workshop.actions import add_minutes, change_station, open_station, start_job, stop_job
from app.workshop.board.overview import read_overview
from app.workshop.board.queries import Column
from app.workshop.models import StopReason
from app.workshop.stations import read_stations
from tests.factories import make_category, make_unit
from tests.workshop.factories import make_checked, make_lead, make_units, make_worker


def make_desk(db: Session) -> Category:
    return make_category(db, "desk_fixed", name_da="Skrivebord")


def worked(db: Session, by: Viewer, minutes: int, *, days: int = 1, category: Category | None = None) -> None:
    """Something made ready so many days ago, with these minutes on it."""
    with as_if(now() - timedelta(days=days)):
        job = start_job(db, make_units(db, by, category=category)[0], by=by)
        add_minutes(db, job, minutes, by=by)


def waiting_for_parts(db: Session, by: Viewer, days: int) -> None:
    with as_if(now() - timedelta(days=days, hours=1)):
        stop_job(db, start_job(db, make_units(db, by)[0], by=by), reason=StopReason.MISSING_PARTS, by=by)


def test_things_are_counted_by_station_and_column_with_their_ages(db):
    lead, worker, desk = make_lead(db), make_worker(db), make_desk(db)
    wood = open_station(db, "Træ", by=lead)
    change_station(db, wood, name="Træ", categories=[desk.id], by=lead)
    for days in (1, 4, 30):
        with as_if(now() - timedelta(days=days, hours=1)):
            make_units(db, worker, title=f"Bord {days}", category=desk)
    make_checked(db, make_units(db, worker)[0], worker)

    overview = read_overview(db, lead, read_stations(db))

    assert overview.by_place == {(wood.id, Column.COMES_IN): 3, (None, Column.READY): 1}
    comes_in = overview.ages[0]
    assert (comes_in.column, comes_in.count, comes_in.middle, comes_in.oldest) == (Column.COMES_IN, 3, 4, 30)


def test_minutes_are_those_of_the_last_ninety_days_by_category_and_station(db):
    lead, worker, desk = make_lead(db), make_worker(db), make_desk(db)
    wood = open_station(db, "Træ", by=lead)
    change_station(db, wood, name="Træ", categories=[desk.id], by=lead)
    worked(db, worker, 30, category=desk)
    worked(db, make_worker(db), 15, category=desk)
    worked(db, worker, 20)
    worked(db, worker, 500, days=91)

    overview = read_overview(db, lead, read_stations(db))

    assert [(each.name, each.minutes, each.each) for each in overview.by_station] == [("Træ", 45, 22), ("", 20, 20)]
    assert [(each.name, each.minutes) for each in overview.by_category] == [("Skrivebord", 45), ("Kontorstol", 20)]


@pytest.mark.parametrize("days, stuck", [(14, 0), (15, 1)])
def test_what_has_waited_for_parts_for_more_than_fourteen_days_is_stuck(db, days: int, stuck: int):
    waiting_for_parts(db, make_worker(db), days)

    assert read_overview(db, make_lead(db), read_stations(db)).stuck_parts == stuck


@pytest.mark.parametrize("days, stuck", [(7, 0), (8, 1)])
def test_what_has_been_worked_on_for_more_than_seven_days_is_stuck(db, days: int, stuck: int):
    worker = make_worker(db)
    with as_if(now() - timedelta(days=days, hours=1)):
        start_job(db, make_units(db, worker)[0], by=worker)

    assert read_overview(db, make_lead(db), read_stations(db)).stuck_jobs == stuck


def test_wishes_that_something_in_the_workshop_would_meet_are_told(db):
    lead, worker, desk = make_lead(db), make_worker(db), make_desk(db)
    make_units(db, worker, 2, category=desk)
    make_unit(db, category=desk, stage=Stage.RESERVED)
    make_unit(db, category=make_category(db, "bench"), stage=Stage.RESERVED)

    wished = read_overview(db, lead, read_stations(db)).wished

    assert [(each.name, each.taken, each.here) for each in wished] == [("Skrivebord", 1, 2)]


def test_each_number_opens_a_list_of_that_length(db, browse):
    lead, worker, desk = make_lead(db), make_worker(db), make_desk(db)
    wood = open_station(db, "Træ", by=lead)
    change_station(db, wood, name="Træ", categories=[desk.id], by=lead)
    make_units(db, worker, 3, category=desk)
    make_units(db, worker, 2)
    make_unit(db, category=desk, stage=Stage.RESERVED)
    waiting_for_parts(db, worker, 20)
    worked(db, worker, 30)
    web = browse(lead)

    page = web.get("/workshop/overview").text
    links = re.findall(r'href="(/workshop/overview/[^"]+)">([\d.]+)<', page)
    things = {url: count for url, count in links if "/things?" in url and "oldest" not in url}

    assert len(things) >= 6
    for url, count in things.items():
        rows = web.get(url.replace("&amp;", "&")).text.count("<tr>") - 1
        assert rows == int(count), url
    jobs = [url for url, _count in links if "/jobs?" in url]
    assert len(jobs) == 2
    for url in jobs:
        assert web.get(url.replace("&amp;", "&")).text.count("<tr>") == 2, url


def test_nobody_is_named_beside_minutes(db, browse):
    lead, worker = make_lead(db), make_worker(db)
    worked(db, worker, 30)
    web = browse(lead)

    for url in ("/workshop/overview", "/workshop/overview/jobs", "/workshop/overview/things"):
        assert worker.name not in web.get(url).text


def test_only_the_lead_sees_it(db, browse):
    web = browse(make_worker(db))

    for url in ("/workshop/overview", "/workshop/overview/jobs", "/workshop/overview/things"):
        assert web.get(url).status_code == 404
