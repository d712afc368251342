"""Work for later: queued in the transaction that causes it, claimed by one worker, tried again when it fails."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.core.clock import now
from app.core.db import session_for, unscoped
from app.core.edge import begin_request
from app.history.models import BackgroundTask, Event, EventChain

Handler = Callable[[Session, dict[str, Any]], None]
Reaction = Callable[[Session, Event], None]

HANDLERS: dict[str, Handler] = {}
REACTIONS: dict[str, list[str]] = {}
IN_STEP: dict[str, list[Reaction]] = {}
LEASE = timedelta(minutes=2)
LONGEST_DELAY = timedelta(hours=1)
MAX_ATTEMPTS = 12
log = structlog.get_logger("omlob.worker")


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def on(event_name: str) -> Callable[[Reaction], Reaction]:
    """Register a reaction to an event; it runs in the worker, in a transaction of its own."""

    def register(reaction: Reaction) -> Reaction:
        REACTIONS.setdefault(event_name, []).append(_handle(event_name, reaction))
        return reaction

    return register


def in_step(event_name: str) -> Callable[[Reaction], Reaction]:
    """Register a reaction that belongs to the event's own transaction: both are kept, or neither.

    It runs last of all, with the chain of the municipality locked, so that one such transaction ends before the next
    reads. A task that was queued for it, when it still ran in the worker, is done there: it must bear being
    asked twice.
    """

    def register(reaction: Reaction) -> Reaction:
        _handle(event_name, reaction, before=lock_chain)
        IN_STEP.setdefault(event_name, []).append(reaction)
        return reaction

    return register


def _handle(event_name: str, reaction: Reaction, *, before: Callable[[Session, UUID], object] | None = None) -> str:
    """The kind of task that does the reaction in the worker."""
    kind = f"{event_name}:{reaction.__name__}"

    def handler(db: Session, payload: dict[str, Any]) -> None:
        event = db.exec(select(Event).where(Event.id == UUID(payload["event_id"]))).one()
        if before is not None:
            before(db, event.municipality_id)
        reaction(db, event)

    HANDLERS[kind] = handler
    return kind


def lock_chain(db: Session, municipality_id: UUID) -> EventChain:
    """The end of the municipality's chain of events, held until this transaction ends; nobody else writes meanwhile."""
    asked = select(EventChain).where(EventChain.municipality_id == municipality_id).with_for_update()
    found = db.exec(asked.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        found = EventChain(municipality_id=municipality_id)
        db.add(found)
    return found


def react_in_step(db: Session, events: Iterable[Event]) -> None:
    """Let each event's reactions have their say in its own transaction, standing in its municipality."""
    stood = db.info.get("municipality_id")
    try:
        for event in events:
            for reaction in IN_STEP.get(event.name, []):
                db.info["municipality_id"] = event.municipality_id
                reaction(db, event)
    finally:
        if stood is not None:
            db.info["municipality_id"] = stood


def later(
    db: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    municipality_id: UUID | None,
    key: str | None = None,
    run_at: datetime | None = None,
) -> None:
    """Queue work; the same key waits only once, whoever asks again."""
    if key is not None and db.exec(select(BackgroundTask.id).where(BackgroundTask.key == key)).first():
        return
    db.add(BackgroundTask(kind=kind, payload=payload, municipality_id=municipality_id, key=key, run_at=run_at or now()))


def queue_reactions(db: Session, events: Iterable[Event]) -> None:
    """Queue what the modules want to do about these events."""
    for event in events:
        for kind in REACTIONS.get(event.name, []):
            later(
                db, kind, {"event_id": str(event.id)}, municipality_id=event.municipality_id, key=f"{kind}:{event.id}"
            )


def claim(engine: Engine) -> BackgroundTask | None:
    """Take the next waiting task for this worker alone: a conditional UPDATE, so two workers never share one."""
    with session_for(engine) as db:
        waiting = (
            select(BackgroundTask.id)
            .where(
                col(BackgroundTask.done_at).is_(None),
                BackgroundTask.run_at <= now(),
                BackgroundTask.attempts < MAX_ATTEMPTS,
                sa.or_(col(BackgroundTask.locked_until).is_(None), col(BackgroundTask.locked_until) < now()),
            )
            .order_by(col(BackgroundTask.run_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        task_id = db.exec(waiting).first()
        if task_id is None:
            return None
        task = db.get_one(BackgroundTask, task_id)
        task.locked_until, task.attempts = now() + LEASE, task.attempts + 1
        return task


def work_once(engine: Engine) -> bool:
    """Do one waiting task, if there is one. A failing one is put aside for a growing while; the rest go on."""
    task = claim(engine)
    if task is None:
        return False
    begin_request(f"task-{str(task.id)[-8:]}")
    try:
        with session_for(engine, municipality_id=task.municipality_id) as db:
            HANDLERS[task.kind](db, task.payload)
            _close(db, task.id, done_at=now(), error=None)
    except Exception as error:  # noqa: BLE001 - one bad task must not stop the others
        log.warning("task failed", kind=task.kind, attempts=task.attempts, error=repr(error)[:300])
        delay = min(LONGEST_DELAY, timedelta(seconds=2**task.attempts))
        with session_for(engine) as db:
            _close(db, task.id, run_at=now() + delay, error=repr(error)[:500])
    return True


def _close(db: Session, task_id: UUID, **values: Any) -> None:
    with unscoped(db):
        db.execute(
            sa.update(BackgroundTask).where(col(BackgroundTask.id) == task_id).values(locked_until=None, **values)
        )


def work_until_idle(engine: Engine, *, at_most: int = 10_000) -> int:
    """Do everything that waits now; the number of tasks done."""
    done = 0
    while done < at_most and work_once(engine):
        done += 1
    return done


def try_again(db: Session) -> int:
    """Put what was given up back in the queue, when its cause is mended; how many tasks that is."""
    given_up = (col(BackgroundTask.done_at).is_(None), col(BackgroundTask.attempts) >= MAX_ATTEMPTS)
    with unscoped(db):
        again = sa.update(BackgroundTask).where(*given_up).values(attempts=0, run_at=now(), locked_until=None)
        return int(db.execute(again).rowcount)  # type: ignore[attr-defined]
