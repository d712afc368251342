"""The board: what waits, what is going on, what is ready; and finding a unit by its number."""

from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.clock import local, now
from app.core.db import Db
from app.core.errors import NotFound
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.board import words as board_words
from app.workshop.board.queries import AT_FIRST, Board, Column, read_board
from app.workshop.drafts import draft_count
from app.workshop.labels.queries import find_label
from app.workshop.leaving.queries import out_for_repair
from app.workshop.numbers import read_unit_number
from app.workshop.queries import find_unit
from app.workshop.routes.pictures import pictures_by_number
from app.workshop.stations import read_stations

router = APIRouter()
MORNING_ENDS = 10
MOST_CARDS = 300


@router.get("/workshop", dependencies=[allow(Permission.WORK_ON_UNITS)])
def show_board(
    request: Request, db: Db, viewer: SignedIn, show: str = "all", station: UUID | None = None, column: str = "",
    cards: Annotated[int, Query(ge=AT_FIRST, le=MOST_CARDS)] = AT_FIRST,
) -> Response:  # fmt: skip
    mine, stations = show == "mine", read_stations(db)
    here = stations.categories_of(station) if station and stations.named(station) else None
    board = read_board(db, viewer, mine=mine, categories=here, limit=cards)
    kept = {"show": "mine" if mine else "", "station": str(station) if here is not None else ""}
    things = [card.thing for each in board.columns for card in each.cards]

    def address(**changes: object) -> str:
        """This board, looked at in another way."""
        query = {name: value for name, value in {**kept, **changes}.items() if value}
        return f"/workshop?{urlencode(query)}" if query else "/workshop"

    return page(
        request, "workshop/board.html", board=board, mine=mine, words=words, board_words=board_words, cards=cards,
        stations=stations, station=station if here is not None else None, open_column=_open_column(board, column),
        is_morning=local(now()).hour < MORNING_ENDS, more=min(cards * 3, MOST_CARDS), address=address,
        pictures=pictures_by_number(db, [thing.number for thing in things]), to_describe=draft_count(db),
        is_lead=viewer.may(Permission.MANAGE_WORKSHOP), away=out_for_repair(db, [thing.id for thing in things]),
    )  # fmt: skip


def _open_column(board: Board, asked: str) -> Column:
    """The column a narrow screen shows: the one asked for, or the first with something in it."""
    if asked in list(Column):
        return Column(asked)
    return next((each.key for each in board.columns if each.total), Column.COMES_IN)


@router.get("/u/{number}", dependencies=[allow(Permission.SHOP)])
def show_scanned(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    found = find_unit(db, read_unit_number(number))
    if found is not None:
        return see_other(request, f"/units/{found.number}")
    if viewer.may(Permission.WORK_ON_UNITS):
        label = find_label(db, read_unit_number(number))
        unknown = f"/workshop/find?number={quote(number[:20])}"
        return see_other(request, f"/labels/blank/{label.code}" if label else unknown)
    raise NotFound


@router.get("/U/{number}", dependencies=[allow(Permission.SHOP)])
def show_scanned_capitals(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    return show_scanned(request, number, db, viewer)
