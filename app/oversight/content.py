"""What a page of management control shows, as it is signed and kept: plain values with the words of the day.

A signed page is shown from this and nothing else, so that neither later facts nor later words change it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution, Municipality
from app.core.i18n import language
from app.impact.frozen import canonical, loaded
from app.oversight.findings import HEADINGS, Finding, Kind, Reader, Stretch, in_order, lead
from app.oversight.models import Oversight
from app.oversight.read_orders import read_orders
from app.oversight.read_prices import read_prices
from app.oversight.read_things import read_purchases, read_write_offs
from app.reports.periods import Period, PeriodKind, around

RULE: Final = "omlob-oversight-1"
"""How a page is written down; a page written by another rule stays as it is."""

READERS: Sequence[Reader] = (read_orders, read_prices, read_write_offs, read_purchases)
LOOK_BACK_QUARTERS: Final = 4

Shown = Mapping[str, Any]


@dataclass(frozen=True)
class Subject:
    """What a page is about: a workplace, the quarter, and the workplaces whose accounts it tells of."""

    municipality: Municipality
    place: Institution
    period: Period
    ids: Sequence[UUID]


def fingerprint(content: str) -> str:
    """SHA-256 of what was written down."""
    return hashlib.sha256(content.encode()).hexdigest()


def keys_of(shown: Shown) -> set[str]:
    """What a page has told of, what was late included."""
    groups = [*(kind["findings"] for kind in shown["kinds"]), shown["late"]]
    return {each["key"] for group in groups for each in group}


def count_of(shown: Shown) -> int:
    """How many findings there are on the page."""
    return sum(len(kind["findings"]) for kind in shown["kinds"]) + len(shown["late"])


def show(db: Session, subject: Subject) -> Shown:
    """Everything the page says now, in the reader's language."""
    signed = _signed_before(db, subject)
    stretch = Stretch(
        subject.municipality, subject.ids, signed[-1].first_on if signed else subject.period.first,
        subject.period.first, subject.period.last,
    )  # fmt: skip
    found = in_order([each for read in READERS for each in read(db, stretch)])
    ours = [each for each in found if _belongs_to(each, stretch)]
    names = db.exec(select(Institution).where(col(Institution.id).in_(subject.ids)).order_by(col(Institution.name)))
    return {
        "rule": RULE,
        "language": language(),
        "quarter": subject.period.key,
        "first": subject.period.first.isoformat(),
        "last": subject.period.last.isoformat(),
        "municipality": subject.municipality.name,
        "place": {"id": str(subject.place.id), "number": subject.place.number, "name": subject.place.name},
        "covers": [{"number": each.number, "name": each.name} for each in names],
        "limit_ore": subject.municipality.approval_limit_ore,
        "kinds": [
            {
                "kind": kind.value,
                "heading": str(HEADINGS[kind]),
                "lead": str(lead(kind, subject.municipality.approval_limit_ore)),
                "findings": [_told(each) for each in ours if each.kind is kind],
            }
            for kind in Kind
        ],
        "late": [{**_told(each), "quarter": _quarter(each)} for each in _late(found, ours, signed)],
    }


def _signed_before(db: Session, subject: Subject) -> list[Oversight]:
    """The signed pages of the quarters before, newest first; none where one of them still waits.

    Because what is heard of late is told once, on the first page that is not signed.
    """
    before = db.exec(
        select(Oversight)
        .where(Oversight.institution_id == subject.place.id, col(Oversight.first_on) < subject.period.first)
        .order_by(col(Oversight.first_on).desc())
        .limit(LOOK_BACK_QUARTERS)
    ).all()
    return list(before) if all(row.is_signed for row in before) else []


def _belongs_to(finding: Finding, stretch: Stretch) -> bool:
    # Because an order that waits too long is of the quarter it waits in, whenever it was placed.
    return finding.kind is Kind.UNDELIVERED or finding.on >= stretch.first


def _late(found: Sequence[Finding], ours: Sequence[Finding], signed: Sequence[Oversight]) -> list[Finding]:
    """What belongs to a quarter that is signed, and was on none of the signed pages."""
    told = {key for row in signed for key in keys_of(loaded(row.content))} | {each.key for each in ours}
    covered = {row.quarter: set(loaded(row.covers)) for row in signed}
    return [each for each in found if each.key not in told and str(each.at) in covered.get(_quarter(each), ())]


def _quarter(finding: Finding) -> str:
    return around(PeriodKind.QUARTER, finding.on).key


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.value, "key": finding.key, "ref": finding.ref, "url": finding.url, "title": finding.title,
        "place": finding.place, "on": finding.on.isoformat(), "quantity": finding.quantity, "ore": finding.ore,
        "why": str(finding.why),
    }  # fmt: skip


def signed_content(shown: Shown, **signature: Any) -> str:
    """The page as it is kept, with who signed it, when, and the comment."""
    return canonical({**shown, **signature})
