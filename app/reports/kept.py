"""The sums that are kept beside the ledger, as reports ask for them: by years, months and odd days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.catalogue.models import Category
from app.impact.models import Span
from app.impact.sums import ANY_KIND, EVERY, NOBODY, SUM, Sums, added, are_whole_months, kept_spans, start_of
from app.reports.slices import Slice

CATEGORY: Final = SQLModel.metadata.tables[str(Category.__tablename__)]
_KEPT_FOR: Final = frozenset({"institutions", "category"})
_OF_ALL: Final = SUM.c.institution_id == EVERY
_OF_THESE: Final = SUM.c.institution_id.in_(sa.bindparam("institutions", expanding=True))


def is_kept(lines: Slice) -> bool:
    """Whether sums are kept for just these lines."""
    is_narrowed = "category" in lines.shape
    return lines.shape <= _KEPT_FOR and (not is_narrowed or is_of_whole_months(lines))


def is_of_whole_months(lines: Slice) -> bool:
    """Whether sums by kind and by giver are kept for these days."""
    return are_whole_months(kept_spans(lines.first, lines.last))


def _then(spans: Mapping[Span, Sequence[date]]) -> dict[str, Sequence[date]]:
    return {f"{span}s": starts for span, starts in spans.items()}


_HERE: Final = SUM.c.municipality_id == sa.bindparam("municipality_id")
_OF_NO_GIVER: Final = SUM.c.giver_id == EVERY


def _of(shape: frozenset[str]) -> Any:
    return _OF_THESE if "institutions" in shape else _OF_ALL


def _rows(keys: Sequence[str], figures: Sequence[str], *conditions: Any) -> Any:
    """The kept sums of the asked years, months and days; a branch for each, because an OR would read all there are."""
    columns = [SUM.c[name] for name in (*keys, *figures)]
    branches = (
        sa.select(*columns).where(
            _HERE,
            SUM.c.span == span,
            SUM.c.starts_on.in_(sa.bindparam(f"{span}s", expanding=True, type_=sa.Date)),
            *conditions,
        )
        for span in Span
    )
    return sa.union_all(*branches).subquery()


def _added(keys: Sequence[str], rows: Any, figures: Sequence[str] = Sums._fields) -> Any:
    grouped = [rows.c[name] for name in keys]
    return sa.select(*grouped, *(sa.func.sum(rows.c[name]).label(name) for name in figures)).group_by(*grouped)


@lru_cache
def _totals(shape: frozenset[str]) -> Any:
    kind = sa.bindparam("category") if "category" in shape else ANY_KIND
    keys = ("span", "starts_on")
    return _added(keys, _rows(keys, Sums._fields, _of(shape), _OF_NO_GIVER, SUM.c.category_key == kind))


def stretch_sums(db: Session, lines: Slice, stretches: Iterable[tuple[date, date]]) -> list[Sums]:
    """The sums of each of these stretches of days of the slice's workplaces, all from one statement."""
    wanted = [kept_spans(first, last) for first, last in stretches]
    every = {span: sorted({start for each in wanted for start in each[span]}) for span in Span}
    asked = {name: value for name, value in lines.values.items() if name not in ("first", "last")}
    rows = db.execute(_totals(lines.shape), {**asked, **_then(every)})
    found = {(row[0], row[1]): Sums(*map(int, row[2:])) for row in rows}
    none = Sums()
    return [
        added([none, *(found.get((span, start), none) for span, starts in each.items() for start in starts)])
        for each in wanted
    ]


@lru_cache
def _parts(shape: frozenset[str]) -> Any:
    keys = ("institution_id", "category_key")
    if "institutions" in shape:
        return named(_added(keys, _rows(keys, Sums._fields, _OF_THESE, _OF_NO_GIVER)))
    places = _rows(keys, Sums._fields, ~_OF_ALL, _OF_NO_GIVER, SUM.c.category_key == ANY_KIND)
    kinds = _rows(keys, Sums._fields, _OF_ALL, _OF_NO_GIVER, SUM.c.category_key != ANY_KIND)
    return named(sa.union_all(_added(keys, places), _added(keys, kinds)))


def named(parts: Any) -> Any:
    """The rows with what the municipality calls their kind, in the last two columns."""
    rows = parts.subquery()
    here = CATEGORY.c.municipality_id == sa.bindparam("municipality_id")
    joined = rows.outerjoin(CATEGORY, here & (CATEGORY.c.key == rows.c.category_key))
    return sa.select(*rows.c, CATEGORY.c.name_da, CATEGORY.c.name_en).select_from(joined)


def kept_parts(db: Session, lines: Slice) -> tuple[dict[UUID, Sums], dict[str, Sums], list[Any]]:
    """The same sums by workplace and by kind, and the rows that name the kinds, all from one statement.

    The days are whole months.
    """
    places: dict[UUID, Sums] = {}
    kinds: dict[str, Sums] = {}
    names = []
    values = {**lines.values, **_then(kept_spans(lines.first, lines.last))}
    for row in db.execute(_parts(lines.shape), values):
        sums = Sums(*map(int, row[2:-2]))
        if row[1] == ANY_KIND:
            places[row[0]] = sums
        else:
            kinds[row[1]] = added([kinds[row[1]], sums]) if row[1] in kinds else sums
            names.append(row)
    return places, kinds, names


@lru_cache
def _flows(shape: frozenset[str], most: int) -> Any:
    narrowed = [_OF_THESE] if "institutions" in shape else []
    keys, figures = ("giver_id", "institution_id"), ("things", "net_ore")
    rows = _rows(keys, figures, *narrowed, SUM.c.giver_id != EVERY, SUM.c.category_key == ANY_KIND)
    things = sa.func.sum(rows.c.things)
    ordered = (things.desc(), rows.c.institution_id, rows.c.giver_id)
    return _added(keys, rows, figures).having(things > 0).order_by(*ordered).limit(most)


def kept_flows(db: Session, lines: Slice, most: int) -> list[tuple[UUID | None, UUID, int, int]]:
    """Giver, receiver, things and net øre where most went; the days are whole months."""
    spans = kept_spans(lines.first, lines.last)
    if len(spans[Span.YEAR]) > 1 and _has_every_line(db, lines):
        spans = {span: [start_of(span, lines.first)] if span is Span.EVER else [] for span in Span}
    rows = db.execute(_flows(lines.shape, most), {**lines.values, **_then(spans)})
    return [(None if row[0] == NOBODY else row[0], row[1], int(row[2]), int(row[3])) for row in rows]


def _has_every_line(db: Session, lines: Slice) -> bool:
    """Whether nothing of the slice's workplaces is booked before its days or after them."""
    found = _first_and_last(db, Span.DAY, lines.municipality_id, lines.asked.get("institutions"))
    return found is None or (lines.first <= found[0] and found[1] <= lines.last)


@lru_cache
def _ends(shape: frozenset[str]) -> Any:
    within = (
        _HERE,
        SUM.c.span == sa.bindparam("span", type_=SUM.c.span.type),
        SUM.c.category_key == ANY_KIND,
        _of(shape),
        _OF_NO_GIVER,
    )
    # Each by itself, because a database finds one end of an index at once, and both only by reading all of it.
    ends = (sa.select(end(SUM.c.starts_on)).where(*within).scalar_subquery() for end in (sa.func.min, sa.func.max))
    return sa.select(*ends)


def first_and_last_month(
    db: Session, municipality_id: UUID, institutions: tuple[UUID, ...] | None
) -> tuple[date, date] | None:
    """The first days of the first and of the last month anything was booked in, or None where nothing is."""
    return _first_and_last(db, Span.MONTH, municipality_id, institutions)


def _first_and_last(
    db: Session, span: Span, municipality_id: UUID, institutions: tuple[UUID, ...] | None
) -> tuple[date, date] | None:
    asked = {} if institutions is None else {"institutions": institutions}
    values = {"municipality_id": municipality_id, "span": span, **asked}
    first, last = db.execute(_ends(frozenset(asked)), values).one()
    return (first, last) if first else None


_OF_YEAR: Final = (
    _HERE,
    SUM.c.span == Span.YEAR,
    SUM.c.starts_on == sa.bindparam("year", type_=sa.Date),
    SUM.c.category_key == ANY_KIND,
)
_TOOK_PART: Final = sa.union(
    sa.select(SUM.c.institution_id.label("place")).where(*_OF_YEAR, SUM.c.giver_id == EVERY, ~_OF_ALL),
    sa.select(SUM.c.giver_id.label("place")).where(*_OF_YEAR, SUM.c.giver_id.not_in((EVERY, NOBODY))),
)
_WORKPLACES: Final = sa.select(sa.func.count()).select_from(_TOOK_PART.subquery())


def workplaces_of_year(db: Session, municipality_id: UUID, year: int) -> int:
    """How many workplaces gave or got something."""
    return int(db.execute(_WORKPLACES, {"municipality_id": municipality_id, "year": date(year, 1, 1)}).scalar_one())
