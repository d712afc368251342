"""The data on a device, and a unit that leaves for good."""

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.models import Unit
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.actions import WrongSerial, record_erasure, scrap_unit, sell_off_unit
from app.workshop.actions.receive import MAY_CHANGE
from app.workshop.actions.scrap import ScrapReason
from app.workshop.erasure.models import ErasureMethod
from app.workshop.forms import ErasureForm, LeaveForm
from app.workshop.gate import NotErased
from app.workshop.numbers import read_unit_number
from app.workshop.queries import UnitFacts, facts_of_unit, get_unit
from app.workshop.routes.pictures import pictures_by_number

router = APIRouter()
MAY_ERASE = [allow(Permission.RECORD_ERASURE)]
MAY_SCRAP = [allow(Permission.SCRAP_UNITS)]


def _device(db: Session, number: str) -> UnitFacts:
    """A device in the workshop whose erasure has not failed; 404 for anything else."""
    facts = facts_of_unit(db, get_unit(db, read_unit_number(number)))
    if not facts.category.is_data_bearing or facts.unit.stage not in MAY_CHANGE or facts.must_be_destroyed:
        raise NotFound
    return facts


@router.get("/units/{number}/erasure", dependencies=MAY_ERASE)
def show_erasure(request: Request, number: str, db: Db) -> Response:
    facts = _device(db, number)
    form = Filled.of(ErasureForm, serial_number=facts.unit.serial_number, method=ErasureMethod.PURGE)
    return _erasure_page(request, facts, form)


def _erasure_page(request: Request, facts: UnitFacts, form: Filled[ErasureForm], status: int = 200) -> Response:
    return page(request, "workshop/erasure.html", status=status, unit=facts.unit, facts=facts, form=form, words=words)


@router.post("/units/{number}/erasure", dependencies=MAY_ERASE)
def post_erasure(request: Request, number: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    facts = _device(db, number)
    form = read(ErasureForm, data)
    if form.value is None:
        return _erasure_page(request, facts, form, 422)
    said = form.value
    try:
        made = record_erasure(
            db, facts.unit, serial_number=said.serial_number, method=said.method, tool=said.tool,
            has_passed=said.result == "passed", note=said.note, by=viewer,
        )  # fmt: skip
    except WrongSerial as refusal:
        return _erasure_page(request, facts, form.refuse("serial_number", refusal.sentence), 422)
    said_so = _("The data is erased") if made.has_passed else _("The device must be destroyed.")
    return see_other(request, f"/units/{facts.unit.number}", notice=said_so)


@router.get("/units/{number}/departure", dependencies=MAY_SCRAP)
def show_departure(request: Request, number: str, db: Db) -> Response:
    unit = get_unit(db, read_unit_number(number))
    facts = facts_of_unit(db, unit)
    reason = ScrapReason.DATA if facts.must_be_destroyed else None
    return _departure_page(request, db, unit, Filled.of(LeaveForm, scrap_reason=reason))


def _departure_page(request: Request, db: Session, unit: Unit, form: Filled[LeaveForm], status: int = 200) -> Response:
    return page(
        request, "workshop/departure.html", status=status, unit=unit, form=form, words=words,
        facts=facts_of_unit(db, unit), picture=pictures_by_number(db, [unit.number]).get(unit.number),
    )  # fmt: skip


@router.post("/units/{number}/departure/{way}", dependencies=MAY_SCRAP)
def post_departure(request: Request, number: str, way: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    unit = get_unit(db, read_unit_number(number))
    form = read(LeaveForm, data)
    field = {"recycling": "scrap_reason", "sale": "sell_reason"}.get(way)
    if field is None:
        raise NotFound
    if form.value is None or getattr(form.value, field) is None:
        return _departure_page(request, db, unit, form.refuse(field, _("Say why")), 422)
    said = form.value
    if way == "recycling":
        scrap_unit(db, unit, reason=said.scrap_reason, note=said.note, by=viewer)
        return see_other(request, f"/units/{unit.number}", notice=_("It goes to recycling."))
    try:
        sell_off_unit(db, unit, reason=said.sell_reason, note=said.note, by=viewer)
    except NotErased as refusal:
        return _departure_page(request, db, unit, form.refuse("form", refusal.sentence), 409)
    return see_other(request, f"/units/{unit.number}", notice=_("It has left the municipality."))
