"""The report as files: a PDF made in the background, a spreadsheet with formulas, and JSON."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.background import BackgroundTask

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db, reading_engine
from app.core.errors import NotFound
from app.core.forms import Sent
from app.core.i18n import language, speak
from app.core.pages import page, see_other
from app.media.storage import NotStored, storage
from app.reports.forms import ReportQuery
from app.reports.outputs.json_file import as_json
from app.reports.outputs.make import STEPS, asked_of, get_made_report, order_report, try_report_again
from app.reports.outputs.models import MadeState
from app.reports.outputs.spreadsheet import write_spreadsheet
from app.reports.overview import Asked, ask, overview
from app.reports.queries import every_line

router = APIRouter()
SEE = [allow(Permission.SEE_REPORTS)]
EXPORT = [allow(Permission.EXPORT_LINES)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.post("/reports/made", dependencies=SEE)
def post_made_report(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    """Ask for the PDF of one report; the page that follows says how far it is."""
    try:
        query = ReportQuery.model_validate(dict(data))
    except ValueError as wrong:
        raise NotFound from wrong
    made = order_report(db, ask(db, viewer, query, Permission.SEE_REPORTS, today()), by=viewer)
    return see_other(request, f"/reports/made/{made.id}")


@router.get("/reports/made/{made_id}", dependencies=SEE)
def show_made_report(request: Request, db: Db, viewer: SignedIn, made_id: UUID) -> Response:
    made = get_made_report(db, made_id, viewer=viewer)
    return page(request, "reports/made.html", made=made, asked=asked_of(db, made, viewer), steps=STEPS)


@router.post("/reports/made/{made_id}/again", dependencies=SEE)
def post_made_report_again(request: Request, db: Db, viewer: SignedIn, made_id: UUID) -> Response:
    try_report_again(db, get_made_report(db, made_id, viewer=viewer), by=viewer)
    return see_other(request, f"/reports/made/{made_id}")


@router.get("/reports/made/{made_id}/report.pdf", dependencies=SEE)
def download_made_report(db: Db, viewer: SignedIn, made_id: UUID) -> Response:
    made = get_made_report(db, made_id, viewer=viewer)
    asked = asked_of(db, made, viewer)
    if made.state is not MadeState.READY:
        raise NotFound
    try:
        content = storage().get(made.file_key)
    except NotStored as gone:
        raise NotFound from gone
    disposition = {"Content-Disposition": f'attachment; filename="{_file_name(asked, "pdf")}"'}
    return Response(content, media_type="application/pdf", headers=disposition)


@router.get("/reports/report.xlsx", dependencies=EXPORT)
def download_spreadsheet(db: Db, viewer: SignedIn, query: Annotated[ReportQuery, Query()]) -> Response:
    asked = ask(db, viewer, query, Permission.EXPORT_LINES, today())
    with NamedTemporaryFile(suffix=".xlsx", delete=False) as kept:
        path = Path(kept.name)
    try:
        write_spreadsheet(path, overview(db, asked), every_line(db, asked.lines))
    except BaseException:
        path.unlink()
        raise
    gone = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type=XLSX, filename=_file_name(asked, "xlsx"), background=gone)


@router.get("/reports/report.json", dependencies=EXPORT)
def download_json(request: Request, db: Db, viewer: SignedIn, query: Annotated[ReportQuery, Query()]) -> Response:
    asked = ask(db, viewer, query, Permission.EXPORT_LINES, today())
    pieces = _streamed(request.app.state.engine, viewer, asked, language())
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(asked, "json")}"'}
    return StreamingResponse(pieces, media_type="application/json", headers=headers)


@contextmanager
def _reading(engine: Engine, viewer: Viewer) -> Iterator[Session]:
    """A session of its own, because the request's is closed when the answer begins to leave."""
    with Session(reading_engine(engine)) as db:
        db.info.update(reading=True, municipality_id=viewer.municipality_id)
        yield db


def _streamed(engine: Engine, viewer: Viewer, asked: Asked, code: str) -> Iterator[bytes]:
    with _reading(engine, viewer) as db:
        speak(code)
        yield from as_json(overview(db, asked), every_line(db, asked.lines), code)


def _file_name(asked: Asked, ending: str) -> str:
    place = f"-{asked.place.number}" if asked.place and asked.place.number.isalnum() else ""
    return f"omlob-{asked.period.key}{place}.{ending}"
