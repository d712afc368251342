"""Receiving: from a surplus report, line by line, or whatever stands at the door."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.models import Institution
from app.accounts.permissions import Permission
from app.accounts.queries import get_institution, institutions
from app.accounts.viewer import Viewer
from app.catalogue.actions.places import NotACode
from app.catalogue.models import Category, ShopGroup, Unit
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.intake.actions import close_report_as_received, count_line
from app.intake.lines import get_line
from app.intake.models import Looks, ReportLine, ReportState, SurplusReport, What
from app.intake.queries import get_sent_report, photos_of
from app.intake.receiving import LineToReceive, lines_to_receive, registered_by_line
from app.layout import SHOP_GROUPS
from app.workshop import words
from app.workshop.actions import SerialInUse, SerialsMissing, receive_units
from app.workshop.forms import ReceiveForm
from app.workshop.numbers import list_unit_numbers
from app.workshop.queries import active_categories, get_category

router = APIRouter()
MAY_RECEIVE = [allow(Permission.RECEIVE_UNITS)]
CONDITION_OF = {Looks.NICE: 3, Looks.WORN: 2, Looks.BROKEN: 1}
SHELF_OF = {
    What.CHAIRS: ShopGroup.CHAIRS,
    What.TABLES: ShopGroup.TABLES,
    What.STORAGE: ShopGroup.STORAGE,
    What.IT: ShopGroup.IT,
    What.CHILDREN: ShopGroup.CHILDREN,
}
MOST_OF_A_LINE = 500
Groups = list[tuple[Text, list[tuple[UUID, str]]]]


def category_groups(categories: Sequence[Category], *, first: ShopGroup | None = None) -> Groups:
    """The categories by shelf, as a select shows them; the shelf that is most likely comes first."""
    shelves = [(key, label) for key, label, _icon in SHOP_GROUPS] + [(ShopGroup.OTHER, _("Other things"))]
    shelves.sort(key=lambda shelf: shelf[0] is not first)
    groups = [
        (label, [(each.id, each.name) for each in categories if each.shop_group is key]) for key, label in shelves
    ]
    return [group for group in groups if group[1]]


@router.get("/workshop/receive", dependencies=MAY_RECEIVE)
def show_receive(
    request: Request, db: Db, viewer: SignedIn, report: UUID | None = None, line: UUID | None = None
) -> Response:
    source = _receivable(db, report, viewer)
    if source is None:
        return _receive_page(request, db, None, None, Filled.of(ReceiveForm, count=1, condition=3))
    lines = lines_to_receive(db, source)
    if len(lines) > 1 and line is None:
        return _lines_page(request, db, source, lines)
    chosen = _line(lines, line)
    looks = (chosen.line.looks if chosen else None) or source.looks or Looks.NICE
    facts = {"report": source.id, "count": source.quantity, "condition": CONDITION_OF[looks]}
    prefilled = Filled.of(ReceiveForm, **{**facts, **(_facts_of(chosen) if chosen else {})})
    return _receive_page(request, db, source, chosen, prefilled)


def _facts_of(chosen: LineToReceive) -> dict[str, Any]:
    line = chosen.line
    return {
        "line": line.id, "count": max(1, line.quantity - chosen.registered), "title": line.words,
        "is_set": line.is_set, "category_id": line.category.id if line.category else None,
    }  # fmt: skip


def _line(lines: Sequence[LineToReceive], line_id: UUID | None) -> LineToReceive | None:
    """The line asked for, or the only one there is; 404 for one of another report."""
    if line_id is None:
        return lines[0] if len(lines) == 1 else None
    found = next((each for each in lines if each.line.id == line_id), None)
    if found is None:
        raise NotFound
    return found


def _receivable(db: Session, report_id: UUID | None, viewer: Viewer) -> SurplusReport | None:
    """The accepted report, or one of which more things are registered; 404 for one in any other state."""
    if report_id is None:
        return None
    report = get_sent_report(db, report_id, viewer=viewer)
    if not (report.may_become(ReportState.RECEIVED) or report.state is ReportState.RECEIVED):
        raise NotFound
    return report


def _lines_page(request: Request, db: Session, report: SurplusReport, lines: Sequence[LineToReceive]) -> Response:
    return page(
        request, "workshop/receive_lines.html", report=report, lines=lines, words=words,
        giver=get_institution(db, report.institution_id), registered=sum(registered_by_line(db, report).values()),
    )  # fmt: skip


def _receive_page(
    request: Request, db: Session, report: SurplusReport | None, line: LineToReceive | None,
    form: Filled[ReceiveForm], status: int = 200,
) -> Response:  # fmt: skip
    categories = active_categories(db)
    shown: dict[str, Any] = {"giver": None, "photos": []}
    if report is not None:
        photos = line.line.photos if line and line.line.photos else photos_of(db, report)
        shown = {"giver": get_institution(db, report.institution_id), "photos": photos}
    first = SHELF_OF.get(report.what) if report is not None and report.what else None
    return page(
        request, "workshop/receive.html", status=status, report=report, line=line, form=form, words=words,
        groups=category_groups(categories, first=first), with_data=[c for c in categories if c.is_data_bearing],
        institutions=[(each.id, each.name) for each in institutions(db)], **shown,
    )  # fmt: skip


@router.post("/workshop/receive", dependencies=MAY_RECEIVE)
def post_receive(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(ReceiveForm, data)
    report = _receivable(db, form.value.report if form.value else _typed_id(form, "report"), viewer)
    lines = lines_to_receive(db, report) if report else []
    chosen = _line(lines, form.value.line if form.value else _typed_id(form, "line")) if report else None
    if form.value is None:
        return _receive_page(request, db, report, chosen, form, 422)
    said = form.value
    try:
        units = receive_units(
            db, get_category(db, said.category_id), count=said.count, title=said.title, condition=said.condition,
            by=viewer, serial_numbers=said.serial_numbers, place_code=said.place_code, is_set=said.is_set,
            **_origin(db, said, report, chosen),
        )  # fmt: skip
    except (SerialsMissing, SerialInUse) as refusal:
        return _receive_page(request, db, report, chosen, form.refuse("serials", refusal.sentence), 422)
    except NotACode as refusal:
        return _receive_page(request, db, report, chosen, form.refuse("place_code", refusal.sentence), 422)
    if report is not None:
        _settle(db, report, get_line(db, report, chosen.line.id) if chosen else None, said, viewer)
    notice = _("%(count)s received: %(first)s", count=words.counted(len(units)), first=units[0].number)
    return see_other(request, _onward(units, report, lines, chosen), notice=notice)


def _origin(
    db: Session, said: ReceiveForm, report: SurplusReport | None, chosen: LineToReceive | None
) -> dict[str, Any]:
    """Where the units come from, and where they stay if they stay."""
    if report is None:
        giver: Institution | None = get_institution(db, said.giver_id) if said.giver_id else None
        return {"giver_id": giver.id if giver else None}
    return {
        "giver_id": report.institution_id, "report_id": report.id,
        "report_line_id": chosen.line.id if chosen else None,
        "stands_at_id": report.institution_id if report.stays_put else None,
    }  # fmt: skip


def _settle(db: Session, report: SurplusReport, line: ReportLine | None, said: ReceiveForm, viewer: Viewer) -> None:
    """Write on the line what there was; the report is received with the last of its lines."""
    registered = registered_by_line(db, report)
    if line is not None:
        quantity = min(registered[line.id], MOST_OF_A_LINE)
        count_line(db, report, line, category_id=said.category_id, quantity=quantity, by=viewer)
    if line is None or not any(each.waits for each in lines_to_receive(db, report)):
        close_report_as_received(db, report, by=viewer)


def _onward(
    units: Sequence[Unit], report: SurplusReport | None, lines: Sequence[LineToReceive], chosen: LineToReceive | None
) -> str:
    """Labels for what was received; the other lines first, where there are some."""
    if report is None or len(lines) < 2:
        return f"/labels?units={list_unit_numbers(unit.number for unit in units)}"
    left = [each for each in lines if each.waits and each is not chosen]
    return f"/workshop/receive?report={report.id}" if left else f"/labels?report={report.id}"


def _typed_id(form: Filled[ReceiveForm], name: str) -> UUID | None:
    try:
        return UUID(form[name])
    except ValueError:
        return None
