"""Close a month, quarter or year: its report is written down once, and stands as it is for ever."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.accounts.viewer import Viewer
from app.catalogue.models import Category
from app.core.clock import today
from app.core.errors import DomainError, NotFound
from app.core.formats import long_date
from app.core.i18n import _
from app.history import record
from app.history.work import lock_chain
from app.impact.closed import hash_of_lines
from app.impact.frozen import canonical, loaded
from app.impact.models import ClosedPeriod
from app.reports.kept import first_and_last_month, kept_flows, stretch_sums
from app.reports.periods import Period, PeriodKind, around
from app.reports.queries import parts_of
from app.reports.slices import Slice

RULE: Final = "omlob-report-1"
"""How a closed report is written; a report written by another rule stays as it is."""

_EVERY_FLOW: Final = 1_000_000


class StillRunning(DomainError):
    message = _("The period is not over yet. It can be closed from %(day)s.")


class ClosedAlready(DomainError):
    message = _("The period is closed already.")


class NeverClosed(DomainError):
    message = _("Only a month, a quarter or a year can be closed.")


@dataclass(frozen=True)
class ClosedReport:
    """A closed period with its report as it was written down."""

    row: ClosedPeriod

    @cached_property
    def content(self) -> dict[str, Any]:
        return dict(loaded(self.row.content))

    @property
    def is_whole(self) -> bool:
        """Whether the report is still, byte for byte, what was hashed when it was closed."""
        return hashlib.sha256(self.row.content.encode()).hexdigest() == self.row.hash


def get_closed_report(db: Session, closed_id: UUID) -> ClosedReport:
    """The report of a closed period as it was written down."""
    found = db.exec(select(ClosedPeriod).where(ClosedPeriod.id == closed_id)).one_or_none()
    if found is None:
        raise NotFound
    return ClosedReport(found)


def closed_periods(db: Session) -> dict[str, ClosedPeriod]:
    """Every closed period by its key."""
    found = db.exec(select(ClosedPeriod).order_by(col(ClosedPeriod.first_on).desc())).all()
    return {each.period: each for each in found}


def closable(db: Session, viewer: Viewer) -> list[Period]:
    """The months, quarters and years that are over and have lines behind them, newest first."""
    span = first_and_last_month(db, viewer.municipality_id, None)
    if span is None:
        return []
    found = []
    for kind in (PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH):
        period: Period | None = around(kind, span[0])
        while period and period.last < today():
            found.append(period)
            period = period.after()
    return sorted(found, key=lambda each: (each.last, -each.first.toordinal()), reverse=True)


def close_period(db: Session, period: Period, *, by: Viewer) -> ClosedPeriod:
    """Write the period's report down; what belongs to it and is heard of later is booked on the first open day.

    Nobody books in the municipality meanwhile. `StillRunning` before its last day is over, `ClosedAlready` after.
    """
    if period.kind is PeriodKind.ALL:
        raise NeverClosed
    if period.last >= today():
        raise StillRunning(day=long_date(period.last + timedelta(days=1)))
    lock_chain(db, by.municipality_id)
    if period.key in closed_periods(db):
        raise ClosedAlready
    content = canonical(_report(db, period, by.municipality_id))
    made = ClosedPeriod(
        municipality_id=by.municipality_id, period=period.key, first_on=period.first, last_on=period.last,
        closed_by_id=by.person_id, hash=hashlib.sha256(content.encode()).hexdigest(), content=content,
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "period_closed", made, by=by, after={"period": period.key, "hash": made.hash})
    return made


def _report(db: Session, period: Period, municipality_id: UUID) -> dict[str, Any]:
    """Every figure of the period with the names of the day, and a hash of its lines."""
    lines = Slice(municipality_id, period.first, period.last)
    parts = parts_of(db, lines)
    places = {place.id: place for place in db.exec(select(Institution)).all()}
    names = {each.key: {"da": each.name_da, "en": each.name_en} for each in db.exec(select(Category)).all()}
    count, digest = hash_of_lines(db, municipality_id, period.first, period.last)
    return {
        "rule": RULE,
        "period": period.key,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "total": stretch_sums(db, lines, [(period.first, period.last)])[0]._asdict(),
        "places": [
            {"id": str(each), "number": places[each].number, "name": places[each].name, "sums": sums._asdict()}
            for each, sums in sorted(parts.places.items())
        ],
        "kinds": [
            {"key": kind.key, **names.get(kind.key, {}), "sums": kind.sums._asdict()}
            for kind in sorted(parts.kinds, key=lambda kind: kind.key)
        ],
        "flows": [
            {"giver": str(giver) if giver else None, "receiver": str(receiver), "things": things, "net_ore": net_ore}
            for giver, receiver, things, net_ore in kept_flows(db, lines, _EVERY_FLOW)
        ],
        "lines": {"count": count, "sha256": digest},
    }
