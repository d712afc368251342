"""Where the things of orders are: in the workshop, on the way into the van, or standing at a workplace."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.catalogue.models import Category, Unit
from app.deliveries.volumes import REPORT_VOLUME_L
from app.intake.models import ReportLine, SurplusReport, What
from app.orders.models import Order, OrderLine, Reservation


@dataclass
class Load:
    """What one order fills of the van, in litres, and what of it the van does not leave the workshop with.

    `elsewhere` counts those units by line; `fetched_l` is their room in the van. What stands with the buyers already
    needs no room. `places` are the names of the other workplaces where something stands now.
    """

    volume_l: int = 0
    fetched_l: int = 0
    elsewhere: Counter[UUID] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)


def loads_of(db: Session, orders: Collection[Order]) -> dict[UUID, Load]:
    """The load of each order, by its reserved units."""
    here = {order.id: order.institution_id for order in orders}
    standing = sa.func.coalesce(col(Unit.stands_at_id), col(Reservation.fetched_from_id))
    rows = db.execute(
        sa.select(col(OrderLine.order_id), col(OrderLine.id), col(Category.volume_l), standing, col(Institution.name))
        .select_from(Reservation)
        .join(OrderLine, col(OrderLine.id) == col(Reservation.line_id))
        .join(Unit, col(Unit.id) == col(Reservation.unit_id))
        .join(Category, col(Category.id) == col(Unit.category_id))
        .outerjoin(Institution, col(Institution.id) == col(Unit.stands_at_id))
        .where(col(OrderLine.order_id).in_(here), col(Reservation.ended_at).is_(None))
        .order_by(col(Institution.name))
    )
    loads = {order_id: Load() for order_id in here}
    for order_id, line_id, volume_l, place_id, name in rows:
        load = loads[order_id]
        load.elsewhere[line_id] += place_id is not None
        load.volume_l += 0 if place_id == here[order_id] else volume_l
        load.fetched_l += volume_l if place_id not in (None, here[order_id]) else 0
        if name and name not in load.places:
            load.places.append(name)
    return loads


@dataclass(frozen=True)
class FetchedRow:
    """One unit that stands (or stood, until it was fetched) at a workplace, and the order it is for."""

    order: Order
    line: OrderLine
    place_id: UUID
    volume_l: int
    goes_to: str
    report: SurplusReport | None


def fetched_rows(db: Session, order_ids: Collection[UUID]) -> list[FetchedRow]:
    """The units of these orders that are fetched somewhere, by number."""
    standing = sa.func.coalesce(col(Unit.stands_at_id), col(Reservation.fetched_from_id))
    found = db.execute(
        sa.select(Order, OrderLine, standing, col(Category.volume_l), col(Institution.name), SurplusReport)
        .select_from(Reservation)
        .join(OrderLine, col(OrderLine.id) == col(Reservation.line_id))
        .join(Order, col(Order.id) == col(OrderLine.order_id))
        .join(Institution, col(Institution.id) == col(Order.institution_id))
        .join(Unit, col(Unit.id) == col(Reservation.unit_id))
        .join(Category, col(Category.id) == col(Unit.category_id))
        .outerjoin(SurplusReport, col(SurplusReport.id) == col(Unit.report_id))
        .where(col(Order.id).in_(order_ids), col(Reservation.ended_at).is_(None), standing.is_not(None))
        .order_by(col(Unit.number))
    )
    return [FetchedRow(*row) for row in found]


class Reported(Protocol):
    """A report, or a row that tells as much of one."""

    @property
    def id(self) -> UUID: ...
    @property
    def what(self) -> What | None: ...
    @property
    def quantity(self) -> int: ...


def report_volumes(db: Session, reports: Collection[Reported]) -> dict[UUID, int]:
    """About how many litres each report is: by the categories of its lines, where they are known, or by its kind."""
    rows = db.exec(
        select(ReportLine.report_id, ReportLine.quantity, Category.volume_l)
        .outerjoin(Category, col(Category.id) == ReportLine.category_id)
        .where(col(ReportLine.report_id).in_([each.id for each in reports]))
    ).all()
    lines: dict[UUID, list[tuple[int, int | None]]] = {}
    for report_id, quantity, volume_l in rows:
        lines.setdefault(report_id, []).append((quantity, volume_l))
    return {
        each.id: sum(
            quantity * (volume_l or REPORT_VOLUME_L[each.what])
            for quantity, volume_l in lines.get(each.id, [(each.quantity, None)])
        )
        for each in reports
    }
