"""Sums and lines of the impact ledger, under one condition: kept sums where there are some, the lines' own otherwise.

The statements are made once and kept; each says :municipality_id itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.accounts.models import Institution
from app.core.i18n import in_own_language
from app.impact.sums import ENTRY, Sums, added, summed
from app.reports.kept import (
    CATEGORY,
    is_kept,
    is_of_whole_months,
    kept_flows,
    kept_parts,
    named,
    stretch_sums,
    workplaces_of_year,
)
from app.reports.slices import Slice, within

_INSTITUTION: Final = SQLModel.metadata.tables[str(Institution.__tablename__)]
LINES_ON_A_PAGE: Final = 50
FLOWS_SHOWN: Final = 8
EXPORTED_AT_A_TIME: Final = 500


class Kind(NamedTuple):
    """What was got of one category, by the name the municipality has for it."""

    key: str
    name: str
    sums: Sums


class Parts(NamedTuple):
    """The same lines twice: by the workplace that got the things, and by category."""

    places: Mapping[UUID, Sums]
    kinds: Sequence[Kind]

    @property
    def total(self) -> Sums:
        return added([Sums(), *self.places.values()])


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
    return named(sa.select(*keys, *summed()).where(*within(shape)).group_by(*keys))


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
            CATEGORY,
            (CATEGORY.c.municipality_id == ENTRY.c.municipality_id) & (CATEGORY.c.key == ENTRY.c.category_key),
        )
    )
    return (
        sa.select(
            ENTRY,
            _INSTITUTION.c.name.label("institution"),
            _INSTITUTION.c.path.label("institution_path"),
            giver.c.name.label("giver"),
            CATEGORY.c.name_da,
            CATEGORY.c.name_en,
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


def category_name(row: Any, code: str | None = None) -> str:
    """What the municipality calls the row's category (`code`: da or en); its key where it knows it no more."""
    return in_own_language(row.name_da or "", row.name_en or "", code) or str(row.category_key)


def total_of(db: Session, lines: Slice) -> Sums:
    """The sums of these lines."""
    if is_kept(lines):
        return stretch_sums(db, lines, [(lines.first, lines.last)])[0]
    return Sums(*map(int, db.execute(_total(lines.shape), lines.values).one()))


def parts_of(db: Session, lines: Slice) -> Parts:
    """The same sums by workplace, and by category; each makes up the total, and both come from one statement."""
    if is_kept(lines) and is_of_whole_months(lines):
        places, kinds, rows = kept_parts(db, lines)
    else:
        places, kinds, rows = _parts_of_lines(db, lines)
    names = {row.category_key: category_name(row) for row in rows}
    return Parts(places, [Kind(key, names[key], sums) for key, sums in kinds.items()])


def _parts_of_lines(db: Session, lines: Slice) -> tuple[dict[UUID, Sums], dict[str, Sums], list[Any]]:
    places: dict[UUID, Sums] = {}
    kinds: dict[str, Sums] = {}
    rows = list(db.execute(_parts(lines.shape), lines.values))
    for row in rows:
        sums = Sums(*map(int, row[2:-2]))
        places[row[0]] = added([places.get(row[0], Sums()), sums])
        kinds[row[1]] = added([kinds.get(row[1], Sums()), sums])
    return places, kinds, rows


def flows_of(db: Session, lines: Slice) -> list[Flow]:
    """From whom to whom the most things went."""
    if lines.shape <= {"institutions"} and is_of_whole_months(lines):
        return [Flow(*row) for row in kept_flows(db, lines, FLOWS_SHOWN)]
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


def year_in_short(db: Session, municipality_id: UUID, year: int) -> YearInShort:
    """What the municipality's reuse came to in a year: the same net figures as the report's."""
    sums = total_of(db, Slice(municipality_id, date(year, 1, 1), date(year, 12, 31)))
    workplaces = workplaces_of_year(db, municipality_id, year)
    return YearInShort(sums.things, sums.net_ore, sums.net_co2e_g, workplaces)
