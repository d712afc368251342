"""Having a job, or the workshop's settings, to oneself while they are changed."""

from uuid import UUID

from sqlmodel import Session, select

from app.accounts.models import Municipality
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


def lock_settings(db: Session, municipality_id: UUID) -> None:
    """Nobody else changes the workshop's settings until the transaction ends: two who save go one by one."""
    db.exec(select(Municipality.id).where(Municipality.id == municipality_id).with_for_update(key_share=True)).one()
