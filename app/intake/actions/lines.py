"""The lines of a report: told apart, put together, counted. The report's own number of things follows them."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Category, ShopGroup
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.intake.actions.change import need_state
from app.intake.forms import LineForm
from app.intake.lines import get_line, lines_in
from app.intake.models import Looks, ReportLine, ReportPhoto, ReportState, SurplusReport, What

MOST_THINGS = 500
_WHAT: dict[ShopGroup, What] = {
    ShopGroup.TABLES: What.TABLES,
    ShopGroup.CHAIRS: What.CHAIRS,
    ShopGroup.STORAGE: What.STORAGE,
    ShopGroup.IT: What.IT,
    ShopGroup.CHILDREN: What.CHILDREN,
}


class TooManyThings(DomainError):
    status = 422
    message = _("There is room for %(most)s things in one report. Send this one, and begin another.")


class TooFewLines(DomainError):
    status = 422
    message = _("Tick at least two that are the same")


def hold_report(db: Session, report: SurplusReport) -> None:
    """Of two who change a report's lines at once, one waits here and then sees what the other did."""
    db.refresh(report, with_for_update=True)


def add_line(db: Session, report: SurplusReport, **facts: Any) -> ReportLine:
    """One more line at the end; the event that brings it tells of it. Hold the report first."""
    there = lines_in(db, report)
    position = there[-1].position + 1 if there else 0
    made = ReportLine(municipality_id=report.municipality_id, report_id=report.id, position=position, **facts)
    db.add(made)
    db.flush()
    return made


def line_for_photo(db: Session, report: SurplusReport) -> ReportLine:
    """The line a new photo shows: one that has none yet, or a new one."""
    with_photo = select(ReportPhoto.line_id).where(ReportPhoto.report_id == report.id)
    shown = set(db.exec(with_photo).all())
    bare = next((line for line in lines_in(db, report) if line.id not in shown), None)
    return bare or add_line(db, report)


def drop_bare_line(db: Session, report: SurplusReport, line_id: UUID) -> None:
    """Take a line away whose last photo is gone; the photo's own event tells of it."""
    if db.exec(select(ReportPhoto.id).where(ReportPhoto.line_id == line_id)).first() is None:
        db.execute(sa.delete(ReportLine).where(col(ReportLine.id) == line_id))
    sum_up(db, report)


def describe_lines(
    db: Session, report: SurplusReport, said: Mapping[UUID, LineForm], *, looks: Looks | None = None, by: Viewer
) -> None:
    """Say of each of these lines what it is, how many, whether they belong together; others stay as they are."""
    hold_report(db, report)
    need_state(report, ReportState.DRAFT)
    active = {each.id for each in db.exec(select(Category).where(col(Category.is_active)))}
    for line in lines_in(db, report):
        form = said.get(line.id)
        if form is None:
            continue
        facts = {**form.model_dump(), "looks": looks or line.looks}
        if form.category_id not in active:
            facts["category_id"] = None
        _describe(db, report, line, facts, by=by)
    sum_up(db, report)


def _describe(db: Session, report: SurplusReport, line: ReportLine, facts: dict[str, Any], *, by: Viewer) -> None:
    before = {name: getattr(line, name) for name in facts}
    changed = [name for name in facts if facts[name] != before[name]]
    if not changed:
        return
    for name in changed:
        setattr(line, name, facts[name])
    db.add(line)
    record(
        db, "surplus_line_described", report, by=by,
        before={"line": line.id, **{name: before[name] for name in changed}},
        after={"line": line.id, **{name: facts[name] for name in changed}},
    )  # fmt: skip


def merge_lines(db: Session, report: SurplusReport, line_ids: Collection[UUID], *, by: Viewer) -> ReportLine:
    """These are the same: one line with all their photos, and as many things; `TooFewLines` for less than two."""
    hold_report(db, report)
    need_state(report, ReportState.DRAFT)
    lines = [line for line in lines_in(db, report) if line.id in line_ids]
    if len(lines) < 2:
        raise TooFewLines
    first, *others = lines
    first.quantity = sum(line.quantity for line in lines)
    first.words = next((line.words for line in lines if line.words), "")
    first.category_id = next((line.category_id for line in lines if line.category_id), None)
    first.looks = next((line.looks for line in lines if line.looks), None)
    first.is_set = any(line.is_set for line in lines)
    _check_room(first.quantity)
    db.add(first)
    gone = [line.id for line in others]
    db.execute(sa.update(ReportPhoto).where(col(ReportPhoto.line_id).in_(gone)).values(line_id=first.id))
    db.execute(sa.delete(ReportLine).where(col(ReportLine.id).in_(gone)))
    after = {"line": first.id, "quantity": first.quantity}
    record(db, "surplus_lines_merged", report, by=by, before={"lines": [line.id for line in lines]}, after=after)
    sum_up(db, report)
    return first


def split_line(db: Session, report: SurplusReport, line_id: UUID, *, by: Viewer) -> None:
    """A line for each photo again: one thing each, the first keeps the rest. A line of one photo stays as it is."""
    hold_report(db, report)
    need_state(report, ReportState.DRAFT)
    line = get_line(db, report, line_id)
    shown = db.exec(
        select(ReportPhoto)
        .where(ReportPhoto.line_id == line.id)
        .order_by(col(ReportPhoto.position), col(ReportPhoto.id))
    ).all()
    if len(shown) < 2:
        return
    before = {"line": line.id, "quantity": line.quantity}
    line.quantity = max(1, line.quantity - len(shown) + 1)
    db.add(line)
    _make_room(db, report, after=line.position, places=len(shown) - 1)
    for place, photo in enumerate(shown[1:], start=line.position + 1):
        made = ReportLine(
            municipality_id=report.municipality_id, report_id=report.id, position=place, words=line.words,
            category_id=line.category_id, looks=line.looks, is_set=line.is_set,
        )  # fmt: skip
        db.add(made)
        db.flush()
        photo.line_id = made.id
        db.add(photo)
    after = {"line": line.id, "quantity": line.quantity, "lines": len(shown)}
    record(db, "surplus_line_split", report, by=by, before=before, after=after)
    sum_up(db, report)


def _make_room(db: Session, report: SurplusReport, *, after: int, places: int) -> None:
    behind = (col(ReportLine.report_id) == report.id, col(ReportLine.position) > after)
    db.execute(sa.update(ReportLine).where(*behind).values(position=col(ReportLine.position) + places))


def sum_up(db: Session, report: SurplusReport) -> None:
    """The report counts what its lines count; told apart, it is of the kind all of them are, if they are of one."""
    db.flush()
    lines = lines_in(db, report)
    if not lines:
        return
    total = sum(line.quantity for line in lines)
    _check_room(total)
    report.quantity = total
    report.what = report.what if len(lines) == 1 and report.what else _common_kind(db, lines)
    db.add(report)
    db.flush()


def _common_kind(db: Session, lines: list[ReportLine]) -> What | None:
    ids = {line.category_id for line in lines}
    groups = {each.shop_group for each in db.exec(select(Category).where(col(Category.id).in_(ids - {None})))}
    kinds = {_WHAT.get(group, What.OTHER) for group in groups}
    return kinds.pop() if len(kinds) == 1 and None not in ids else None


def _check_room(things: int) -> None:
    if things > MOST_THINGS:
        raise TooManyThings(most=MOST_THINGS)
