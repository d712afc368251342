"""What became of units that left for good, and which units are at a repairer outside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.workshop.leaving.models import Departure, DepartureFraction, DepartureKind, ExternalRepair
from app.workshop.models import Job

_BY_STAGE = {Stage.RECYCLED: DepartureKind.RECYCLED, Stage.SOLD_OFF: DepartureKind.SOLD_OFF}


def departure_kinds(db: Session, unit_ids: Collection[UUID]) -> dict[UUID, DepartureKind]:
    """What became of those of the units that left for good; the others are not in it.

    For the giver's page, whose words are "1 blev til reservedele" (spare_parts), "1 er sendt til genanvendelse"
    (recycled) and "1 er solgt videre" (sold_off). Units that left before departures were written down are told by
    their stage.
    """
    left = select(Unit.id, Unit.stage).where(col(Unit.id).in_(unit_ids), col(Unit.stage).in_(_BY_STAGE))
    kinds = {unit_id: _BY_STAGE[Stage(stage)] for unit_id, stage in db.exec(left)}
    written = select(Departure.unit_id, Departure.kind).where(col(Departure.unit_id).in_(kinds))
    return kinds | {unit_id: DepartureKind(kind) for unit_id, kind in db.exec(written)}


def departure_of(db: Session, unit: Unit) -> Departure | None:
    """How the unit left, or None where it has not (or nobody wrote it down then)."""
    return db.exec(select(Departure).where(Departure.unit_id == unit.id)).one_or_none()


def fractions_of(db: Session, departure: Departure) -> Sequence[DepartureFraction]:
    """What the unit was sorted into, the heaviest first."""
    wanted = select(DepartureFraction).where(DepartureFraction.departure_id == departure.id)
    return db.exec(wanted.order_by(col(DepartureFraction.grams).desc())).all()


@dataclass(frozen=True)
class OutForRepair:
    """At whom the unit is, and when it is expected back."""

    repairer: str
    expected_on: date | None


def out_for_repair(db: Session, unit_ids: Collection[UUID]) -> dict[UUID, OutForRepair]:
    """Those of the units that are at a repairer outside now. The board says "Ude hos %(repairer)s"."""
    out = (
        select(Job.unit_id, ExternalRepair)
        .join(ExternalRepair, col(ExternalRepair.job_id) == Job.id)
        .where(col(Job.unit_id).in_(unit_ids), col(ExternalRepair.returned_at).is_(None))
    )
    return {unit_id: OutForRepair(repair.repairer, repair.expected_on) for unit_id, repair in db.exec(out)}


def repair_going_on(db: Session, unit: Unit) -> ExternalRepair | None:
    """The repair the unit is away for now."""
    return db.exec(
        select(ExternalRepair)
        .join(Job, col(Job.id) == ExternalRepair.job_id)
        .where(Job.unit_id == unit.id, col(ExternalRepair.returned_at).is_(None))
    ).first()


def repairs_of(db: Session, unit: Unit) -> Sequence[ExternalRepair]:
    """Every repair outside, newest first."""
    wanted = select(ExternalRepair).join(Job, col(Job.id) == ExternalRepair.job_id).where(Job.unit_id == unit.id)
    return db.exec(wanted.order_by(col(ExternalRepair.sent_at).desc())).all()
