"""Step 2 for a room: several things, told apart and put together. Whatever is pressed, what was typed is kept."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import block, is_fragment, page, see_other
from app.intake import words
from app.intake.actions import (
    MOST_THINGS,
    TooFewLines,
    TooManyThings,
    describe_room,
    merge_lines,
    remove_line,
    split_line,
)
from app.intake.forms import LineForm, RoomForm
from app.intake.lines import LineView, lines_in, lines_of
from app.intake.models import SurplusReport
from app.intake.queries import get_own_report
from app.intake.suggestions import Suggestions

router = APIRouter()
MAY_REPORT = [allow(Permission.REPORT_SURPLUS)]
Chips = list[tuple[str, str]]


def lines_page(
    request: Request,
    db: Session,
    report: SurplusReport,
    form: Filled[RoomForm] | None = None,
    status: int = 200,
) -> Response:
    """The page of several lines; without a sent form it shows what is kept."""
    lines = lines_of(db, report)
    form = form or Filled.of(RoomForm, looks=report.looks, note=report.note, **_kept(lines))
    guess = Suggestions(db, report.institution_id)
    chips = {line.id: chips_of(guess, form[f"words-{line.id}"], str(form[f"category_id-{line.id}"])) for line in lines}
    return page(
        request, "intake/lines.html", status=status, words=words, report=report, form=form, lines=lines, chips=chips
    )


def chips_of(guess: Suggestions, typed: str, chosen: str) -> Chips:
    """The categories to choose from, as (value, name): the one that was chosen, the likeliest, and none at all."""
    kept = guess.chosen(chosen)
    # Because what was given before says little of one thing among many, and nothing where one is chosen.
    likely = guess.of(typed) if typed else guess.of("")[: 0 if kept else 2]
    offered = {each.id: each for each in [*([kept] if kept else []), *likely]}.values()
    named = [(str(each.id), each.name) for each in offered]
    return [*named, ("", str(_("Something else")))] if kept else named


def _kept(lines: list[LineView]) -> dict[str, Any]:
    return {
        f"{name}-{line.id}": value
        for line in lines
        for name, value in (
            ("quantity", line.quantity), ("words", line.words), ("is_set", "on" if line.is_set else ""),
            ("category_id", str(line.category.id) if line.category else ""),
        )
    }  # fmt: skip


def _read_lines(data: FormData, ids: list[UUID]) -> tuple[dict[UUID, LineForm], Filled[RoomForm]]:
    """The lines that were sent, and the whole page's form; the fields of a line end with its id."""
    room = read(RoomForm, data)
    values, errors, lines = dict(room.values), dict(room.errors), {}
    for line_id in ids:
        if f"quantity-{line_id}" not in data:
            continue
        mine = FormData([(name, data[key]) for name in LineForm.model_fields if (key := f"{name}-{line_id}") in data])
        line = read(LineForm, mine)
        values |= {f"{name}-{line_id}": typed for name, typed in line.values.items()}
        errors |= {f"{name}-{line_id}": sentence for name, sentence in line.errors.items()}
        if line.value is not None:
            lines[line_id] = line.value
    return lines, Filled(values, errors, None if errors else room.value)


def _after_saving(
    request: Request,
    db: Session,
    viewer: Viewer,
    report_id: UUID,
    data: FormData,
    act: Callable[[SurplusReport], str],
    *,
    ticked: Collection[str] | None = None,
) -> Response:
    """Keep what was typed, then act; `act` answers where to go. Refused, the page says why and nothing has changed."""
    report = get_own_report(db, report_id, viewer=viewer)
    if not report.is_draft:
        return see_other(request, f"/surplus/{report.id}")
    quantities = {line.id: line.quantity for line in lines_in(db, report)}
    lines, form = _read_lines(data, list(quantities))
    if sum((quantities | {key: line.quantity for key, line in lines.items()}).values()) > MOST_THINGS:
        form = form.refuse("form", TooManyThings(most=MOST_THINGS).sentence)
    if ticked is not None and len({str(key) for key in quantities} & set(ticked)) < 2:
        form = form.refuse("form", TooFewLines.message)
    if form.value is None:
        return lines_page(request, db, report, form, 422)
    describe_room(db, report, form.value, lines, by=viewer)
    return see_other(request, f"/surplus/{report.id}/{act(report)}")


@router.post("/surplus/{report_id}/lines", dependencies=MAY_REPORT)
def post_lines(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    there = "what" if "stay" in data else "where"
    return _after_saving(request, db, viewer, report_id, data, lambda _report: there)


@router.post("/surplus/{report_id}/lines/merging", dependencies=MAY_REPORT)
def post_merging(request: Request, report_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    ticked = None if "all" in data else [str(each) for each in data.getlist("line")]

    def merge(report: SurplusReport) -> str:
        same = [line.id for line in lines_in(db, report) if ticked is None or str(line.id) in ticked]
        return f"what#line-{merge_lines(db, report, same, by=viewer).id}"

    return _after_saving(request, db, viewer, report_id, data, merge, ticked=ticked)


@router.post("/surplus/{report_id}/lines/{line_id}/splitting", dependencies=MAY_REPORT)
def post_splitting(request: Request, report_id: UUID, line_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    def split(report: SurplusReport) -> str:
        split_line(db, report, line_id, by=viewer)
        return f"what#line-{line_id}"

    return _after_saving(request, db, viewer, report_id, data, split)


@router.post("/surplus/{report_id}/lines/{line_id}/removal", dependencies=MAY_REPORT)
def post_line_removal(
    request: Request, report_id: UUID, line_id: UUID, db: Db, viewer: SignedIn, data: Sent
) -> Response:
    def remove(report: SurplusReport) -> str:
        remove_line(db, report, line_id, by=viewer)
        return "what"

    return _after_saving(request, db, viewer, report_id, data, remove)


@router.get("/surplus/{report_id}/categories", dependencies=MAY_REPORT)
def show_categories(request: Request, report_id: UUID, db: Db, viewer: SignedIn, line: UUID | None = None) -> Response:
    """The categories for the words being typed, the one chosen so far among them; of a line, or of the one thing."""
    report = get_own_report(db, report_id, viewer=viewer)
    if not is_fragment(request):
        return see_other(request, f"/surplus/{report.id}/what")
    suffix = f"-{line}" if line else ""
    asked = request.query_params
    typed = asked.get(f"words{suffix}", asked.get("note", ""))
    chosen = asked.get(f"category_id{suffix}", "")
    chips = chips_of(Suggestions(db, report.institution_id), typed, chosen)
    form: Filled[RoomForm] = Filled.of(RoomForm, **{f"category_id{suffix}": chosen})
    return block(request, "intake/lines.html", "category_chips", form=form, field=f"category_id{suffix}", chips=chips)
