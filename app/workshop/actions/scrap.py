"""A unit leaves for good: to recycling or to somebody outside. Never without a reason (R17)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions import move_units
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import Text, _
from app.history import record
from app.workshop.actions.out import refuse_out
from app.workshop.leaving.models import (
    Batteries,
    Departure,
    DepartureFraction,
    DepartureKind,
    Fraction,
    WasteCode,
)
from app.workshop.models import Job, JobState, StopReason


class ScrapReason(StrEnum):
    """Why a thing is taken apart for its materials."""

    BROKEN = "broken"
    MISSING_PARTS = "missing_parts"
    UNSAFE = "unsafe"
    DATA = "data"
    UNWANTED = "unwanted"


class SellReason(StrEnum):
    """How a thing leaves the municipality."""

    SOLD = "sold"
    ASSOCIATION = "association"
    DEALER = "dealer"


class HarvestReason(StrEnum):
    """A thing whose parts went on."""

    SPARE_PARTS = "spare_parts"


LEAVING_WORDS: dict[ScrapReason | SellReason | HarvestReason, Text] = {
    HarvestReason.SPARE_PARTS: _("It became spare parts"),
    ScrapReason.BROKEN: _("It is too broken"),
    ScrapReason.MISSING_PARTS: _("There are no parts for it"),
    ScrapReason.UNSAFE: _("It is not safe"),
    ScrapReason.DATA: _("Its data could not be erased"),
    ScrapReason.UNWANTED: _("Nobody wants it"),
    SellReason.SOLD: _("It was sold to somebody outside"),
    SellReason.ASSOCIATION: _("An association got it"),
    SellReason.DEALER: _("A dealer bought it"),
}


class ReasonMissing(DomainError):
    status = 422
    message = _("Say why")


class BatteriesUnsaid(DomainError):
    status = 422
    message = _("Say what became of the batteries, and which code the electronics have")


@dataclass(frozen=True, kw_only=True)
class Disposal:
    """Where a unit went: grams by fraction, who took or bought it (with CVR number), the price, and the receipt."""

    grams: Mapping[Fraction, int] = field(default_factory=dict)
    waste_code: WasteCode | None = None
    batteries: Batteries | None = None
    taker: str = ""
    taker_cvr: str = ""
    price_ore: int = 0
    receipt_note: str = ""
    receipt_photo_id: UUID | None = None

    def facts(self) -> dict[str, Any]:
        """What of it history tells, for later reports: only what was said."""
        told = {name: getattr(self, name) for name in ("taker", "taker_cvr", "price_ore", "batteries", "receipt_note")}
        told["grams"] = {each.value: grams for each, grams in self.grams.items()}
        told["waste_code"] = self.waste_code if Fraction.ELECTRONICS in self.grams else None
        return {name: value for name, value in told.items() if value}


NOTHING_SAID: Final = Disposal()
DepartureReason = ScrapReason | SellReason | HarvestReason


def scrap_unit(
    db: Session, unit: Unit, *, reason: ScrapReason | None, by: Viewer | None, note: str = "",
    at: datetime | None = None, disposal: Disposal = NOTHING_SAID,
) -> None:  # fmt: skip
    """Send the unit to recycling; what is being done on it stops. `ReasonMissing` without a reason.

    `BatteriesUnsaid` for electronics whose batteries or waste code (EAK) nobody has told.
    """
    leave(db, unit, DepartureKind.RECYCLED, reason, disposal, event="unit_scrapped", by=by, note=note, at=at)


def sell_off_unit(
    db: Session, unit: Unit, *, reason: SellReason | None, by: Viewer | None, note: str = "",
    at: datetime | None = None, disposal: Disposal = NOTHING_SAID,
) -> None:  # fmt: skip
    """Let the unit leave in use, a device through the erasure gate. `ReasonMissing` without a reason."""
    leave(db, unit, DepartureKind.SOLD_OFF, reason, disposal, event="unit_sold_off", by=by, note=note, at=at)


def leave(
    db: Session, unit: Unit, kind: DepartureKind, reason: DepartureReason | None, disposal: Disposal, *, event: str,
    by: Viewer | None, note: str, at: datetime | None, told: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Let the unit leave for good, with one departure and one event that carries all that was said."""
    if reason is None:
        raise ReasonMissing
    if Fraction.ELECTRONICS in disposal.grams and not (disposal.batteries and disposal.waste_code):
        raise BatteriesUnsaid
    refuse_out(db, unit.id)
    stage = Stage.SOLD_OFF if kind is DepartureKind.SOLD_OFF else Stage.RECYCLED
    facts = {"reason": reason, "note": note, "kind": kind, **disposal.facts(), **(told or {})}
    move_units(db, [unit], stage, by=by, event=event, after=facts, at=at)
    unit.scrap_reason = f"{reason}: {note}"[:200] if note else reason.value
    unit.storage_place_id = None
    db.add(unit)
    _write_departure(db, unit, kind, reason, disposal, note=note, at=at)
    for job in db.exec(select(Job).where(Job.unit_id == unit.id, col(Job.ended_at).is_(None))):
        job.state, job.stop_reason, job.ended_at = JobState.STOPPED, StopReason.SCRAPPED, at or now()
        db.add(job)
        record(db, "job_stopped", job, by=by, after={"reason": StopReason.SCRAPPED}, at=at)
    db.flush()


def _write_departure(
    db: Session, unit: Unit, kind: DepartureKind, reason: DepartureReason, disposal: Disposal, *, note: str,
    at: datetime | None,
) -> None:  # fmt: skip
    made = Departure(
        municipality_id=unit.municipality_id, unit_id=unit.id, kind=kind, reason=reason, note=note[:150],
        left_at=at or now(), taker=disposal.taker, taker_cvr=disposal.taker_cvr, price_ore=disposal.price_ore,
        batteries=disposal.batteries, receipt_note=disposal.receipt_note, receipt_photo_id=disposal.receipt_photo_id,
    )  # fmt: skip
    db.add(made)
    db.flush()
    for fraction, grams in disposal.grams.items():
        code = disposal.waste_code if fraction is Fraction.ELECTRONICS else None
        db.add(
            DepartureFraction(
                municipality_id=unit.municipality_id, departure_id=made.id, fraction=fraction, grams=grams,
                waste_code=code,
            )
        )  # fmt: skip
    db.flush()


def add_receipt(db: Session, unit: Unit, departure: Departure, *, note: str, photo_id: UUID | None, by: Viewer) -> None:
    """Keep the receipt of a unit that has left: what stands on it, and a photo where there is one."""
    before = {"receipt_note": departure.receipt_note, "receipt_photo_id": departure.receipt_photo_id}
    departure.receipt_note = note or departure.receipt_note
    departure.receipt_photo_id = photo_id or departure.receipt_photo_id
    after = {"receipt_note": departure.receipt_note, "receipt_photo_id": departure.receipt_photo_id}
    if before == after:
        return
    db.add(departure)
    db.flush()
    record(db, "receipt_added", unit, by=by, before=before, after=after)
