"""One job, one question at a time: its steps, what was taken back, and its end."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.models import Unit
from app.core.db import Db
from app.core.forms import Filled, Sent
from app.core.i18n import _
from app.core.pages import page, see_other
from app.impact.versions import factors_to_show
from app.media.queries import photos_by_id, progress_by_id
from app.workshop import words
from app.workshop.actions import Deed, StepsLeft, finish_job, finish_task, is_forgotten, last_deed, undo_last
from app.workshop.board import words as board_words
from app.workshop.forms import MinutesForm, PartForm
from app.workshop.leaving.forms import ElectricityForm
from app.workshop.leaving.queries import out_for_repair
from app.workshop.models import Job, JobState, JobTask, PhotoMoment
from app.workshop.queries import facts_of_unit, get_job, get_task, job_photos, parts_of, tasks_of
from app.workshop.routes.pictures import Shot, pictures_by_number, shots_of
from app.workshop.screens import END, Screen, head_and_rest, screen_of, words_of
from app.workshop.stock import words as stock_words
from app.workshop.stock.factors import choosable_parts
from app.workshop.stock.queries import usable_parts

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]
# The icon of every step that stands for making safe, erasure among them.
SAFETY = "shield-check"


@router.get("/workshop/jobs/{job_id}", dependencies=MAY_WORK)
def show_job(request: Request, job_id: UUID, db: Db, step: str = "") -> Response:
    job, unit = get_job(db, job_id)
    if job.state is JobState.PASSED:
        return see_other(request, f"/units/{unit.number}")
    if job.state is not JobState.OPEN:
        return _over_page(request, db, job, unit)
    return job_page(request, db, job, unit, step=step)


def job_page(
    request: Request, db: Session, job: Job, unit: Unit, *, step: str = "", status: int = 200,
    minutes: Filled[MinutesForm] | None = None, part: Filled[PartForm] | None = None,
    electricity: Filled[ElectricityForm] | None = None, faults: tuple[object, ...] = (),
) -> Response:  # fmt: skip
    """One screen of the job; `minutes`, `part`, `electricity` and `faults` are what was refused."""
    tasks = tasks_of(db, job)
    screen = screen_of(step or ("time" if minutes else "parts" if part else ""), tasks)
    url, any_done = f"/workshop/jobs/{job.id}/photos", any(each.done_at for each in tasks)
    photo_id, is_parts = screen.task.photo_id if screen.task else None, screen.key == "parts"
    return page(
        request, "workshop/job.html", status=status, job=job, unit=unit, tasks=tasks, screen=screen,
        shots=_shots_by_moment(db, job, url),
        step_photo=photos_by_id(db, [photo_id]).get(photo_id) if photo_id else None, words=words, words_of=words_of,
        head_and_rest=head_and_rest, undo=_undo(db, job, tasks),
        facts=facts_of_unit(db, unit) if _asks_for_erasure(screen) else None,
        is_forgotten=is_forgotten(job), moment=PhotoMoment.AFTER if any_done or not tasks else PhotoMoment.BEFORE,
        used=parts_of(db, job), stock_words=stock_words,
        choosable=choosable_parts(factors_to_show(db)) if is_parts else [],
        in_stock=usable_parts(db) if is_parts else [],
        away=out_for_repair(db, [unit.id]).get(unit.id) if is_parts else None,
        minutes_form=minutes or Filled.of(MinutesForm), part_form=part or Filled.of(PartForm), faults=faults,
        electricity_form=electricity or Filled.of(ElectricityForm, watt_hours=job.electricity_wh),
        picture=pictures_by_number(db, [unit.number]).get(unit.number),
    )  # fmt: skip


def _asks_for_erasure(screen: Screen) -> bool:
    return screen.task is not None and screen.task.icon == SAFETY


def _shots_by_moment(db: Session, job: Job, url: str) -> dict[PhotoMoment, list[Shot]]:
    photos = job_photos(db, job)
    found = progress_by_id(db, [each.photo_id for each in photos])
    return {
        moment: shots_of([found[each.photo_id] for each in photos if each.moment is moment], url=url, removable=True)
        for moment in PhotoMoment
    }


def _undo(db: Session, job: Job, tasks: Sequence[JobTask] | None = None) -> tuple[str, object] | None:
    """What can be taken back: its key, and the words on the button."""
    found = last_deed(db, job, tasks)
    if found is None:
        return None
    step = head_and_rest(words_of(found.task))[0] if found.task else ""
    return found.key, board_words.undo_words(found, step)


def _over_page(request: Request, db: Session, job: Job, unit: Unit) -> Response:
    picture = pictures_by_number(db, [unit.number]).get(unit.number)
    return page(
        request, "workshop/job_over.html", job=job, unit=unit, picture=picture, words=words, undo=_undo(db, job)
    )


def job_url(job: Job, step: str = "") -> str:
    """Where a screen of the job is; without a step, the next one to do."""
    return f"/workshop/jobs/{job.id}{f'?step={step}' if step else ''}"


@router.post("/workshop/jobs/{job_id}/tasks/{task_id}/done", dependencies=MAY_WORK)
def post_task_done(request: Request, job_id: UUID, task_id: UUID, db: Db, viewer: SignedIn) -> Response:
    job, _unit = get_job(db, job_id)
    task = get_task(db, job, task_id)
    was_first = finish_task(db, job, task, by=viewer)
    after = screen_of(str(task.position), tasks_of(db, job)).next
    done_before = None if was_first else _("Somebody has done this step already.")
    return see_other(request, job_url(job, after), notice=done_before)


@router.post("/workshop/jobs/{job_id}/undo", dependencies=MAY_WORK)
def post_undo(request: Request, job_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    job, _unit = get_job(db, job_id)
    undone = undo_last(db, job, by=viewer, key=str(data.get("what", "")))
    if undone is None:
        return see_other(request, job_url(job), notice=_("Something has happened since. Nothing was undone."))
    step = str(undone.task.position) if undone.task else ""
    notice = _("Taken up again. Go on where you stopped.") if undone.deed is Deed.STOP else _("Undone")
    return see_other(request, job_url(job, step), notice=notice)


@router.post("/workshop/jobs/{job_id}/end", dependencies=MAY_WORK)
def post_finish(request: Request, job_id: UUID, db: Db, viewer: SignedIn) -> Response:
    job, unit = get_job(db, job_id)
    if job.state is JobState.OPEN and any(task.done_at is None for task in tasks_of(db, job)):
        return job_page(request, db, job, unit, step=END, status=409, faults=(StepsLeft.message,))
    if job.state is JobState.OPEN and is_forgotten(job):
        return see_other(request, job_url(job, "time"), notice=_("Say first how many minutes you worked."))
    finish_job(db, job, by=viewer)
    if viewer.municipality.check_by_another:
        return see_other(request, job_url(job), notice=_("Well done. Somebody else checks it now."))
    return see_other(request, f"/workshop/check?units={unit.number}", notice=_("Well done. Now check it."))
