"""A unit that goes to a repairer outside and comes back, and a job's measured electricity."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.models import Unit
from app.core.clock import today
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.workshop.actions.repairs import measure_electricity, send_out, take_back
from app.workshop.leaving.forms import ElectricityForm, SendOutForm, TakeBackForm
from app.workshop.leaving.queries import repair_going_on
from app.workshop.models import JobState
from app.workshop.numbers import read_unit_number
from app.workshop.queries import get_job, get_unit, last_job
from app.workshop.readiness import IN_THE_WORKSHOP
from app.workshop.routes.jobs import job_page, job_url
from app.workshop.routes.pictures import pictures_by_number

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]
MAY_MEASURE = [allow(Permission.MANAGE_WORKSHOP)]


def _repairable(db: Session, number: str) -> Unit:
    """A unit that stands in the workshop and does not wait for its check; 404 for any other."""
    unit = get_unit(db, read_unit_number(number))
    job = last_job(db, unit)
    if unit.stage not in IN_THE_WORKSHOP or (job is not None and job.state is JobState.TO_CHECK):
        raise NotFound
    return unit


@router.get("/units/{number}/repair", dependencies=MAY_WORK)
def show_repair(request: Request, number: str, db: Db) -> Response:
    return _repair_page(request, db, _repairable(db, number))


def _repair_page(
    request: Request, db: Session, unit: Unit, *, out: Filled[SendOutForm] | None = None,
    back: Filled[TakeBackForm] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    return page(
        request, "workshop/repair.html", status=status, unit=unit, repair=repair_going_on(db, unit),
        out_form=out or Filled.of(SendOutForm), back_form=back or Filled.of(TakeBackForm),
        picture=pictures_by_number(db, [unit.number]).get(unit.number),
    )  # fmt: skip


@router.post("/units/{number}/repair", dependencies=MAY_WORK)
def post_send_out(request: Request, number: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    unit = _repairable(db, number)
    form = read(SendOutForm, data)
    if form.value is not None and form.value.expected_on and form.value.expected_on < today():
        form = form.refuse("expected_on", _("Choose a day that is not over"))
    if form.value is None:
        return _repair_page(request, db, unit, out=form, status=422)
    said = form.value
    send_out(db, unit, repairer=said.repairer, expected_on=said.expected_on, note=said.note, by=viewer)
    return see_other(request, "/workshop", notice=_("%(number)s is out for repair.", number=unit.number))


@router.post("/units/{number}/repair/return", dependencies=MAY_WORK)
def post_take_back(request: Request, number: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    unit = _repairable(db, number)
    repair = repair_going_on(db, unit)
    if repair is None:
        raise NotFound
    form = read(TakeBackForm, data)
    if form.value is None:
        return _repair_page(request, db, unit, back=form, status=422)
    take_back(db, unit, repair, price_ore=form.value.price_ore, note=form.value.note, by=viewer)
    return see_other(request, f"/workshop/jobs/{repair.job_id}", notice=_("It is back. Go on with it."))


@router.post("/workshop/jobs/{job_id}/electricity", dependencies=MAY_MEASURE)
def post_electricity(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, unit = get_job(db, job_id)
    form = read(ElectricityForm, data)
    if form.value is None:
        return job_page(request, db, job, unit, step="parts", status=422, electricity=form)
    measure_electricity(db, job, form.value.watt_hours, by=viewer)
    return see_other(request, job_url(job, "parts"), notice=_("Saved"))
