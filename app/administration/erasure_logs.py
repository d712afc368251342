"""Logs of erasures: read what a tool wrote, find each disk in the workshop by its serial number, record it once."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.administration import cells
from app.administration.nwipe import is_nwipe_log, read_nwipe_log
from app.administration.spreadsheets import BadCell, Column, Unusable, decoded, read_sheet
from app.catalogue.models import Unit
from app.core.clock import COPENHAGEN, EARLIEST, now
from app.core.errors import DomainError
from app.core.i18n import Text, _
from app.history import record
from app.media.storage import storage
from app.workshop.actions import Erasing, record_erasure
from app.workshop.erasure.models import ErasureLog, ErasureMethod, ErasureRecord, Medium, MediumKind, Technique
from app.workshop.readiness import IN_THE_WORKSHOP

MOST_LINES: Final = 2_000


@dataclass(frozen=True)
class LogLine:
    """One erasure a log tells of. `erasing` is None where it did not come to an end."""

    number: int
    serial_number: str
    model: str
    erasing: Erasing | None


@dataclass(frozen=True)
class Match:
    """A line with the disk it is about, or why there is none. `is_known`: it is recorded already."""

    line: LogLine
    unit: Unit | None = None
    medium: Medium | None = None
    why_not: Text | None = None
    is_known: bool = False

    @property
    def is_new(self) -> bool:
        """Whether reading the log in records it."""
        return self.medium is not None and self.why_not is None and not self.is_known


def _moment(cell: str) -> datetime:
    for shape in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M", "%d.%m.%Y %H:%M"):
        try:
            at = datetime.strptime(cell, shape).replace(tzinfo=COPENHAGEN)
        except ValueError:
            continue
        if at > now():
            raise BadCell(_("It cannot lie in the future"))
        if at >= EARLIEST:
            return at
    raise BadCell(_("Write a day and a time, for example 2026-11-20 14:05"))


_METHODS = {
    ErasureMethod.CLEAR: "clear|overskrevet|nulstillet",
    ErasureMethod.PURGE: "purge|renset|slettet",
    ErasureMethod.DESTROY: "destroy|destrueret|ødelagt",
}
_RESULTS = {True: "ok|passed|pass|erased|lykkedes|ja|success", False: "fejl|failed|fail|mislykkedes|nej|error"}
_TECHNIQUES = {each: f"{each.value}|{each.value.replace('_', ' ')}" for each in Technique}
LOG_COLUMNS: Final = {
    "serial_number": Column("Serienummer", ("Serial", "Serial number", "Disk serial", "Serienr"), cells.text(80),
                            is_required=True),
    "method": Column("Metode", ("Method",), cells.one_of(_METHODS), is_required=True),
    "has_passed": Column("Resultat", ("Result", "Status"), cells.one_of(_RESULTS), is_required=True),
    "ended_at": Column("Slut", ("End", "Ended", "Finished", "Sluttidspunkt"), _moment, is_required=True),
    "started_at": Column("Start", ("Started", "Begin", "Starttidspunkt"), _moment, empty=None),
    "tool": Column("Værktøj", ("Tool", "Program", "Software"), cells.text(120)),
    "tool_version": Column("Version", ("Tool version",), cells.text(40)),
    "technique": Column("Teknik", ("Technique",), cells.one_of(_TECHNIQUES), empty=None),
    "model": Column("Model", ("Disk", "Disk model"), cells.text(80)),
    "note": Column("Bemærkning", ("Note",), cells.text(300)),
}  # fmt: skip


def read_log(data: bytes) -> list[LogLine]:
    """The erasures in a log of nwipe, or in a spreadsheet with the columns `LOG_COLUMNS`.

    `Unusable` names what cannot be read; nothing of such a file is recorded.
    """
    text = decoded(data)
    return _of_nwipe(text) if is_nwipe_log(text) else _of_sheet(data)


def _of_nwipe(text: str) -> list[LogLine]:
    lines = []
    for each in read_nwipe_log(text)[:MOST_LINES]:
        erasing = None
        if each.has_passed is not None:
            erasing = Erasing(
                each.method, "nwipe", each.has_passed, technique=each.technique, tool_version=each.tool_version,
                started_at=_utc(each.started_at), ended_at=_utc(each.ended_at), note=each.method_name,
            )  # fmt: skip
        lines.append(LogLine(each.line, each.serial_number, each.model, erasing))
    return lines


def _of_sheet(data: bytes) -> list[LogLine]:
    sheet = read_sheet(data, LOG_COLUMNS)
    if sheet.faults:
        raise Unusable(sorted(sheet.faults, key=lambda fault: fault.row))
    return [
        LogLine(
            row.number, row["serial_number"], row.get("model", ""),
            Erasing(
                row["method"], row.get("tool") or "–", row["has_passed"], technique=row.get("technique"),
                tool_version=row.get("tool_version", ""), started_at=_utc(row.get("started_at")),
                ended_at=_utc(row["ended_at"]), note=row.get("note", ""),
            ),
        )
        for row in sheet.rows[:MOST_LINES]
    ]  # fmt: skip


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def match_log(db: Session, log: ErasureLog) -> list[Match]:
    """Each line of the log with the disk in the workshop that has its serial number.

    A device's own serial number will do where it has exactly one disk. Changes nothing.
    """
    lines = read_log(storage().get(log.storage_key))
    media = _media_in_the_workshop(db)
    known = set(db.exec(select(ErasureRecord.import_key).where(ErasureRecord.log_id == log.id)))
    return [_match(log, line, media, known) for line in lines]


def import_key(log: ErasureLog, line: LogLine) -> str:
    """What makes a line itself: the file's hash and the line's number."""
    return f"{log.sha256}:{line.number}"


def _media_in_the_workshop(db: Session) -> dict[str, list[tuple[Unit, Medium]]]:
    rows = db.exec(
        select(Unit, Medium)
        .join(Medium, col(Medium.unit_id) == Unit.id)
        .where(
            col(Unit.stage).in_(IN_THE_WORKSHOP), col(Medium.removed_at).is_(None), col(Medium.struck_at).is_(None),
            Medium.kind != MediumKind.NONE,
        )
    ).all()  # fmt: skip
    in_device = Counter(unit.id for unit, _medium in rows)
    found: dict[str, list[tuple[Unit, Medium]]] = {}
    for unit, medium in rows:
        names = {medium.serial_number.casefold()}
        if in_device[unit.id] == 1:
            names.add(unit.serial_number.casefold())
        for name in filter(None, names):
            found.setdefault(name, []).append((unit, medium))
    return found


def _match(log: ErasureLog, line: LogLine, media: dict[str, list[tuple[Unit, Medium]]], known: set[str]) -> Match:
    if import_key(log, line) in known:
        return Match(line, is_known=True)
    if line.erasing is None:
        return Match(line, why_not=_("It was stopped before its end. It is neither passed nor failed."))
    if not line.serial_number.strip("X?- "):
        return Match(line, why_not=_("The log does not say the serial number."))
    found = media.get(line.serial_number.casefold(), [])
    if len(found) != 1:
        several = _("Several disks in the workshop have this serial number.")
        return Match(line, why_not=several if found else _("No disk in the workshop has this serial number."))
    unit, medium = found[0]
    return Match(line, unit, medium)


def import_log(db: Session, log: ErasureLog, *, by: Viewer) -> tuple[int, list[Match]]:
    """Record every line that has its disk and is not recorded yet; how many, and the lines that were refused.

    A line is recorded once, however often its log is read in. Somebody else must still verify each of them.
    """
    # Because two who read the same log in at once would both find its lines new.
    db.refresh(log, with_for_update=True)
    done, refused = 0, list[Match]()
    for match in match_log(db, log):
        if not match.is_new or match.unit is None or match.medium is None or match.line.erasing is None:
            continue
        said = replace(match.line.erasing, log=log, import_key=import_key(log, match.line))
        try:
            record_erasure(db, match.unit, match.medium, said, serial_number=match.unit.serial_number, by=by)
        except DomainError as refusal:
            refused.append(replace(match, why_not=refusal.sentence))
        else:
            done += 1
    if done:
        record(db, "erasure_log_read_in", log, by=by, after={"name": log.name, "sha256": log.sha256, "records": done})
    return done, refused


def get_log(db: Session, log_id: UUID) -> ErasureLog | None:
    """A log of the municipality."""
    return db.exec(select(ErasureLog).where(ErasureLog.id == log_id)).one_or_none()
