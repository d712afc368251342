"""How a report changes: only from the states the drawing allows, and history is told before and after."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.viewer import Viewer
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.intake.models import NEXT_STATES, ReportState, SurplusReport

# Because history cannot be erased, what identifies the one to call does not go into it.
_NOT_IN_HISTORY = {"contact_name", "contact_phone"}


class ReportMovedOn(DomainError):
    message = _("Number %(number)s has moved on since you opened the page. Load it again to see where it is now.")


def need_state(report: SurplusReport, state: ReportState) -> None:
    """`ReportMovedOn` unless the report is in this state."""
    if report.state is not state:
        raise ReportMovedOn(number=report.number)


def move_report(
    db: Session,
    report: SurplusReport,
    there: ReportState,
    event: str,
    *,
    by: Viewer,
    **facts: Any,
) -> None:
    """Along the drawing, and only from where the database says the report is: of two at once, one is refused."""
    if not report.may_become(there):
        raise ReportMovedOn(number=report.number)
    here = tuple(state for state, onward in NEXT_STATES.items() if there in onward)
    change_report(db, report, event, by=by, facts={"state": there, **facts}, only_in=here)


def change_report(
    db: Session,
    report: SurplusReport,
    event: str,
    *,
    by: Viewer,
    facts: dict[str, Any],
    only_in: tuple[ReportState, ...] = (ReportState.DRAFT,),
) -> None:
    """Change these facts while the report is in one of those states; the same facts again are nothing new."""
    before = {name: getattr(report, name) for name in facts}
    changed = [name for name in facts if facts[name] != before[name]]
    if not changed:
        return
    still_there = (col(SurplusReport.id) == report.id, col(SurplusReport.state).in_(only_in))
    done: Any = db.execute(sa.update(SurplusReport).where(*still_there).values(**facts))
    if done.rowcount == 0:
        raise ReportMovedOn(number=report.number)
    told = [name for name in changed if name not in _NOT_IN_HISTORY]
    record(
        db, event, report, by=by,
        before={name: before[name] for name in told}, after={name: facts[name] for name in told},
    )  # fmt: skip
