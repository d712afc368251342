"""The leader's pages: the report, the lines behind every figure, one line told, and the lines as a spreadsheet."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Category
from app.core.clock import today
from app.core.db import Db, reading_engine
from app.core.errors import NotFound
from app.core.i18n import language
from app.core.pages import page
from app.impact.models import EntryKind, ImpactEntry
from app.impact.versions import factors_in_force, factors_of_version, factors_to_show
from app.orders.words import ANSWERS
from app.quarterly.queries import running_subscription
from app.reports import words
from app.reports.coverage import share
from app.reports.export import exported
from app.reports.forms import LinesQuery, ReportQuery
from app.reports.goals import words as goal_words
from app.reports.goals.queries import category_names, goals_of
from app.reports.how import how_of
from app.reports.overview import Asked, ask, overview
from app.reports.periods import offered
from app.reports.places import places_of
from app.reports.queries import Cursor, category_name, every_line, lines_of, total_of
from app.reports.restated import restate
from app.reports.slices import Slice
from app.reports.steps import explain_entry, plain

router = APIRouter()


@router.get("/reports", dependencies=[allow(Permission.SEE_REPORTS)])
def show_report(request: Request, db: Db, viewer: SignedIn, query: Annotated[ReportQuery, Query()]) -> Response:
    asked = ask(db, viewer, query, Permission.SEE_REPORTS, today())
    goals = goals_of(db, asked)
    return page(
        request,
        "reports/report.html",
        asked=asked,
        goals=goals,
        goal_names=category_names(db) if goals else {},
        goal_words=goal_words,
        subscription=running_subscription(db, asked.place, viewer=viewer),
        report=None if asked.is_empty else overview(db, asked),
        periods=offered(asked.period, start=asked.start, today=asked.today),
        factors=factors_to_show(db),
        words=words,
        how_of=how_of,
        share=share,
    )


@router.get("/reports/lines", dependencies=[allow(Permission.SEE_REPORTS)])
def show_lines(request: Request, db: Db, viewer: SignedIn, query: Annotated[LinesQuery, Query()]) -> Response:
    asked = ask(db, viewer, query, Permission.SEE_REPORTS, today())
    lines = query.narrow(asked.lines)
    after = Cursor(query.after_on, query.after_id) if query.after_on and query.after_id else None
    rows, following = lines_of(db, lines, after=after)
    sums = total_of(db, lines)
    category = db.exec(select(Category).where(Category.key == query.category)).first() if query.category else None
    return page(
        request,
        "reports/lines.html",
        asked=asked,
        query=query,
        sums=sums,
        told=how_of(sums, query.figure) if query.figure else None,
        rows=rows,
        following=following,
        category=category.name if category else query.category,
        giver=asked.places.name_of(query.giver),
        kinds=words.KINDS,
        answers=ANSWERS,
        words=words,
        category_name=category_name,
        EntryKind=EntryKind,
    )


@router.get("/reports/restated", dependencies=[allow(Permission.SEE_REPORTS)])
def show_restated(request: Request, db: Db, viewer: SignedIn, query: Annotated[ReportQuery, Query()]) -> Response:
    asked = ask(db, viewer, query, Permission.SEE_REPORTS, today())
    restated = restate(db, asked.lines, factors_in_force(db))
    return page(request, "reports/restated.html", asked=asked, restated=restated, words=words, how_of=how_of)


@router.get("/reports/lines/{entry_id}", dependencies=[allow(Permission.SEE_REPORTS)])
def show_line(request: Request, db: Db, viewer: SignedIn, entry_id: UUID) -> Response:
    entry = _get_entry(db, entry_id)
    places = places_of(db, viewer.municipality_id, viewer.scope(Permission.SEE_REPORTS))
    return page(
        request,
        "reports/line.html",
        entry=entry,
        place=places.get(entry.institution_id),
        giver=places.name_of(entry.giver_id),
        told=explain_entry(entry, factors_of_version(db, entry.factor_set), factors_in_force(db).version),
        reversed_by=db.exec(select(ImpactEntry).where(ImpactEntry.reverses_id == entry.id)).first(),
        kinds=words.KINDS,
        answers=ANSWERS,
        plain=plain,
        words=words,
    )


@router.get("/reports/lines.csv", dependencies=[allow(Permission.EXPORT_LINES)])
def download_lines(request: Request, db: Db, viewer: SignedIn, query: Annotated[LinesQuery, Query()]) -> Response:
    asked = ask(db, viewer, query, Permission.EXPORT_LINES, today())
    pieces = _streamed(request.app.state.engine, viewer, query.narrow(asked.lines), language())
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(asked)}"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _get_entry(db: Session, entry_id: UUID) -> ImpactEntry:
    found = db.exec(select(ImpactEntry).where(ImpactEntry.id == entry_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _streamed(engine: Engine, viewer: Viewer, lines: Slice, code: str) -> Iterator[bytes]:
    """The file from a session of its own, because the request's is closed when the answer begins to leave."""
    with Session(reading_engine(engine)) as db:
        db.info.update(reading=True, municipality_id=viewer.municipality_id)
        yield from exported(every_line(db, lines), code)


def _file_name(asked: Asked) -> str:
    place = f"-{asked.place.number}" if asked.place and asked.place.number.isalnum() else ""
    return f"omlob-{asked.period.key}{place}.csv"
