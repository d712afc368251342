"""The stock of parts and materials: what there is, what is low, what partners gave."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.amounts import written_kroner
from app.core.db import Db
from app.core.errors import DomainError
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.impact.versions import factors_in_force
from app.workshop.actions.stock import (
    AmountRefused,
    FactorMismatch,
    PartNameTaken,
    add_part_to_stock,
    bring_in_parts,
    change_part,
    count_stock,
    thousandths,
)
from app.workshop.stock import words as stock_words
from app.workshop.stock.factors import choosable_parts
from app.workshop.stock.forms import BringInForm, CountForm, NewPartForm, PartFactsForm
from app.workshop.stock.models import PartStock, PartUnit
from app.workshop.stock.queries import amount_of, donations, get_stock, is_low, movements_of, parts_in_stock

router = APIRouter()
MAY_USE = [allow(Permission.WORK_ON_UNITS)]
MAY_KEEP = [allow(Permission.MANAGE_WORKSHOP)]
BESIDE = {PartNameTaken: "name", FactorMismatch: "factor_key"}


@router.get("/workshop/stock", dependencies=MAY_USE)
def show_stock(request: Request, db: Db, viewer: SignedIn, every: bool = False) -> Response:
    parts = parts_in_stock(db, all_of_them=every)
    low = [each for each in parts if is_low(each)]
    return page(
        request, "workshop/stock.html", stocked=parts, low=low, donations=donations(db), words=stock_words, every=every,
        may_keep=viewer.may(Permission.MANAGE_WORKSHOP),
    )  # fmt: skip


@router.get("/workshop/stock/new", dependencies=MAY_KEEP)
def show_new_part(request: Request, db: Db) -> Response:
    return _new_page(request, db, Filled.of(NewPartForm, unit=PartUnit.PIECE, is_active=True))


def _new_page(request: Request, db: Session, form: Filled[NewPartForm], status: int = 200) -> Response:
    return page(
        request,
        "workshop/stock_new.html",
        status=status,
        form=form,
        words=stock_words,
        choosable=choosable_parts(factors_in_force(db)),
    )


@router.post("/workshop/stock", dependencies=MAY_KEEP)
def post_new_part(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(NewPartForm, data)
    form = _refuse_unsaid(form)
    if form.value is None:
        return _new_page(request, db, form, 422)
    said = form.value
    try:
        thousandths(said.amount, said.unit)
        facts = _facts(said, said.unit)
        with db.begin_nested():
            made = add_part_to_stock(db, by=viewer, unit=said.unit, **{**facts, "is_active": True})
            if said.amount:
                bring_in_parts(db, made, said.amount, by=viewer, price_ore=int(said.price_ore * said.amount))
    except (PartNameTaken, FactorMismatch, AmountRefused) as refusal:
        return _new_page(request, db, form.refuse(_beside(refusal, "amount"), refusal.sentence), 422)
    return see_other(request, f"/workshop/stock/{made.id}", notice=_("Saved"))


def _refuse_unsaid(form: Filled[Any]) -> Filled[Any]:
    """A donation has a giver, and a figure of our own has a source."""
    said = form.value
    if said is not None and said.is_donated and not said.partner:
        form = form.refuse("partner", _("Write who gave it"))
    if said is not None and said.co2e_g and not said.factor_key and not said.co2e_source:
        form = form.refuse("co2e_source", _("Write where the figure comes from"))
    return form


def _beside(refusal: DomainError, amount: str) -> str:
    return BESIDE.get(type(refusal), amount)


def _facts(said: PartFactsForm, unit: PartUnit) -> dict[str, Any]:
    facts = said.model_dump(include=set(PartFactsForm.model_fields))
    return {**facts, "low_at": thousandths(said.low_at, unit)}


@router.get("/workshop/stock/{stock_id}", dependencies=MAY_USE)
def show_part(request: Request, stock_id: UUID, db: Db, viewer: SignedIn) -> Response:
    stock = get_stock(db, stock_id)
    return _part_page(request, db, stock, may_keep=viewer.may(Permission.MANAGE_WORKSHOP))


def _part_page(
    request: Request, db: Session, stock: PartStock, *, may_keep: bool = True, status: int = 200,
    facts: Filled[PartFactsForm] | None = None, more: Filled[BringInForm] | None = None,
    count: Filled[CountForm] | None = None,
) -> Response:  # fmt: skip
    return page(
        request, "workshop/stock_part.html", status=status, stock=stock, moved=movements_of(db, stock),
        words=stock_words, choosable=choosable_parts(factors_in_force(db)), may_keep=may_keep,
        facts_form=facts or _filled(stock),
        more_form=more or Filled.of(BringInForm), count_form=count or Filled.of(CountForm), is_low=is_low(stock),
    )  # fmt: skip


def _filled(stock: PartStock) -> Filled[PartFactsForm]:
    typed = {name: getattr(stock, name) for name in PartFactsForm.model_fields}
    typed |= {
        "low_at": amount_of(stock.low_at), "price_ore": written_kroner(stock.price_ore),
        "co2e_g": "" if stock.factor_key else amount_of(stock.co2e_g),
    }  # fmt: skip
    return Filled.of(PartFactsForm, **typed)


@router.post("/workshop/stock/{stock_id}", dependencies=MAY_KEEP)
def post_part_facts(request: Request, stock_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    stock = get_stock(db, stock_id)
    form = _refuse_unsaid(read(PartFactsForm, data))
    if form.value is None:
        return _part_page(request, db, stock, facts=form, status=422)
    try:
        change_part(db, stock, by=viewer, **_facts(form.value, stock.unit))
    except (PartNameTaken, FactorMismatch, AmountRefused) as refusal:
        refused = form.refuse(_beside(refusal, "low_at"), refusal.sentence)
        return _part_page(request, db, stock, facts=refused, status=422)
    return see_other(request, f"/workshop/stock/{stock.id}", notice=_("Saved"))


@router.post("/workshop/stock/{stock_id}/additions", dependencies=MAY_KEEP)
def post_addition(request: Request, stock_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    stock = get_stock(db, stock_id)
    form = read(BringInForm, data)
    if form.value is None:
        return _part_page(request, db, stock, more=form, status=422)
    said = form.value
    try:
        bring_in_parts(db, stock, said.amount, by=viewer, partner=said.partner, price_ore=said.paid_ore, note=said.note)
    except AmountRefused as refusal:
        return _part_page(request, db, stock, more=form.refuse("amount", refusal.sentence), status=422)
    return see_other(request, f"/workshop/stock/{stock.id}", notice=_("Saved"))


@router.post("/workshop/stock/{stock_id}/count", dependencies=MAY_KEEP)
def post_stock_count(request: Request, stock_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    stock = get_stock(db, stock_id)
    form = read(CountForm, data)
    if form.value is None:
        return _part_page(request, db, stock, count=form, status=422)
    try:
        moved = count_stock(db, stock, form.value.counted, by=viewer, note=form.value.note)
    except AmountRefused as refusal:
        return _part_page(request, db, stock, count=form.refuse("counted", refusal.sentence), status=422)
    said = _("Saved") if moved else _("It was right already.")
    return see_other(request, f"/workshop/stock/{stock.id}", notice=said)
