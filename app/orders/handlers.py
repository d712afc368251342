"""What orders do in the worker: let go of what nobody answered."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.history import handles
from app.orders.actions import release_unanswered


@handles("release_unanswered")
def end_unanswered_order(db: Session, payload: dict[str, Any]) -> None:
    """The day to answer has passed."""
    release_unanswered(db, UUID(payload["approval_id"]))
