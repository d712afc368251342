"""The stock of parts as its pages show it: amounts in words, what is low, and what partners have given."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.core.db import unscoped
from app.core.errors import NotFound
from app.core.formats import number
from app.core.i18n import Text, _
from app.impact.versions import factors_in_force
from app.workshop.stock.factors import get_choosable
from app.workshop.stock.models import MovementWhy, PartMovement, PartStock, PartUnit

THOUSAND = 1000
UNIT_SIGNS: dict[PartUnit, Text] = {PartUnit.PIECE: _("pcs."), PartUnit.KG: _("kilos"), PartUnit.METRE: _("metres")}


def amount_of(thousandths: int) -> str:
    """Thousandths as a number with the decimals it needs: 1500 is "1,5"."""
    return plain_number(Decimal(thousandths) / THOUSAND)


def plain_number(amount: Decimal) -> str:
    """A number with the decimals it needs: 1.50 is "1,5"."""
    exponent = amount.normalize().as_tuple().exponent
    return number(amount, max(0, -exponent) if isinstance(exponent, int) else 0)


def amount_text(thousandths: int, unit: PartUnit) -> str:
    """An amount with what it is counted in: "4 stk.", "1,5 kg"."""
    return f"{amount_of(thousandths)}\N{NO-BREAK SPACE}{UNIT_SIGNS[unit]}"


def cost_ore_of(stock: PartStock, thousandths: int) -> int:
    """Øre for so much of it, rounded once."""
    return _share(stock.price_ore, thousandths)


def co2e_g_of(db: Session, stock: PartStock, thousandths: int) -> int:
    """Grams of CO2e that so much of it caused: by its factor where it has one, else by the figure on the part."""
    chosen = get_choosable(stock.factor_key, factors_in_force(db))
    amount = Decimal(thousandths) / THOUSAND
    if chosen is None:
        return _share(stock.co2e_g, thousandths)
    # Because the burden of each piece is told on, all of them weigh exactly so many times one.
    return chosen.co2e_g(amount) if chosen.by_weight else chosen.co2e_g(Decimal(1)) * int(amount)


def _share(each: int, thousandths: int) -> int:
    return int((Decimal(each) * thousandths / THOUSAND).quantize(Decimal(1), ROUND_HALF_UP))


def is_low(stock: PartStock) -> bool:
    """Whether there is so little that somebody should get more."""
    return stock.is_active and stock.low_at > 0 and stock.on_hand <= stock.low_at


def parts_in_stock(db: Session, *, all_of_them: bool = False) -> list[PartStock]:
    """The parts in use by name; `all_of_them` also those that are not kept any more."""
    wanted = select(PartStock).order_by(PartStock.name)
    return list(db.exec(wanted if all_of_them else wanted.where(col(PartStock.is_active))).all())


def usable_parts(db: Session) -> list[PartStock]:
    """The parts in use of which there is something."""
    return [each for each in parts_in_stock(db) if each.on_hand > 0]


def get_stock(db: Session, stock_id: UUID) -> PartStock:
    """One part of the stock."""
    found = db.exec(select(PartStock).where(PartStock.id == stock_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Moved:
    """One movement, with the number of the thing it came from or went into."""

    movement: PartMovement
    number: str | None


def movements_of(db: Session, stock: PartStock, *, most: int = 50) -> list[Moved]:
    """What happened to the part, newest first."""
    wanted = (
        select(PartMovement, Unit.number)
        .outerjoin(Unit, col(Unit.id) == PartMovement.unit_id)
        .where(PartMovement.stock_id == stock.id)
        .order_by(col(PartMovement.moved_at).desc(), col(PartMovement.id).desc())
        .limit(most)
    )
    return [Moved(movement, number) for movement, number in db.exec(wanted)]


@dataclass(frozen=True)
class Donation:
    """What one partner has given of one part, and how much of the part is left."""

    partner: str
    stock: PartStock
    given: int


def donations(db: Session) -> list[Donation]:
    """What partners gave, by partner and part; amounts in thousandths."""
    given = (
        select(PartMovement.partner, PartStock, sa.func.sum(col(PartMovement.change)))
        .join(PartStock, col(PartStock.id) == PartMovement.stock_id)
        .where(PartMovement.why == MovementWhy.DONATED)
        .group_by(col(PartMovement.partner), col(PartStock.id))
        .order_by(col(PartMovement.partner), col(PartStock.name))
    )
    return [Donation(partner, stock, int(total)) for partner, stock, total in db.exec(given)]


def parts_from_unit(db: Session, unit: Unit) -> list[tuple[str, int, PartUnit]]:
    """The parts that were taken out of the unit: name, thousandths, and what they are counted in."""
    taken = (
        select(PartStock.name, PartMovement.change, PartStock.unit)
        .join(PartStock, col(PartStock.id) == PartMovement.stock_id)
        .where(PartMovement.unit_id == unit.id, PartMovement.why == MovementWhy.FROM_UNIT)
        .order_by(col(PartMovement.id))
    )
    return [(name, change, PartUnit(counted)) for name, change, counted in db.exec(taken)]


def stock_faults(db: Session) -> list[str]:
    """Parts whose quantity is not the sum of their movements, in every municipality."""
    moved = sa.func.coalesce(sa.func.sum(col(PartMovement.change)), 0)
    differing = (
        select(PartStock.id, PartStock.name, PartStock.on_hand, moved)
        .outerjoin(PartMovement, col(PartMovement.stock_id) == PartStock.id)
        .group_by(col(PartStock.id), col(PartStock.name), col(PartStock.on_hand))
        .having(moved != col(PartStock.on_hand))
    )
    with unscoped(db):
        return [
            f"the part {name} ({stock_id}) says {said} thousandths in stock, and its movements say {found}"
            for stock_id, name, said, found in db.exec(differing)
        ]
