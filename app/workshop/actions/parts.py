"""What goes into a unit during a job: parts, materials, and what others are paid for."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.core.formats import number
from app.history import record
from app.workshop.actions.jobs import lock_job
from app.workshop.models import Job, JobPart, JobState
from app.workshop.parts import Choosable


def use_part(
    db: Session,
    job: Job,
    *,
    amount: Decimal,
    by: Viewer,
    cost_ore: int = 0,
    chosen: Choosable | None = None,
    name: str = "",
    at: datetime | None = None,
) -> JobPart:
    """Note a part or material that went into the thing; `cost_ore` is for all of it.

    `amount` is pieces, or kg of a material. What was not chosen from the list has a name, a price and no CO2e figure.
    """
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    part = _part(job, chosen, amount, name)
    part.cost_ore = cost_ore
    db.add(part)
    db.flush()
    told = {"name": part.name, "quantity": part.quantity, "cost_ore": cost_ore, "co2e_g": part.co2e_g}
    record(db, "part_used", job, by=by, after=told, at=at)
    return part


def _part(job: Job, chosen: Choosable | None, amount: Decimal, name: str) -> JobPart:
    made = JobPart(municipality_id=job.municipality_id, job_id=job.id, name=name, quantity=max(1, int(amount)))
    if chosen is None:
        return made
    made.factor_key = chosen.key
    if chosen.by_weight:
        made.name, made.quantity = f"{name or chosen.name_da}, {number(amount, _decimals(amount))} kg", 1
        made.co2e_g = chosen.co2e_g(amount)
    else:
        made.name = name or chosen.name_da
        # Because the burden of each is told on, all of them weigh exactly so many times one.
        made.co2e_g = chosen.co2e_g(Decimal(1)) * made.quantity
    return made


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def remove_part(db: Session, job: Job, part: JobPart, *, by: Viewer) -> None:
    """It was not used after all."""
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    record(db, "part_removed", job, by=by, before={"name": part.name, "cost_ore": part.cost_ore})
    db.delete(part)
    db.flush()
