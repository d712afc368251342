"""What notifications do in the worker: write letters when something happens, and send them."""

from app.notifications import fate_letters, order_letters, outbox, surplus_letters

__all__ = ["fate_letters", "order_letters", "outbox", "surplus_letters"]
