"""Asking the lead for help with a job, and answering."""

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.core.clock import now
from app.history import record
from app.workshop.actions.locking import lock_job
from app.workshop.models import HelpCall, Job, JobState


def ask_for_help(db: Session, job: Job, *, step: str = "", note: str = "", by: Viewer) -> HelpCall:
    """Put a note on the lead's board; the job goes on. Asked twice for the same job, it stands there once."""
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    waiting = select(HelpCall).where(HelpCall.job_id == job.id, col(HelpCall.answered_at).is_(None))
    call = db.exec(waiting).first() or HelpCall(
        municipality_id=job.municipality_id, job_id=job.id, asked_by_id=by.person_id
    )
    call.step, call.note = step, note or call.note
    db.add(call)
    db.flush()
    record(db, "help_asked", job, by=by, after={"note": note})
    return call


def answer_help(db: Session, call: HelpCall, job: Job, *, by: Viewer) -> None:
    """Take the note off the board; answered twice is answered once."""
    db.refresh(call, with_for_update=True)
    if call.answered_at is None:
        call.answered_at = now()
        db.add(call)
        db.flush()
        record(db, "help_answered", job, by=by)
