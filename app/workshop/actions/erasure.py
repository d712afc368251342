"""The data on a medium is erased, somebody else makes sure, and the records of it open the gate."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.media.files import put_with
from app.workshop.actions.locking import lock_settings
from app.workshop.actions.media import MediumGone, lock_device
from app.workshop.erasure.models import (
    CheckWay,
    Destination,
    ErasureCheck,
    ErasureLog,
    ErasureMethod,
    ErasurePolicy,
    ErasureRecord,
    Medium,
    MediumKind,
    Standard,
    Technique,
)
from app.workshop.gate import has_failed, holds_data, is_erased

IN_USE_BY_OTHERS = (Stage.ON_OFFER, Stage.RESERVED)


class ErasureFailedBefore(DomainError):
    message = _("The erasure of %(number)s failed. The device must be destroyed.")


class WrongSerial(DomainError):
    status = 422
    message = _("%(number)s has serial number %(serial)s. Check the device.")


class WrongMethod(DomainError):
    status = 422
    message = _("This method does not fit the medium. Choose another.")


class VerifyByAnother(DomainError):
    message = _("You erased it yourself. Ask a colleague to make sure.")


class AlreadyVerified(DomainError):
    message = _("Somebody has already made sure of this erasure.")


class PolicyTooStrict(DomainError):
    message = _("%(numbers)s are in the shop with less. Take them back into the workshop first.")


@dataclass(frozen=True)
class Erasing:
    """What was done to a medium, as whoever did it says, or the tool's log. Times in UTC."""

    method: ErasureMethod
    tool: str
    has_passed: bool
    technique: Technique | None = None
    standard: Standard | None = None
    tool_version: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    destination: Destination = Destination.REUSE
    note: str = ""
    log: ErasureLog | None = None
    import_key: str = ""


def keep_log(db: Session, name: str, data: bytes, *, by: Viewer) -> ErasureLog:
    """Keep what a tool wrote, as it was sent; the very same file is kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    same = select(ErasureLog).where(ErasureLog.sha256 == sha256)
    if found := db.exec(same).one_or_none():
        return found
    plain = PurePath(name.replace("\\", "/").replace("\x00", "")).name[:120] or "log"
    kept = ErasureLog(
        municipality_id=by.municipality_id, name=plain, sha256=sha256, bytes=len(data), sent_by_id=by.person_id
    )
    try:
        with db.begin_nested():
            db.add(kept)
    except IntegrityError:
        return db.exec(same).one()  # because the same file may be sent twice at once
    put_with(db, kept.storage_key, data)
    record(db, "erasure_log_kept", kept, by=by, after={"name": kept.name, "sha256": sha256, "bytes": len(data)})
    return kept


def medium_has_failed(db: Session, medium: Medium) -> bool:
    """Whether an erasure of the medium failed, or somebody found its data still there."""
    return db.exec(select(Medium.id).where(Medium.id == medium.id, has_failed())).first() is not None


def _refuse_unfit(db: Session, unit: Unit, medium: Medium, said: Erasing, serial_number: str) -> None:
    if medium.unit_id != unit.id or not medium.is_present:
        raise MediumGone
    if not serial_number or serial_number != unit.serial_number:
        raise WrongSerial(number=unit.number, serial=unit.serial_number or "–")
    if (medium.kind is MediumKind.NONE) != (said.method is ErasureMethod.NOTHING):
        raise WrongMethod
    if said.method is not ErasureMethod.DESTROY and medium_has_failed(db, medium):
        raise ErasureFailedBefore(number=unit.number)


def record_erasure(
    db: Session, unit: Unit, medium: Medium, said: Erasing, *, serial_number: str, by: Viewer,
    at: datetime | None = None,
) -> ErasureRecord:  # fmt: skip
    """Write down that the data of this very medium in this very device was erased, or that it could not be.

    `WrongSerial` unless the serial number is the device's own. After a failure nothing but destruction is left. A
    destroyed medium is out of the device.
    """
    lock_device(db, unit)
    _refuse_unfit(db, unit, medium, said, serial_number)
    is_gone = said.method is ErasureMethod.DESTROY and said.has_passed
    made = ErasureRecord(
        municipality_id=unit.municipality_id, unit_id=unit.id, medium_id=medium.id, serial_number=serial_number,
        medium_serial=medium.serial_number, method=said.method, technique=said.technique, standard=said.standard,
        tool=said.tool, tool_version=said.tool_version, log_id=said.log.id if said.log else None,
        import_key=said.import_key, has_passed=said.has_passed, circulation=unit.circulation, note=said.note,
        destination=Destination.DESTRUCTION if is_gone else said.destination, performed_by_id=by.person_id,
        started_at=said.started_at, performed_at=said.ended_at or at or now(),
    )  # fmt: skip
    db.add(made)
    if is_gone:
        medium.removed_at = at or now()
        db.add(medium)
    db.flush()
    told = {
        "medium": medium.id, "serial_number": serial_number, "medium_serial": medium.serial_number,
        "method": said.method, "tool": said.tool, "has_passed": said.has_passed,
    }  # fmt: skip
    record(db, "erasure_recorded", unit, by=by, after=told, at=at)
    return made


def verify_erasure(
    db: Session, unit: Unit, erased: ErasureRecord, *, way: CheckWay, is_confirmed: bool, by: Viewer, note: str = "",
    at: datetime | None = None,
) -> ErasureCheck:  # fmt: skip
    """Make sure that the data is gone, or say that it is not: then only destruction is left.

    `VerifyByAnother` for whoever erased it.
    """
    lock_device(db, unit)
    if erased.performed_by_id == by.person_id:
        raise VerifyByAnother
    if db.exec(select(ErasureCheck.id).where(ErasureCheck.record_id == erased.id)).first() is not None:
        raise AlreadyVerified
    made = ErasureCheck(
        municipality_id=unit.municipality_id, record_id=erased.id, verified_by_id=by.person_id, way=way,
        is_confirmed=is_confirmed, note=note, verified_at=at or now(),
    )  # fmt: skip
    db.add(made)
    db.flush()
    told = {"record": erased.id, "medium_serial": erased.medium_serial, "way": way, "is_confirmed": is_confirmed}
    record(db, "erasure_verified", unit, by=by, after=told, at=at)
    return made


def policy_of(db: Session, viewer: Viewer) -> ErasurePolicy:
    """What the viewer's municipality demands of an erasure."""
    found = db.exec(select(ErasurePolicy)).one_or_none()
    return found or ErasurePolicy(municipality_id=viewer.municipality_id)


def set_erasure_policy(db: Session, *, least: ErasureMethod, needs_second_person: bool, by: Viewer) -> None:
    """Demand this of every erasure from now on.

    `PolicyTooStrict` while devices are in the shop or ordered that were erased with less: they could go no way.
    """
    if least is ErasureMethod.NOTHING:
        raise WrongMethod
    lock_settings(db, by.municipality_id)
    policy = policy_of(db, by)
    after = {"least": least, "needs_second_person": needs_second_person}
    before = {name: getattr(policy, name) for name in after}
    if before == after:
        return
    wanted = ErasurePolicy(municipality_id=by.municipality_id, least=least, needs_second_person=needs_second_person)
    _refuse_stranding(db, wanted)
    policy.least, policy.needs_second_person = least, needs_second_person
    db.add(policy)
    db.flush()
    record(db, "erasure_policy_set", policy, by=by, before=before, after=after)


def _refuse_stranding(db: Session, wanted: ErasurePolicy) -> None:
    stranded = (
        select(Unit.number)
        .join(Category, col(Category.id) == Unit.category_id)
        .where(col(Unit.stage).in_(IN_USE_BY_OTHERS), holds_data())
        .where(is_erased(), ~is_erased(wanted))
        .order_by(col(Unit.number))
        .limit(10)
    )
    if numbers := db.exec(stranded).all():
        raise PolicyTooStrict(numbers=", ".join(numbers))
