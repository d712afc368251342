"""What buyers and the van can try: order, change, deliver, undo, give back."""

from typing import Final

from sqlmodel import col

from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.orders.actions import (
    Checkout,
    OrderEdit,
    add_to_basket,
    ask_return,
    cancel_order,
    complete_order,
    edit_order,
    place_order,
    receive_return,
    remove_from_basket,
    reopen_order,
    start_order,
    unload_order,
)  # fmt: skip
from app.orders.models import BasketLine, Handover, Order, OrderLine, OrderState, Return, ReturnState
from tests.circle.machine import Machine, deed

WAYS: Final = tuple(Handover)


class OrderRules(Machine):
    """From the basket to the return."""

    submitted = 0

    @deed((Unit, Stage.ON_OFFER), quantity=range(1, 4), often=4)
    def put_in_basket(self, pick: int, quantity: int) -> None:
        item = self.one(Item, pick, col(Item.on_offer) > 0)
        add_to_basket(self.db, item, quantity, by=self.world.buyers[pick % 2])

    @deed((Unit, Stage.ON_OFFER))
    def take_out_of_basket(self, pick: int) -> None:
        if pick % 4 == 0:
            line = self.one(BasketLine, pick)
            buyer = next(each for each in self.world.buyers if each.person_id == line.person_id)
            remove_from_basket(self.db, line, by=buyer)

    @deed((Unit, Stage.ON_OFFER), way=WAYS, often=4)
    def order(self, pick: int, way: Handover) -> None:
        self._order(pick % 2, way)

    @deed((Unit, Stage.ON_OFFER), quantity=range(1, 4), way=WAYS, often=4)
    def buy(self, pick: int, quantity: int, way: Handover) -> None:
        """All of the buyer's way at once, so that every life of the machine also sees what comes after."""
        item = self.one(Item, pick, col(Item.on_offer) > 0)
        add_to_basket(self.db, item, quantity, by=self.world.buyers[pick % 2])
        complete_order(self.db, self._order(pick % 2, way), by=self.lead)

    def _order(self, n: int, way: Handover) -> Order:
        self.submitted += 1
        checkout = Checkout(
            submission_key=f"{self.submitted}", institution_id=self.world.places[n].id,
            account_id=self.world.accounts[n].id, handover=way,
        )  # fmt: skip
        return place_order(self.db, checkout, by=self.world.buyers[n])

    @deed((Order, OrderState.CONFIRMED), quantity=range(4), often=4)
    def order_fewer(self, pick: int, quantity: int) -> None:
        order = self.one(Order, pick)
        line = self.one(OrderLine, pick, OrderLine.order_id == order.id)
        edit = OrderEdit(
            room="2.1", handover=order.handover, wanted_on=None, delivery_ore=0, quantities={line.id: quantity}
        )
        edit_order(self.db, order, edit, by=self._buyer_of(order))

    @deed((Order, OrderState.CONFIRMED), often=4)
    def cancel(self, pick: int) -> None:
        order = self.one(Order, pick)
        cancel_order(self.db, order, by=self._buyer_of(order))

    def _buyer_of(self, order: Order):
        return next(each for each in self.world.buyers if each.person_id == order.requester_id)

    @deed((Order, OrderState.CONFIRMED), often=4)
    def load(self, pick: int) -> None:
        start_order(self.db, self.one(Order, pick, Order.state == OrderState.CONFIRMED), by=self.lead)

    @deed((Order, OrderState.ON_THE_WAY))
    def unload(self, pick: int) -> None:
        unload_order(self.db, self.one(Order, pick, Order.state == OrderState.ON_THE_WAY), by=self.lead)

    @deed((Order, OrderState.CONFIRMED, OrderState.ON_THE_WAY), often=4)
    def hand_over(self, pick: int) -> None:
        complete_order(self.db, self.one(Order, pick, col(Order.closed_at).is_(None)), by=self.lead)

    @deed((Order, OrderState.DELIVERED), often=4)
    def undo_hand_over(self, pick: int) -> None:
        reopen_order(self.db, self.one(Order, pick, Order.state == OrderState.DELIVERED), by=self.lead)

    @deed((Order, OrderState.DELIVERED), quantity=range(1, 4), often=4)
    def ask_to_give_back(self, pick: int, quantity: int) -> None:
        order = self.one(Order, pick, Order.state == OrderState.DELIVERED)
        line = self.one(OrderLine, pick, OrderLine.order_id == order.id)
        ask_return(self.db, order, line, quantity, "passer ikke", by=self._buyer_of(order))

    @deed((Return, ReturnState.ASKED), often=4)
    def take_back(self, pick: int) -> None:
        receive_return(self.db, self.one(Return, pick), by=self.lead)
