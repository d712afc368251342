"""Two scans put a thing on a place; whichever comes first waits for the other."""

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.actions.places import PlaceClosed
from app.catalogue.models import StoragePlace, Unit
from app.catalogue.queries.places import all_places, find_place
from app.core.db import Db
from app.core.errors import DomainError
from app.core.forms import Sent
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.actions.put_away import NotInTheHouse, put_units, undo_put
from app.workshop.numbers import list_unit_numbers
from app.workshop.queries import units_listed
from app.workshop.routes.pictures import pictures_by_number
from app.workshop.routes.scanning import scanned_text, shown_scan, stay
from app.workshop.scans import find_things

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]
HERE = "/workshop/put-away"


def _listed(units: list[Unit]) -> str:
    return list_unit_numbers(unit.number for unit in units)


def _address(*, units: list[Unit], place: StoragePlace | None, done: list[Unit], at: StoragePlace | None) -> str:
    codes = {"place": place.code if place else "", "at": at.code if at else ""}
    said = {"units": _listed(units), "done": _listed(done), **codes}
    query = urlencode({name: value for name, value in said.items() if value}, safe=":,", quote_via=quote)
    return f"{HERE}?{query}" if query else HERE


def _place(db: Session, code: str) -> StoragePlace | None:
    found = find_place(db, code[:20])
    return found if found is not None and found.closed_at is None else None


@router.get("/workshop/put-away", dependencies=MAY_WORK)
def show_put_away(request: Request, db: Db, units: str = "", place: str = "", done: str = "", at: str = "") -> Response:
    return _put_away_page(
        request, db, units=units_listed(db, units), place=_place(db, place), done=units_listed(db, done),
        at=_place(db, at),
    )  # fmt: skip


def _put_away_page(
    request: Request, db: Session, *, units: list[Unit], place: StoragePlace | None, status: int = 200,
    fault: Text | None = None, unknown: str = "", done: list[Unit] | None = None, at: StoragePlace | None = None,
) -> Response:  # fmt: skip
    shown: dict[str, Any] = {"done": done or [], "done_listed": _listed(done or []), "at": at}
    shown["places"] = [each.code for each in all_places(db)]
    made = page(
        request, "workshop/put_away.html", status=status, units=units, listed=_listed(units), place=place, words=words,
        fault=fault, unknown=unknown, pictures=pictures_by_number(db, [unit.number for unit in units]), **shown,
    )  # fmt: skip
    return stay(made) if fault or unknown else made


@router.post("/workshop/put-away", dependencies=MAY_WORK)
def post_put_away(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    units, code = units_listed(db, str(data.get("units", ""))), str(data.get("place", ""))
    place, scan = _place(db, code), scanned_text(data)
    if code and place is None:
        return _without_place(request, db, units, code[:20])
    found = find_things(db, scan)
    if found is None:
        return _put_away_page(request, db, units=units, place=place, status=422, unknown=shown_scan(scan) or "?")
    try:
        if isinstance(found, list) and place is None:
            waiting = list({unit.id: unit for unit in [*units, *found]}.values())
            return see_other(request, _address(units=waiting, place=None, done=[], at=None))
        if isinstance(found, list) and place is not None:
            put_units(db, found, place, by=viewer)
            # Because whoever begins with a place fills it with one thing after the other.
            return see_other(request, _address(units=[], place=place, done=found, at=place))
        return _fill(request, db, units, found, viewer)
    except (PlaceClosed, NotInTheHouse) as refusal:
        return _put_away_page(request, db, units=units, place=place, status=409, fault=refusal.sentence)


def _without_place(request: Request, db: Session, units: list[Unit], code: str) -> Response:
    """The place that was chosen, perhaps hours ago and without signal, is closed now or was never there."""
    if find_place(db, code) is None:
        return _put_away_page(request, db, units=units, place=None, status=422, unknown=code)
    return _put_away_page(request, db, units=units, place=None, status=409, fault=PlaceClosed(code=code).sentence)


def _fill(request: Request, db: Session, units: list[Unit], place: Any, viewer: SignedIn) -> Response:
    if place.closed_at is not None:
        raise PlaceClosed(code=place.code)
    if not units:
        return see_other(request, _address(units=[], place=place, done=[], at=None))
    put_units(db, units, place, by=viewer)
    return see_other(request, _address(units=[], place=None, done=units, at=place))


@router.post("/workshop/put-away/undo", dependencies=MAY_WORK)
def post_undo_put(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    units, place = units_listed(db, str(data.get("units", ""))), _place(db, str(data.get("place", "")))
    try:
        with db.begin_nested():
            undo_put(db, units, by=viewer)
    except DomainError as refusal:
        return _put_away_page(request, db, units=[], place=place, status=409, fault=refusal.sentence)
    return see_other(request, _address(units=[], place=place, done=[], at=None), notice=_("Undone."))
