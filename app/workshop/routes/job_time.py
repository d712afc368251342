"""The minutes of a job: typed, added by a button, or counted from start to stop."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.forms import Sent, read
from app.core.i18n import _, ngettext_
from app.core.pages import see_other
from app.workshop.actions import TimerForgotten, TimerStopped, add_minutes, drop_timer, start_timer, stop_timer
from app.workshop.forms import MinutesForm
from app.workshop.queries import get_job
from app.workshop.routes.jobs import job_page, job_url

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]


@router.post("/workshop/jobs/{job_id}/minutes", dependencies=MAY_WORK)
def post_minutes(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, unit = get_job(db, job_id)
    form = read(MinutesForm, data)
    if form.value is None:
        return job_page(request, db, job, unit, status=422, minutes=form)
    if data.get("instead_of_timer"):
        drop_timer(db, job, by=viewer)
    add_minutes(db, job, form.value.minutes, by=viewer)
    return see_other(request, job_url(job, "time"))


@router.post("/workshop/jobs/{job_id}/timer", dependencies=MAY_WORK)
def post_timer_start(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, _unit = get_job(db, job_id)
    start_timer(db, job, by=viewer)
    return see_other(request, job_url(job, _step(data)), notice=_("The time runs. Press Stop when you take a break."))


@router.post("/workshop/jobs/{job_id}/timer/stop", dependencies=MAY_WORK)
def post_timer_stop(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, _unit = get_job(db, job_id)
    try:
        minutes = stop_timer(db, job, by=viewer)
    except TimerForgotten as forgotten:
        return see_other(request, job_url(job, "time"), notice=forgotten.sentence)
    except TimerStopped as stopped:
        return see_other(request, job_url(job, _step(data)), notice=stopped.sentence)
    counted = ngettext_("%(count)s minute more", "%(count)s minutes more", minutes)
    return see_other(request, job_url(job, _step(data)), notice=counted)


@router.post("/workshop/jobs/{job_id}/timer/removal", dependencies=MAY_WORK)
def post_timer_removal(request: Request, job_id: UUID, db: Db, viewer: SignedIn) -> Response:
    job, _unit = get_job(db, job_id)
    drop_timer(db, job, by=viewer)
    return see_other(request, job_url(job, "time"), notice=_("The time is stopped and not counted."))


def _step(data: Sent) -> str:
    """The screen the button stood on."""
    said = str(data.get("step", ""))
    return said if said.isalnum() and len(said) < 10 else ""
