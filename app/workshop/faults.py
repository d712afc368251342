"""The photos of marks that a check left on its units."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.media.models import Photo
from app.workshop.models import Job, JobPhoto, JobState, PhotoMoment


def fault_photos_of(db: Session, units: Sequence[Unit]) -> list[tuple[Photo, str]]:
    """The photos of marks from the units' last passed checks, each once, with what they show."""
    checked = (
        select(Photo, JobPhoto.words)
        .join(JobPhoto, col(JobPhoto.photo_id) == Photo.id)
        .join(Job, col(Job.id) == JobPhoto.job_id)
        .join(Unit, col(Unit.id) == Job.unit_id)
        .where(
            col(Unit.id).in_([unit.id for unit in units]), Job.started_at >= Unit.received_at,
            Job.state == JobState.PASSED, JobPhoto.moment == PhotoMoment.FAULT,
        )
        .order_by(col(JobPhoto.id))
    )  # fmt: skip
    found = {photo.id: (photo, words) for photo, words in db.exec(checked)}
    return list(found.values())
