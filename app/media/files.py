"""Files that follow a transaction: a new one goes away if it fails, an old one only goes when it holds.

Because a file store knows no transactions, the order is: put first and take back on failure; remove last. What a
power cut leaves behind in between is found by `remove_stray_files` in sweep.py.
"""

from contextlib import suppress

import structlog
from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from app.media.storage import AlreadyStored, storage

log = structlog.get_logger("omlob.media")
_NEW, _OLD = "media_new_files", "media_old_files"


def put_with(db: Session, key: str, data: bytes) -> None:
    """Store a file that is removed again unless the session's transaction commits.

    A file that lies there already stays: it is what an earlier attempt at the same work left, and its content the same.
    """
    with suppress(AlreadyStored):
        db.connection()  # because only a transaction that has begun tells how it ended
        storage().put(key, data)
        db.info.setdefault(_NEW, set()).add(key)


def remove_with(db: Session, *keys: str) -> None:
    """Remove files once the session's transaction has committed; they stay if it fails."""
    db.connection()
    db.info.setdefault(_OLD, set()).update(keys)


@event.listens_for(Session, "after_commit")
def _keep(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_NEW, None)
        _remove(session.info.pop(_OLD, set()))


@event.listens_for(Session, "after_transaction_end")
def _take_back(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_OLD, None)
        _remove(session.info.pop(_NEW, set()))


def _remove(keys: set[str]) -> None:
    for key in sorted(keys):
        try:
            storage().delete(key)
        except Exception as fault:  # noqa: BLE001 because the transaction is over, and the sweep takes what is left
            log.warning("file not removed", key=key, error=repr(fault)[:300])
