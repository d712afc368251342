"""The lead's view of the workshop, and the list behind each of its numbers."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session, select

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.errors import NotFound
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.workshop.actions import answer_help
from app.workshop.board import words as board_words
from app.workshop.board.overview import (
    JOB_TAKES_DAYS,
    PARTS_TAKE_DAYS,
    category_names,
    is_stuck,
    jobs_with_minutes,
    open_calls,
    read_overview,
)
from app.workshop.board.queries import Column, Thing, things_in_workshop
from app.workshop.models import HelpCall
from app.workshop.queries import get_job
from app.workshop.stations import Stations, read_stations

router = APIRouter()
MANAGES = [allow(Permission.MANAGE_WORKSHOP)]
MOST_ROWS = 300
MOST_BARS = 8
NONE = "none"


@router.get("/workshop/overview", dependencies=MANAGES)
def show_overview(request: Request, db: Db, viewer: SignedIn) -> Response:
    stations = read_stations(db)
    overview = read_overview(db, viewer, stations)
    places = [(each.id, each.name) for each in stations.rows]
    if any(place is None for place, _column in overview.by_place) or not places:
        places = [*places, (None, board_words.STATION_NONE)]  # type: ignore[list-item]
    return page(
        request, "workshop/overview.html", overview=overview, stations=stations, places=places,
        calls=open_calls(db), words=board_words, parts_days=PARTS_TAKE_DAYS, job_days=JOB_TAKES_DAYS,
        bars=[(str(board_words.COLUMNS[each.column].label), each.count) for each in overview.ages],
        minute_bars=[(each.name, each.minutes) for each in overview.by_category[:MOST_BARS]],
    )  # fmt: skip


@router.get("/workshop/overview/things", dependencies=MANAGES)
def show_things(
    request: Request, db: Db, viewer: SignedIn, column: Column | None = None, station: str = "",
    category: UUID | None = None, stuck: str = "", oldest: str = "",
) -> Response:  # fmt: skip
    stations = read_stations(db)
    found = [
        each for each in things_in_workshop(db, viewer)
        if (column is None or each.column is column) and (category is None or each.category_id == category)
        and _stands_at(each, station, stations) and (not stuck or is_stuck(each))
    ]  # fmt: skip
    found.sort(key=lambda each: -(each.days if oldest else each.days_here))
    title: Text | str = (
        board_words.COLUMNS[column].label if column else category_names(db).get(category or UUID(int=0), "")
    )
    return _list_page(request, title or _("Things"), len(found), found=found[:MOST_ROWS])


def _stands_at(thing: Thing, station: str, stations: Stations) -> bool:
    here = stations.by_category.get(thing.category_id)
    return not station or (str(here) if here else NONE) == station


def _list_page(request: Request, title: Text | str, total: int, **rows: Any) -> Response:
    shown = {"found": [], "jobs": [], **rows}
    return page(request, "workshop/overview_list.html", title=title, total=total, words=board_words, **shown)


@router.get("/workshop/overview/jobs", dependencies=MANAGES)
def show_jobs(request: Request, db: Db, station: str = "", category: UUID | None = None) -> Response:
    stations, names = read_stations(db), category_names(db)
    here: set[UUID] | None = {category} if category else None
    title: Text | str = names.get(category, "") if category else _("Minutes")
    if station:
        of_station = {key for key in names if (str(stations.by_category.get(key) or NONE)) == station}
        here, title = of_station, _station_title(stations, station)
    rows = jobs_with_minutes(db, here, MOST_ROWS + 1)
    return _list_page(request, title or _("Minutes"), len(rows), jobs=rows[:MOST_ROWS])


def _station_title(stations: Stations, station: str) -> Text | str:
    return next((each.name for each in stations.rows if str(each.id) == station), "") or board_words.STATION_NONE


@router.post("/workshop/overview/help/{call_id}/answer", dependencies=MANAGES)
def post_help_answer(request: Request, call_id: UUID, db: Db, viewer: SignedIn) -> Response:
    call = _get_call(db, call_id)
    job, _unit = get_job(db, call.job_id)
    answer_help(db, call, job, by=viewer)
    return see_other(request, "/workshop/overview", notice=_("Noted. Good that you helped."))


def _get_call(db: Session, call_id: UUID) -> HelpCall:
    found = db.exec(select(HelpCall).where(HelpCall.id == call_id)).one_or_none()
    if found is None:
        raise NotFound
    return found
