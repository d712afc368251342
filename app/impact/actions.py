"""Book lines in the ledger: at hand-over, when it is undone, when a thing comes back. A booked line never changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from app.catalogue.models import Category, Unit
from app.core.clock import local, now
from app.impact.closed import first_open_day
from app.impact.factors import FALLBACK_CATEGORY, FactorSet, NewPrice, factor_set
from app.impact.formulas import Answer
from app.impact.freeze import corrected, freeze, returned, undone
from app.impact.frozen import DonorAnswer, Frozen, FrozenPart
from app.impact.lines import ImpactLine, compute
from app.impact.models import EntryKind, ImpactEntry
from app.impact.sums import keep_sums
from app.impact.versions import factors_in_force, keep_first_set

LIFE_GRADES = {4: "A", 3: "B", 2: "C", 1: "D"}  # the shop's condition as the method's letter (2.4)
DAYS_A_YEAR = Decimal("365.25")
OWN_PRICE = "The municipality's own price, written on the thing"


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """What a hand-over of one unit tells the ledger. Money in øre, minutes, Wh, grams; `new_price_ore` 0 is unknown."""

    unit: Unit
    category: Category
    institution_id: UUID
    order_number: str
    reservation_id: UUID | None
    answer: str
    price_ore: int
    new_price_ore: int
    donor_answer: str = DonorAnswer.UNKNOWN.value
    minutes: int = 0
    labour_ore_per_hour: int = 0
    electricity_wh: int = 0
    parts: Sequence[FrozenPart] = ()
    parts_cost_ore: int = 0
    external_cost_ore: int = 0
    transport_g: int = 0


def price_reference(handed: HandedOver) -> NewPrice | None:
    """What a new one costs, from where and of when: the kind's price, or another that was written on the thing.

    None where nobody knows. A price on the thing is of the day it came in, which is when it was looked at.
    """
    kind, ore = handed.category, handed.new_price_ore
    if not ore:
        return None
    if ore != kind.new_price_ore:
        return NewPrice(kind.key, ore, OWN_PRICE, local(handed.unit.received_at).date().isoformat())
    dated = kind.new_price_on.isoformat() if kind.new_price_on else ""
    return NewPrice(kind.key, ore, kind.new_price_source or OWN_PRICE, dated)


def freeze_hand_over(handed: HandedOver, factors: FactorSet | None = None) -> Frozen:
    """Every factor of this hand-over as it is today, by the set in force (the one that ships with Omløb)."""
    known = factors or factor_set()
    key = handed.category.key if handed.category.key in known.categories else FALLBACK_CATEGORY
    return freeze(
        key,
        answer=Answer(handed.answer),
        condition=LIFE_GRADES[handed.unit.condition],
        price=price_reference(handed),
        donor_answer=DonorAnswer(handed.donor_answer),
        kwh=format(Decimal(handed.electricity_wh) / 1000, "f"),
        parts=handed.parts,
        trip_g=handed.transport_g,
        internal_price_ore=handed.price_ore,
        labour_minutes=handed.minutes,
        labour_rate_ore_per_hour=handed.labour_ore_per_hour,
        parts_cost_ore=handed.parts_cost_ore,
        external_cost_ore=handed.external_cost_ore,
        factors=known,
    )


def book_hand_over(db: Session, handed: HandedOver, *, key: str, at: datetime | None = None) -> ImpactEntry:
    """Book one handed-over unit. The same key books once: the line that is there is the answer."""
    unit = handed.unit
    about = {
        "municipality_id": unit.municipality_id, "unit_id": unit.id, "unit_number": unit.number,
        "unit_title": unit.title, "category_key": handed.category.key, "institution_id": handed.institution_id,
        "giver_id": unit.giver_id, "order_number": handed.order_number, "reservation_id": handed.reservation_id,
    }  # fmt: skip
    keep_first_set(db, unit.municipality_id)
    line = compute(freeze_hand_over(handed, factors_in_force(db)))
    return _book(db, line, EntryKind.HAND_OVER, about, key=f"hand_over:{key}", at=at)


def book_undo(db: Session, entry: ImpactEntry, *, key: str, at: datetime | None = None) -> ImpactEntry:
    """Take a hand-over back that was recorded by mistake."""
    return _reverse(db, entry, undone(Frozen.from_json(entry.frozen)), EntryKind.UNDO, key=f"undo:{key}", at=at)


def book_return(
    db: Session, entry: ImpactEntry, *, key: str, transport_g: int = 0, at: datetime | None = None
) -> ImpactEntry:
    """A return within the return days: the saving is taken back whole, workshop and transport stay (method 2.5)."""
    line = returned(Frozen.from_json(entry.frozen), trip_g=transport_g)
    return _reverse(db, entry, line, EntryKind.RETURN, key=f"return:{key}", at=at)


def book_correction(db: Session, entry: ImpactEntry, *, key: str, at: datetime | None = None) -> ImpactEntry:
    """The unit comes back later: the years it will not be used there are taken back, with the first line's factors."""
    line = corrected(Frozen.from_json(entry.frozen), years_between(entry.booked_at, at or now()))
    return _reverse(db, entry, line, EntryKind.CORRECTION, key=f"correction:{key}", at=at)


def years_between(first: datetime, last: datetime) -> str:
    """Years of use as a line freezes them; rounded down, so that no more is credited than was lived."""
    years = Decimal(max((last - first).days, 0)) / DAYS_A_YEAR
    return format(years.quantize(Decimal("0.001"), ROUND_DOWN), "f")


def live_entry(db: Session, *, reservation_id: UUID | None = None, unit_id: UUID | None = None) -> ImpactEntry | None:
    """The hand-over that still stands for this reservation, or the last one that stands for this unit."""
    reversing = select(ImpactEntry.reverses_id).where(col(ImpactEntry.reverses_id).is_not(None))
    standing = select(ImpactEntry).where(ImpactEntry.kind == EntryKind.HAND_OVER, col(ImpactEntry.id).not_in(reversing))
    if reservation_id is not None:
        standing = standing.where(ImpactEntry.reservation_id == reservation_id)
    if unit_id is not None:
        standing = standing.where(ImpactEntry.unit_id == unit_id)
    return db.exec(standing.order_by(col(ImpactEntry.booked_at).desc(), col(ImpactEntry.id).desc())).first()


def _reverse(
    db: Session, entry: ImpactEntry, frozen: Frozen, kind: EntryKind, *, key: str, at: datetime | None
) -> ImpactEntry:
    about = {
        name: getattr(entry, name)
        for name in (
            "municipality_id", "unit_id", "unit_number", "unit_title", "category_key", "institution_id", "giver_id",
            "order_number", "reservation_id",
        )
    }  # fmt: skip
    return _book(db, compute(frozen), kind, {**about, "reverses_id": entry.id}, key=key, at=at)


def _book(
    db: Session, line: ImpactLine, kind: EntryKind, about: dict[str, object], *, key: str, at: datetime | None
) -> ImpactEntry:
    already = db.exec(select(ImpactEntry).where(ImpactEntry.key == key)).one_or_none()
    if already is not None:
        return already
    entry = entry_of(line, kind, about, key=key, at=at or now())
    entry.booked_on = first_open_day(db, entry.booked_on)  # `booked_at` tells when it was
    db.add(entry)
    db.flush()
    keep_sums(db, entry)
    return entry


def entry_of(line: ImpactLine, kind: EntryKind, about: dict[str, object], *, key: str, at: datetime) -> ImpactEntry:
    """The row that keeps this line."""
    return ImpactEntry.model_validate(entry_facts(line, kind, about, key=key, at=at))


def entry_facts(
    line: ImpactLine, kind: EntryKind, about: dict[str, object], *, key: str, at: datetime
) -> dict[str, object]:
    """The columns of the row that keeps this line."""
    stored = {name: figure for name, figure in line.figures.items() if name in ImpactEntry.model_fields}
    own = {
        "key": key, "kind": kind, "booked_at": at, "booked_on": local(at).date(), "answer": line.frozen.answer,
        "quantity": line.items, "factor_set": line.frozen.factor_version, "frozen": line.frozen.to_json(),
    }  # fmt: skip
    return {**about, **stored, **own}
