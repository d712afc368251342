"""It does not work: help from the lead, or a reason to put the thing aside."""

from uuid import UUID

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
from app.workshop.actions import ask_for_help, stop_job
from app.workshop.forms import HelpForm, StopForm
from app.workshop.models import Job, JobState, StopReason
from app.workshop.queries import get_job, tasks_of
from app.workshop.routes.jobs import job_url
from app.workshop.routes.pictures import pictures_by_number
from app.workshop.screens import screen_of

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]


@router.get("/workshop/jobs/{job_id}/stop", dependencies=MAY_WORK)
def show_stop(request: Request, job_id: UUID, db: Db, step: str = "") -> Response:
    job, unit = get_job(db, job_id)
    if job.ended_at is not None:
        return see_other(request, job_url(job))
    return _stop_page(request, db, job, unit, Filled.of(StopForm), step=step)


def _stop_page(
    request: Request, db: Session, job: Job, unit: Unit, form: Filled[StopForm], *, step: str = "",
    asked: Filled[HelpForm] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    screen = screen_of(step, tasks_of(db, job))
    return page(
        request, "workshop/stop.html", status=status, job=job, unit=unit, form=form, words=words, screen=screen,
        help_form=asked or Filled.of(HelpForm), back_to=job_url(job, step if step == screen.key else ""),
        picture=pictures_by_number(db, [unit.number]).get(unit.number),
    )  # fmt: skip


@router.post("/workshop/jobs/{job_id}/stop", dependencies=MAY_WORK)
def post_stop(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, unit = get_job(db, job_id)
    form = read(StopForm, data)
    if form.value is None:
        return _stop_page(request, db, job, unit, form, status=422)
    if form.value.reason is StopReason.SCRAPPED:
        raise NotFound
    stop_job(db, job, reason=form.value.reason, note=form.value.note, by=viewer)
    if form.value.reason is StopReason.IMPOSSIBLE and viewer.may(Permission.SCRAP_UNITS):
        return see_other(request, f"/units/{unit.number}/departure")
    return see_other(request, job_url(job), notice=_("Noted. Take the next one."))


@router.post("/workshop/jobs/{job_id}/help", dependencies=MAY_WORK)
def post_help(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, unit = get_job(db, job_id)
    form = read(HelpForm, data)
    if form.value is None:
        return _stop_page(request, db, job, unit, Filled.of(StopForm), asked=form, status=422)
    task = screen_of(form.value.step, tasks_of(db, job)).task if job.state is JobState.OPEN else None
    ask_for_help(db, job, step=task.text_da if task else "", note=form.value.help_note, by=viewer)
    return see_other(request, job_url(job, form.value.step), notice=_("The lead has got your note."))
