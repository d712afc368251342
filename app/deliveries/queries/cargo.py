"""What an errand carries: the things of an order, of reported surplus or of a return, as the van needs to know them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Access, Institution
from app.catalogue.models import Category, Item, Unit
from app.core.i18n import Text, _
from app.deliveries.models import StopKind
from app.deliveries.volumes import REPORT_VOLUME_L
from app.intake.models import ReportPhoto, SurplusReport
from app.intake.words import WHAT
from app.media.queries import photos_by_id
from app.media.views import PhotoView
from app.orders.basket import first_photos
from app.orders.models import Order, OrderLine, Reservation, Return

SOME_PHOTOS = 3


@dataclass(frozen=True)
class Thing:
    """So many of one kind."""

    count: int
    title: Text | str


@dataclass(frozen=True)
class Cargo:
    """One errand's things, where they stand or go, and whom to ask. `id`: the order's, report's or return's."""

    id: UUID
    kind: StopKind
    number: str
    institution_id: UUID
    things: list[Thing]
    volume_l: int
    room: str = ""
    floor: str = ""
    access: Access | None = None
    door_width_mm: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    note: str = ""
    wanted_on: date | None = None
    photo_ids: list[UUID] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(thing.count for thing in self.things)


def cargo_of_orders(db: Session, orders: Collection[Order]) -> list[Cargo]:
    """What these orders carry, in the orders' sequence."""
    ids = [order.id for order in orders]
    if not ids:
        return []
    lines = db.exec(
        select(OrderLine).where(col(OrderLine.order_id).in_(ids), OrderLine.quantity > 0).order_by(col(OrderLine.title))
    ).all()
    photos, volumes = first_photos(db, [line.item_id for line in lines]), _volumes(db, ids)
    by_order: dict[UUID, list[OrderLine]] = {}
    for line in lines:
        by_order.setdefault(line.order_id, []).append(line)
    return [_order_cargo(order, by_order.get(order.id, []), photos, volumes) for order in orders]


def _order_cargo(
    order: Order, lines: list[OrderLine], photos: Mapping[UUID, UUID], volumes: Mapping[UUID, int]
) -> Cargo:
    return Cargo(
        id=order.id, kind=StopKind.DELIVERY, number=order.number, institution_id=order.institution_id,
        things=[Thing(line.quantity, line.title) for line in lines], volume_l=volumes.get(order.id, 0),
        room=order.room, contact_name=order.contact_name, contact_phone=order.contact_phone, note=order.note,
        wanted_on=order.wanted_on, photo_ids=[photos[line.item_id] for line in lines if line.item_id in photos],
    )  # fmt: skip


def _volumes(db: Session, order_ids: Collection[UUID]) -> dict[UUID, int]:
    """Litres of each order's reserved units, by their categories."""
    rows = db.exec(
        select(OrderLine.order_id, sa.func.sum(col(Category.volume_l)))
        .join(Reservation, col(Reservation.line_id) == OrderLine.id)
        .join(Unit, col(Unit.id) == Reservation.unit_id)
        .join(Category, col(Category.id) == Unit.category_id)
        .where(col(OrderLine.order_id).in_(order_ids), col(Reservation.ended_at).is_(None))
        .group_by(col(OrderLine.order_id))
    ).all()
    return {order_id: int(volume) for order_id, volume in rows}


def cargo_of_reports(db: Session, reports: Collection[SurplusReport]) -> list[Cargo]:
    """What is to be collected of these reports, in their sequence."""
    if not reports:
        return []
    rows = db.exec(
        select(ReportPhoto.report_id, ReportPhoto.photo_id)
        .where(col(ReportPhoto.report_id).in_([report.id for report in reports]))
        .order_by(col(ReportPhoto.position))
    ).all()
    photos: dict[UUID, list[UUID]] = {}
    for report_id, photo_id in rows:
        photos.setdefault(report_id, []).append(photo_id)
    return [_report_cargo(report, photos.get(report.id, [])) for report in reports]


def _report_cargo(report: SurplusReport, photo_ids: list[UUID]) -> Cargo:
    label = next((option.label for option in WHAT if option.value == report.what), _("Things"))
    return Cargo(
        id=report.id, kind=StopKind.COLLECTION, number=report.number, institution_id=report.institution_id,
        things=[Thing(report.quantity, label)], volume_l=report.quantity * REPORT_VOLUME_L[report.what],
        room=report.room, floor=report.floor, access=report.access, door_width_mm=report.door_width_mm,
        contact_name=report.contact_name, contact_phone=report.contact_phone, note=report.note,
        wanted_on=report.wanted_on, photo_ids=photo_ids[:SOME_PHOTOS],
    )  # fmt: skip


def cargo_of_returns(db: Session, returns: Collection[Return]) -> list[Cargo]:
    """What goes back of delivered orders, in the returns' sequence."""
    rows = db.exec(
        select(Return, OrderLine, Order, Category.volume_l)
        .join(OrderLine, col(OrderLine.id) == Return.line_id)
        .join(Order, col(Order.id) == Return.order_id)
        .join(Item, col(Item.id) == OrderLine.item_id)
        .join(Category, col(Category.id) == Item.category_id)
        .where(col(Return.id).in_([each.id for each in returns]))
    ).all()
    photos = first_photos(db, [line.item_id for _back, line, _order, _volume in rows])
    made = {
        back.id: Cargo(
            id=back.id, kind=StopKind.RETURN, number=order.number, institution_id=order.institution_id,
            things=[Thing(back.quantity, line.title)], volume_l=back.quantity * volume, room=order.room,
            contact_name=order.contact_name, contact_phone=order.contact_phone, note=back.reason,
            photo_ids=[photos[line.item_id]] if line.item_id in photos else [],
        )
        for back, line, order, volume in rows
    }  # fmt: skip
    return [made[each.id] for each in returns]


def photos_of(db: Session, cargo: Collection[Cargo]) -> dict[UUID, PhotoView]:
    """The ready photos of all these errands, by id."""
    return photos_by_id(db, [photo_id for each in cargo for photo_id in each.photo_ids])


@dataclass(frozen=True)
class AtPlace:
    """What waits at, or for, one workplace."""

    institution: Institution
    cargo: list[Cargo]


def by_place(db: Session, cargo: Collection[Cargo]) -> list[AtPlace]:
    """The errands gathered by workplace, the workplaces by name."""
    places = db.exec(
        select(Institution)
        .where(col(Institution.id).in_({each.institution_id for each in cargo}))
        .order_by(col(Institution.name))
    ).all()
    return [AtPlace(place, [each for each in cargo if each.institution_id == place.id]) for place in places]
