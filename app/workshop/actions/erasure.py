"""The data on a device is erased, and the record of it opens the gate."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.erasure.models import ErasureMethod, ErasureRecord


class ErasureFailedBefore(DomainError):
    message = _("The erasure of %(number)s failed. The device must be destroyed.")


class WrongSerial(DomainError):
    status = 422
    message = _("%(number)s has serial number %(serial)s. Check the device.")


def last_erasure(db: Session, unit: Unit) -> ErasureRecord | None:
    """The newest erasure since the unit was last received."""
    return db.exec(
        select(ErasureRecord)
        .where(ErasureRecord.unit_id == unit.id, ErasureRecord.circulation == unit.circulation)
        .order_by(col(ErasureRecord.performed_at).desc(), col(ErasureRecord.id).desc())
    ).first()


def record_erasure(
    db: Session,
    unit: Unit,
    *,
    serial_number: str,
    method: ErasureMethod,
    tool: str,
    has_passed: bool,
    by: Viewer,
    note: str = "",
    at: datetime | None = None,
) -> ErasureRecord:
    """Write down that the data of this very device was erased, or that it could not be.

    `WrongSerial` unless the serial number is the unit's own. After a failure nothing but destruction is left.
    """
    db.flush()
    db.refresh(unit, with_for_update=True)
    if not serial_number or serial_number != unit.serial_number:
        raise WrongSerial(number=unit.number, serial=unit.serial_number or "–")
    before = last_erasure(db, unit)
    if before is not None and not before.has_passed:
        raise ErasureFailedBefore(number=unit.number)
    made = ErasureRecord(
        municipality_id=unit.municipality_id, unit_id=unit.id, serial_number=serial_number, method=method, tool=tool,
        has_passed=has_passed, circulation=unit.circulation, note=note, performed_by_id=by.person_id,
        performed_at=at or now(),
    )  # fmt: skip
    db.add(made)
    db.flush()
    told = {"serial_number": serial_number, "method": method, "tool": tool, "has_passed": has_passed}
    record(db, "erasure_recorded", unit, by=by, after=told, at=at)
    return made
