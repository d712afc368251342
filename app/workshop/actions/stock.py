"""Parts and materials come in, go out, and are counted. The quantity is always the sum of the movements."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.impact.versions import factors_in_force
from app.workshop.models import Job
from app.workshop.stock.factors import get_choosable
from app.workshop.stock.models import MovementWhy, PartMovement, PartStock, PartUnit
from app.workshop.stock.queries import THOUSAND, amount_text

# Because a column of the database holds whole numbers of 31 bits: two million pieces, 20 million kroner.
MOST_KEPT = 2_000_000_000


class PartNameTaken(DomainError):
    status = 422
    message = _("There is already a part with this name")


class NotEnoughInStock(DomainError):
    message = _("There is only %(left)s left. Write less, or count the stock.")


class AmountRefused(DomainError):
    """The amount cannot be kept as it was typed."""

    status = 422


class WholePiecesOnly(AmountRefused):
    message = _("Pieces are whole. Write for example 4.")


class TooExact(AmountRefused):
    message = _("Write at most three decimals")


class TooMuch(AmountRefused):
    message = _("That is more than there can be. Check the number.")


class FactorMismatch(DomainError):
    status = 422
    message = _("This climate figure is counted in another unit. Choose another, or write your own.")


def thousandths(amount: Decimal, unit: PartUnit) -> int:
    """The amount in thousandths of its unit. `WholePiecesOnly` and `TooExact` refuse what cannot be kept."""
    scaled = amount * THOUSAND
    if unit is PartUnit.PIECE and amount % 1:
        raise WholePiecesOnly
    if scaled % 1:
        raise TooExact
    return int(scaled)


def add_part_to_stock(db: Session, *, by: Viewer, at: datetime | None = None, **facts: Any) -> PartStock:
    """Keep a new part, of which there is none yet. `PartNameTaken` where there is one of this name."""
    _refuse_taken(db, facts["name"])
    made = PartStock(municipality_id=by.municipality_id, **_weighed(db, facts))
    # Because two may choose the same name at once, the database has the last word.
    try:
        with db.begin_nested():
            db.add(made)
    except IntegrityError as clash:
        raise PartNameTaken from clash
    record(db, "part_kept", made, by=by, after=facts, at=at)
    return made


def change_part(db: Session, stock: PartStock, *, by: Viewer, **facts: Any) -> None:
    """Correct what is known of a part; what it is counted in stays."""
    facts = _weighed(db, {**facts, "unit": stock.unit})
    before = {name: getattr(stock, name) for name in facts if getattr(stock, name) != facts[name]}
    if not before:
        return
    _refuse_taken(db, facts.get("name", stock.name), but=stock)
    for name in before:
        setattr(stock, name, facts[name])
    db.add(stock)
    db.flush()
    record(db, "part_changed", stock, by=by, before=before, after={name: facts[name] for name in before})


def _weighed(db: Session, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same with the CO2e of its factor, and without a price where it was given to us."""
    known = dict(facts)
    if known.get("is_donated"):
        known["price_ore"] = 0
    chosen = get_choosable(known.get("factor_key", ""), factors_in_force(db))
    if chosen is not None:
        if known["unit"] is not (PartUnit.KG if chosen.by_weight else PartUnit.PIECE):
            raise FactorMismatch
        known["co2e_g"] = chosen.co2e_g(Decimal(1))
    return known


def _refuse_taken(db: Session, name: str, *, but: PartStock | None = None) -> None:
    same = select(PartStock.id).where(PartStock.name == name)
    taken = db.exec(same if but is None else same.where(PartStock.id != but.id)).first()
    if taken is not None:
        raise PartNameTaken


def move_stock(
    db: Session, stock: PartStock, change: int, *, why: MovementWhy, by: Viewer, job: Job | None = None,
    unit: Unit | None = None, partner: str = "", price_ore: int = 0, note: str = "", at: datetime | None = None,
) -> PartMovement:  # fmt: skip
    """Let so many thousandths come in or (below zero) go out; `NotEnoughInStock` where there is less than that.

    `TooMuch` for more than a column can hold.

    A conditional UPDATE, never read-then-write: two who take the last one at once cannot both have it.
    """
    db.flush()
    if max(stock.on_hand + change, price_ore) > MOST_KEPT:
        raise TooMuch
    moved = db.execute(
        sa.update(PartStock)
        .where(col(PartStock.id) == stock.id, col(PartStock.on_hand) + change >= 0)
        .values(on_hand=col(PartStock.on_hand) + change)
        .execution_options(synchronize_session=False)
    )
    db.refresh(stock, ["on_hand"])
    if not moved.rowcount:  # type: ignore[attr-defined]
        raise NotEnoughInStock(left=amount_text(stock.on_hand, stock.unit))
    movement = PartMovement(
        municipality_id=stock.municipality_id, stock_id=stock.id, change=change, why=why, partner=partner, note=note,
        job_id=job.id if job else None, unit_id=unit.id if unit else job.unit_id if job else None,
        price_ore=price_ore, moved_at=at or now(),
    )  # fmt: skip
    db.add(movement)
    db.flush()
    told = {"name": stock.name, "change": change, "on_hand": stock.on_hand, "why": why, "partner": partner}
    record(db, "stock_moved", stock, by=by, after={**told, "note": note, "price_ore": price_ore}, at=at)
    return movement


def bring_in_parts(
    db: Session, stock: PartStock, amount: Decimal, *, by: Viewer, partner: str = "", price_ore: int = 0,
    note: str = "", at: datetime | None = None,
) -> PartMovement:  # fmt: skip
    """More of it was bought (`price_ore` for all of it), or given by the partner where the part is a donated one."""
    why = MovementWhy.DONATED if stock.is_donated else MovementWhy.BOUGHT
    return move_stock(
        db, stock, thousandths(amount, stock.unit), why=why, by=by, note=note, at=at,
        partner=partner or stock.partner, price_ore=0 if stock.is_donated else price_ore,
    )  # fmt: skip


def count_stock(
    db: Session, stock: PartStock, amount: Decimal, *, by: Viewer, note: str = "", at: datetime | None = None
) -> PartMovement | None:
    """There is so much on the shelf, whatever we believed; None where we were right."""
    counted = thousandths(amount, stock.unit)
    db.flush()
    db.refresh(stock, ["on_hand"], with_for_update=True)
    difference = counted - stock.on_hand
    if not difference:
        return None
    return move_stock(db, stock, difference, why=MovementWhy.COUNTED, by=by, note=note, at=at)
