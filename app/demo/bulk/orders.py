"""Orders: placed, approved, handed over by van or at the counter, and what comes back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.models import Person
from app.accounts.numbers import order_number
from app.catalogue.stages import Stage
from app.core.clock import as_if, local
from app.demo.bulk.book import Row
from app.demo.bulk.ledger import Ledger
from app.demo.script import Back, Lot, Sale
from app.orders.deadlines import working_days_after
from app.orders.models import (
    Approval,
    Decision,
    Handover,
    Order,
    OrderLine,
    OrderState,
    Reservation,
    Return,
    ReturnState,
)


class Orders(Ledger):
    """Plays what goes out."""

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self.orders: dict[Sale, Row] = {}
        self.lines: dict[Sale, list[Row]] = {}
        self.approvals: dict[Sale, Row] = {}
        self.backs: dict[Back, Row] = {}

    def place_order(self, at: datetime, sale: Sale) -> None:
        by, prices = sale.requester, self.town.categories
        with as_if(at):
            number = order_number(self.take_number("order"))
        order = self.add(
            Order, at, number=number, state=OrderState.AWAITING_APPROVAL, requester_id=by.id,
            institution_id=sale.institution.id, account_id=sale.account.id, handover=sale.handover, room=sale.room,
            contact_name=by.name, contact_phone=by.phone, note=sale.note, submission_key=self.key(at).hex,
            wanted_on=None if sale.collected_at else sale.on,
        )  # fmt: skip
        self.orders[sale], self.lines[sale] = order, []
        for wanted in sale.lines:
            category = prices[wanted.lot.thing.category]
            line = self.add(
                OrderLine, at, order_id=order["id"], item_id=self.item_of[wanted.lot]["id"], title=wanted.lot.title,
                quantity=wanted.quantity, price_ore=category.price_ore, new_price_ore=category.new_price_ore,
                answer=wanted.answer,
            )  # fmt: skip
            self.lines[sale].append(line)
            self._reserve(line, wanted.lot, at=at, by=by)
        total = sum(line["quantity"] * line["price_ore"] for line in self.lines[sale])
        told = {
            "number": number, "total_ore": total, "institution_id": sale.institution.id,
            "account_id": sale.account.id, "on_behalf_of": "",
        }  # fmt: skip
        self.tell("order_placed", Order, order, at=at, by=by, after=told)
        if sale.approver:
            self._ask(sale, total, at=at)
        else:
            self._confirm(sale, at=at, by=by)

    def _reserve(self, line: Row, lot: Lot, *, at: datetime, by: Person) -> None:
        item = self.item_of[lot]["id"]
        everything = self.units[lot]
        free = [unit for unit in everything if unit["stage"] is Stage.ON_OFFER and unit["item_id"] == item]
        for unit in sorted(free, key=lambda each: str(each["number"]))[: line["quantity"]]:
            self.move(unit, Stage.RESERVED, "unit_reserved", at=at, by=by)
            self.tie(self.add(Reservation, at, unit_id=unit["id"], line_id=line["id"]), line, unit)

    def _ask(self, sale: Sale, total: int, *, at: datetime) -> None:
        order = self.orders[sale]
        days = self.town.municipality.approval_days
        asked = self.add(
            Approval, at, order_id=order["id"], order_version=1, amount_ore=total,
            answer_by=working_days_after(local(at).date(), days),
        )  # fmt: skip
        self.approvals[sale] = asked
        people = self.town.approvers[sale.institution.id, sale.requester.id]
        told = {"approval_id": asked["id"], "amount_ore": total, "answer_by": asked["answer_by"]}
        told["approver_ids"] = [person.id for person in people]
        self.tell("approval_asked", Order, order, at=at, by=sale.requester, after=told)

    def approve_order(self, at: datetime, sale: Sale) -> None:
        assert sale.approver is not None  # noqa: S101 - because only a sale with one is approved
        decided = {"decision": Decision.APPROVED, "decided_by_id": sale.approver.id, "decided_at": at}
        self.approvals[sale].update(decided)
        self.tell("order_approved", Order, self.orders[sale], at=at, by=sale.approver)
        self._confirm(sale, at=at, by=sale.approver)

    def _confirm(self, sale: Sale, *, at: datetime, by: Person) -> None:
        order = self.orders[sale]
        order["state"], order["promised_on"] = OrderState.CONFIRMED, order["wanted_on"]
        if sale.handover is Handover.COLLECT:
            order["promised_on"] = working_days_after(local(at).date(), 1)
        self.tell("order_confirmed", Order, order, at=at, by=by, after={"promised_on": order["promised_on"]})
        if sale.handover is Handover.DELIVERY:
            self.settle(sale, at=at)

    def settle(self, sale: Sale, *, at: datetime) -> None:
        """Put the confirmed order on the run of its day."""
        raise NotImplementedError

    def hand_out_order(self, at: datetime, sale: Sale) -> None:
        self.complete(sale, {}, at=at, by=self.lead)

    def complete(self, sale: Sale, shares: Mapping[UUID, int], *, at: datetime, by: Person) -> None:
        """Hand over every unit of the order, and book each."""
        order, handed = self.orders[sale], 0
        order.update(state=OrderState.DELIVERED, closed_at=at)
        for tied in self.tied_to(order):
            unit, line, reservation = tied.unit, tied.line, tied.reservation
            told = {
                "reservation_id": reservation["id"], "line_id": line["id"], "order_id": order["id"],
                "answer": line["answer"], "price_ore": line["price_ore"], "institution_id": order["institution_id"],
            }  # fmt: skip
            if unit["id"] in shares:
                told["transport_g"] = shares[unit["id"]]
            event = self.move(unit, Stage.HANDED_OVER, "unit_handed_over", at=at, by=by, after=told)
            reservation["handed_over_at"] = unit["handed_over_at"] = at
            unit["holder_id"], unit["storage_place_id"] = order["institution_id"], None
            self.book_hand_over(order, tied, event)
            handed += 1
        self.tell("order_delivered", Order, order, at=at, by=by, after={"units": handed})
        self.note_found([tied.unit for tied in self.tied_to(order)], at=at)

    def reopen(self, sale: Sale, *, at: datetime, by: Person) -> None:
        """Undo the hand-over; the order is on its way again."""
        order = self.orders[sale]
        order.update(state=OrderState.ON_THE_WAY, closed_at=None)
        for tied in self.tied_to(order):
            told = {"reservation_id": tied.reservation["id"], "line_id": tied.line["id"], "order_id": order["id"]}
            event = self.move(tied.unit, Stage.RESERVED, "unit_hand_over_undone", at=at, by=by, after=told)
            tied.reservation["handed_over_at"] = tied.unit["handed_over_at"] = tied.unit["holder_id"] = None
            self.book_undo(tied.reservation, event)
        self.tell("order_reopened", Order, order, at=at, by=by)

    def ask_return(self, at: datetime, back: Back) -> None:
        sale = back.sale
        order, line = self.orders[sale], self.lines[sale][sale.lines.index(back.line)]
        told = {"order_id": order["id"], "line_id": line["id"], "quantity": back.quantity, "reason": back.reason}
        made = self.add(Return, at, asked_by_id=sale.requester.id, **told)
        self.backs[back] = made
        self.tell("return_asked", Return, made, at=at, by=sale.requester, after=told)

    def receive_return(self, at: datetime, back: Back) -> None:
        made, order = self.backs[back], self.orders[back.sale]
        made.update(state=ReturnState.RECEIVED, received_at=at)
        here = [each for each in self.tied_to(order) if each.line["id"] == made["line_id"]][: back.quantity]
        for tied in here:
            told = {
                "reservation_id": tied.reservation["id"], "line_id": tied.line["id"], "order_id": order["id"],
                "return_id": made["id"], "institution_id": order["institution_id"],
            }  # fmt: skip
            event = self.move(tied.unit, Stage.RECEIVED, "return_received", at=at, by=self.lead, after=told)
            tied.reservation["ended_at"] = at
            tied.unit.update(
                circulation=tied.unit["circulation"] + 1, received_at=at, holder_id=None, handed_over_at=None
            )
            self.book_return(tied.reservation, event)
        self.returned[back] = [tied.unit for tied in here]

    def things_of(self, lot: Lot) -> list[Row]:
        assert lot.came_from is not None  # noqa: S101 - because only such a lot is received again
        line = self.lines[lot.came_from][0]
        tied = self.tied_to(self.orders[lot.came_from])
        return [each.unit for each in tied if each.line["id"] == line["id"]]

    def untie(self, unit: Row, *, at: datetime) -> None:
        self.tied_by_unit[unit["id"]]["ended_at"] = at
