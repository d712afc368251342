"""A basket becomes an order: all of it or nothing, once however often it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Account, Institution
from app.accounts.numbers import order_number, take_numbers
from app.accounts.viewer import Viewer
from app.catalogue.actions import take_units
from app.catalogue.models import Item, Unit
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.orders.actions.approve import ask_approval, confirm_order
from app.orders.actions.basket import lock_basket
from app.orders.actions.release import untie_units
from app.orders.models import Answer, BasketLine, Handover, Order, OrderLine, OrderState, Reservation
from app.orders.money import needs_approval, order_fee, price_here
from app.orders.places import accounts_for, places_for
from app.orders.queries import find_submitted, sums_of


class EmptyBasket(DomainError):
    message = _("Your basket is empty. Nothing was ordered.")


class SoldMeanwhile(DomainError):
    """Others took some of it. Nothing of the order is done: the caller rolls back and adjusts the basket."""

    message = _("Somebody else was faster. Look at your basket and send the order again.")


class PlaceRefused(DomainError):
    status = 422
    message = _("You cannot order to that workplace, or let that account pay.")


@dataclass(frozen=True)
class Checkout:
    """What an order says besides the basket. `answers` holds one answer per basket line, by the line's id."""

    submission_key: str
    institution_id: UUID
    account_id: UUID
    answers: Mapping[UUID, Answer] = field(default_factory=dict)
    handover: Handover = Handover.DELIVERY
    wanted_on: date | None = None
    is_extra_trip: bool = False
    room: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    note: str = ""
    on_behalf_of: str = ""


def place_order(db: Session, checkout: Checkout, *, by: Viewer) -> Order:
    """Turn the viewer's basket into an order with its units reserved, and ask the budget holder where one must say yes.

    The same submission key gives the same order, whatever else is sent. All lines are had in full, or `SoldMeanwhile`.
    """
    lock_basket(db, by.person_id)
    if already := find_submitted(db, checkout.submission_key, viewer=by):
        return already
    wanted = db.exec(
        select(BasketLine, Item)
        .join(Item, col(Item.id) == BasketLine.item_id)
        .where(BasketLine.person_id == by.person_id)
        # Because buyers who lock the same items in the same order never wait for each other in a ring.
        .order_by(col(BasketLine.item_id))
    ).all()
    if not wanted:
        raise EmptyBasket
    place, account = _allowed(db, checkout, by)
    order = _new_order(checkout, place, account, by)
    lines = [_new_line(order, line, item, checkout, by) for line, item in wanted]
    units = {line.id: _take(db, item, line, by) for (_old, item), line in zip(wanted, lines, strict=True)}
    order.number = order_number(take_numbers(db, by.municipality_id, "order"))
    _save(db, order, lines, units)
    for basket_line, _item in wanted:
        db.delete(basket_line)
    sums = sums_of(order, lines)
    told = {"number": order.number, "total_ore": sums.total_ore, "institution_id": place.id, "account_id": account.id}
    record(db, "order_placed", order, by=by, after={**told, "on_behalf_of": order.on_behalf_of})
    if needs_approval(by.municipality, sums.total_ore):
        ask_approval(db, order, by=by)
    else:
        confirm_order(db, order, by=by)
    return order


def _allowed(db: Session, checkout: Checkout, by: Viewer) -> tuple[Institution, Account]:
    place = next((each for each in places_for(db, by) if each.id == checkout.institution_id), None)
    account = next((each for each, _at in accounts_for(db, by) if each.id == checkout.account_id), None)
    if place is None or account is None:
        raise PlaceRefused
    return place, account


def _new_order(checkout: Checkout, place: Institution, account: Account, by: Viewer) -> Order:
    is_delivery = checkout.handover == Handover.DELIVERY
    return Order(
        municipality_id=by.municipality_id, number="", state=OrderState.AWAITING_APPROVAL, requester_id=by.person_id,
        on_behalf_of=checkout.on_behalf_of, institution_id=place.id, account_id=account.id, handover=checkout.handover,
        room=checkout.room, contact_name=checkout.contact_name, contact_phone=checkout.contact_phone,
        note=checkout.note, wanted_on=checkout.wanted_on, submission_key=checkout.submission_key,
        delivery_ore=by.municipality.extra_trip_ore if is_delivery and checkout.is_extra_trip else 0,
        fee_ore=order_fee(by.municipality),
    )  # fmt: skip


def _new_line(order: Order, line: BasketLine, item: Item, checkout: Checkout, by: Viewer) -> OrderLine:
    return OrderLine(
        municipality_id=order.municipality_id, order_id=order.id, item_id=item.id, title=item.title,
        quantity=line.quantity, price_ore=price_here(by.municipality, item.price_ore), new_price_ore=item.new_price_ore,
        answer=checkout.answers.get(line.id, Answer.UNKNOWN),
    )  # fmt: skip


def _take(db: Session, item: Item, line: OrderLine, by: Viewer) -> list[Unit]:
    units = take_units(db, item, line.quantity, by=by)
    if len(units) < line.quantity:
        raise SoldMeanwhile
    return units


def _save(db: Session, order: Order, lines: list[OrderLine], units: Mapping[UUID, list[Unit]]) -> None:
    db.add(order)
    db.flush()
    db.add_all(lines)
    # Because the worker may not yet have seen that a unit came back, and what is on offer is nobody's any more.
    untie_units(db, [unit.id for taken in units.values() for unit in taken], at=now())
    db.flush()
    for line in lines:
        for unit in units[line.id]:
            db.add(Reservation(municipality_id=order.municipality_id, unit_id=unit.id, line_id=line.id))
    db.flush()
