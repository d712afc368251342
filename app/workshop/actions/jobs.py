"""A job from its start to its passed check. Minutes belong to the thing, never to a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.models import Municipality
from app.accounts.viewer import Viewer
from app.catalogue.actions import move_units
from app.catalogue.models import Category, Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.media.models import Photo
from app.workshop.actions.locking import JobMovedOn as JobMovedOn
from app.workshop.actions.locking import lock_job as lock_job
from app.workshop.actions.out import refuse_out
from app.workshop.actions.timing import add_minutes as add_minutes
from app.workshop.actions.timing import settle_timer
from app.workshop.models import ChecklistStep, Job, JobPhoto, JobState, JobTask, PhotoMoment, StopReason

# Because the workshop has no meter per job; orders of magnitude of the method's worked examples W1 and W4.
USUAL_WH: Final = 150
USUAL_WH_DEVICE: Final = 500
BEST, LEAST_TO_OFFER = 4, 2


class AlreadyStarted(DomainError):
    message = _("Somebody else has just started on %(number)s.")


class StepsLeft(DomainError):
    message = _("There are steps left. Do them first, or say that it cannot be done.")


class CheckByAnother(DomainError):
    message = _("Somebody else than the one who did the work checks it.")


def start_job(
    db: Session,
    unit: Unit,
    *,
    by: Viewer,
    at: datetime | None = None,
    electricity_wh: int | None = None,
    steps: bool = True,
) -> Job:
    """Take the unit into the workshop and copy its category's checklist; `AlreadyStarted` when a job is going on.

    `electricity_wh` is the usual amount unless it is known. Without `steps` there is nothing to do but look.
    """
    if unit.stage is not Stage.IN_WORKSHOP:
        move_units(db, [unit], Stage.IN_WORKSHOP, by=by, event="unit_taken_in", at=at)
    category = db.exec(select(Category).where(Category.id == unit.category_id)).one()
    usual = USUAL_WH_DEVICE if category.is_data_bearing else USUAL_WH
    job = Job(
        municipality_id=unit.municipality_id, unit_id=unit.id, started_by_id=by.person_id, started_at=at or now(),
        electricity_wh=usual if electricity_wh is None else electricity_wh,
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(job)
    except IntegrityError as clash:
        raise AlreadyStarted(number=unit.number) from clash
    if steps:
        _copy_checklist(db, job, unit)
    record(db, "job_started", job, by=by, after={"unit": unit.number}, at=at)
    return job


def _copy_checklist(db: Session, job: Job, unit: Unit) -> None:
    checklist = select(ChecklistStep).where(ChecklistStep.category_id == unit.category_id)
    for place, step in enumerate(db.exec(checklist.order_by(col(ChecklistStep.position))).all(), 1):
        task = JobTask(
            municipality_id=job.municipality_id, job_id=job.id, position=place, text_da=step.text_da,
            text_en=step.text_en, icon=step.icon, photo_id=step.photo_id,
        )  # fmt: skip
        db.add(task)
    db.flush()


def finish_task(db: Session, job: Job, task: JobTask, *, by: Viewer, at: datetime | None = None) -> bool:
    """Tick off one step; ticking it twice is ticking it once. Whether it was this tick that counted."""
    lock_job(db, job, JobState.OPEN)
    ticked = db.execute(
        sa.update(JobTask)
        .where(col(JobTask.id) == task.id, col(JobTask.done_at).is_(None))
        .values(done_at=at or now(), done_by_id=by.person_id)
        .execution_options(synchronize_session=False)
    )
    db.refresh(task)
    if ticked.rowcount:  # type: ignore[attr-defined]
        record(db, "task_done", job, by=by, after={"step": task.text_da}, at=at)
    return bool(ticked.rowcount)  # type: ignore[attr-defined]


def add_job_photo(db: Session, job: Job, photo: Photo, moment: PhotoMoment, *, by: Viewer, words: str = "") -> JobPhoto:
    """Keep a photo from before or after the work, or of a mark and what it is; the same photo is kept once."""
    known = db.exec(select(JobPhoto).where(JobPhoto.job_id == job.id, JobPhoto.photo_id == photo.id)).first()
    if known:
        return known
    made = JobPhoto(municipality_id=job.municipality_id, job_id=job.id, photo_id=photo.id, moment=moment, words=words)
    db.add(made)
    db.flush()
    record(db, "job_photo_added", job, by=by, after={"moment": moment})
    return made


def drop_job_photo(db: Session, job: Job, kept: JobPhoto, *, by: Viewer) -> None:
    """Take the photo off the job; where it is shown on an item's page, it stays there."""
    record(db, "job_photo_removed", job, by=by, before={"moment": kept.moment, "photo_id": kept.photo_id})
    db.delete(kept)
    db.flush()


def finish_job(db: Session, job: Job, *, by: Viewer, at: datetime | None = None) -> None:
    """All steps are done: the unit waits for its quality check. `StepsLeft` otherwise."""
    lock_job(db, job, JobState.OPEN)
    refuse_out(db, job.unit_id)
    open_step = select(JobTask.id).where(JobTask.job_id == job.id, col(JobTask.done_at).is_(None))
    if db.exec(open_step).first():
        raise StepsLeft
    settle_timer(db, job, by=by)
    job.state, job.finished_at, job.finished_by_id = JobState.TO_CHECK, at or now(), by.person_id
    db.add(job)
    record(db, "job_finished", job, by=by, after={"minutes": job.minutes}, at=at)


def pass_job(
    db: Session, job: Job, *, condition: int, by: Viewer, faults: str = "", suitability: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """The thing is good: give it its condition (2 to 4), name the marks that are left and what it is suited for.

    `CheckByAnother` where the municipality wants another pair of eyes and these are the same.
    """
    lock_job(db, job, JobState.TO_CHECK)
    municipality = db.get_one(Municipality, job.municipality_id)
    if municipality.check_by_another and by.person_id in (job.started_by_id, job.finished_by_id):
        raise CheckByAnother
    unit = db.exec(select(Unit).where(Unit.id == job.unit_id)).one()
    unit.condition = min(BEST, max(LEAST_TO_OFFER, condition))
    job.state, job.faults, job.checked_by_id = JobState.PASSED, faults, by.person_id
    job.suitability = suitability
    job.checked_at = job.ended_at = at or now()
    db.add_all([job, unit])
    db.flush()
    told = {"condition": unit.condition, "faults": faults, **({"suitability": suitability} if suitability else {})}
    record(db, "job_passed", job, by=by, after=told, at=at)


def send_back_job(db: Session, job: Job, *, note: str, by: Viewer, at: datetime | None = None) -> None:
    """Not yet good: the job is open again, with a note of what is missing."""
    lock_job(db, job, JobState.TO_CHECK)
    job.state, job.check_note = JobState.OPEN, note
    job.checked_at, job.checked_by_id = at or now(), by.person_id
    db.add(job)
    record(db, "job_sent_back", job, by=by, after={"note": note}, at=at)


def stop_job(
    db: Session, job: Job, *, reason: StopReason, by: Viewer, note: str = "", at: datetime | None = None
) -> None:
    """It cannot be done now: the job ends, and the unit waits for parts, for another person, or for the lead."""
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    refuse_out(db, job.unit_id)
    settle_timer(db, job, by=by)
    job.state, job.stop_reason, job.stop_note, job.ended_at = JobState.STOPPED, reason, note, at or now()
    db.add(job)
    record(db, "job_stopped", job, by=by, after={"reason": reason, "note": note}, at=at)


def check_units(
    db: Session, units: Sequence[Unit], *, condition: int, by: Viewer, faults: str = "", minutes: int = 0,
    suitability: str = "", at: datetime | None = None,
) -> list[Job]:  # fmt: skip
    """Check equal units in one go; `minutes` is for all of them together. The jobs that passed.

    A unit that waits for its check gets it. One that needed no work gets a job without steps; where another pair of
    eyes is wanted, it then waits for them.
    """
    municipality = db.get_one(Municipality, by.municipality_id)
    share, rest = divmod(minutes, max(1, len(units)))
    passed = []
    for place, unit in enumerate(units):
        job, is_new = _job_to_check(db, unit, minutes=share + (place < rest), by=by, at=at)
        if not (is_new and municipality.check_by_another):
            pass_job(db, job, condition=condition, faults=faults, suitability=suitability, by=by, at=at)
            passed.append(job)
    return passed


def _job_to_check(db: Session, unit: Unit, *, minutes: int, by: Viewer, at: datetime | None) -> tuple[Job, bool]:
    waiting = db.exec(select(Job).where(Job.unit_id == unit.id, col(Job.ended_at).is_(None))).first()
    job = waiting or start_job(db, unit, by=by, at=at, steps=False)
    if minutes:
        add_minutes(db, job, minutes, by=by, at=at)
    if waiting is None:
        finish_job(db, job, by=by, at=at)
    return job, waiting is None
