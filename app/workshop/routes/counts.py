"""Counting a place by scanning what stands there."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.models import StoragePlace
from app.catalogue.queries.places import all_places, get_place
from app.core.db import Db
from app.core.forms import Sent
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.actions.counting import close_count, count_unit, start_count, uncount_unit
from app.workshop.counting.models import StockCount
from app.workshop.counting.queries import counts_listed, get_count, missed_units, tally_of
from app.workshop.numbers import read_unit_number
from app.workshop.queries import get_unit
from app.workshop.routes.pictures import pictures_by_number
from app.workshop.routes.scanning import scanned_text, shown_scan, stay
from app.workshop.scans import find_scanned, find_things

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]
MOST_SHOWN = 120


@router.get("/workshop/counts", dependencies=MAY_WORK)
def show_counts(request: Request, db: Db) -> Response:
    return _counts_page(request, db)


def _counts_page(request: Request, db: Session, *, status: int = 200, unknown: str = "") -> Response:
    missed = missed_units(db)
    return page(
        request, "workshop/counts.html", status=status, going_on=counts_listed(db, closed=False),
        done=counts_listed(db, closed=True), missed=missed, unknown=unknown, words=words,
        places=[place.code for place in all_places(db)],
        pictures=pictures_by_number(db, [unit.number for unit, _place in missed[:MOST_SHOWN]]), most=MOST_SHOWN,
    )  # fmt: skip


@router.post("/workshop/counts", dependencies=MAY_WORK)
def post_count(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    scan = scanned_text(data)
    found = find_scanned(db, scan)
    if not isinstance(found, StoragePlace):
        return _counts_page(request, db, status=422, unknown=shown_scan(scan) or "?")
    count = start_count(db, found, by=viewer)
    return see_other(request, f"/workshop/counts/{count.id}")


@router.post("/places/{code}/counts", dependencies=MAY_WORK)
def post_count_of_place(request: Request, code: str, db: Db, viewer: SignedIn) -> Response:
    count = start_count(db, get_place(db, code), by=viewer)
    return see_other(request, f"/workshop/counts/{count.id}")


@router.get("/workshop/counts/{count_id}", dependencies=MAY_WORK)
def show_count(request: Request, count_id: UUID, db: Db, last: str = "", again: bool = False) -> Response:
    count, place = get_count(db, count_id)
    return _count_page(request, db, count, place, last=last, again=again)


def _count_page(
    request: Request, db: Session, count: StockCount, place: StoragePlace, *, status: int = 200, unknown: str = "",
    fault: Text | None = None, last: str = "", again: bool = False,
) -> Response:  # fmt: skip
    tally = tally_of(db, count)
    lists = (tally.missing, tally.extra, tally.found, tally.moved_on)
    numbers = [unit.number for lines in lists for _line, unit in lines[:MOST_SHOWN]]
    shown: dict[str, Any] = {"unknown": unknown, "fault": fault, "again": again, "most": MOST_SHOWN}
    scanned = [*tally.found, *tally.extra]
    shown["last"] = next(((line, unit) for line, unit in scanned if unit.number == last), None)
    made = page(
        request, "workshop/count.html", status=status, count=count, place=place, tally=tally, words=words,
        pictures=pictures_by_number(db, numbers), **shown,
    )  # fmt: skip
    return stay(made) if fault or unknown else made


@router.post("/workshop/counts/{count_id}/lines", dependencies=MAY_WORK)
def post_count_line(request: Request, count_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    count, place = get_count(db, count_id)
    scan = scanned_text(data)
    found = find_things(db, scan, units_first=True)
    if isinstance(found, StoragePlace):
        fault = _("That is a place. Scan the things that stand here.")
        return _count_page(request, db, count, place, status=422, fault=fault)
    if found is None:
        return _count_page(request, db, count, place, status=422, unknown=shown_scan(scan) or "?")
    is_new = [count_unit(db, count, unit, by=viewer) for unit in found]
    again = "" if any(is_new) else "&again=true"
    return see_other(request, f"/workshop/counts/{count.id}?last={found[-1].number}{again}")


@router.post("/workshop/counts/{count_id}/lines/{number}/removal", dependencies=MAY_WORK)
def post_count_line_removal(request: Request, count_id: UUID, number: str, db: Db, viewer: SignedIn) -> Response:
    count, _place = get_count(db, count_id)
    uncount_unit(db, count, get_unit(db, read_unit_number(number)), by=viewer)
    return see_other(request, f"/workshop/counts/{count.id}")


@router.post("/workshop/counts/{count_id}/closing", dependencies=MAY_WORK)
def post_count_closing(request: Request, count_id: UUID, db: Db, viewer: SignedIn) -> Response:
    count, _place = get_count(db, count_id)
    close_count(db, count, by=viewer)
    return see_other(request, f"/workshop/counts/{count.id}", notice=_("The count is finished."))
