"""Sums and lines of the impact ledger: every figure is summed in the database, under the condition its lines show.

The statements are made once and kept; each says :municipality_id itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.accounts.models import Institution
from app.catalogue.models import Category
from app.core.i18n import language
from app.reports.slices import ENTRY, Slice, Sums, summed, within

_CATEGORY: Final = SQLModel.metadata.tables[str(Category.__tablename__)]
_INSTITUTION: Final = SQLModel.metadata.tables[str(Institution.__tablename__)]
LINES_ON_A_PAGE: Final = 50
FLOWS_SHOWN: Final = 8
EXPORTED_AT_A_TIME: Final = 500


class Part(NamedTuple):
    """What one workplace got of one category."""

    institution_id: UUID
    category_key: str
    category: str
    sums: Sums


class Flow(NamedTuple):
    """So many things from one workplace to another."""

    giver_id: UUID | None
    institution_id: UUID
    things: int
    net_ore: int


class Cursor(NamedTuple):
    """After which line a page of lines goes on."""

    booked_on: date
    id: UUID


@dataclass(frozen=True)
class YearInShort:
    """A year on the shop's front page: things handed over, net øre and grams CO2e, workplaces that gave or got."""

    things: int
    net_ore: int
    net_co2e_g: int
    workplaces: int


@lru_cache
def _total(shape: frozenset[str]) -> Any:
    return sa.select(*summed()).where(*within(shape))


@lru_cache
def _parts(shape: frozenset[str]) -> Any:
    keys = (ENTRY.c.institution_id, ENTRY.c.category_key)
    grouped = sa.select(*keys, *summed()).where(*within(shape)).group_by(*keys).subquery()
    known = (_CATEGORY.c.municipality_id == sa.bindparam("municipality_id")) & (
        _CATEGORY.c.key == grouped.c.category_key
    )
    return sa.select(grouped, _CATEGORY.c.name_da, _CATEGORY.c.name_en).outerjoin_from(grouped, _CATEGORY, known)


@lru_cache
def _days(shape: frozenset[str]) -> Any:
    return sa.select(ENTRY.c.booked_on, *summed()).where(*within(shape)).group_by(ENTRY.c.booked_on)


@lru_cache
def _flows(shape: frozenset[str]) -> Any:
    keys = (ENTRY.c.giver_id, ENTRY.c.institution_id)
    things = sa.func.sum(ENTRY.c.quantity)
    return (
        sa.select(*keys, things, sa.func.sum(ENTRY.c.net_ore))
        .where(*within(shape))
        .group_by(*keys)
        .having(things > 0)
        .order_by(things.desc(), ENTRY.c.institution_id, ENTRY.c.giver_id)
        .limit(FLOWS_SHOWN)
    )


@lru_cache
def _lines(shape: frozenset[str]) -> Any:
    giver = _INSTITUTION.alias("giver")
    named = (
        ENTRY.join(_INSTITUTION, _INSTITUTION.c.id == ENTRY.c.institution_id)
        .outerjoin(giver, giver.c.id == ENTRY.c.giver_id)
        .outerjoin(
            _CATEGORY,
            (_CATEGORY.c.municipality_id == ENTRY.c.municipality_id) & (_CATEGORY.c.key == ENTRY.c.category_key),
        )
    )
    return (
        sa.select(
            ENTRY,
            _INSTITUTION.c.name.label("institution"),
            _INSTITUTION.c.path.label("institution_path"),
            giver.c.name.label("giver"),
            _CATEGORY.c.name_da,
            _CATEGORY.c.name_en,
        )
        .select_from(named)
        .where(*within(shape))
        .order_by(ENTRY.c.booked_on.desc(), ENTRY.c.id.desc())
    )


@lru_cache
def _page_of_lines(shape: frozenset[str], *, is_first: bool) -> Any:
    lines = _lines(shape).limit(LINES_ON_A_PAGE + 1)
    if is_first:
        return lines
    here = sa.tuple_(sa.bindparam("after_on", type_=sa.Date), sa.bindparam("after_id", type_=ENTRY.c.id.type))
    return lines.where(sa.tuple_(ENTRY.c.booked_on, ENTRY.c.id) < here)


@lru_cache
def _span(shape: frozenset[str]) -> Any:
    # Two statements in one, because each end is then one step into the index.
    def end(of: Any) -> Any:
        conditions = within(shape)
        return sa.select(of).where(conditions[0], *conditions[2:]).scalar_subquery()

    return sa.select(end(sa.func.min(ENTRY.c.booked_on)), end(sa.func.max(ENTRY.c.booked_on)))


def _places_of_year() -> Any:
    every = within(frozenset())
    took_part = sa.union(
        sa.select(ENTRY.c.institution_id.label("place")).where(*every),
        sa.select(ENTRY.c.giver_id.label("place")).where(*every, ENTRY.c.giver_id.is_not(None)),
    )
    return sa.select(sa.func.count()).select_from(took_part.subquery()).scalar_subquery()


_YEAR: Final = sa.select(
    *(column for column in summed() if column.name in YearInShort.__annotations__), _places_of_year()
).where(*within(frozenset()))


def category_name(row: Any, code: str | None = None) -> str:
    """What the municipality calls the row's category (`code`: da or en); its key where it knows it no more."""
    return str((row.name_da if (code or language()) == "da" else row.name_en) or row.category_key)


def total_of(db: Session, lines: Slice) -> Sums:
    """The sums of these lines."""
    return Sums(*map(int, db.execute(_total(lines.shape), lines.values).one()))


def parts_of(db: Session, lines: Slice) -> list[Part]:
    """The same sums by workplace and category; together they are the total."""
    rows = db.execute(_parts(lines.shape), lines.values).all()
    return [Part(row[0], row[1], category_name(row), Sums(*map(int, row[2:-2]))) for row in rows]


def days_of(db: Session, lines: Slice) -> dict[date, Sums]:
    """The same sums by day."""
    return {row[0]: Sums(*map(int, row[1:])) for row in db.execute(_days(lines.shape), lines.values)}


def flows_of(db: Session, lines: Slice) -> list[Flow]:
    """From whom to whom the most things went."""
    return [Flow(row[0], row[1], int(row[2]), int(row[3])) for row in db.execute(_flows(lines.shape), lines.values)]


def lines_of(db: Session, lines: Slice, *, after: Cursor | None = None) -> tuple[list[Any], Cursor | None]:
    """One page of lines, newest first, and where the next begins."""
    place = {"after_on": after.booked_on, "after_id": after.id} if after else {}
    statement = _page_of_lines(lines.shape, is_first=after is None)
    rows = list(db.execute(statement, {**lines.values, **place}))
    page = rows[:LINES_ON_A_PAGE]
    return page, Cursor(page[-1].booked_on, page[-1].id) if len(rows) > len(page) else None


def every_line(db: Session, lines: Slice) -> Iterator[Any]:
    """All of these lines, newest first, a few at a time from the database."""
    found = db.execute(_lines(lines.shape), lines.values, execution_options={"yield_per": EXPORTED_AT_A_TIME})
    yield from found


def span_of(db: Session, municipality_id: UUID, institutions: tuple[UUID, ...] | None) -> tuple[date, date] | None:
    """The first and the last day anything was booked, or None where nothing is."""
    asked = {} if institutions is None else {"institutions": institutions}
    first, last = db.execute(_span(frozenset(asked)), {"municipality_id": municipality_id, **asked}).one()
    return (first, last) if first else None


def year_in_short(db: Session, municipality_id: UUID, year: int) -> YearInShort:
    """What the municipality's reuse came to in a year: the same net figures as the report's."""
    lines = Slice(municipality_id, date(year, 1, 1), date(year, 12, 31))
    return YearInShort(*map(int, db.execute(_YEAR, lines.values).one()))
