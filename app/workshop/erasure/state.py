"""How far a device is: its media, what is recorded of each, and what is left to do before it may go on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.catalogue.models import Unit
from app.workshop.erasure.models import DeviceRelease, ErasureCheck, ErasureRecord, Medium
from app.workshop.erasure.queries import nothing_said, records_of
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
    found: dict[UUID, _Found] = {unit.id: _Found(nothing_said(unit)) for unit in units}
    for unit_id, medium, release, is_done, did_fail, erased in db.execute(_judged(list(found))):
        here = found[unit_id]
        here.release, here.is_erased = release or here.release, erased
        if medium is not None:
            here.media.append((medium, is_done, did_fail))
    listed = [unit_id for unit_id, here in found.items() if here.media]
    newest = {record.medium_id: (record, check) for record, check in (records_of(db, listed) if listed else [])}

    def state_of(unit: Unit, medium: Medium, is_done: bool, did_fail: bool) -> MediumState:
        record, check = newest.get(medium.id, (None, None))
        return MediumState(medium, _step(unit, medium, record, check, is_done, did_fail), record, check)

    return {
        unit.id: DeviceState(
            [state_of(unit, *each) for each in found[unit.id].media], found[unit.id].release, found[unit.id].is_erased
        )
        for unit in units
    }  # fmt: skip


@dataclass
class _Found:
    """What the database says of one device; each medium with whether it is done, and whether an erasure failed."""

    release: DeviceRelease
    is_erased: bool = False
    media: list[tuple[Medium, bool, bool]] = field(default_factory=list)


def _judged(unit_ids: Sequence[UUID]) -> Any:
    """Each medium of these units (one row without any where there are none), as the gate's own conditions judge it."""
    listed = sa.and_(col(Medium.unit_id) == col(Unit.id), col(Medium.struck_at).is_(None))
    this_round = sa.and_(
        col(DeviceRelease.unit_id) == col(Unit.id), col(DeviceRelease.circulation) == col(Unit.circulation)
    )
    return (
        sa.select(col(Unit.id), Medium, DeviceRelease, is_medium_done(), has_failed(), is_erased())
        .select_from(Unit)
        .outerjoin(Medium, listed)
        .outerjoin(DeviceRelease, this_round)
        .where(col(Unit.id).in_(unit_ids))
        .order_by(col(Medium.added_at), col(Medium.id))
    )


def _step(
    unit: Unit, medium: Medium, record: ErasureRecord | None, check: ErasureCheck | None, is_done: bool,
    did_fail: bool,
) -> MediumStep:  # fmt: skip
    if is_done:
        return MediumStep.DONE
    is_current = record is not None and record.has_passed and record.medium_serial == medium.serial_number
    if is_current and record is not None and check is None and _is_of_now(unit, medium, record):
        return MediumStep.VERIFY
    return MediumStep.DESTROY if did_fail else MediumStep.ERASE


def _is_of_now(unit: Unit, medium: Medium, record: ErasureRecord) -> bool:
    this_round = record.circulation == unit.circulation and record.serial_number == unit.serial_number
    return this_round or medium.removed_at is not None
