"""One job: a step at a time, minutes, parts, the end of the work or the reason it stopped."""

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
from app.workshop import stock_words, words
from app.workshop.actions import (
    StepsLeft,
    add_minutes,
    finish_job,
    finish_task,
    stop_job,
    undo_last,
)
from app.workshop.forms import MinutesForm, PartForm, StopForm
from app.workshop.models import Job, JobState, PhotoMoment, StopReason
from app.workshop.parts import choosable_parts
from app.workshop.queries import facts_of_unit, get_job, get_task, job_photos, parts_of, tasks_of
from app.workshop.routes.pictures import pictures_by_number, shots_of
from app.workshop.stock import usable_parts

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]


@router.get("/workshop/jobs/{job_id}", dependencies=MAY_WORK)
def show_job(request: Request, job_id: UUID, db: Db) -> Response:
    job, unit = get_job(db, job_id)
    if job.state is not JobState.OPEN:
        return see_other(request, f"/units/{unit.number}")
    return job_page(request, db, job, unit)


def job_page(
    request: Request, db: Session, job: Job, unit: Unit, *, status: int = 200,
    minutes: Filled[MinutesForm] | None = None, part: Filled[PartForm] | None = None, faults: tuple[object, ...] = (),
) -> Response:  # fmt: skip
    """The job with its next step; `minutes`, `part` and `faults` are what was refused."""
    tasks, photos = tasks_of(db, job), job_photos(db, [job.id])
    url, any_done = f"/workshop/jobs/{job.id}/photos", any(each.done_at for each in tasks)
    shots = {
        moment: shots_of(db, [p.photo_id for p in photos if p.moment is moment], url=url, removable=True)
        for moment in PhotoMoment
    }
    return page(
        request, "workshop/job.html", status=status, job=job, unit=unit, tasks=tasks, shots=shots, words=words,
        current=next((each for each in tasks if each.done_at is None), None), facts=facts_of_unit(db, unit),
        any_done=any_done, moment=PhotoMoment.AFTER if any_done or not tasks else PhotoMoment.BEFORE,
        used=parts_of(db, job), choosable=choosable_parts(), in_stock=usable_parts(db), stock_words=stock_words,
        minutes_form=minutes or Filled.of(MinutesForm), part_form=part or Filled.of(PartForm), faults=faults,
        picture=pictures_by_number(db, [unit.number]).get(unit.number),
    )  # fmt: skip


@router.post("/workshop/jobs/{job_id}/tasks/{task_id}/done", dependencies=MAY_WORK)
def post_task_done(request: Request, job_id: UUID, task_id: UUID, db: Db, viewer: SignedIn) -> Response:
    job, _unit = get_job(db, job_id)
    finish_task(db, job, get_task(db, job, task_id), by=viewer)
    return see_other(request, f"/workshop/jobs/{job.id}")


@router.post("/workshop/jobs/{job_id}/undo", dependencies=MAY_WORK)
def post_undo(request: Request, job_id: UUID, db: Db, viewer: SignedIn) -> Response:
    job, _unit = get_job(db, job_id)
    undo_last(db, job, by=viewer)
    return see_other(request, f"/workshop/jobs/{job.id}")


@router.post("/workshop/jobs/{job_id}/minutes", dependencies=MAY_WORK)
def post_minutes(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, unit = get_job(db, job_id)
    form = read(MinutesForm, data)
    if form.value is None:
        return job_page(request, db, job, unit, status=422, minutes=form)
    add_minutes(db, job, form.value.minutes, by=viewer)
    return see_other(request, f"/workshop/jobs/{job.id}#minutes")


@router.post("/workshop/jobs/{job_id}/end", dependencies=MAY_WORK)
def post_finish(request: Request, job_id: UUID, db: Db, viewer: SignedIn) -> Response:
    job, unit = get_job(db, job_id)
    if any(task.done_at is None for task in tasks_of(db, job)):
        return job_page(request, db, job, unit, status=409, faults=(StepsLeft.message,))
    finish_job(db, job, by=viewer)
    if viewer.municipality.check_by_another:
        return see_other(request, "/workshop", notice=_("Well done. Somebody else checks it now."))
    return see_other(request, f"/workshop/check?units={unit.number}", notice=_("Well done. Now check it."))


@router.get("/workshop/jobs/{job_id}/stop", dependencies=MAY_WORK)
def show_stop(request: Request, job_id: UUID, db: Db) -> Response:
    job, unit = get_job(db, job_id)
    if job.ended_at is not None:
        return see_other(request, f"/units/{unit.number}")
    return _stop_page(request, db, job, unit, Filled.of(StopForm))


def _stop_page(
    request: Request, db: Session, job: Job, unit: Unit, form: Filled[StopForm], status: int = 200
) -> Response:
    picture = pictures_by_number(db, [unit.number]).get(unit.number)
    return page(
        request, "workshop/stop.html", status=status, job=job, unit=unit, form=form, words=words, picture=picture
    )


@router.post("/workshop/jobs/{job_id}/stop", dependencies=MAY_WORK)
def post_stop(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, unit = get_job(db, job_id)
    form = read(StopForm, data)
    if form.value is None:
        return _stop_page(request, db, job, unit, form, 422)
    if form.value.reason is StopReason.SCRAPPED:
        raise NotFound
    stop_job(db, job, reason=form.value.reason, note=form.value.note, by=viewer)
    if form.value.reason is StopReason.IMPOSSIBLE and viewer.may(Permission.SCRAP_UNITS):
        return see_other(request, f"/units/{unit.number}/departure")
    return see_other(request, "/workshop", notice=_("Noted. Take the next one."))
