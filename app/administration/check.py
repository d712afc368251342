"""Everything an operator wants to know to be in order, each fault a sentence."""

from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.accounts.models import Municipality
from app.administration.database import database_fault
from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.core.db import reading_engine, unscoped
from app.history.models import BackgroundTask
from app.history.record import broken_link
from app.history.work import MAX_ATTEMPTS
from app.media.storage import storage
from app.workshop.stock.queries import stock_faults


def storage_fault() -> str | None:
    """Why files cannot be stored: a file is really put, read and removed."""
    key = f"check/{uuid4()}"
    try:
        storage().put(key, b"check")
        held = storage().get(key) == b"check"
        storage().delete(key)
    except Exception as fault:  # noqa: BLE001 because a store fails in its own ways, and each is what we ask for
        return f"files cannot be stored: {str(fault).splitlines()[0][:200]}"
    return None if held else "a stored file came back changed"


def chain_faults(db: Session) -> list[str]:
    """Municipalities whose history does not hold, with the first event that does not."""
    faults = []
    for municipality in db.exec(select(Municipality).order_by(Municipality.slug)).all():
        position = broken_link(db, municipality.id)
        if position is not None:
            faults.append(f"the history of {municipality.name} does not hold from event {position} on")
    return faults


def count_faults(db: Session) -> list[str]:
    """Items whose count of units on offer is not the number of their units on offer."""
    counted = sa.func.count(col(Unit.id))
    on_offer = sa.and_(col(Unit.item_id) == col(Item.id), col(Unit.stage) == Stage.ON_OFFER)
    differing = (
        select(Item.id, Item.title, Item.on_offer, counted)
        .outerjoin(Unit, on_offer)
        .group_by(col(Item.id), col(Item.title), col(Item.on_offer))
        .having(counted != col(Item.on_offer))
    )
    with unscoped(db):
        return [
            f"{title} ({item_id}) says {said} on offer, and has {found}"
            for item_id, title, said, found in db.exec(differing)
        ]


def task_faults(db: Session) -> list[str]:
    """Kinds of background work that failed for good: a hand-over among them is missing in the reports."""
    given_up = (
        select(BackgroundTask.kind, sa.func.count(), sa.func.max(col(BackgroundTask.error)))
        .where(col(BackgroundTask.done_at).is_(None), BackgroundTask.attempts >= MAX_ATTEMPTS)
        .group_by(col(BackgroundTask.kind))
        .order_by(col(BackgroundTask.kind))
    )
    return [f"{count} of {kind} failed too often and wait for you: {error}" for kind, count, error in db.exec(given_up)]


def installation_faults(engine: Engine) -> list[str]:
    """What is wrong with the database, its contents and the file store; empty when all is well."""
    faults = [fault for fault in (database_fault(engine), storage_fault()) if fault]
    if database_fault(engine) is None:
        with Session(reading_engine(engine)) as db:
            faults += chain_faults(db) + count_faults(db) + stock_faults(db) + task_faults(db)
    return faults
