"""What the workshop does with a report: yes, a question, no, and that the things are here."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.viewer import Viewer
from app.core.clock import now
from app.history import record
from app.intake.actions.change import move_report
from app.intake.fates import all_found
from app.intake.forms import DeclineForm
from app.intake.models import ReportLine, ReportState, SurplusReport


def accept_report(db: Session, report: SurplusReport, *, is_collected: bool = False, by: Viewer) -> None:
    """Say yes: the things are to be collected, or stay where they are if that was asked and `is_collected` is not."""
    stays_put = report.stays_put and not is_collected
    move_report(db, report, ReportState.ACCEPTED, "surplus_accepted", by=by, stays_put=stays_put)


def ask_reporter(db: Session, report: SurplusReport, question: str, *, by: Viewer) -> None:
    """Ask the one who reported; a former question and its answer give way (history keeps them)."""
    move_report(db, report, ReportState.ASKED, "surplus_asked", by=by, question=question, answer="")


def decline_report(db: Session, report: SurplusReport, said: DeclineForm, *, by: Viewer) -> None:
    """Say no, why, and what they can do with the things instead."""
    move_report(
        db, report, ReportState.DECLINED, "surplus_declined", by=by, decline_reason=said.reason, instead=said.instead,
        closed_at=now(),
    )  # fmt: skip


def count_line(
    db: Session, report: SurplusReport, line: ReportLine, *, category_id: UUID, quantity: int, by: Viewer
) -> None:
    """Write on the line what the workshop found: its kind, and how many there were."""
    facts = {"category_id": category_id, "quantity": quantity}
    before = {name: getattr(line, name) for name in facts}
    if before == facts:
        return
    line.category_id, line.quantity = category_id, quantity
    db.add(line)
    db.flush()
    record(db, "surplus_line_counted", report, by=by, before={"line": line.id, **before}, after=facts)


def note_all_found(db: Session, report: SurplusReport, *, at: datetime | None = None) -> bool:
    """Write down, once and for good, that the last thing of a received report has found its place; whether it is news.

    A thing that comes back later changes nothing of it: the givers are told once.
    """
    if report.state is not ReportState.RECEIVED or not all_found(db, report):
        return False
    moment = at or now()
    still_new = (col(SurplusReport.id) == report.id, col(SurplusReport.found_at).is_(None))
    noted: Any = db.execute(sa.update(SurplusReport).where(*still_new).values(found_at=moment))
    if noted.rowcount == 0:
        return False
    record(db, "surplus_all_found", report, by=None, after={"found_at": moment}, at=at)
    return True


def close_report_as_received(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """The things are registered, here or where they stay; said again (more came later), nothing happens."""
    if report.state is not ReportState.RECEIVED:
        move_report(db, report, ReportState.RECEIVED, "surplus_received", by=by, closed_at=now())
