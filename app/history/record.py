"""Write history in the same breath as the change it tells of."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, SQLModel, col, select

from app.core.clock import now
from app.core.db import TenantRow, unscoped, uuid7
from app.core.edge import request_id
from app.history.models import Event, EventChain
from app.history.work import lock_chain, queue_reactions, react_in_step


class Actor(Protocol):
    """Whoever does something: a signed-in person."""

    @property
    def person_id(self) -> UUID: ...


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID | datetime | date):
        return value.isoformat() if not isinstance(value, UUID) else str(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(v) for v in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def record(
    db: Session,
    name: str,
    row: SQLModel,
    *,
    by: Actor | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Write that something happened to the row; it becomes part of the chain when the transaction commits.

    `before` and `after` hold what changed, never what a person's health or case is. Nobody (`by=None`) is Omløb itself.
    """
    if not db.in_transaction():
        db.begin()
    subject: Any = row
    municipality_id = subject.municipality_id if isinstance(row, TenantRow) else subject.id
    made = Event(
        id=uuid7(),
        municipality_id=municipality_id,
        position=0,
        at=at or now(),
        name=name,
        actor_id=by.person_id if by else None,
        subject_type=str(row.__tablename__),
        subject_id=subject.id,
        before=plain(before or {}),
        after=plain(after or {}),
        request_id=request_id(),
        previous_hash="",
        hash="",
    )
    db.info.setdefault("new_events", []).append(made)
    return made


def event_hash(previous: str, event: Event) -> str:
    """SHA-256 over the hash before and everything the event says, in one canonical form."""
    said = [
        previous, str(event.municipality_id), event.position, event.at.isoformat(timespec="microseconds"), event.name,
        str(event.actor_id or ""), event.subject_type, str(event.subject_id), event.before, event.after,
        event.request_id,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@sqlalchemy_event.listens_for(Session, "before_commit")
def chain_events(session: Session) -> None:
    """Join the transaction's events to their chains. Last of all, because the chain's end is locked from here on."""
    if session.in_nested_transaction():
        return
    events: list[Event] = session.info.get("new_events", [])
    if not events:
        return
    session.flush()
    with unscoped(session):
        chains = {each: lock_chain(session, each) for each in sorted({e.municipality_id for e in events})}
    react_in_step(session, events)  # what a reaction records stands at the end of the same list
    session.info.pop("new_events")
    with unscoped(session):
        for municipality_id, chain in chains.items():
            for made in (e for e in events if e.municipality_id == municipality_id):
                made.position, made.previous_hash = chain.position + 1, chain.hash
                made.hash = event_hash(chain.hash, made)
                chain.position, chain.hash = made.position, made.hash
                session.add(chain)
                session.add(made)
        queue_reactions(session, events)
        session.flush()


@sqlalchemy_event.listens_for(Session, "after_transaction_create")
def remember_savepoint(session: Session, transaction: SessionTransaction) -> None:
    """Know how much had happened when a savepoint began."""
    if transaction.nested:
        session.info.setdefault("savepoints", {})[transaction] = len(session.info.get("new_events", []))


@sqlalchemy_event.listens_for(Session, "after_soft_rollback")
def forget_events(session: Session, transaction: SessionTransaction) -> None:
    """What was rolled back did not happen, in a whole transaction as in a savepoint."""
    kept = session.info.get("savepoints", {}).pop(transaction, 0) if transaction.nested else 0
    del session.info.get("new_events", [])[kept:]


def events_of(db: Session, rows: Iterable[SQLModel]) -> list[Event]:
    """The life story of these rows, oldest first, as far as it is committed."""
    ids = [row.id for row in rows]  # type: ignore[attr-defined]
    return list(db.exec(select(Event).where(col(Event.subject_id).in_(ids)).order_by(col(Event.position))).all())


def broken_link(db: Session, municipality_id: UUID) -> int | None:
    """The position of the first event whose hash does not hold, or None when the whole chain does."""
    previous, position = "0" * 64, 0
    with unscoped(db):
        found = db.exec(select(Event).where(Event.municipality_id == municipality_id).order_by(col(Event.position)))
        for made in found:
            position += 1
            if (made.position, made.previous_hash, made.hash) != (position, previous, event_hash(previous, made)):
                return position
            previous = made.hash
        chain = db.get(EventChain, municipality_id)
    if chain is not None and (chain.position, chain.hash) != (position, previous):
        return position + 1
    return None
