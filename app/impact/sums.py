"""Sums of the ledger's lines, kept beside them so that a report over ten years reads no more than one over a month.

A line adds to the sums of its day, month and year, each of everything and of its workplace; of its kind of thing and
its giver by month and year; and of who gave to whom ever since the beginning. The same figures come from the lines
anew: `rebuild_sums`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from app.catalogue.starter import PRICE_SOURCE
from app.impact.factors import FALLBACK_CATEGORY
from app.impact.formulas import Answer
from app.impact.frozen import canonical
from app.impact.models import EntryKind, ImpactEntry, ImpactSum, Span

ENTRY: Final = SQLModel.metadata.tables[str(ImpactEntry.__tablename__)]
SUM: Final = SQLModel.metadata.tables[str(ImpactSum.__tablename__)]
EVERY: Final = UUID(int=0)
"""In place of a workplace or a giver: all of them."""
NOBODY: Final = UUID(int=1)
"""In place of a giver: nobody knows who gave it."""
ANY_KIND: Final = ""

_IS_HAND_OVER: Final = ENTRY.c.kind == EntryKind.HAND_OVER
ASSUMED_PRICE: Final = canonical({"price_source": PRICE_SOURCE})[1:-1]
"""How the frozen factors of a line say that its price is one that Omløb came with."""
BORROWED: Final = canonical({"category_key": FALLBACK_CATEGORY})[1:-1]
"""How they say that weight and footprint are another kind's, unless the line is of that kind."""
HAS_OWN_PRICE: Final = (ENTRY.c.gross_ore != 0) & ~ENTRY.c.frozen.contains(ASSUMED_PRICE, autoescape=True)
HAS_OWN_WEIGHT: Final = (ENTRY.c.category_key == FALLBACK_CATEGORY) | ~ENTRY.c.frozen.contains(
    BORROWED, autoescape=True
)


class Sums(NamedTuple):
    """The sums of some lines: money in øre, CO2e and waste in grams, `things` handed over less those that came back.

    `hand_overs` counts the lines of that kind: `answered` those whose buyer answered, `would_buy` those who would have
    bought new, `priced` those with a new price, `priced_own` those whose price is not one Omløb came with, and
    `weighed` those whose kind has a weight and a footprint of its own.
    """

    lines: int = 0
    things: int = 0
    gross_ore: int = 0
    likely_ore: int = 0
    net_ore: int = 0
    low_ore: int = 0
    high_ore: int = 0
    gross_co2e_g: int = 0
    likely_co2e_g: int = 0
    net_co2e_g: int = 0
    low_co2e_g: int = 0
    high_co2e_g: int = 0
    burden_co2e_g: int = 0
    cost_ore: int = 0
    price_ore: int = 0
    waste_g: int = 0
    hand_overs: int = 0
    answered: int = 0
    priced: int = 0
    priced_own: int = 0
    weighed: int = 0
    would_buy: int = 0


def added(parts: Iterable[Sums]) -> Sums:
    """The parts as one; exact, because every part is whole øre and grams."""
    return Sums(*(sum(column) for column in zip(*parts, strict=True)))


def summed() -> list[Any]:
    """The columns of `Sums` over lines, in their order."""
    counted = {
        "lines": sa.func.count(),
        "hand_overs": sa.func.count(sa.case((_IS_HAND_OVER, 1))),
        "answered": sa.func.count(sa.case((_IS_HAND_OVER & (ENTRY.c.answer != Answer.UNKNOWN.value), 1))),
        "priced": sa.func.count(sa.case((_IS_HAND_OVER & (ENTRY.c.gross_ore != 0), 1))),
        "priced_own": sa.func.count(sa.case((_IS_HAND_OVER & HAS_OWN_PRICE, 1))),
        "weighed": sa.func.count(sa.case((_IS_HAND_OVER & HAS_OWN_WEIGHT, 1))),
        "would_buy": sa.func.count(sa.case((_IS_HAND_OVER & (ENTRY.c.answer == Answer.NEW.value), 1))),
    }
    sums = {
        name: sa.func.coalesce(sa.func.sum(ENTRY.c["quantity" if name == "things" else name]), 0)
        for name in Sums._fields
        if name not in counted
    }
    return [{**counted, **sums}[name].label(name) for name in Sums._fields]


def sums_of(entry: ImpactEntry) -> Sums:
    """What one line adds."""
    is_hand_over = entry.kind is EntryKind.HAND_OVER
    counted = {
        "lines": 1,
        "things": entry.quantity,
        "hand_overs": int(is_hand_over),
        "answered": int(is_hand_over and entry.answer != Answer.UNKNOWN.value),
        "priced": int(is_hand_over and entry.gross_ore != 0),
        "priced_own": int(is_hand_over and entry.gross_ore != 0 and ASSUMED_PRICE not in entry.frozen),
        "weighed": int(is_hand_over and (entry.category_key == FALLBACK_CATEGORY or BORROWED not in entry.frozen)),
        "would_buy": int(is_hand_over and entry.answer == Answer.NEW.value),
    }
    return Sums(*(counted[name] if name in counted else getattr(entry, name) for name in Sums._fields))


class Cut(NamedTuple):
    """Which sums are kept for a span: of one workplace or of every, of one giver, of one kind."""

    institution: bool = False
    giver: bool = False
    category: bool = False


_WHOLE: Final = (Cut(), Cut(institution=True))
_PARTS: Final = (*_WHOLE, Cut(category=True), Cut(institution=True, category=True), Cut(institution=True, giver=True))
_PAIRS: Final = (Cut(institution=True, giver=True),)
KEPT: Final = {Span.DAY: _WHOLE, Span.MONTH: _PARTS, Span.YEAR: _PARTS, Span.EVER: _PAIRS}
_CUT_COLUMNS: Final = {"institution": "id", "giver": "id", "category": "key"}
_KEYS: Final = ("municipality_id", "span", "starts_on", "institution_id", "giver_id", "category_key")


def start_of(span: Span, day: date) -> date:
    """The first day of the day's day, month or year; of all time the first there is."""
    firsts = {Span.DAY: day, Span.MONTH: day.replace(day=1), Span.YEAR: day.replace(month=1, day=1)}
    return firsts.get(span, date.min)


def keep_sums(db: Session, entry: ImpactEntry) -> None:
    """Add a line that was just booked to its sums; two at once in the same sum wait for each other."""
    figures, insert = sums_of(entry)._asdict(), _insert(db)
    rows = [{**cell, **figures} for cell in _cells(entry)]
    more = {name: SUM.c[name] + insert.excluded[name] for name in figures}
    db.execute(insert.values(rows).on_conflict_do_update(index_elements=_KEYS, set_=more))


def _insert(db: Session) -> Any:
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    return sqlite.insert(SUM) if is_sqlite else postgresql.insert(SUM)


def _cells(entry: ImpactEntry) -> Iterator[dict[str, Any]]:
    for span, cuts in KEPT.items():
        for cut in cuts:
            yield {
                "municipality_id": entry.municipality_id,
                "span": span,
                "starts_on": start_of(span, entry.booked_on),
                "institution_id": entry.institution_id if cut.institution else EVERY,
                "giver_id": (entry.giver_id or NOBODY) if cut.giver else EVERY,
                "category_key": entry.category_key if cut.category else ANY_KIND,
            }


def rebuild_sums(db: Session, municipality_id: UUID) -> int:
    """Sum the municipality's lines anew and put that in place of what was kept; how many sums there are."""
    db.execute(sa.delete(SUM).where(SUM.c.municipality_id == municipality_id))
    for span, cuts in KEPT.items():
        for cut in cuts:
            db.execute(_anew(span, cut, db.get_bind().dialect.name), {"asked": municipality_id})
    counted = (
        sa.select(sa.func.count()).select_from(SUM).where(SUM.c.municipality_id == sa.bindparam("municipality_id"))
    )
    return int(db.execute(counted, {"municipality_id": municipality_id}).scalar_one())


def _anew(span: Span, cut: Cut, dialect: str) -> Any:
    def fixed(value: Any, column: str) -> Any:
        return sa.literal(value, SUM.c[column].type)

    starts_on = _start_column(span, dialect)
    chosen = {
        "institution_id": ENTRY.c.institution_id if cut.institution else fixed(EVERY, "institution_id"),
        "giver_id": sa.func.coalesce(ENTRY.c.giver_id, fixed(NOBODY, "giver_id"))
        if cut.giver
        else fixed(EVERY, "giver_id"),
        "category_key": ENTRY.c.category_key if cut.category else fixed(ANY_KIND, "category_key"),
    }
    keys = [ENTRY.c.municipality_id, fixed(span, "span"), starts_on.label("of_start")]
    keys += [column.label(f"of_{name}") for name, column in chosen.items()]
    # Named, because PostgreSQL takes the same expression with other placeholders for another one.
    by = ["of_start", *(f"of_{name}_{end}" for name, end in _CUT_COLUMNS.items() if getattr(cut, name))]
    lines = sa.select(*keys, *summed()).where(ENTRY.c.municipality_id == sa.bindparam("asked"))
    grouped = lines.group_by(ENTRY.c.municipality_id, *map(sa.text, by))
    return sa.insert(SUM).from_select([*_KEYS, *Sums._fields], grouped)


def _start_column(span: Span, dialect: str) -> Any:
    if span is Span.DAY:
        return ENTRY.c.booked_on
    if span is Span.EVER:
        return sa.literal(date.min, sa.Date)
    if dialect == "sqlite":
        return sa.func.date(ENTRY.c.booked_on, f"start of {span}", type_=sa.Date)
    return sa.cast(sa.func.date_trunc(span.value, ENTRY.c.booked_on), sa.Date)


def kept_spans(first: date, last: date) -> dict[Span, list[date]]:
    """The fewest years, months and days that together are this stretch, both ends included."""
    found: dict[Span, list[date]] = {span: [] for span in Span}
    day = first
    while day <= last:
        span, after = next(
            (span, after)
            for span in (Span.YEAR, Span.MONTH, Span.DAY)
            if start_of(span, day) == day and (after := _after(span, day)).toordinal() - 1 <= last.toordinal()
        )
        found[span].append(day)
        day = after
    return found


def _after(span: Span, start: date) -> date:
    if span is Span.YEAR:
        return date(start.year + 1, 1, 1)
    if span is Span.MONTH:
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return date.fromordinal(start.toordinal() + 1)


def are_whole_months(spans: Mapping[Span, Sequence[date]]) -> bool:
    """Whether no odd day is among them, so that kinds and givers are kept for all of it."""
    return not spans[Span.DAY]
