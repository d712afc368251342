"""Taking back the last deed of a job, also when it ended the job, as long as nothing has happened since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.history import record
from app.workshop.actions.jobs import AlreadyStarted
from app.workshop.actions.locking import lock_job
from app.workshop.models import Job, JobState, JobTask, StopReason
from app.workshop.queries import tasks_of


class Deed(StrEnum):
    STEP = "step"
    MINUTES = "minutes"
    FINISH = "finish"
    STOP = "stop"


@dataclass(frozen=True)
class Undoable:
    """What would be taken back; `task` where it is a step."""

    deed: Deed
    task: JobTask | None = None
    at: datetime | None = None

    @property
    def key(self) -> str:
        """Tells this deed from every other of the job."""
        return f"{self.deed} {self.task.id if self.task else ''}{self.at.isoformat() if self.at else ''}"


def last_deed(db: Session, job: Job, tasks: Sequence[JobTask] | None = None) -> Undoable | None:
    """What was done last and can be taken back; None where nothing can. `tasks`: the job's, where they are known."""
    if job.state is JobState.TO_CHECK:
        return Undoable(Deed.FINISH, at=job.finished_at)
    if job.state is JobState.STOPPED:
        return Undoable(Deed.STOP, at=job.ended_at) if _nothing_since(db, job) else None
    if job.state is not JobState.OPEN:
        return None
    task = _last_task(tasks_of(db, job) if tasks is None else tasks)
    ticked = task.done_at if task else None
    if job.last_minutes and job.last_minutes_at and (ticked is None or job.last_minutes_at > ticked):
        return Undoable(Deed.MINUTES, at=job.last_minutes_at)
    return Undoable(Deed.STEP, task) if task else None


def _last_task(tasks: Sequence[JobTask]) -> JobTask | None:
    done = [(each.done_at, each.position, each) for each in tasks if each.done_at is not None]
    return max(done, key=lambda each: each[:2])[2] if done else None


def _nothing_since(db: Session, job: Job) -> bool:
    unit = db.exec(select(Unit).where(Unit.id == job.unit_id)).one()
    newer = select(Job.id).where(Job.unit_id == unit.id, Job.id != job.id, Job.started_at >= job.started_at)
    was_left = job.stop_reason is StopReason.SCRAPPED or unit.stage is not Stage.IN_WORKSHOP
    return not was_left and unit.received_at <= job.started_at and db.exec(newer).first() is None


def undo_last(db: Session, job: Job, *, by: Viewer, key: str = "") -> Undoable | None:
    """Take back the last deed and say which it was; None where there is none.

    With `key` it must be that deed: None where something has happened since, so that two taps take back one.
    """
    lock_job(db, job, *JobState)
    found = last_deed(db, job)
    if found is None or (key and key != found.key):
        return None
    match found.deed:
        case Deed.STEP:
            _untick(db, job, found.task, by=by)
        case Deed.MINUTES:
            _take_minutes_back(db, job, by=by)
        case _:
            _open_again(db, job, by=by)
    return found


def _untick(db: Session, job: Job, task: JobTask | None, *, by: Viewer) -> None:
    if task is not None:
        task.done_at = task.done_by_id = None
        db.add(task)
        db.flush()
        record(db, "task_undone", job, by=by, after={"step": task.text_da})


def _take_minutes_back(db: Session, job: Job, *, by: Viewer) -> None:
    before = job.minutes
    job.minutes, job.last_minutes, job.last_minutes_at = max(0, before - job.last_minutes), 0, None
    db.add(job)
    db.flush()
    record(db, "minutes_undone", job, by=by, before={"minutes": before}, after={"minutes": job.minutes})


def _open_again(db: Session, job: Job, *, by: Viewer) -> None:
    was = job.state
    try:
        with db.begin_nested():
            job.state, job.stop_reason, job.stop_note = JobState.OPEN, None, ""
            job.finished_at = job.finished_by_id = job.ended_at = None
            db.add(job)
    except IntegrityError as clash:
        raise AlreadyStarted(number=_number_of(db, job)) from clash
    name = "job_finish_undone" if was is JobState.TO_CHECK else "job_stop_undone"
    record(db, name, job, by=by, before={"state": was})


def _number_of(db: Session, job: Job) -> str:
    return str(db.execute(sa.select(col(Unit.number)).where(col(Unit.id) == job.unit_id)).scalar_one())
