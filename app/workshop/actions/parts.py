"""What goes into a unit during a job: parts and materials, from the stock or from elsewhere."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, select

from app.accounts.viewer import Viewer
from app.history import record
from app.workshop.actions.locking import lock_job
from app.workshop.actions.stock import MOST_KEPT, TooMuch, move_stock, thousandths
from app.workshop.models import Job, JobPart, JobState
from app.workshop.stock.factors import Choosable
from app.workshop.stock.models import MovementWhy, PartStock, PartUnit
from app.workshop.stock.queries import amount_text, co2e_g_of, cost_ore_of, plain_number


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
    return _note_part(db, job, part, by=by, at=at)


def use_part_from_stock(
    db: Session, job: Job, stock: PartStock, *, amount: Decimal, by: Viewer, at: datetime | None = None
) -> JobPart:
    """Take it out of the stock and into the thing, with its price and its CO2e. `NotEnoughInStock` takes nothing."""
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    taken = thousandths(amount, stock.unit)
    cost_ore, co2e_g = cost_ore_of(stock, taken), co2e_g_of(db, stock, taken)
    if max(cost_ore, co2e_g) > MOST_KEPT:
        raise TooMuch
    move_stock(db, stock, -taken, why=MovementWhy.USED, job=job, by=by, at=at)
    is_counted = stock.unit is PartUnit.PIECE
    part = JobPart(
        municipality_id=job.municipality_id, job_id=job.id, stock_id=stock.id, from_stock=taken,
        name=stock.name if is_counted else f"{stock.name}, {amount_text(taken, stock.unit)}",
        quantity=int(amount) if is_counted else 1, factor_key=stock.factor_key,
        cost_ore=cost_ore, co2e_g=co2e_g,
    )  # fmt: skip
    return _note_part(db, job, part, by=by, at=at)


def _note_part(db: Session, job: Job, part: JobPart, *, by: Viewer, at: datetime | None) -> JobPart:
    db.add(part)
    db.flush()
    told = {"name": part.name, "quantity": part.quantity, "cost_ore": part.cost_ore, "co2e_g": part.co2e_g}
    record(db, "part_used", job, by=by, after=told, at=at)
    return part


def _part(job: Job, chosen: Choosable | None, amount: Decimal, name: str) -> JobPart:
    made = JobPart(municipality_id=job.municipality_id, job_id=job.id, name=name, quantity=max(1, int(amount)))
    if chosen is None:
        return made
    made.factor_key = chosen.key
    if chosen.by_weight:
        made.name, made.quantity = f"{name or chosen.name_da}, {plain_number(amount)} kg", 1
        made.co2e_g = chosen.co2e_g(amount)
    else:
        made.name = name or chosen.name_da
        # Because the burden of each is told on, all of them weigh exactly so many times one.
        made.co2e_g = chosen.co2e_g(Decimal(1)) * made.quantity
    return made


def remove_part(db: Session, job: Job, part: JobPart, *, by: Viewer) -> None:
    """It was not used after all; what came from the stock goes back to it."""
    lock_job(db, job, JobState.OPEN, JobState.TO_CHECK)
    if part.stock_id is not None:
        stock = db.exec(select(PartStock).where(PartStock.id == part.stock_id)).one()
        move_stock(db, stock, part.from_stock, why=MovementWhy.PUT_BACK, job=job, by=by)
    record(db, "part_removed", job, by=by, before={"name": part.name, "cost_ore": part.cost_ore})
    db.delete(part)
    db.flush()
