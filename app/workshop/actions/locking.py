"""Having a job to oneself while it is changed."""

from sqlmodel import Session

from app.core.errors import DomainError
from app.core.i18n import _
from app.workshop.models import Job, JobState


class JobMovedOn(DomainError):
    message = _("Somebody else was faster. Load the page again to see how far the job is.")


def lock_job(db: Session, job: Job, *states: JobState) -> None:
    """Have the job to ourselves until the transaction ends; `JobMovedOn` unless it is in one of these states."""
    db.flush()
    db.refresh(job, with_for_update=True)
    if job.state not in states:
        raise JobMovedOn
