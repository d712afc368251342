"""A unit leaves for good: as spare parts, to recycling, or to somebody outside. Read once more, then final."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.amounts import NotAnAmount
from app.core.db import Db, uuid7
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.workshop.actions.harvest import Harvested, NoParts, take_unit_apart
from app.workshop.actions.out import OutAlready, refuse_out
from app.workshop.actions.scrap import (
    BatteriesUnsaid,
    Disposal,
    HarvestReason,
    ScrapReason,
    add_receipt,
    scrap_unit,
    sell_off_unit,
)
from app.workshop.actions.stock import AmountRefused, thousandths
from app.workshop.gate import NotErased, refuse_unerased
from app.workshop.leaving import words as leaving_words
from app.workshop.leaving.forms import LeaveForm, ReceiptForm, RecyclingForm, SaleForm, SortedForm, SparePartsForm
from app.workshop.leaving.models import Fraction
from app.workshop.leaving.queries import departure_of
from app.workshop.numbers import read_unit_number
from app.workshop.queries import facts_of_unit, get_unit
from app.workshop.readiness import IN_THE_WORKSHOP
from app.workshop.routes.pictures import pictures_by_number, receive_files
from app.workshop.stock.models import PartUnit
from app.workshop.stock.queries import parts_in_stock

router = APIRouter()
MAY_SCRAP = [allow(Permission.SCRAP_UNITS)]
MAY_LEAVE = (*IN_THE_WORKSHOP, "on_offer")
ROWS = 4
NOT_TYPED = ("csrf_token", "confirmed", "change", "photo", "key", "receipt_note")


@dataclass(frozen=True)
class Way:
    """One way of leaving: what its page asks and says."""

    form: type[LeaveForm]
    title: Text
    question: Text
    icon: str
    done: Text
    field: str = "scrap_reason"


WAYS: Mapping[str, Way] = {
    "spare-parts": Way(
        SparePartsForm, _("Spare parts"), _("Which parts can be used again?"), "tool", _("The parts are in the stock.")
    ),
    "recycling": Way(
        RecyclingForm, _("To recycling"), _("Why can it not be used again?"), "recycle", _("It goes to recycling.")
    ),
    "sale": Way(
        SaleForm, _("Sell or give it away"), _("Who gets it?"), "logout", _("It has left the municipality."),
        "sell_reason",
    ),
}  # fmt: skip


@router.get("/units/{number}/departure", dependencies=MAY_SCRAP)
def show_departure(request: Request, number: str, db: Db) -> Response:
    unit = get_unit(db, read_unit_number(number))
    if unit.stage not in MAY_LEAVE:
        return see_other(request, f"/units/{unit.number}")
    return page(request, "workshop/departure.html", ways=WAYS, **_around(db, unit))


def _around(db: Session, unit: Unit) -> dict[str, Any]:
    picture = pictures_by_number(db, [unit.number]).get(unit.number)
    return {"unit": unit, "facts": facts_of_unit(db, unit), "picture": picture, "words": leaving_words}


@router.get("/units/{number}/departure/{way}", dependencies=MAY_SCRAP)
def show_way(request: Request, number: str, way: str, db: Db) -> Response:
    unit = get_unit(db, read_unit_number(number))
    if way not in WAYS or unit.stage not in MAY_LEAVE:
        raise NotFound
    must_go = facts_of_unit(db, unit).must_be_destroyed
    reason = ScrapReason.DATA if must_go and way == "recycling" else None
    return _way_page(request, db, unit, way, Filled.of(LeaveForm, scrap_reason=reason))


def _way_page(request: Request, db: Session, unit: Unit, key: str, form: Filled[Any], status: int = 200) -> Response:
    rows = max(ROWS, len(form["part"] or ()) + 1)
    return page(
        request, "workshop/departure_way.html", status=status, way=WAYS[key], key=key, form=form, rows=rows,
        stocked=parts_in_stock(db), fractions=Fraction, **_around(db, unit),
    )  # fmt: skip


@router.post("/units/{number}/departure/{way}", dependencies=MAY_SCRAP)
def post_departure(request: Request, number: str, way: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    unit = get_unit(db, read_unit_number(number))
    if way not in WAYS:
        raise NotFound
    form: Filled[Any] = read(WAYS[way].form, data)
    if refused := _walled(db, unit, way):
        return _way_page(request, db, unit, way, form.refuse("form", refused), 409)
    form = _with_faults(db, form, WAYS[way].field)
    if form.value is None:
        return _way_page(request, db, unit, way, form, 422)
    if "change" in data:
        return _way_page(request, db, unit, way, form)
    typed = [(n, v) for n, v in data.multi_items() if isinstance(v, str) and n not in NOT_TYPED]
    if "confirmed" not in data:
        return _summary_page(request, db, unit, way, form.value, typed)
    photos, faults = receive_files(db, data, key=str(data.get("key", "")), by=viewer)
    receipt = read(ReceiptForm, data)
    if faults or receipt.value is None:
        receipt = receipt.refuse("form", faults[0]) if faults else receipt
        return _summary_page(request, db, unit, way, form.value, typed, receipt, 422)
    kept = {"receipt_note": receipt.value.receipt_note, "receipt_photo_id": photos[0].id if photos else None}
    _leave(db, unit, form.value, replace(form.value.disposal(), **kept), by=viewer)
    return see_other(request, f"/units/{unit.number}", notice=WAYS[way].done)


def _walled(db: Session, unit: Unit, way: str) -> Text | None:
    """What stands in the way whatever is typed: data that is not erased, a repair that is not over."""
    try:
        refuse_out(db, unit.id)
        if way != "recycling":
            refuse_unerased(db, [unit])
    except (NotErased, OutAlready) as refusal:
        return refusal.sentence
    return None


def _with_faults(db: Session, form: Filled[Any], field: str) -> Filled[Any]:
    """The form with the faults that need more than one of its fields."""
    said = form.value
    if field in form.errors:
        form = form.refuse(field, _("Say why"))
    if isinstance(said, RecyclingForm) and not said.grams:
        form = form.refuse("wood", _("Write how much it weighs. A guess will do."))
    if isinstance(said, SortedForm) and said.electronics and not (said.batteries and said.waste_code):
        form = form.refuse("batteries", BatteriesUnsaid.message)
    if isinstance(said, SparePartsForm) and (fault := _fault_of_parts(db, said)):
        form = form.refuse("part", fault)
    return form


def _fault_of_parts(db: Session, said: SparePartsForm) -> Text | None:
    units = {each.name: each.unit for each in parts_in_stock(db, all_of_them=True)}
    try:
        harvested = said.harvested()
        for each in harvested:
            thousandths(each.amount, units.get(each.name, PartUnit.PIECE))
    except AmountRefused as refusal:
        return refusal.sentence
    except NotAnAmount as fault:
        sentence: Text = fault.args[0]
        return sentence
    return None if harvested else NoParts.message


def _harvested(said: LeaveForm) -> list[Harvested]:
    return said.harvested() if isinstance(said, SparePartsForm) else []


def _summary_page(
    request: Request, db: Session, unit: Unit, key: str, said: Any, typed: list[tuple[str, str]],
    form: Filled[ReceiptForm] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    reason = getattr(said, WAYS[key].field, HarvestReason.SPARE_PARTS)
    return page(
        request, "workshop/departure_summary.html", status=status, way=WAYS[key], key=key, typed=typed, note=said.note,
        form=form or Filled.of(ReceiptForm), reason=leaving_words.reason_text(reason), once=uuid7().hex,
        lines=leaving_words.summary_of(said.disposal(), _harvested(said)), **_around(db, unit),
    )  # fmt: skip


def _leave(db: Session, unit: Unit, said: Any, disposal: Disposal, *, by: Viewer) -> None:
    if isinstance(said, SparePartsForm):
        take_unit_apart(db, unit, said.harvested(), note=said.note, disposal=disposal, by=by)
    elif isinstance(said, SaleForm):
        sell_off_unit(db, unit, reason=said.sell_reason, note=said.note, disposal=disposal, by=by)
    else:
        scrap_unit(db, unit, reason=said.scrap_reason, note=said.note, disposal=disposal, by=by)


@router.post("/units/{number}/receipt", dependencies=MAY_SCRAP)
def post_receipt(request: Request, number: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    unit = get_unit(db, read_unit_number(number))
    departure = departure_of(db, unit)
    if departure is None:
        raise NotFound
    form = read(ReceiptForm, data)
    photos, faults = receive_files(db, data, key=str(data.get("key", "")), by=viewer)
    if form.value is None or faults:
        said = str(faults[0] if faults else next(iter(form.errors.values())))
        return see_other(request, f"/units/{unit.number}", notice=said)
    photo_id = photos[0].id if photos else None
    add_receipt(db, unit, departure, note=form.value.receipt_note, photo_id=photo_id, by=viewer)
    return see_other(request, f"/units/{unit.number}", notice=_("Saved"))
