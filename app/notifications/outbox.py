"""Send what was written: once, in the worker, never while holding the database."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlmodel import Session, col, select

from app.core.clock import now
from app.core.config import settings
from app.core.db import unscoped
from app.history import every, handles
from app.notifications.compose import NoAddress, compose
from app.notifications.models import Letter
from app.notifications.smtp import Refused, hand_in
from app.notifications.write import queue_sending

# Because nobody wants to hear a week later that something could have been approved.
TOO_OLD = timedelta(days=3)
log = structlog.get_logger("omlob.letters")


@handles("send_letter")
def send_letter(db: Session, payload: dict[str, Any]) -> None:
    """Send one letter, unless it is sent, failed or there is no mail server. Troubles that pass are raised."""
    letter = db.exec(select(Letter).where(Letter.id == UUID(payload["letter_id"]))).one_or_none()
    if letter is None or letter.sent_at is not None or letter.failed_at is not None or not settings().smtp_url:
        return
    # Because a slow mail server must hold up nobody who waits for the database.
    db.commit()
    try:
        hand_in(compose(letter), letter.to_address)
    except (Refused, NoAddress) as refused:
        letter.failed_at, letter.failure = now(), str(refused)[:300]
        log.warning("letter refused", letter=str(letter.id), reason=letter.failure)
    else:
        letter.sent_at = now()
    db.add(letter)
    db.flush()


@every(timedelta(hours=1))
def queue_unsent_letters(db: Session) -> None:
    """Give letters another turn whose tries are used up, or that were written before there was a mail server."""
    if not settings().smtp_url:
        return
    turn = f"{now():%Y-%m-%dT%H}"
    with unscoped(db):
        unsent = db.exec(
            select(Letter).where(
                col(Letter.sent_at).is_(None),
                col(Letter.failed_at).is_(None),
                Letter.written_at > now() - TOO_OLD,
                Letter.written_at < now() - timedelta(hours=1),
            )
        ).all()
        for letter in unsent:
            queue_sending(db, letter, turn=turn)
        db.flush()
