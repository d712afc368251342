"""What deliveries do in the worker."""

from app.deliveries import ledger

__all__ = ["ledger"]
