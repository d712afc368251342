"""Where in the demo the stock, the ways of leaving and the repairs outside are."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.catalogue.models import Category, Unit
from app.catalogue.stages import Stage
from app.workshop.leaving.models import Departure, DepartureKind, ExternalRepair
from app.workshop.models import Job, JobState
from app.workshop.stock.models import PartStock

Params = dict[str, Any]
_AWAY = select(Job.unit_id).join(ExternalRepair).where(col(ExternalRepair.returned_at).is_(None))


def _first(db: Session, statement: Any) -> Any:
    return db.exec(statement.limit(1)).one()


def _plain_unit(db: Session) -> Unit:
    """A thing without data that stands in the workshop, is not out and does not wait for its check."""
    waits = select(Job.unit_id).where(Job.state == JobState.TO_CHECK)
    plain = select(Unit).join(Category, col(Category.id) == Unit.category_id)
    plain = plain.where(Unit.stage == Stage.IN_WORKSHOP, col(Category.is_data_bearing).is_(False))
    found: Unit = _first(db, plain.where(col(Unit.id).not_in(_AWAY), col(Unit.id).not_in(waits)))
    return found


def going(way: str) -> Callable[[Session, Person], Params]:
    """A thing that may leave, and by which way."""
    return lambda db, _person: {"number": _plain_unit(db).number, "way": way}


def departed(db: Session, _person: Person) -> Params:
    """A thing that became spare parts."""
    left = select(Unit.number).join(Departure, col(Departure.unit_id) == Unit.id)
    return {"number": _first(db, left.where(Departure.kind == DepartureKind.SPARE_PARTS))}


def unit_out(db: Session, _person: Person) -> Params:
    """A thing that is at a repairer now."""
    return {"number": _first(db, select(Unit.number).where(col(Unit.id).in_(_AWAY)))}


def unit_to_repair(db: Session, _person: Person) -> Params:
    """A thing that could be sent out."""
    return {"number": _plain_unit(db).number}


def part_in_stock(db: Session, _person: Person) -> Params:
    """The part with most of it in stock."""
    return {"stock_id": _first(db, select(PartStock).order_by(col(PartStock.on_hand).desc())).id}


LEAVING = {
    "unit_to_take_apart": going("spare-parts"), "unit_to_recycle": going("recycling"), "unit_to_sell": going("sale"),
    "departed": departed, "unit_to_repair": unit_to_repair, "unit_out": unit_out, "part_in_stock": part_in_stock,
}  # fmt: skip
