"""The one way social figures leave the house: what is shown, what is hidden, and whether all tables together tell more.

Everything that shows, exports or sends social figures takes a `ReleasedTable` from here, and nothing else. The rules:
zero is shown, one to four is "<5", and where that could be computed from the rest, more is hidden; money only of five
persons or more, in whole thousands; hours only of groups of five or more; whole years and half-years only. A new table
is held against every earlier one by an integer programme (`attack`), and hides more until nothing can be worked out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final

from app.core.errors import DomainError
from app.core.i18n import _
from app.social.attack import FEW, FEWEST, HIDDEN, Knowledge, Shown, TablesDisagree, is_pinned, knowledge_of
from app.social.cells import FROM, HEADS, HOURS, MONEY, TO, TOTAL, Figures, Kind, WorkGroup, kind_of
from app.social.periods import SocialPeriod, periods_of, read_period

SPECIAL: Final = WorkGroup.SPECIAL_TERMS.value
Cells = dict[str, Shown]


class WouldTellOfPeople(DomainError):
    """Even with everything that can be hidden, the table would let a small group be worked out."""

    message = _(
        "%(period)s cannot be released: together with the tables that are out already, it would show how few people"
        " some figures are of. Release the whole year instead, or wait until more have moved on."
    )


class DisagreesWithEarlier(DomainError):
    message = _(
        "%(period)s does not agree with a table that is released already. Check the figures of the other half-year."
    )


class Secondary:
    """The switch of secondary suppression. Only the tests' control turns it off, to see that the attack succeeds."""

    is_on: ClassVar[bool] = True


@dataclass(frozen=True)
class ShownFigure:
    """A figure as everybody may see it: a number, or why there is none (`few`: one to four; `hidden`)."""

    value: int | None = None
    is_few: bool = False

    @property
    def is_hidden(self) -> bool:
        return self.value is None and not self.is_few


@dataclass(frozen=True)
class ReleasedTable:
    """A table that is out: what pages, files and letters are given."""

    period: SocialPeriod
    cells: Mapping[str, ShownFigure]
    basis: Mapping[str, Any] = field(default_factory=dict)
    released_at: datetime | None = None
    hash: str = ""

    def __getitem__(self, key: str) -> ShownFigure:
        return self.cells[key]

    def __contains__(self, key: str) -> bool:
        return key in self.cells


def suppress(counts: Sequence[int]) -> list[Shown]:
    """Counts of persons whose total is shown beside them, as they may be shown.

    Hidden cells must be two or more and five persons or more together; else the next smallest goes too, and then none
    of them says which was the small one.
    """
    few = {n for n, count in enumerate(counts) if 0 < count < FEWEST}
    if not few or not Secondary.is_on:
        return [FEW if n in few else count for n, count in enumerate(counts)]
    hidden = set(few)
    others = sorted((count, n) for n, count in enumerate(counts) if count >= FEWEST)
    while others and (len(hidden) < 2 or sum(counts[n] for n in hidden) < FEWEST):
        hidden.add(others.pop(0)[1])
    mark = FEW if hidden == few else HIDDEN
    return [mark if n in hidden else count for n, count in enumerate(counts)]


def disclose(figures: Figures, earlier: Iterable["ReleasedTable"], others: Mapping[str, Figures]) -> Cells:
    """The cells of a new table, which together with the earlier ones let nobody be worked out.

    `others`: the true figures of the year's other periods by key, as far as they are kept; what is not kept is taken
    for small. `WouldTellOfPeople` where hiding does not help, `DisagreesWithEarlier` where the figures cannot be true.
    """
    cells = _primary(figures)
    # Because tables of different years have no atom in common, those of the year are all that can tell on each other.
    known = {table.period.key: plain(table) for table in earlier if table.period.year == figures.period.year}
    try:
        while Secondary.is_on and (pinned := _first_pinned(cells, figures, known, others)):
            if not _hide_more(cells, pinned, figures, known):
                raise WouldTellOfPeople(period=figures.period.name)
    except TablesDisagree as clash:
        raise DisagreesWithEarlier(period=figures.period.name) from clash
    return cells


def _primary(figures: Figures) -> Cells:
    cells: Cells = {}
    for keys in (TO, FROM):
        cells |= dict(zip(keys, suppress([figures[key] for key in keys]), strict=True))
    cells |= {key: suppress_alone(figures[key]) for key in (TOTAL, *HEADS) if key in figures.values}
    cells |= {key: figures[key] for key in (*HOURS, *MONEY) if key in figures.values}
    special, everyone = figures[f"{Kind.HEADS}:{SPECIAL}"], figures[HEADS[0]]
    if f"{Kind.HEADS}:{SPECIAL}" in cells and (0 < special < FEWEST or 0 < everyone - special < FEWEST):
        cells[f"{Kind.HEADS}:{SPECIAL}"] = HIDDEN
    return _follow(cells, figures)


def suppress_alone(count: int) -> Shown:
    """A count that is part of no sum."""
    return FEW if 0 < count < FEWEST else count


def _follow(cells: Cells, figures: Figures) -> Cells:
    """Hours and money are told only where the persons behind them are."""
    for key in cells:
        kind = kind_of(key)
        persons = key.replace(Kind.HOURS, Kind.HEADS, 1) if kind is Kind.HOURS else TOTAL
        if kind in (Kind.HOURS, Kind.MONEY) and not isinstance(cells[persons], int) and figures.people_behind(key):
            cells[key] = HIDDEN
    return cells


def _first_pinned(
    cells: Cells, figures: Figures, known: Mapping[str, Cells], others: Mapping[str, Figures]
) -> str | None:
    """The first cell, of this or another table of the year, that all tables together tell too much of."""
    tables = {**known, figures.period.key: cells}
    knowledge = _knowledge(tables)
    truths = {**others, figures.period.key: figures}
    for period in periods_of(figures.period.year):
        shown_here = tables.get(period.key)
        for key in shown_here if shown_here is not None else cells:
            shown = None if shown_here is None else shown_here[key]
            is_protected = _is_protected(key, shown, truths.get(period.key))
            if is_protected and is_pinned(key, shown, *knowledge.interval(key, period)):
                return key
    return None


def _knowledge(tables: Mapping[str, Cells]) -> Knowledge:
    return knowledge_of((period_of(key), cells) for key, cells in tables.items())


def _is_protected(key: str, shown: Shown | None, truth: Figures | None) -> bool:
    if shown is not None:
        return not isinstance(shown, int)
    return truth is None or 0 < truth.people_behind(key) < FEWEST


def _hide_more(cells: Cells, pinned: str, figures: Figures, known: Mapping[str, Cells]) -> bool:
    """Hide one thing more: of the same sum first, the smallest first, totals last. False where nothing is left."""
    kind, same_sum = kind_of(pinned), pinned.rpartition(":")[0]
    few = [key for key, shown in cells.items() if shown == FEW and kind_of(key) is kind]
    if few:
        cells.update(dict.fromkeys(few, HIDDEN))
        return True
    left = [key for key, shown in cells.items() if isinstance(shown, int) and shown]

    def order(key: str) -> tuple[bool, bool, bool, int]:
        return kind_of(key) is not kind, key == TOTAL, key.rpartition(":")[0] != same_sum, figures[key]

    before = _knowledge(known)
    for key in sorted(left, key=order):
        # What the earlier tables tell already is not hidden any more.
        if not is_pinned(key, HIDDEN, *before.interval(key, figures.period)):
            cells[key] = HIDDEN
            _follow(cells, figures)
            return True
    return False


def content_of(period: SocialPeriod, cells: Cells, basis: Mapping[str, Any]) -> str:
    """A table as it is stored: canonical JSON, and only what everybody may see."""
    said = {"period": period.key, "cells": cells, "basis": basis}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def table_from(content: str, *, released_at: datetime | None = None, digest: str = "") -> ReleasedTable:
    """The table that was stored."""
    said = json.loads(content)
    cells = {key: _figure(shown) for key, shown in said["cells"].items()}
    return ReleasedTable(period_of(said["period"]), cells, said["basis"], released_at, digest)


def _figure(shown: Shown) -> ShownFigure:
    return ShownFigure(shown) if isinstance(shown, int) else ShownFigure(is_few=shown == FEW)


def plain(table: ReleasedTable) -> Cells:
    """The table's cells as they are stored: what an attacker has."""
    return {
        key: figure.value if figure.value is not None else FEW if figure.is_few else HIDDEN
        for key, figure in table.cells.items()
    }


def period_of(key: str) -> SocialPeriod:
    """The period with this key; ValueError where it is none."""
    found = read_period(key)
    if found is None:
        raise ValueError(key)
    return found
