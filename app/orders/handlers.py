"""What orders do about others' events: let go of what nobody answered, and of things that came back after years."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.history import handles, in_step
from app.history.models import Event
from app.orders.actions import release_unanswered
from app.orders.actions.release import untie_units


@handles("release_unanswered")
def end_unanswered_order(db: Session, payload: dict[str, Any]) -> None:
    """The day to answer has passed."""
    release_unanswered(db, UUID(payload["approval_id"]))


@in_step("unit_came_back")
def untie_unit(db: Session, event: Event) -> None:
    """A unit given in again is no longer tied to the order it once was delivered with, so that it can be sold anew."""
    untie_units(db, [event.subject_id], at=event.at)
