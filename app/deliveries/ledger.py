"""When a thing is handed over, given back or comes home, the impact ledger books it in the same transaction.

Stands here because this is where workshop, orders and impact are all in sight: what the unit cost to make ready, what
the buyer answered, and its share of the trip.
"""

from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Municipality
from app.catalogue.models import Category, Unit
from app.history import in_step
from app.history.models import Event
from app.impact.actions import HandedOver, book_correction, book_hand_over, book_return, book_undo, live_entry
from app.impact.models import ImpactEntry
from app.intake.models import SurplusReport
from app.orders.models import Order, OrderLine
from app.workshop.queries import burdens_of_unit


@in_step("unit_handed_over")
def book_handed_over_unit(db: Session, event: Event) -> None:
    """One line for the unit, with every factor frozen on it."""
    told = event.after
    unit = db.get_one(Unit, event.subject_id)
    line, order = db.get_one(OrderLine, UUID(told["line_id"])), db.get_one(Order, UUID(told["order_id"]))
    burdens = burdens_of_unit(db, unit.id)
    report = db.get(SurplusReport, unit.report_id) if unit.report_id else None
    handed = HandedOver(
        unit=unit,
        category=db.get_one(Category, unit.category_id),
        institution_id=order.institution_id,
        order_number=order.number,
        reservation_id=UUID(told["reservation_id"]),
        answer=line.answer,
        price_ore=line.price_ore,
        new_price_ore=line.new_price_ore,
        donor_answer=report.donor_answer if report else "unknown",
        minutes=burdens.minutes,
        labour_ore_per_hour=db.get_one(Municipality, unit.municipality_id).labour_ore_per_hour,
        electricity_wh=burdens.electricity_wh,
        parts=[(part.name, str(part.quantity), f"{part.co2e_g_each / 1000:.3f}") for part in burdens.parts],
        parts_cost_ore=burdens.parts_cost_ore,
        external_cost_ore=burdens.external_cost_ore,
        transport_g=int(told.get("transport_g", 0)),
    )
    book_hand_over(db, handed, key=str(event.id), at=event.at)


def _book_what_waits(db: Session, event: Event) -> None:
    """Book the unit's earlier hand-overs that still wait in the worker's queue, because this event follows on them."""
    earlier = select(Event).where(
        Event.subject_id == event.subject_id, Event.name == "unit_handed_over", Event.at <= event.at
    )
    for handed in db.exec(earlier.order_by(col(Event.position))).all():
        if not _is_booked(db, f"hand_over:{handed.id}"):
            book_handed_over_unit(db, handed)


def _standing(db: Session, event: Event) -> ImpactEntry:
    """The line of the hand-over that is taken back."""
    _book_what_waits(db, event)
    found = live_entry(db, reservation_id=UUID(event.after["reservation_id"]))
    if found is None:
        raise LookupError(f"No hand-over was recorded before event {event.id}.")
    return found


@in_step("unit_hand_over_undone")
def book_undone_hand_over(db: Session, event: Event) -> None:
    """The hand-over never took place: its whole line is taken back."""
    if not _is_booked(db, f"undo:{event.id}"):
        book_undo(db, _standing(db, event), key=str(event.id), at=event.at)


@in_step("return_received")
def book_returned_unit(db: Session, event: Event) -> None:
    """Back within the return days: the saving is taken back, workshop and transport stay."""
    if not _is_booked(db, f"return:{event.id}"):
        transport_g = int(event.after.get("transport_g", 0))
        book_return(db, _standing(db, event), key=str(event.id), transport_g=transport_g, at=event.at)


@in_step("unit_came_back")
def book_unit_that_came_back(db: Session, event: Event) -> None:
    """Given in again after years of use: the years it was not used are taken back from its first line."""
    _book_what_waits(db, event)
    entry = live_entry(db, unit_id=event.subject_id)
    if entry is not None and not _is_booked(db, f"correction:{event.id}"):
        book_correction(db, entry, key=str(event.id), at=event.at)


def _is_booked(db: Session, key: str) -> bool:
    return db.exec(select(ImpactEntry.id).where(ImpactEntry.key == key)).first() is not None
