"""The parts and materials that go into a thing during its job."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import see_other
from app.impact.versions import factors_in_force
from app.workshop.actions import remove_part, use_part
from app.workshop.actions.parts import use_part_from_stock
from app.workshop.actions.stock import AmountRefused, NotEnoughInStock
from app.workshop.forms import PartForm
from app.workshop.models import Job
from app.workshop.queries import get_job, get_part
from app.workshop.routes.jobs import job_page, job_url
from app.workshop.stock.factors import get_choosable
from app.workshop.stock.queries import get_stock

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]


@router.post("/workshop/jobs/{job_id}/parts", dependencies=MAY_WORK)
def post_part(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, unit = get_job(db, job_id)
    form = read(PartForm, data)
    if form.value is not None and form.value.stock_id is not None:
        return _take_from_stock(request, db, job, unit, viewer, form, form.value.stock_id)
    chosen = get_choosable(form.value.key, factors_in_force(db)) if form.value else None
    if form.value is not None and not chosen and not form.value.name:
        form = form.refuse("name", _("Choose a part, or write what it is"))
    elif form.value is not None and form.value.amount % 1 and not (chosen and chosen.by_weight):
        form = form.refuse("amount", _("Write a whole number, for example 4"))
    if form.value is None:
        return job_page(request, db, job, unit, status=422, part=form)
    said = form.value
    use_part(db, job, amount=said.amount, cost_ore=said.cost_ore, chosen=chosen, name=said.name, by=viewer)
    return see_other(request, job_url(job, "parts"), notice=_("Saved"))


def _take_from_stock(
    request: Request, db: Session, job: Job, unit: Unit, viewer: Viewer, form: Filled[PartForm], stock_id: UUID
) -> Response:
    assert form.value is not None  # noqa: S101 - the caller has read it
    try:
        use_part_from_stock(db, job, get_stock(db, stock_id), amount=form.value.amount, by=viewer)
    except (NotEnoughInStock, AmountRefused) as refusal:
        refused = form.refuse("amount", refusal.sentence)
        return job_page(request, db, job, unit, status=refusal.status, part=refused)
    return see_other(request, job_url(job, "parts"), notice=_("Saved"))


@router.post("/workshop/jobs/{job_id}/parts/{part_id}/removal", dependencies=MAY_WORK)
def post_part_removal(request: Request, job_id: UUID, part_id: UUID, db: Db, viewer: SignedIn) -> Response:
    job, _unit = get_job(db, job_id)
    remove_part(db, job, get_part(db, job, part_id), by=viewer)
    return see_other(request, job_url(job, "parts"))
