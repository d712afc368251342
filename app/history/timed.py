"""Work that returns by the clock: queued as an ordinary task once for each turn, however many workers there are."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core.clock import now
from app.core.db import session_for
from app.history.models import BackgroundTask
from app.history.work import handles, later

TIMED: dict[str, timedelta] = {}
TASKS_KEPT = timedelta(days=30)
_queued: dict[str, int] = {}


def every(interval: timedelta) -> Callable[[Callable[[Session], None]], Callable[[Session], None]]:
    """Register work to be done once in every such interval; it sees no municipality unless it says which."""

    def register(work: Callable[[Session], None]) -> Callable[[Session], None]:
        kind = f"timed:{work.__name__}"
        TIMED[kind] = interval
        handles(kind)(lambda db, _payload: work(db))
        return work

    return register


def queue_timed_work(engine: Engine) -> None:
    """Queue the work whose turn has come. The task's key is the turn, so that two workers queue it once."""
    seconds = now().timestamp()
    turns = {kind: int(seconds // interval.total_seconds()) for kind, interval in TIMED.items()}
    due = {kind: turn for kind, turn in turns.items() if _queued.get(kind) != turn}
    for kind, turn in due.items():
        try:
            with session_for(engine) as db:
                later(db, kind, {}, municipality_id=None, key=f"{kind}:{turn}")
        except IntegrityError:
            pass  # another worker was a moment faster
        _queued[kind] = turn


@every(timedelta(days=1))
def forget_done_tasks(db: Session) -> None:
    """Drop the notes of work that was done a month ago; history keeps what happened."""
    db.execute(sa.delete(BackgroundTask).where(col(BackgroundTask.done_at) < now() - TASKS_KEPT))
