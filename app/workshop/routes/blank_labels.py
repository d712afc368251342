"""A pre-printed label was scanned: what is it on? And a set's label: what belongs to it?"""

from fastapi import APIRouter, Request, Response
from sqlmodel import Session, select

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.actions.sets import leave_set
from app.catalogue.models import Unit
from app.catalogue.queries.sets import get_set, units_of_set
from app.core.db import Db
from app.core.errors import DomainError
from app.core.forms import Sent
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.actions.labels import bind_label, move_label
from app.workshop.labels.models import LabelCode
from app.workshop.labels.queries import get_label
from app.workshop.numbers import read_unit_number
from app.workshop.queries import find_unit, get_unit
from app.workshop.routes.pictures import pictures_by_number
from app.workshop.routes.scanning import scanned_text, shown_scan

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]
MAY_SHOP = [allow(Permission.SHOP)]


@router.get("/labels/blank/{code}", dependencies=MAY_WORK)
def show_label(request: Request, code: str, db: Db) -> Response:
    return _label_page(request, db, get_label(db, read_unit_number(code)))


def _label_page(
    request: Request, db: Session, label: LabelCode, *, fault: Text | None = None, typed: str = "", status: int = 200
) -> Response:
    unit = db.exec(select(Unit).where(Unit.id == label.unit_id)).one_or_none()
    picture = pictures_by_number(db, [unit.number]).get(unit.number) if unit else None
    return page(
        request, "workshop/blank_label.html", status=status, label=label, unit=unit, picture=picture, fault=fault,
        typed=typed,
    )  # fmt: skip


@router.post("/labels/blank/{code}/unit", dependencies=MAY_WORK)
def post_label(request: Request, code: str, db: Db, viewer: SignedIn, data: Sent, move: str = "") -> Response:
    label, scan = get_label(db, read_unit_number(code)), scanned_text(data)
    unit = find_unit(db, read_unit_number(scan))
    if unit is None:
        fault = _("We do not know that number. Scan the thing's label, or write its number.")
        return _label_page(request, db, label, fault=fault, typed=shown_scan(scan), status=422)
    # Because only the page of a label that is on something says so, and asks to move it.
    tie = move_label if move == "yes" else bind_label
    try:
        tie(db, label, unit, by=viewer)
    except DomainError as refusal:
        return _label_page(request, db, label, fault=refusal.sentence, typed=shown_scan(scan), status=refusal.status)
    notice = _("Label %(code)s is now on this thing.", code=label.code)
    return see_other(request, f"/units/{unit.number}", notice=notice)


@router.get("/s/{number}", dependencies=MAY_SHOP)
def show_scanned_set(request: Request, number: str, db: Db) -> Response:
    return see_other(request, f"/sets/{get_set(db, read_unit_number(number)).number}")


@router.get("/S/{number}", dependencies=MAY_SHOP)
def show_scanned_set_capitals(request: Request, number: str, db: Db) -> Response:
    return show_scanned_set(request, number, db)


@router.get("/sets/{number}", dependencies=MAY_SHOP)
def show_set(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    unit_set = get_set(db, read_unit_number(number))
    units = units_of_set(db, unit_set)
    # Because the pictures of what is not in the shop are for those who work with it.
    pictures = pictures_by_number(db, [u.number for u in units]) if viewer.may(Permission.WORK_ON_UNITS) else {}
    return page(request, "workshop/set.html", unit_set=unit_set, units=units, pictures=pictures, words=words)


@router.post("/sets/{number}/units/{unit_number}/removal", dependencies=[allow(Permission.RECEIVE_UNITS)])
def post_set_removal(request: Request, number: str, unit_number: str, db: Db, viewer: SignedIn) -> Response:
    unit_set, unit = get_set(db, read_unit_number(number)), get_unit(db, read_unit_number(unit_number))
    leave_set(db, unit, unit_set, by=viewer)
    notice = _("%(number)s is no longer in the set.", number=unit.number)
    return see_other(request, f"/sets/{unit_set.number}", notice=notice)
