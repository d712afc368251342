"""Changing baskets and orders: place, approve, edit, cancel, fulfil, take back."""

from app.orders.actions.fulfil import complete_order, reopen_order, reserved_units, start_order, unload_order

__all__ = [
    "complete_order",
    "reopen_order",
    "reserved_units",
    "start_order",
    "unload_order",
]
