"""Changing baskets and orders: place, approve, edit, cancel, fulfil, take back."""

from app.orders.actions.approve import approve_order, reduce_order, reject_order, release_unanswered
from app.orders.actions.basket import add_to_basket, adjust_basket, remove_from_basket, set_quantity
from app.orders.actions.cancel import OrderEdit, cancel_order, edit_order
from app.orders.actions.fulfil import complete_order, reopen_order, reserved_units, start_order, unload_order
from app.orders.actions.place import Checkout, SoldMeanwhile, place_order
from app.orders.actions.returns import ask_return, receive_return

__all__ = [
    "Checkout",
    "OrderEdit",
    "SoldMeanwhile",
    "add_to_basket",
    "adjust_basket",
    "approve_order",
    "ask_return",
    "cancel_order",
    "complete_order",
    "edit_order",
    "place_order",
    "receive_return",
    "reduce_order",
    "reject_order",
    "release_unanswered",
    "remove_from_basket",
    "reopen_order",
    "reserved_units",
    "set_quantity",
    "start_order",
    "unload_order",
]
