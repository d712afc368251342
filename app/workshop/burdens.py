"""What making a unit ready has cost since it was last received, for the impact ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.workshop.models import Job, JobPart


class PartUsed(NamedTuple):
    """A part or an amount of material, and the grams of CO2e each of `quantity` caused."""

    name: str
    quantity: int
    co2e_g_each: int


@dataclass(frozen=True, kw_only=True)
class Burdens:
    """Minutes of work, Wh of electricity, øre for parts and for others' work, and the parts with their CO2e."""

    minutes: int = 0
    electricity_wh: int = 0
    parts_cost_ore: int = 0
    external_cost_ore: int = 0
    parts: tuple[PartUsed, ...] = ()


def burdens_of_unit(db: Session, unit_id: UUID) -> Burdens:
    """All jobs on the unit since it was last received, also those that were stopped: the work was done."""
    return burdens_of_units(db, [unit_id])[unit_id]


def burdens_of_units(db: Session, unit_ids: Sequence[UUID]) -> dict[UUID, Burdens]:
    """The same for many units in two statements; a unit nobody worked on has no burdens."""
    jobs: dict[UUID, list[Job]] = {each: [] for each in unit_ids}
    since_received = (
        select(Job)
        .join(Unit, col(Unit.id) == Job.unit_id)
        .where(col(Job.unit_id).in_(unit_ids), Job.started_at >= Unit.received_at)
        .order_by(col(Job.id))
    )
    for job in db.exec(since_received):
        jobs[job.unit_id].append(job)
    job_ids = [job.id for each in jobs.values() for job in each]
    used = db.exec(select(JobPart).where(col(JobPart.job_id).in_(job_ids)).order_by(col(JobPart.id))).all()
    return {unit_id: _sum(each, used) for unit_id, each in jobs.items()}


def _sum(jobs: Sequence[Job], used: Sequence[JobPart]) -> Burdens:
    ours = {job.id for job in jobs}
    parts = [part for part in used if part.job_id in ours]
    return Burdens(
        minutes=sum(job.minutes for job in jobs),
        electricity_wh=sum(job.electricity_wh for job in jobs),
        parts_cost_ore=sum(part.cost_ore for part in parts),
        external_cost_ore=sum(job.external_cost_ore for job in jobs),
        parts=tuple(_part_used(part) for part in parts),
    )


def _part_used(part: JobPart) -> PartUsed:
    # Because grams are whole, an amount that does not divide evenly is told as one.
    if part.co2e_g % part.quantity:
        return PartUsed(f"{part.name} × {part.quantity}", 1, part.co2e_g)
    return PartUsed(part.name, part.quantity, part.co2e_g // part.quantity)
