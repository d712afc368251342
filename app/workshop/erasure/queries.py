"""What is kept of a device's data: its media, the erasures recorded of them, who made sure, and what ties it."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.catalogue.models import Unit
from app.workshop.erasure.models import DeviceRelease, ErasureCheck, ErasureRecord, Medium


def media_of(db: Session, unit: Unit) -> list[Medium]:
    """Every medium the device has or had, in the order they were listed; without those listed by mistake."""
    listed = select(Medium).where(Medium.unit_id == unit.id, col(Medium.struck_at).is_(None))
    return list(db.exec(listed.order_by(col(Medium.added_at), col(Medium.id))).all())


def release_of(db: Session, unit: Unit) -> DeviceRelease:
    """What is loosened of the device in this round; a new row, not yet kept, where nobody has said."""
    said = select(DeviceRelease).where(DeviceRelease.unit_id == unit.id, DeviceRelease.circulation == unit.circulation)
    return db.exec(said).one_or_none() or nothing_said(unit)


def nothing_said(unit: Unit) -> DeviceRelease:
    """Nothing of the device is loosened yet; a new row, not yet kept."""
    return DeviceRelease(municipality_id=unit.municipality_id, unit_id=unit.id, circulation=unit.circulation)


def records_of(db: Session, unit_ids: Collection[UUID]) -> list[tuple[ErasureRecord, ErasureCheck | None]]:
    """Every erasure ever recorded of these devices, oldest first, each with what the second person found."""
    theirs = (
        select(ErasureRecord, ErasureCheck)
        .outerjoin(ErasureCheck, col(ErasureCheck.record_id) == ErasureRecord.id)
        .where(col(ErasureRecord.unit_id).in_(unit_ids))
        .order_by(col(ErasureRecord.performed_at), col(ErasureRecord.id))
    )
    return [(record, check) for record, check in db.exec(theirs)]
