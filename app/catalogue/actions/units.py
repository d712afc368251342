"""Give units a number and move them along their stages of life."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.numbers import take_numbers, unit_number
from app.accounts.viewer import Viewer
from app.catalogue.actions.drafts import refuse_drafts
from app.catalogue.models import Category, Item, Unit
from app.catalogue.stages import Stage, WrongStage, may_move
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record

Gate = Callable[[Session, Sequence[Unit]], None]

# Every unit on its way out passes all of these; a gate raises to stop it. The workshop hangs in the erasure gate.
offer_gates: list[Gate] = []
GATED = (Stage.ON_OFFER, Stage.RESERVED, Stage.HANDED_OVER, Stage.SOLD_OFF)


class GateMissing(DomainError):
    message = _("Nobody checks that data is erased. Things with data on them cannot go on.")


def register_units(
    db: Session,
    category: Category,
    *,
    count: int,
    title: str,
    condition: int,
    by: Viewer | None,
    giver_id: UUID | None = None,
    report_id: UUID | None = None,
    report_line_id: UUID | None = None,
    stands_at_id: UUID | None = None,
    serial_numbers: Sequence[str] = (),
    storage_place_id: UUID | None = None,
    at: datetime | None = None,
) -> list[Unit]:
    """Make `count` equal things known: each gets a number and starts as received."""
    first = take_numbers(db, category.municipality_id, "unit", count)
    serials = [*serial_numbers, *[""] * (count - len(serial_numbers))]
    units = [
        Unit(
            municipality_id=category.municipality_id, category_id=category.id, number=unit_number(first + place),
            title=title, condition=condition, giver_id=giver_id, report_id=report_id, serial_number=serials[place],
            storage_place_id=storage_place_id, received_at=at or now(), report_line_id=report_line_id,
            stands_at_id=stands_at_id,
        )
        for place in range(count)
    ]  # fmt: skip
    db.add_all(units)
    db.flush()
    for unit in units:
        told = {"number": unit.number, "giver": giver_id, **({"stands_at": stands_at_id} if stands_at_id else {})}
        record(db, "unit_received", unit, by=by, at=at, after=told)
    return units


def _pass_gates(db: Session, units: Sequence[Unit]) -> None:
    if not offer_gates:
        has_data = select(Category.id).where(
            col(Category.id).in_({unit.category_id for unit in units}), col(Category.is_data_bearing)
        )
        if db.exec(has_data).first():
            raise GateMissing
    for gate in offer_gates:
        gate(db, units)


def move_units(
    db: Session,
    units: Sequence[Unit],
    stage: Stage,
    *,
    by: Viewer | None,
    event: str,
    after: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Move all these units on to one stage, or none of them.

    A conditional UPDATE, never read-then-write: a unit that somebody else moved meanwhile raises `WrongStage`.
    Keeps each item's count of units on offer, ends holds, and writes one event per unit.
    """
    if not units:
        return
    if stage in GATED:
        refuse_drafts(db, units)
        _pass_gates(db, units)
    allowed = [here for here in Stage if may_move(here, stage)]
    before = {unit.id: unit.stage for unit in units}
    for here in sorted(set(before.values())):
        ids = [unit.id for unit in units if before[unit.id] == here]
        moved = db.execute(
            sa.update(Unit)
            .where(col(Unit.id).in_(ids), col(Unit.stage) == here, col(Unit.stage).in_(allowed))
            .values(stage=stage, held_until=None, held_by_id=None)
            .execution_options(synchronize_session=False)
        )
        if moved.rowcount != len(ids):  # type: ignore[attr-defined]
            raise WrongStage(number=next(unit.number for unit in units if unit.id in ids))
    count_on_offer(db, units, before, stage)
    for unit in units:
        db.refresh(unit, ["stage", "held_until", "held_by_id"])
        record(
            db, event, unit, by=by, at=at, before={"stage": before[unit.id]}, after={"stage": stage, **(after or {})}
        )


def count_on_offer(db: Session, units: Sequence[Unit], before: Mapping[UUID, Stage], stage: Stage) -> None:
    """Keep `item.on_offer` in step with the units that moved, in the same transaction."""
    change: Counter[UUID] = Counter()
    for unit in units:
        if unit.item_id is not None:
            change[unit.item_id] += (stage == Stage.ON_OFFER) - (before[unit.id] == Stage.ON_OFFER)
    for item_id, difference in sorted(change.items()):
        if difference:
            db.execute(
                sa.update(Item)
                .where(col(Item.id) == item_id)
                .values(on_offer=col(Item.on_offer) + difference)
                .execution_options(synchronize_session=False)
            )
    for item in [row for row in db.identity_map.values() if isinstance(row, Item) and row.id in change]:
        db.refresh(item, ["on_offer"])
