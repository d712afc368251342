"""Periods: which are closed, the report of a closed one as it stands for ever, and a plain question before closing."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Sent
from app.core.i18n import _
from app.core.pages import page, see_other
from app.impact.sums import Sums
from app.reports import words
from app.reports.closing import closable, close_period, closed_periods, get_closed_report
from app.reports.how import how_of
from app.reports.periods import Period, PeriodKind, read_period
from app.reports.queries import total_of
from app.reports.slices import Slice

router = APIRouter()
SEE = [allow(Permission.SEE_REPORTS)]
CLOSE = [allow(Permission.CLOSE_PERIODS)]


@router.get("/reports/periods", dependencies=SEE)
def show_periods(request: Request, db: Db, viewer: SignedIn) -> Response:
    _everywhere(viewer)
    return page(
        request, "reports/periods.html", periods=closable(db, viewer), closed=closed_periods(db),
        may_close=viewer.may(Permission.CLOSE_PERIODS),
    )  # fmt: skip


@router.get("/reports/periods/{closed_id}", dependencies=SEE)
def show_closed_report(request: Request, db: Db, viewer: SignedIn, closed_id: UUID) -> Response:
    _everywhere(viewer)
    report = get_closed_report(db, closed_id)
    return page(
        request, "reports/closed.html", period=_period(report.row.period), report=report, sums=_sums, words=words,
        how_of=how_of, lines=lambda figure, **of: _lines(report.row.period, figure, **of),
    )  # fmt: skip


@router.get("/reports/periods/{closed_id}/report.json", dependencies=SEE)
def download_closed_report(db: Db, viewer: SignedIn, closed_id: UUID) -> Response:
    """The bytes that were written down when the period was closed."""
    _everywhere(viewer)
    report = get_closed_report(db, closed_id)
    disposition = {"Content-Disposition": f'attachment; filename="omlob-{report.row.period}.json"'}
    return Response(report.row.content.encode(), media_type="application/json", headers=disposition)


@router.get("/reports/closing", dependencies=CLOSE)
def show_closing(request: Request, db: Db, viewer: SignedIn, period: str = "") -> Response:
    """The question before a period is closed; without one, which there are to close."""
    _everywhere(viewer)
    if not period:
        return see_other(request, "/reports/periods")
    asked = _period(period)
    total = total_of(db, Slice(viewer.municipality_id, asked.first, asked.last))
    return page(request, "reports/close.html", period=asked, total=total, words=words)


@router.post("/reports/closing", dependencies=CLOSE)
def post_closing(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    _everywhere(viewer)
    key = str(data.get("period", ""))
    if not key:
        return see_other(request, "/reports/periods")
    closed = close_period(db, _period(key), by=viewer)
    return see_other(request, f"/reports/periods/{closed.id}", notice=_("The period is closed. Its report stands."))


def _everywhere(viewer: Viewer) -> None:
    """A closed report is of the whole municipality."""
    if not viewer.scope(Permission.SEE_REPORTS).everywhere:
        raise NotFound


def _lines(period: str, figure: str, **narrowed: str) -> str:
    """The address of the lines behind one figure of a closed report."""
    return "/reports/lines?" + urlencode({"period": period, **narrowed, "figure": figure})


def _period(key: str) -> Period:
    found = read_period(key, start=today(), today=today())
    if found is None or found.kind is PeriodKind.ALL:
        raise NotFound
    return found


def _sums(said: dict[str, int]) -> Sums:
    """The figures of a stored report; one that was not kept yet when it was written is 0."""
    return Sums(**{name: said[name] for name in Sums._fields if name in said})
