"""How far a device is: its media, what is recorded of each, and what is left to do before it may go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.workshop.actions.media import media_of, release_of
from app.workshop.erasure.models import DeviceRelease, ErasureCheck, ErasureRecord, Medium
from app.workshop.gate import has_failed, is_erased, is_medium_done


class MediumStep(StrEnum):
    """What has to be done next about a medium."""

    ERASE = "erase"
    VERIFY = "verify"
    DESTROY = "destroy"
    DONE = "done"


@dataclass(frozen=True)
class MediumState:
    """A medium with its newest record and what is next; `record` is of any of the device's rounds."""

    medium: Medium
    step: MediumStep
    record: ErasureRecord | None
    check: ErasureCheck | None


@dataclass(frozen=True)
class DeviceState:
    """A device's media and ties, and whether the gate is open for it."""

    media: Sequence[MediumState]
    release: DeviceRelease
    is_erased: bool

    @property
    def must_be_destroyed(self) -> bool:
        return any(each.step is MediumStep.DESTROY for each in self.media)

    @property
    def next_up(self) -> MediumState | None:
        """The medium to go on with: what failed first, then what is not erased, then what nobody has verified."""
        order = (MediumStep.DESTROY, MediumStep.ERASE, MediumStep.VERIFY)
        return next((each for step in order for each in self.media if each.step is step), None)

    @property
    def erased_with(self) -> ErasureRecord | None:
        """The newest record there is."""
        records = [each.record for each in self.media if each.record is not None]
        return max(records, key=lambda each: each.performed_at) if records else None


def device_state(db: Session, unit: Unit) -> DeviceState:
    """How far the device is, judged by the very conditions of the gate."""
    media = media_of(db, unit)
    if not media:
        return DeviceState([], release_of(db, unit), is_erased=False)
    ids = [each.id for each in media]
    done = {each for each in _those(db, unit, is_medium_done()) if each in ids}
    failed = set(_those(db, unit, has_failed()))
    records = records_of(db, unit)
    checks = checks_of(db, records)
    newest = {each.medium_id: each for each in records}
    states = []
    for medium in media:
        record = newest.get(medium.id)
        check = checks.get(record.id) if record else None
        states.append(MediumState(medium, _step(unit, medium, record, check, done, failed), record, check))
    return DeviceState(states, release_of(db, unit), _passes(db, unit))


def _step(
    unit: Unit, medium: Medium, record: ErasureRecord | None, check: ErasureCheck | None, done: set[object],
    failed: set[object],
) -> MediumStep:  # fmt: skip
    if medium.id in done:
        return MediumStep.DONE
    is_current = record is not None and record.has_passed and record.medium_serial == medium.serial_number
    if is_current and record is not None and check is None and _is_of_now(unit, medium, record):
        return MediumStep.VERIFY
    return MediumStep.DESTROY if medium.id in failed else MediumStep.ERASE


def _is_of_now(unit: Unit, medium: Medium, record: ErasureRecord) -> bool:
    this_round = record.circulation == unit.circulation and record.serial_number == unit.serial_number
    return this_round or medium.removed_at is not None


def _those(db: Session, unit: Unit, condition: object) -> Sequence[object]:
    wanted = select(Medium.id).join(Unit, col(Unit.id) == Medium.unit_id).where(Unit.id == unit.id, condition)  # type: ignore[arg-type]
    return db.exec(wanted).all()


def _passes(db: Session, unit: Unit) -> bool:
    return db.exec(select(Unit.id).where(Unit.id == unit.id, is_erased())).first() is not None


def records_of(db: Session, unit: Unit) -> list[ErasureRecord]:
    """Every erasure ever recorded of the device, oldest first."""
    mine = select(ErasureRecord).where(ErasureRecord.unit_id == unit.id)
    return list(db.exec(mine.order_by(col(ErasureRecord.performed_at), col(ErasureRecord.id))).all())


def checks_of(db: Session, records: Sequence[ErasureRecord]) -> dict[object, ErasureCheck]:
    """Who verified these records, by record."""
    found = select(ErasureCheck).where(col(ErasureCheck.record_id).in_([each.id for each in records]))
    return {each.record_id: each for each in db.exec(found)}
