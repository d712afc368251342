"""How far a device is: its media, what is recorded of each, and what is left to do before it may go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.workshop.erasure.models import DeviceRelease, ErasureCheck, ErasureRecord, Medium
from app.workshop.erasure.queries import checks_of, media_of_units, records_of, releases_of
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
    return device_states(db, [unit])[unit.id]


def device_states(db: Session, units: Sequence[Unit]) -> dict[UUID, DeviceState]:
    """The same for many, in as many statements as for one."""
    media, releases = media_of_units(db, [unit.id for unit in units]), releases_of(db, units)
    listed = list(media)
    if not listed:
        return {unit.id: DeviceState([], releases[unit.id], is_erased=False) for unit in units}
    done, failed = _those(db, listed, is_medium_done()), _those(db, listed, has_failed())
    records = records_of(db, listed)
    checks, newest = checks_of(db, records), {each.medium_id: each for each in records}
    erased = set(db.exec(select(Unit.id).where(col(Unit.id).in_(listed), is_erased())))

    def state_of(unit: Unit, medium: Medium) -> MediumState:
        record = newest.get(medium.id)
        check = checks.get(record.id) if record else None
        return MediumState(medium, _step(unit, medium, record, check, done, failed), record, check)

    return {
        unit.id: DeviceState(
            [state_of(unit, each) for each in media.get(unit.id, [])], releases[unit.id], unit.id in erased
        )
        for unit in units
    }  # fmt: skip


def _step(
    unit: Unit, medium: Medium, record: ErasureRecord | None, check: ErasureCheck | None, done: set[UUID],
    failed: set[UUID],
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


def _those(db: Session, unit_ids: Sequence[UUID], condition: sa.ColumnElement[bool]) -> set[UUID]:
    """The media of these devices of which the condition is true."""
    wanted = select(Medium.id).join(Unit, col(Unit.id) == Medium.unit_id)
    return set(db.exec(wanted.where(col(Unit.id).in_(unit_ids), condition)))
