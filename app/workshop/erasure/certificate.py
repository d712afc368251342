"""A device's erasure certificate: the fields of NIST SP 800-88, appendix G, as a tagged PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Municipality, Person
from app.catalogue.models import Category, Unit
from app.core.clock import local, now
from app.core.i18n import language
from app.core.pdf import pdf_of
from app.workshop.erasure import words
from app.workshop.erasure.models import ErasureCheck, ErasureLog, ErasureRecord, Medium
from app.workshop.erasure.state import DeviceState

STYLE: Final = Path(__file__).with_name("certificate.css")


@dataclass(frozen=True)
class Entry:
    """One medium: what was done, with what, by whom, and who made sure."""

    medium: Medium
    record: ErasureRecord
    check: ErasureCheck | None
    log: ErasureLog | None
    performed_by: str
    verified_by: str


@dataclass(frozen=True)
class Certificate:
    """Everything the certificate says of one device in its present round."""

    unit: Unit
    category: Category
    device: DeviceState
    entries: list[Entry]
    made_at: datetime


def certificate_of(db: Session, unit: Unit, device: DeviceState) -> Certificate:
    """What is recorded of the device's media; media without a record are missing from `entries`."""
    recorded = [(each, each.record) for each in device.media if each.record is not None]
    checkers = [each.check.verified_by_id for each, _record in recorded if each.check]
    people = _names(db, [record.performed_by_id for _each, record in recorded] + checkers)
    logs = _logs(db, [record.log_id for _each, record in recorded if record.log_id])
    entries = [
        Entry(
            medium=each.medium,
            record=record,
            check=each.check,
            log=logs.get(record.log_id or record.id),
            performed_by=people.get(record.performed_by_id, "–"),
            verified_by=people.get(each.check.verified_by_id, "–") if each.check else "",
        )
        for each, record in recorded
    ]
    category = db.exec(select(Category).where(Category.id == unit.category_id)).one()
    return Certificate(unit, category, device, entries, now())


def _names(db: Session, ids: list[UUID]) -> Mapping[UUID, str]:
    return dict(db.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids))).all())


def _logs(db: Session, ids: list[UUID]) -> Mapping[UUID, ErasureLog]:
    return {log.id: log for log in db.exec(select(ErasureLog).where(col(ErasureLog.id).in_(ids)))}


def _stamp(at: datetime) -> str:
    """Day with its year, and time, in Denmark: a certificate is read years later."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def certificate_pdf(certificate: Certificate, *, municipality: Municipality) -> bytes:
    """The certificate as a tagged PDF in the reader's language."""
    return pdf_of(
        "workshop/erasure_certificate.html", STYLE,
        certificate=certificate, municipality=municipality, words=words, language=language(), stamp=_stamp,
    )  # fmt: skip
