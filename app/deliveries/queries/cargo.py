"""What an errand carries: the things of an order, of reported surplus or of a return, as the van needs to know them."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Access, Institution
from app.catalogue.models import Category, Item
from app.core.i18n import Text, _
from app.deliveries.models import StopKind
from app.deliveries.queries.loads import Load, fetched_rows, loads_of, report_volumes
from app.intake.models import ReportPhoto, SurplusReport
from app.intake.words import WHAT
from app.media.queries import photos_by_id
from app.media.views import PhotoView
from app.orders.basket import first_photos
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


def cargo_of_orders(db: Session, orders: Collection[Order]) -> list[Cargo]:
    """What these orders carry, in the orders' sequence."""
    ids = [order.id for order in orders]
    if not ids:
        return []
    lines = db.exec(
        select(OrderLine).where(col(OrderLine.order_id).in_(ids), OrderLine.quantity > 0).order_by(col(OrderLine.title))
    ).all()
    photos, loads = first_photos(db, [line.item_id for line in lines]), loads_of(db, orders)
    by_order: dict[UUID, list[OrderLine]] = {}
    for line in lines:
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
    rows = db.exec(
        select(ReportPhoto.report_id, ReportPhoto.photo_id)
        .where(col(ReportPhoto.report_id).in_([report.id for report in reports]))
        .order_by(col(ReportPhoto.position))
    ).all()
    photos: dict[UUID, list[UUID]] = {}
    for report_id, photo_id in rows:
        photos.setdefault(report_id, []).append(photo_id)
    volumes = report_volumes(db, reports)
    return [_report_cargo(report, photos.get(report.id, []), volumes[report.id]) for report in reports]


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


def cargo_of_fetches(db: Session, wanted: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Cargo]:
    """What is fetched for an order at a workplace, by the pair of their ids."""
    rows = fetched_rows(db, {order_id for order_id, _place in wanted})
    found: dict[tuple[UUID, UUID], Cargo] = {}
    for pair in wanted:
        here = [row for row in rows if (row.order.id, row.place_id) == pair]
        if not here:
            continue
        report, titles = here[0].report, Counter(row.line.title for row in here)
        photos = first_photos(db, [row.line.item_id for row in here])
        found[pair] = Cargo(
            id=pair[0], kind=StopKind.FETCH, number=here[0].order.number, institution_id=pair[1],
            things=[Thing(count, title) for title, count in titles.items()],
            volume_l=sum(row.volume_l for row in here), photo_ids=list(dict.fromkeys(photos.values())),
            goes_to=here[0].goes_to,
        )  # fmt: skip
        if report is not None:
            where = ("room", "floor", "access", "door_width_mm", "contact_name", "contact_phone")
            found[pair] = replace(found[pair], **{name: getattr(report, name) for name in where})
    return found


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
