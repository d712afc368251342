"""A unit goes to a repairer outside and comes back with a price, which becomes a burden of its job."""

from datetime import date, datetime

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.actions.jobs import start_job
from app.workshop.actions.locking import lock_job
from app.workshop.actions.out import refuse_out
from app.workshop.leaving.models import ExternalRepair
from app.workshop.models import Job, JobState
from app.workshop.queries import last_job


class NotOut(DomainError):
    message = _("The thing is back already.")


def send_out(
    db: Session, unit: Unit, *, repairer: str, by: Viewer, expected_on: date | None = None, note: str = "",
    at: datetime | None = None,
) -> ExternalRepair:  # fmt: skip
    """Send the unit to a repairer; where nobody works on it, its job begins. `OutAlready` where it is away."""
    job = last_job(db, unit)
    if job is None or job.ended_at is not None:
        job = start_job(db, unit, by=by, at=at)
    lock_job(db, job, JobState.OPEN)
    # Because of two who send it out at once, the second waits for the lock and then finds it gone.
    refuse_out(db, unit.id)
    made = ExternalRepair(
        municipality_id=unit.municipality_id, job_id=job.id, repairer=repairer, expected_on=expected_on, note=note,
        sent_at=at or now(),
    )  # fmt: skip
    db.add(made)
    db.flush()
    told = {"repairer": repairer, "expected_on": expected_on, "note": note}
    record(db, "unit_sent_out", unit, by=by, after=told, at=at)
    return made


def take_back(
    db: Session, unit: Unit, repair: ExternalRepair, *, price_ore: int, by: Viewer, note: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """The unit is back; the price is added to what others were paid for its job. `NotOut` when it was back before."""
    db.flush()
    db.refresh(repair, with_for_update=True)
    if repair.returned_at is not None:
        raise NotOut
    job = db.get_one(Job, repair.job_id, with_for_update=True)
    repair.returned_at, repair.price_ore, repair.note = at or now(), price_ore, note or repair.note
    before = job.external_cost_ore
    job.external_cost_ore = before + price_ore
    db.add_all([repair, job])
    db.flush()
    told = {"repairer": repair.repairer, "price_ore": price_ore, "note": note}
    record(db, "unit_came_from_repair", unit, by=by, after=told, at=at)


def measure_electricity(db: Session, job: Job, watt_hours: int, *, by: Viewer) -> None:
    """The job's electricity as a meter showed it, in Wh, instead of the usual figure."""
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    before = job.electricity_wh
    if before == watt_hours:
        return
    job.electricity_wh = watt_hours
    db.add(job)
    told = {"electricity_wh": watt_hours}
    record(db, "electricity_measured", job, by=by, before={"electricity_wh": before}, after=told)
