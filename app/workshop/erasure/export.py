"""Every erasure of the municipality as a spreadsheet, and the list of what waits for a second pair of eyes."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Unit
from app.core.i18n import in_own_language
from app.history import record
from app.impact import sheet
from app.workshop.erasure.models import ErasureCheck, ErasureLog, ErasurePolicy, ErasureRecord, Medium
from app.workshop.gate import is_erased
from app.workshop.readiness import IN_THE_WORKSHOP

# Every column by its name in code, which is its English heading, with its Danish one.
COLUMNS: Final = {
    "unit_number": "nummer", "unit_title": "ting", "serial_number": "serienummer", "asset_tag": "inventarnummer",
    "round": "runde", "medium_kind": "medie", "make": "mærke", "model": "model", "medium_serial": "mediets_serienummer",
    "capacity_gb": "størrelse_gb", "method": "metode", "technique": "teknik", "standard": "standard",
    "tool": "værktøj", "tool_version": "version", "log_file": "logfil", "log_sha256": "log_sha256",
    "started_at": "begyndt", "ended_at": "slut", "result": "resultat", "performed_by": "udført_af",
    "verified_by": "kontrolleret_af", "verified_how": "hvordan", "verified_at": "kontrolleret", "data_gone": "data_væk",
    "destination": "hvorhen", "note": "bemærkning",
}  # fmt: skip


def export_erasures(db: Session, *, by: Viewer) -> tuple[int, Iterator[bytes]]:
    """All records, oldest first, as CSV in the reader's language with times in UTC; how many.

    That they were taken out is history itself.
    """
    rows = [_row(*found) for found in db.execute(_all())]
    policy = db.exec(select(ErasurePolicy)).one_or_none() or ErasurePolicy(municipality_id=by.municipality_id)
    record(db, "erasures_exported", by.municipality, by=by, after={"records": len(rows), "least": policy.least})
    return len(rows), sheet.streamed(rows, [_heading(name) for name in COLUMNS])


def _heading(name: str) -> str:
    return in_own_language(COLUMNS[name], name)


def _all() -> Any:
    performer, verifier = aliased(Person), aliased(Person)
    return (
        sa.select(ErasureRecord, Unit, Medium, ErasureCheck, ErasureLog, performer, verifier)
        .join(Unit, col(Unit.id) == col(ErasureRecord.unit_id))
        .join(performer, col(performer.id) == col(ErasureRecord.performed_by_id))
        .outerjoin(Medium, col(Medium.id) == col(ErasureRecord.medium_id))
        .outerjoin(ErasureCheck, col(ErasureCheck.record_id) == col(ErasureRecord.id))
        .outerjoin(verifier, col(verifier.id) == col(ErasureCheck.verified_by_id))
        .outerjoin(ErasureLog, col(ErasureLog.id) == col(ErasureRecord.log_id))
        .order_by(col(ErasureRecord.performed_at), col(ErasureRecord.id))
    )


def _row(
    done: ErasureRecord, unit: Unit, medium: Medium | None, check: ErasureCheck | None, log: ErasureLog | None,
    performer: Person, verifier: Person | None,
) -> dict[str, str]:  # fmt: skip
    said: dict[str, Any] = {
        "unit_number": unit.number, "unit_title": unit.title, "serial_number": done.serial_number,
        "asset_tag": unit.asset_tag, "round": done.circulation, "medium_serial": done.medium_serial,
        "method": done.method, "technique": done.technique, "standard": done.standard, "tool": done.tool,
        "tool_version": done.tool_version, "started_at": done.started_at, "ended_at": done.performed_at,
        "performed_by": performer.name,
        "result": _either(done.has_passed, ("slettet", "passed"), ("mislykket", "failed")),
        "destination": done.destination, "note": done.note,
    }  # fmt: skip
    if medium is not None:
        said |= {"medium_kind": medium.kind, "make": medium.make, "model": medium.model}
        said["capacity_gb"] = medium.capacity_gb or ""
    if check is not None and verifier is not None:
        said |= {"verified_by": verifier.name, "verified_how": check.way, "verified_at": check.verified_at}
        said["data_gone"] = _either(check.is_confirmed, ("ja", "yes"), ("nej", "no"))
    if log is not None:
        said |= {"log_file": log.name, "log_sha256": log.sha256}
    return {_heading(name): _cell(said.get(name)) for name in COLUMNS}


def _either(is_so: bool, yes: tuple[str, str], no: tuple[str, str]) -> str:
    return in_own_language(*(yes if is_so else no))


def _cell(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat(timespec="seconds"))
    return "" if value is None else str(value)


def devices_at_work(db: Session, *, at_most: int = 200) -> Sequence[Unit]:
    """The devices in the workshop whose data is not erased yet, longest there first."""
    waiting = (
        select(Unit)
        .join(Category, col(Category.id) == Unit.category_id)
        .where(col(Unit.stage).in_(IN_THE_WORKSHOP), col(Category.is_data_bearing), sa.not_(is_erased()))
        .order_by(col(Unit.received_at), col(Unit.number))
    )
    return db.exec(waiting.limit(at_most)).all()
