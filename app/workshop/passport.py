"""What a unit's passport is read from: its rounds, moves, work and impact. Nothing here names who did the work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.catalogue.stages import STAGE_NAMES, Stage
from app.core.i18n import Text
from app.history.models import Event
from app.impact.models import ImpactEntry
from app.workshop.models import Job, JobPart, JobTask

_CAME_IN: Final = frozenset({"unit_received", "unit_came_back", "return_received"})
_LEFT: Final = {"unit_scrapped": Stage.RECYCLED, "unit_sold_off": Stage.SOLD_OFF}
FIGURES: Final = (
    "gross_co2e_g", "likely_co2e_g", "net_co2e_g", "low_co2e_g", "high_co2e_g",
    "gross_ore", "likely_ore", "net_ore", "low_ore", "high_ore",
)  # fmt: skip


@dataclass
class Round:
    """One circulation: came in at, from whom; went out at, to whom; how it ended, where it left the municipality."""

    number: int
    came_at: datetime
    giver: str
    went_at: datetime | None = None
    holder: str = ""
    order_id: UUID | None = None
    left: Text | None = None


@dataclass(frozen=True)
class Move:
    """From one storage place to another; empty where it stood nowhere in particular."""

    at: datetime
    origin: str
    to: str


@dataclass(frozen=True)
class Work:
    """A job, and how many steps it has."""

    job: Job
    steps: int
    steps_done: int


@dataclass(frozen=True)
class Impact:
    """Every ledger line of the unit, oldest first, and their sums in whole grams and øre, corrections included."""

    entries: Sequence[ImpactEntry]
    sums: Mapping[str, int]


def rounds_of(events: Sequence[Event], names: Mapping[UUID, str]) -> list[Round]:
    """The unit's circulations as its history tells them, oldest first; a hand-over that was undone is none."""
    rounds: list[Round] = []
    for event in events:
        said = event.after
        if event.name in _CAME_IN:
            giver = _name(names, said.get("giver") or said.get("institution_id"))
            rounds.append(Round(len(rounds) + 1, event.at, giver))
        elif rounds:
            _go_on(rounds[-1], event, names)
    return rounds


def _name(names: Mapping[UUID, str], kept: Any) -> str:
    return names.get(UUID(kept), "") if kept else ""


def _go_on(here: Round, event: Event, names: Mapping[UUID, str]) -> None:
    if event.name == "unit_handed_over":
        here.went_at, here.holder = event.at, _name(names, event.after.get("institution_id"))
        here.order_id = UUID(event.after["order_id"]) if event.after.get("order_id") else None
    elif event.name == "unit_hand_over_undone":
        here.went_at, here.holder, here.order_id = None, "", None
    elif event.name in _LEFT:
        here.went_at, here.left = event.at, STAGE_NAMES[_LEFT[event.name]]


def moves_of(events: Sequence[Event], names: Mapping[UUID, str]) -> list[Move]:
    """Every time the unit got another storage place, newest first."""
    key = "storage_place_id"
    moved = [e for e in events if key in e.after and e.before.get(key) != e.after[key]]
    return [Move(e.at, _name(names, e.before.get(key)), _name(names, e.after[key])) for e in reversed(moved)]


def works_of(db: Session, unit: Unit) -> list[Work]:
    """Every job ever done on the unit, newest first."""
    steps = sa.select(sa.func.count()).where(col(JobTask.job_id) == col(Job.id)).correlate(Job)
    done = steps.where(col(JobTask.done_at).is_not(None))
    wanted = select(Job, steps.scalar_subquery(), done.scalar_subquery()).where(Job.unit_id == unit.id)
    return [Work(job, of_them, ticked) for job, of_them, ticked in db.exec(wanted.order_by(col(Job.id).desc()))]


def parts_in(db: Session, unit: Unit) -> Sequence[JobPart]:
    """What went into the unit in all its jobs, the newest job first."""
    wanted = select(JobPart).join(Job, col(Job.id) == JobPart.job_id).where(Job.unit_id == unit.id)
    return db.exec(wanted.order_by(col(Job.id).desc(), col(JobPart.id))).all()


def impact_of(db: Session, unit: Unit) -> Impact | None:
    """What the unit has saved over all its rounds, or None where it was never handed over."""
    lines = select(ImpactEntry).where(ImpactEntry.unit_id == unit.id)
    entries = db.exec(lines.order_by(col(ImpactEntry.booked_at), col(ImpactEntry.id))).all()
    if not entries:
        return None
    return Impact(entries, {name: sum(getattr(each, name) for each in entries) for name in FIGURES})
