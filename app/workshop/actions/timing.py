"""Minutes of a job: typed, or by starting and stopping a timer. They belong to the thing, never to a person."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.actions.locking import lock_job
from app.workshop.models import Job, JobState

LONGEST_MINUTES: Final = 24 * 60
# Because nobody works longer on one thing without a break; after that the timer was forgotten.
LONGEST_TIMER: Final = timedelta(hours=4)


class TimerStopped(DomainError):
    message = _("The time has been stopped already.")


class TimerForgotten(DomainError):
    message = _("The time has run for very long. Say how many minutes you worked.")


def is_forgotten(job: Job) -> bool:
    """Whether the timer has run so long that it says nothing about the work."""
    return job.timer_started_at is not None and now() - job.timer_started_at > LONGEST_TIMER


def add_minutes(db: Session, job: Job, minutes: int, *, by: Viewer, at: datetime | None = None) -> None:
    """Add to the minutes the thing has taken; a negative number takes some away, never below none."""
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    before = job.minutes
    job.minutes = max(0, min(before + minutes, LONGEST_MINUTES))
    job.last_minutes, job.last_minutes_at = job.minutes - before, at or now()
    db.add(job)
    record(db, "minutes_added", job, by=by, before={"minutes": before}, after={"minutes": job.minutes}, at=at)


def start_timer(db: Session, job: Job, *, by: Viewer) -> None:
    """Let the time run; where it runs already, on this tablet or another, it runs on."""
    lock_job(db, job, JobState.OPEN)
    if job.timer_started_at is None:
        job.timer_started_at = now()
        db.add(job)
        record(db, "timer_started", job, by=by)


def stop_timer(db: Session, job: Job, *, by: Viewer) -> int:
    """Stop the time and add its minutes, begun ones counted as whole; how many they were.

    `TimerStopped` where somebody was faster, so that no minute counts twice; `TimerForgotten` after four hours.
    """
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    if job.timer_started_at is None:
        raise TimerStopped
    if is_forgotten(job):
        raise TimerForgotten
    minutes = max(1, -(-int((now() - job.timer_started_at).total_seconds()) // 60))
    job.timer_started_at = None
    add_minutes(db, job, minutes, by=by)
    return minutes


def drop_timer(db: Session, job: Job, *, by: Viewer) -> None:
    """Stop the time and count none of it; a timer that does not run is left alone."""
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    if job.timer_started_at is not None:
        record(db, "timer_dropped", job, by=by, before={"started_at": job.timer_started_at})
        job.timer_started_at = None
        db.add(job)
        db.flush()


def settle_timer(db: Session, job: Job, *, by: Viewer) -> None:
    """The work ends: minutes that run are counted, a forgotten timer is not."""
    if is_forgotten(job):
        drop_timer(db, job, by=by)
    elif job.timer_started_at is not None:
        stop_timer(db, job, by=by)
