"""What the workshop does with a report: yes, a question, no, and that the things are here."""

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.core.clock import now
from app.intake.actions.change import move_report
from app.intake.forms import DeclineForm
from app.intake.models import ReportState, SurplusReport


def accept_report(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """Say yes: the things are to be collected."""
    move_report(db, report, ReportState.ACCEPTED, "surplus_accepted", by=by)


def ask_reporter(db: Session, report: SurplusReport, question: str, *, by: Viewer) -> None:
    """Ask the one who reported; a former question and its answer give way (history keeps them)."""
    move_report(db, report, ReportState.ASKED, "surplus_asked", by=by, question=question, answer="")


def decline_report(db: Session, report: SurplusReport, said: DeclineForm, *, by: Viewer) -> None:
    """Say no, why, and what they can do with the things instead."""
    move_report(
        db, report, ReportState.DECLINED, "surplus_declined", by=by, decline_reason=said.reason, instead=said.instead,
        closed_at=now(),
    )  # fmt: skip


def close_report_as_received(db: Session, report: SurplusReport, *, by: Viewer) -> None:
    """The things are here and registered; said again (more of them were registered later), nothing happens."""
    if report.state is not ReportState.RECEIVED:
        move_report(db, report, ReportState.RECEIVED, "surplus_received", by=by, closed_at=now())
