"""Changing units and items: the only doors to a unit's stage, to holds and to the shop."""

from app.catalogue.actions.holds import free_count, hold_units, release_hold, take_units
from app.catalogue.actions.items import NotReady, add_item_photo, create_item, publish_item, withdraw_item
from app.catalogue.actions.units import move_units, offer_gates, register_units

__all__ = [
    "NotReady",
    "add_item_photo",
    "create_item",
    "free_count",
    "hold_units",
    "move_units",
    "offer_gates",
    "publish_item",
    "register_units",
    "release_hold",
    "take_units",
    "withdraw_item",
]
