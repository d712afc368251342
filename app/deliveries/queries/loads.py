"""Where the things of orders are: in the workshop, on the way into the van, or standing at a workplace."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import Institution
from app.catalogue.models import Category, ItemPhoto, Unit
from app.deliveries.volumes import REPORT_VOLUME_L
from app.intake.models import ReportLine, SurplusReport
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


@dataclass(frozen=True)
class Reserved:
    """One unit set aside for an order; `place_id` is where it stands, or stood until it was fetched."""

    order_id: UUID
    number: str
    goes_to: str
    line_id: UUID
    title: str
    photo_id: UUID | None
    volume_l: int
    place_id: UUID | None
    stands_at: str | None
    report: SurplusReport | None


def first_photo(item_id: Any) -> Any:
    """SQL: the first photo of the item whose id stands in this column."""
    photos = sa.select(col(ItemPhoto.photo_id)).where(col(ItemPhoto.item_id) == item_id)
    return photos.order_by(col(ItemPhoto.position)).limit(1).correlate(OrderLine).scalar_subquery()


def reserved_rows(db: Session, order_ids: Collection[UUID]) -> list[Reserved]:
    """The units set aside for these orders, by number; the report of those that stand at a workplace."""
    standing = sa.func.coalesce(col(Unit.stands_at_id), col(Reservation.fetched_from_id))
    buyer, host = aliased(Institution), aliased(Institution)
    found = db.execute(
        sa.select(
            col(Order.id), col(Order.number), col(buyer.name), col(OrderLine.id), col(OrderLine.title),
            first_photo(OrderLine.item_id), col(Category.volume_l), standing, col(host.name), SurplusReport,
        )
        .select_from(Reservation)
        .join(OrderLine, col(OrderLine.id) == col(Reservation.line_id))
        .join(Order, col(Order.id) == col(OrderLine.order_id))
        .join(buyer, col(buyer.id) == col(Order.institution_id))
        .join(Unit, col(Unit.id) == col(Reservation.unit_id))
        .join(Category, col(Category.id) == col(Unit.category_id))
        .outerjoin(host, col(host.id) == col(Unit.stands_at_id))
        .outerjoin(SurplusReport, sa.and_(col(SurplusReport.id) == col(Unit.report_id), standing.is_not(None)))
        .where(col(Order.id).in_(order_ids), col(Reservation.ended_at).is_(None))
        .order_by(col(Unit.number))
    )  # fmt: skip
    return [Reserved(*row) for row in found]


def loads_of(orders: Collection[Order], rows: Collection[Reserved]) -> dict[UUID, Load]:
    """The load of each order, by its reserved units."""
    here = {order.id: order.institution_id for order in orders}
    loads = {order_id: Load() for order_id in here}
    for row in sorted(rows, key=lambda row: row.stands_at or ""):
        if row.order_id not in loads:
            continue
        load, is_at_home = loads[row.order_id], row.place_id == here[row.order_id]
        load.elsewhere[row.line_id] += row.place_id is not None
        load.volume_l += 0 if is_at_home else row.volume_l
        load.fetched_l += row.volume_l if row.place_id and not is_at_home else 0
        if row.stands_at and row.stands_at not in load.places:
            load.places.append(row.stands_at)
    return loads


def report_volume_l() -> Any:
    """SQL, beside SurplusReport: about how many litres it is.

    By the categories of its lines, where they are known; otherwise by its kind.
    """
    kinds = {kind: litres for kind, litres in REPORT_VOLUME_L.items() if kind}
    by_kind = sa.case(kinds, value=col(SurplusReport.what), else_=REPORT_VOLUME_L[None])
    each = sa.func.coalesce(sa.func.nullif(col(Category.volume_l), 0), by_kind)
    of_lines = (
        sa.select(sa.func.sum(col(ReportLine.quantity) * each))
        .outerjoin(Category, col(Category.id) == col(ReportLine.category_id))
        .where(col(ReportLine.report_id) == col(SurplusReport.id))
        .correlate(SurplusReport)
        .scalar_subquery()
    )
    return sa.func.coalesce(of_lines, col(SurplusReport.quantity) * by_kind)


def report_volumes(db: Session, report_ids: Collection[UUID]) -> dict[UUID, int]:
    """About how many litres each of these reports is."""
    rows = db.execute(sa.select(col(SurplusReport.id), report_volume_l()).where(col(SurplusReport.id).in_(report_ids)))
    return {report_id: int(litres) for report_id, litres in rows}
