"""What an errand carries: the things of an order, of reported surplus or of a return, as the van needs to know them."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Access, Institution
from app.catalogue.models import Category, Item
from app.core.i18n import Text, _
from app.deliveries.models import StopKind
from app.deliveries.queries.loads import Load, Reserved, first_photo, loads_of, report_volume_l, reserved_rows
from app.intake.models import ReportPhoto, SurplusReport
from app.intake.words import WHAT
from app.media.queries import photos_by_id
from app.media.views import PhotoView
from app.orders.models import Order, OrderLine, Return

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
    stands_at: list[str] = field(default_factory=list)  # other workplaces where things of it stand
    to_load: list[Thing] = field(default_factory=list)  # what the van leaves the workshop with
    fetched_l: int = 0  # litres of it that come aboard on the way
    goes_to: str = ""  # the workplace it is fetched for

    @property
    def count(self) -> int:
        return sum(thing.count for thing in self.things)


@dataclass
class Errands:
    """What there is to carry, by id, and the workplaces it concerns; a fetch is a pair of order and place."""

    orders: dict[UUID, Order] = field(default_factory=dict)
    reports: dict[UUID, SurplusReport] = field(default_factory=dict)
    returns: dict[UUID, Return] = field(default_factory=dict)
    fetches: set[tuple[UUID, UUID]] = field(default_factory=set)
    places: dict[UUID, Institution] = field(default_factory=dict)

    def __or__(self, other: "Errands") -> "Errands":
        return Errands(
            self.orders | other.orders, self.reports | other.reports, self.returns | other.returns,
            self.fetches | other.fetches, self.places | other.places,
        )  # fmt: skip


Known = dict[UUID | tuple[UUID, UUID], Cargo]


def cargo_of(db: Session, errands: Errands) -> Known:
    """What these errands carry, by the id of each or the pair of a fetch, in at most four statements."""
    known: Known = {}
    order_ids = {*errands.orders, *(order_id for order_id, _place in errands.fetches)}
    rows = reserved_rows(db, order_ids) if order_ids else []
    known.update((each.id, each) for each in _orders_cargo(db, list(errands.orders.values()), rows))
    known.update((each.id, each) for each in cargo_of_reports(db, list(errands.reports.values())))
    known.update((each.id, each) for each in cargo_of_returns(db, list(errands.returns.values())))
    known.update(_fetches_cargo(errands.fetches, rows))
    return known


def cargo_of_orders(db: Session, orders: Collection[Order]) -> list[Cargo]:
    """What these orders carry, in the orders' sequence."""
    return _orders_cargo(db, orders, reserved_rows(db, [order.id for order in orders])) if orders else []


def _orders_cargo(db: Session, orders: Collection[Order], rows: Collection[Reserved]) -> list[Cargo]:
    if not orders:
        return []
    found = db.exec(
        select(OrderLine, first_photo(OrderLine.item_id))
        .where(col(OrderLine.order_id).in_([order.id for order in orders]), OrderLine.quantity > 0)
        .order_by(col(OrderLine.title))
    ).all()
    photos = {line.item_id: photo_id for line, photo_id in found if photo_id}
    loads = loads_of(orders, rows)
    by_order: dict[UUID, list[OrderLine]] = {}
    for line, _photo in found:
        by_order.setdefault(line.order_id, []).append(line)
    return [_order_cargo(order, by_order.get(order.id, []), photos, loads[order.id]) for order in orders]


def _order_cargo(order: Order, lines: list[OrderLine], photos: Mapping[UUID, UUID], load: Load) -> Cargo:
    left = [(line.quantity - load.elsewhere[line.id], line) for line in lines]
    return Cargo(
        id=order.id, kind=StopKind.DELIVERY, number=order.number, institution_id=order.institution_id,
        things=[Thing(line.quantity, line.title) for line in lines], volume_l=load.volume_l,
        room=order.room, contact_name=order.contact_name, contact_phone=order.contact_phone, note=order.note,
        wanted_on=order.wanted_on, photo_ids=[photos[line.item_id] for line in lines if line.item_id in photos],
        stands_at=load.places, to_load=[Thing(count, line.title) for count, line in left if count],
        fetched_l=load.fetched_l,
    )  # fmt: skip


def cargo_of_reports(db: Session, reports: Collection[SurplusReport]) -> list[Cargo]:
    """What is to be collected of these reports, in their sequence."""
    if not reports:
        return []
    rows = db.execute(
        sa.select(col(SurplusReport.id), report_volume_l(), col(ReportPhoto.photo_id))
        .outerjoin(ReportPhoto, col(ReportPhoto.report_id) == col(SurplusReport.id))
        .where(col(SurplusReport.id).in_([report.id for report in reports]))
        .order_by(col(ReportPhoto.position))
    )
    photos: dict[UUID, list[UUID]] = {}
    volumes: dict[UUID, int] = {}
    for report_id, litres, photo_id in rows:
        volumes[report_id] = int(litres)
        photos.setdefault(report_id, []).extend([photo_id] if photo_id else [])
    return [_report_cargo(report, photos[report.id], volumes[report.id]) for report in reports]


def _report_cargo(report: SurplusReport, photo_ids: list[UUID], volume_l: int) -> Cargo:
    label = next((option.label for option in WHAT if option.value == report.what), _("Things"))
    return Cargo(
        id=report.id, kind=StopKind.COLLECTION, number=report.number, institution_id=report.institution_id,
        things=[Thing(report.quantity, label)], volume_l=volume_l,
        room=report.room, floor=report.floor, access=report.access, door_width_mm=report.door_width_mm,
        contact_name=report.contact_name, contact_phone=report.contact_phone, note=report.note,
        wanted_on=report.wanted_on, photo_ids=photo_ids[:SOME_PHOTOS],
    )  # fmt: skip


def cargo_of_returns(db: Session, returns: Collection[Return]) -> list[Cargo]:
    """What goes back of delivered orders, in the returns' sequence."""
    if not returns:
        return []
    rows = db.execute(
        sa.select(Return, OrderLine, Order, col(Category.volume_l), first_photo(OrderLine.item_id))
        .join(OrderLine, col(OrderLine.id) == col(Return.line_id))
        .join(Order, col(Order.id) == col(Return.order_id))
        .join(Item, col(Item.id) == col(OrderLine.item_id))
        .join(Category, col(Category.id) == col(Item.category_id))
        .where(col(Return.id).in_([each.id for each in returns]))
    )
    made = {
        back.id: Cargo(
            id=back.id, kind=StopKind.RETURN, number=order.number, institution_id=order.institution_id,
            things=[Thing(back.quantity, line.title)], volume_l=back.quantity * volume, room=order.room,
            contact_name=order.contact_name, contact_phone=order.contact_phone, note=back.reason,
            photo_ids=[photo_id] if photo_id else [],
        )
        for back, line, order, volume, photo_id in rows
    }  # fmt: skip
    return [made[each.id] for each in returns]


def _fetches_cargo(wanted: Collection[tuple[UUID, UUID]], rows: Collection[Reserved]) -> Known:
    """What is fetched for an order at a workplace, by the pair of their ids."""
    found: Known = {}
    for pair in wanted:
        here = [row for row in rows if (row.order_id, row.place_id) == pair]
        if not here:
            continue
        report, titles = here[0].report, Counter(row.title for row in here)
        cargo = Cargo(
            id=pair[0], kind=StopKind.FETCH, number=here[0].number, institution_id=pair[1],
            things=[Thing(count, title) for title, count in titles.items()], volume_l=sum(row.volume_l for row in here),
            photo_ids=list(dict.fromkeys(row.photo_id for row in here if row.photo_id)), goes_to=here[0].goes_to,
        )  # fmt: skip
        if report is not None:
            where = ("room", "floor", "access", "door_width_mm", "contact_name", "contact_phone")
            cargo = replace(cargo, **{name: getattr(report, name) for name in where})
        found[pair] = cargo
    return found


def photos_of(db: Session, cargo: Collection[Cargo]) -> dict[UUID, PhotoView]:
    """The ready photos of all these errands, by id."""
    return photos_by_id(db, [photo_id for each in cargo for photo_id in each.photo_ids])


@dataclass(frozen=True)
class AtPlace:
    """What waits at, or for, one workplace."""

    institution: Institution
    cargo: list[Cargo]


def by_place(places: Mapping[UUID, Institution], cargo: Collection[Cargo]) -> list[AtPlace]:
    """The errands gathered by workplace, the workplaces by name."""
    found: dict[UUID, AtPlace] = {}
    for each in cargo:
        found.setdefault(each.institution_id, AtPlace(places[each.institution_id], [])).cargo.append(each)
    return sorted(found.values(), key=lambda here: here.institution.name)
