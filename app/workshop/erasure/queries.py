"""What is kept of a device's data: its media, the erasures recorded of them, who made sure, and what ties it."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.workshop.erasure.models import DeviceRelease, ErasureCheck, ErasureRecord, Medium


def media_of(db: Session, unit: Unit) -> list[Medium]:
    """Every medium the device has or had, in the order they were listed; without those listed by mistake."""
    return media_of_units(db, [unit.id]).get(unit.id, [])


def media_of_units(db: Session, unit_ids: Collection[UUID]) -> dict[UUID, list[Medium]]:
    """The same for many devices; one without any is not in it."""
    listed = select(Medium).where(col(Medium.unit_id).in_(unit_ids), col(Medium.struck_at).is_(None))
    found: dict[UUID, list[Medium]] = {}
    for medium in db.exec(listed.order_by(col(Medium.added_at), col(Medium.id))):
        found.setdefault(medium.unit_id, []).append(medium)
    return found


def release_of(db: Session, unit: Unit) -> DeviceRelease:
    """What is loosened of the device in this round; a new row, not yet kept, where nobody has said."""
    return releases_of(db, [unit])[unit.id]


def releases_of(db: Session, units: Collection[Unit]) -> dict[UUID, DeviceRelease]:
    """The same for many devices."""
    kept = db.exec(select(DeviceRelease).where(col(DeviceRelease.unit_id).in_([unit.id for unit in units]))).all()
    found = {(each.unit_id, each.circulation): each for each in kept}
    return {unit.id: found.get((unit.id, unit.circulation)) or _nothing_said(unit) for unit in units}


def _nothing_said(unit: Unit) -> DeviceRelease:
    return DeviceRelease(municipality_id=unit.municipality_id, unit_id=unit.id, circulation=unit.circulation)


def records_of(db: Session, unit_ids: Collection[UUID]) -> list[ErasureRecord]:
    """Every erasure ever recorded of these devices, oldest first."""
    theirs = select(ErasureRecord).where(col(ErasureRecord.unit_id).in_(unit_ids))
    return list(db.exec(theirs.order_by(col(ErasureRecord.performed_at), col(ErasureRecord.id))).all())


def checks_of(db: Session, records: Sequence[ErasureRecord]) -> Mapping[UUID, ErasureCheck]:
    """Who verified these records, by record."""
    found = select(ErasureCheck).where(col(ErasureCheck.record_id).in_([each.id for each in records]))
    return {each.record_id: each for each in db.exec(found)}
