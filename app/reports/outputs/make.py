"""Ask for a report as PDF, make it in the worker, and sweep what is a week old."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.permissions import Permission
from app.accounts.sessions import viewer_of
from app.accounts.viewer import Viewer
from app.core.clock import now, today
from app.core.db import unscoped
from app.core.errors import NotFound
from app.core.i18n import Text, _, language, speaking
from app.history import every, handles, later, record
from app.media.files import put_with, remove_with
from app.media.storage import storage
from app.reports.forms import ReportQuery
from app.reports.outputs.models import MadeReport, MadeState
from app.reports.outputs.paper import contents
from app.reports.outputs.pdf import report_pdf
from app.reports.overview import Asked, ask

KEPT: Final = timedelta(days=7)
STEPS: Final[Mapping[MadeState, Text]] = {
    MadeState.WAITING: _("It waits for its turn"),
    MadeState.COUNTING: _("We gather the figures"),
    MadeState.DRAWING: _("We draw the pages"),
}
log = structlog.get_logger("omlob.reports")


def scope_of(viewer: Viewer) -> str:
    """The part of the tree the viewer may see figures of, as one text."""
    scope = viewer.scope(Permission.SEE_REPORTS)
    return "*" if scope.everywhere else " ".join(sorted(scope.paths))


def order_report(db: Session, asked: Asked, *, by: Viewer) -> MadeReport:
    """Have the worker make the report as PDF, in the language of the one who asks."""
    made = MadeReport(
        municipality_id=by.municipality_id, asked_by_id=by.person_id, period=asked.period.key,
        institution_id=asked.place.id if asked.place else None, own=asked.own, scope=scope_of(by), language=language(),
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "report_ordered", made, by=by, after={"period": made.period, "institution": made.institution_id})
    _queue(db, made)
    return made


def try_report_again(db: Session, made: MadeReport, *, by: Viewer) -> None:
    """Have the worker try once more what went wrong; nothing happens to one that waits or is there."""
    if made.state is not MadeState.FAILED:
        return
    made.state, made.asked_at = MadeState.WAITING, now()
    record(db, "report_ordered_again", made, by=by, before={"state": "failed"}, after={"state": "waiting"})
    _queue(db, made)


def _queue(db: Session, made: MadeReport) -> None:
    later(db, "make_report", {"made_id": str(made.id)}, municipality_id=made.municipality_id)


def get_made_report(db: Session, made_id: UUID, *, viewer: Viewer) -> MadeReport:
    """One's own, as long as one may see what it tells of."""
    mine = select(MadeReport).where(MadeReport.id == made_id, MadeReport.asked_by_id == viewer.person_id)
    found = db.exec(mine).one_or_none()
    if found is None or found.scope != scope_of(viewer):
        raise NotFound
    return found


def asked_of(db: Session, made: MadeReport, viewer: Viewer) -> Asked:
    """The report it is of, as the viewer sees it."""
    query = ReportQuery(period=made.period, institution=made.institution_id, own=made.own)
    return ask(db, viewer, query, Permission.SEE_REPORTS, today())


@handles("make_report")
def make_report(db: Session, payload: dict[str, Any]) -> None:
    """Make one PDF and put it in the storage; what cannot be made is told to the one who waits."""
    made = db.exec(select(MadeReport).where(MadeReport.id == UUID(payload["made_id"]))).one_or_none()
    if made is None or made.state in (MadeState.READY, MadeState.FAILED):
        return
    viewer = viewer_of(db, db.get_one(Person, made.asked_by_id))
    if made.scope != scope_of(viewer):
        _finish(db, made, MadeState.FAILED)
        return
    try:
        with speaking(made.language):
            _step(db, made, MadeState.COUNTING)
            read = contents(db, asked_of(db, made, viewer))
            _step(db, made, MadeState.DRAWING)
            pdf = report_pdf(read)
    except Exception as fault:  # noqa: BLE001 because somebody waits for an answer, whatever went wrong
        db.rollback()
        log.warning("report not made", made=str(made.id), error=repr(fault)[:300])
        _finish(db, made, MadeState.FAILED)
        return
    storage().delete(made.file_key)  # because a worker that died may have left one
    put_with(db, made.file_key, pdf)
    _finish(db, made, MadeState.READY)


def _step(db: Session, made: MadeReport, state: MadeState) -> None:
    """Say how far it is, at once: nobody who waits for the database is to wait for the drawing."""
    made.state = state
    db.add(made)
    db.commit()


def _finish(db: Session, made: MadeReport, state: MadeState) -> None:
    made.state, made.finished_at = state, now()
    record(db, "report_made", made, by=None, before={"state": "waiting"}, after={"state": state})


@every(timedelta(days=1))
def sweep_made_reports(db: Session) -> None:
    """Remove what was asked for more than a week ago, with its file; it can be made again at any time."""
    with unscoped(db):
        old = db.exec(select(MadeReport).where(col(MadeReport.asked_at) < now() - KEPT)).all()
        for made in old:
            remove_with(db, made.file_key)
            record(db, "made_report_swept", made, by=None, before={"period": made.period})
            db.delete(made)
        db.flush()
