"""A unit leaves for good: to recycling or to somebody outside. Never without a reason (R17)."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions import move_units
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import Text, _
from app.history import record
from app.workshop.models import Job, JobState, StopReason


class ScrapReason(StrEnum):
    """Why a thing is taken apart for its materials."""

    BROKEN = "broken"
    MISSING_PARTS = "missing_parts"
    UNSAFE = "unsafe"
    DATA = "data"
    UNWANTED = "unwanted"


class SellReason(StrEnum):
    """How a thing leaves the municipality."""

    SOLD = "sold"
    ASSOCIATION = "association"
    DEALER = "dealer"


LEAVING_WORDS: dict[ScrapReason | SellReason, Text] = {
    ScrapReason.BROKEN: _("It is too broken"),
    ScrapReason.MISSING_PARTS: _("There are no parts for it"),
    ScrapReason.UNSAFE: _("It is not safe"),
    ScrapReason.DATA: _("Its data could not be erased"),
    ScrapReason.UNWANTED: _("Nobody wants it"),
    SellReason.SOLD: _("It was sold to somebody outside"),
    SellReason.ASSOCIATION: _("An association got it"),
    SellReason.DEALER: _("A dealer bought it"),
}


class ReasonMissing(DomainError):
    status = 422
    message = _("Say why")


def scrap_unit(
    db: Session, unit: Unit, *, reason: ScrapReason | None, by: Viewer | None, note: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Send the unit to recycling; what is being done on it stops. `ReasonMissing` without a reason."""
    _leave(db, unit, Stage.RECYCLED, reason, event="unit_scrapped", by=by, note=note, at=at)


def sell_off_unit(
    db: Session, unit: Unit, *, reason: SellReason | None, by: Viewer | None, note: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Let the unit leave in use, a device through the erasure gate. `ReasonMissing` without a reason."""
    _leave(db, unit, Stage.SOLD_OFF, reason, event="unit_sold_off", by=by, note=note, at=at)


def _leave(
    db: Session, unit: Unit, stage: Stage, reason: ScrapReason | SellReason | None, *, event: str,
    by: Viewer | None, note: str, at: datetime | None,
) -> None:  # fmt: skip
    if reason is None:
        raise ReasonMissing
    move_units(db, [unit], stage, by=by, event=event, after={"reason": reason, "note": note}, at=at)
    unit.scrap_reason = f"{reason}: {note}"[:200] if note else reason.value
    unit.storage_place_id = None
    db.add(unit)
    for job in db.exec(select(Job).where(Job.unit_id == unit.id, col(Job.ended_at).is_(None))):
        job.state, job.stop_reason, job.ended_at = JobState.STOPPED, StopReason.SCRAPPED, at or now()
        db.add(job)
        record(db, "job_stopped", job, by=by, after={"reason": StopReason.SCRAPPED}, at=at)
    db.flush()
