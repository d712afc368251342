"""What a unit's passport is read from: its rounds, moves, work and impact. Nothing here names who did the work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.catalogue.models import StoragePlace, Unit
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


@dataclass
class Work:
    """A job with its steps and what went into the thing."""

    job: Job
    steps: list[JobTask] = field(default_factory=list)
    parts: list[JobPart] = field(default_factory=list)

    @property
    def steps_done(self) -> int:
        return sum(step.done_at is not None for step in self.steps)


@dataclass(frozen=True)
class Impact:
    """Every ledger line of the unit, oldest first, and their sums in whole grams and øre, corrections included."""

    entries: Sequence[ImpactEntry]
    sums: Mapping[str, int]


def rounds_of(db: Session, events: Sequence[Event]) -> list[Round]:
    """The unit's circulations as its history tells them, oldest first; a hand-over that was undone is none."""
    ids = _ids(event.after.get(key) for event in events for key in ("giver", "institution_id"))
    found = select(Institution.id, Institution.name).where(col(Institution.id).in_(ids))
    names = {str(key): name for key, name in db.exec(found)}
    rounds: list[Round] = []
    for event in events:
        said = event.after
        if event.name in _CAME_IN:
            giver = names.get(said.get("giver") or said.get("institution_id") or "", "")
            rounds.append(Round(len(rounds) + 1, event.at, giver))
        elif rounds:
            _go_on(rounds[-1], event, names)
    return rounds


def _go_on(here: Round, event: Event, names: Mapping[Any, str]) -> None:
    if event.name == "unit_handed_over":
        here.went_at, here.holder = event.at, names.get(event.after.get("institution_id"), "")
        here.order_id = UUID(event.after["order_id"]) if event.after.get("order_id") else None
    elif event.name == "unit_hand_over_undone":
        here.went_at, here.holder, here.order_id = None, "", None
    elif event.name in _LEFT:
        here.went_at, here.left = event.at, STAGE_NAMES[_LEFT[event.name]]


def moves_of(db: Session, events: Sequence[Event]) -> list[Move]:
    """Every time the unit got another storage place, newest first."""
    key = "storage_place_id"
    moved = [e for e in events if key in e.after and e.before.get(key) != e.after[key]]
    ids = _ids(side.get(key) for event in moved for side in (event.before, event.after))
    found = select(StoragePlace.id, StoragePlace.code).where(col(StoragePlace.id).in_(ids))
    codes = {str(place): code for place, code in db.exec(found)}
    return [
        Move(e.at, codes.get(e.before.get(key) or "", ""), codes.get(e.after[key] or "", "")) for e in reversed(moved)
    ]


def _ids(kept: Iterable[Any]) -> list[UUID]:
    return [UUID(each) for each in set(kept) if each]


def works_of(db: Session, jobs: Sequence[Job]) -> list[Work]:
    """Every job with its steps and parts, newest first."""
    works = {job.id: Work(job) for job in reversed(jobs)}
    for step in db.exec(select(JobTask).where(col(JobTask.job_id).in_(works)).order_by(col(JobTask.position))):
        works[step.job_id].steps.append(step)
    for part in db.exec(select(JobPart).where(col(JobPart.job_id).in_(works)).order_by(col(JobPart.id))):
        works[part.job_id].parts.append(part)
    return list(works.values())


def impact_of(db: Session, unit: Unit) -> Impact | None:
    """What the unit has saved over all its rounds, or None where it was never handed over."""
    lines = select(ImpactEntry).where(ImpactEntry.unit_id == unit.id)
    entries = db.exec(lines.order_by(col(ImpactEntry.booked_at), col(ImpactEntry.id))).all()
    if not entries:
        return None
    return Impact(entries, {name: sum(getattr(each, name) for each in entries) for name in FIGURES})
