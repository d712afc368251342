"""Periods that are closed: nothing more is booked in them, and their reports are what they were."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.core.db import unscoped
from app.history.models import Event
from app.impact.frozen import BadFactor, canonical, loaded
from app.impact.models import ClosedPeriod
from app.impact.sums import ENTRY

_HASHED: Final = ("id", "key", "kind", "reverses_id", "booked_at", "booked_on", "frozen")
_LINES_AT_A_TIME: Final = 2_000


def first_open_day(db: Session, day: date) -> date:
    """The day itself, or the first one after it that lies in no closed period of the session's municipality."""
    while True:
        covering = select(func.max(ClosedPeriod.last_on)).where(
            col(ClosedPeriod.first_on) <= day, col(ClosedPeriod.last_on) >= day
        )
        last = db.exec(covering).one()
        if last is None:
            return day
        day = last + timedelta(days=1)


def hash_of_lines(db: Session, municipality_id: UUID, first: date, last: date) -> tuple[int, str]:
    """How many lines are booked on these days, and one SHA-256 over all that makes them up."""
    digest, count = hashlib.sha256(), 0
    for row in _rows(db, municipality_id, first, last):
        digest.update(canonical([None if cell is None else str(cell) for cell in row]).encode())
        digest.update(b"\n")
        count += 1
    return count, digest.hexdigest()


def _rows(db: Session, municipality_id: UUID, first: date, last: date) -> Iterator[Any]:
    asked = sa.select(*(ENTRY.c[name] for name in _HASHED)).where(
        ENTRY.c.municipality_id == sa.bindparam("municipality_id"), ENTRY.c.booked_on.between(first, last)
    )
    ordered = asked.order_by(ENTRY.c.booked_on, ENTRY.c.id)
    asked_of = {"municipality_id": municipality_id}
    yield from db.execute(ordered, asked_of, execution_options={"yield_per": _LINES_AT_A_TIME})


def closed_faults(db: Session) -> tuple[int, list[str]]:
    """How many closed periods there are in all municipalities, and a sentence for each that is not what it was.

    Held against each other are the report's bytes, its own hash, the hash in history (which is chained), and the hash
    of the lines it was made from.
    """
    with unscoped(db):
        closed = list(
            db.exec(select(ClosedPeriod).order_by(col(ClosedPeriod.municipality_id), col(ClosedPeriod.first_on)))
        )
        told = select(Event).where(Event.name == "period_closed")
        hashes = {event.subject_id: event.after["hash"] for event in db.exec(told).all()}
    return len(closed), [f"{row.period} ({row.id}): {fault}" for row in closed for fault in _faults(db, row, hashes)]


def _faults(db: Session, row: ClosedPeriod, hashes: dict[UUID, str]) -> Iterator[str]:
    if hashlib.sha256(row.content.encode()).hexdigest() != row.hash:
        yield "the report is not what was hashed when it was closed."
    if hashes.get(row.id) != row.hash:
        yield "the hash is not the one history tells of."
    count, digest = hash_of_lines(db, row.municipality_id, row.first_on, row.last_on)
    try:
        lines = loaded(row.content)["lines"]
    except (BadFactor, KeyError, TypeError):
        return  # what is no report has failed its hash
    if (lines["count"], lines["sha256"]) != (count, digest):
        yield f"the {count} lines of its days are not the {lines['count']} it was made from."
