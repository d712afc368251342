"""The board: what waits, what is going on, what is ready; and finding a unit by its number."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.clock import local, now
from app.core.db import Db
from app.core.errors import NotFound
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.board import AT_FIRST, read_board
from app.workshop.numbers import read_unit_number
from app.workshop.queries import find_unit
from app.workshop.routes.pictures import pictures_by_number

router = APIRouter()
MORNING_ENDS = 10
MOST_CARDS = 300


@router.get("/workshop", dependencies=[allow(Permission.WORK_ON_UNITS)])
def show_board(
    request: Request, db: Db, viewer: SignedIn, show: str = "all",
    cards: Annotated[int, Query(ge=AT_FIRST, le=MOST_CARDS)] = AT_FIRST,
) -> Response:  # fmt: skip
    mine = show == "mine"
    board = read_board(db, viewer, mine=mine, limit=cards)
    columns = (board.to_do, board.doing, board.to_check, board.passed)
    return page(
        request, "workshop/board.html", board=board, mine=mine, words=words, cards=cards,
        is_morning=local(now()).hour < MORNING_ENDS, more=min(cards * 3, MOST_CARDS),
        pictures=pictures_by_number(db, [row.number for column in columns for row in column.rows]),
    )  # fmt: skip


@router.get("/workshop/find", dependencies=[allow(Permission.WORK_ON_UNITS)])
def show_find(request: Request, db: Db, number: str | None = None) -> Response:
    found = find_unit(db, read_unit_number(number)) if number else None
    if found is not None:
        return see_other(request, f"/units/{found.number}")
    return page(request, "workshop/find.html", status=404 if number else 200, number=number or "")


@router.get("/u/{number}", dependencies=[allow(Permission.SHOP)])
def show_scanned(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    found = find_unit(db, read_unit_number(number))
    if found is not None:
        return see_other(request, f"/units/{found.number}")
    if viewer.may(Permission.WORK_ON_UNITS):
        return see_other(request, f"/workshop/find?number={quote(number[:20])}")
    raise NotFound


@router.get("/U/{number}", dependencies=[allow(Permission.SHOP)])
def show_scanned_capitals(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    return show_scanned(request, number, db, viewer)
