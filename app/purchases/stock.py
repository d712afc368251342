"""How many of a kind stood in the shop on a day that has passed: today's count, told backwards by history."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import moment_at
from app.history.models import Event

_Move = tuple[datetime, int]


def fewest_on_offer(db: Session, days: Collection[tuple[UUID, date]]) -> dict[tuple[UUID, date], int | None]:
    """For each category and Danish day: how many of its units stood in the shop at every moment of that day.

    None where no unit of any kind was known by then, because before Omløb nobody counted. Kinds are those of today.
    """
    if not days:
        return {}
    known_from: datetime | None = db.exec(select(sa.func.min(col(Unit.received_at)))).one()
    categories = {category for category, _day in days}
    here = _on_offer_now(db, categories)
    moves = _moves_since(db, categories, _midnight(min(day for _category, day in days)))
    return {
        (category, day): None
        if known_from is None or _midnight(day + timedelta(days=1)) <= known_from
        else _fewest(here.get(category, 0), moves[category], day)
        for category, day in days
    }


def _midnight(day: date) -> datetime:
    return moment_at(day, 0)


def _on_offer_now(db: Session, categories: Collection[UUID]) -> Mapping[UUID, int]:
    count = sa.func.count(col(Unit.id))
    standing = select(Unit.category_id, count).where(
        col(Unit.category_id).in_(categories), Unit.stage == Stage.ON_OFFER
    )  # fmt: skip
    return dict(db.exec(standing.group_by(col(Unit.category_id))).all())


def _moves_since(db: Session, categories: Collection[UUID], since: datetime) -> Mapping[UUID, list[_Move]]:
    """When a unit came into the shop (+1) or left it (-1), newest first."""
    before, after = (_stage(column) for column in (Event.before, Event.after))
    moved = (
        select(Unit.category_id, Event.at, after)
        .join(Unit, (col(Unit.id) == Event.subject_id) & (col(Unit.municipality_id) == Event.municipality_id))
        .where(Event.subject_type == str(Unit.__tablename__), Event.at >= since, col(Unit.category_id).in_(categories))
        .where((before == Stage.ON_OFFER.value) != (after == Stage.ON_OFFER.value))
        .order_by(col(Event.at).desc(), col(Event.position).desc())
    )
    found: dict[UUID, list[_Move]] = defaultdict(list)
    for category, at, stage in db.exec(moved):
        found[category].append((at, 1 if stage == Stage.ON_OFFER.value else -1))
    return found


def _stage(column: Any) -> Any:
    return sa.func.coalesce(col(column)["stage"].as_string(), "")


def _fewest(now_here: int, moves: list[_Move], day: date) -> int:
    begins, ends = _midnight(day), _midnight(day + timedelta(days=1))
    standing = now_here - sum(change for at, change in moves if at >= ends)
    fewest = standing
    for at, change in moves:
        if begins <= at < ends:
            standing -= change
            fewest = min(fewest, standing)
    return max(fewest, 0)
