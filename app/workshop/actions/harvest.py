"""A unit is taken apart: its parts go into the stock and keep their origin, the rest goes to recycling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.errors import DomainError
from app.core.i18n import _
from app.workshop.actions.scrap import NOTHING_SAID, Disposal, HarvestReason, leave
from app.workshop.actions.stock import add_part_to_stock, move_stock, thousandths
from app.workshop.gate import refuse_unerased
from app.workshop.leaving.models import DepartureKind
from app.workshop.stock.models import MovementWhy, PartStock


class NoParts(DomainError):
    status = 422
    message = _("Choose at least one part")


@dataclass(frozen=True)
class Harvested:
    """So much of a part, by its name; what the stock does not know yet is counted in pieces."""

    name: str
    amount: Decimal


def take_unit_apart(
    db: Session, unit: Unit, parts: Sequence[Harvested], *, by: Viewer, note: str = "",
    disposal: Disposal = NOTHING_SAID, at: datetime | None = None,
) -> None:  # fmt: skip
    """The unit becomes spare parts: they enter the stock with the unit as their origin. `NoParts` for none.

    A device passes the erasure gate first, because one of its parts may be the disk.
    """
    if not parts:
        raise NoParts
    refuse_unerased(db, [unit])
    changes = [(_part_called(db, each.name, by=by), each.amount) for each in parts]
    wanted = [(stock, thousandths(amount, stock.unit)) for stock, amount in changes]
    leave(
        db, unit, DepartureKind.SPARE_PARTS, HarvestReason.SPARE_PARTS, disposal, event="unit_scrapped", by=by,
        note=note, at=at, told={"parts": [{"name": stock.name, "thousandths": change} for stock, change in wanted]},
    )  # fmt: skip
    for stock, change in wanted:
        move_stock(db, stock, change, why=MovementWhy.FROM_UNIT, unit=unit, by=by, at=at)


def _part_called(db: Session, name: str, *, by: Viewer) -> PartStock:
    known = db.exec(select(PartStock).where(PartStock.name == name)).one_or_none()
    return known or add_part_to_stock(db, by=by, name=name)
