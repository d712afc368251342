"""Who sees this municipality's totals from elsewhere, and the municipalities one leads beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Municipality, Person
from app.core.db import unscoped
from app.core.errors import NotFound
from app.impact.sums import Sums, added
from app.reports.guests.models import ReportGuest
from app.reports.overview import Asked
from app.reports.queries import total_of
from app.reports.slices import Slice


@dataclass(frozen=True)
class GuestRow:
    """A guest as the administrator sees them; `shut_at` where they cannot sign in any more."""

    id: UUID
    name: str
    email: str
    municipality: str
    given_at: datetime
    shut_at: datetime | None


def guests_of(db: Session, municipality_id: UUID) -> list[GuestRow]:
    """Those who see the municipality's totals now, by name."""
    wanted = (
        sa.select(
            col(ReportGuest.id),
            col(Person.name),
            col(Person.email),
            col(Municipality.name),
            col(ReportGuest.given_at),
            col(Person.disabled_at),
        )
        .join(Person, col(Person.id) == ReportGuest.person_id)
        .join(Municipality, col(Municipality.id) == Person.municipality_id)
        .where(col(ReportGuest.municipality_id) == municipality_id, col(ReportGuest.ended_at).is_(None))
        .order_by(col(Person.name))
    )
    with unscoped(db):
        return [GuestRow(*row) for row in db.execute(wanted)]


def get_guest(db: Session, guest_id: UUID) -> ReportGuest:
    """One guest of the session's municipality."""
    found = db.exec(select(ReportGuest).where(ReportGuest.id == guest_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def led_elsewhere(db: Session, person_id: UUID) -> Sequence[Municipality]:
    """The other municipalities that let this person see their totals, by name."""
    wanted = (
        select(Municipality)
        .join(ReportGuest, col(ReportGuest.municipality_id) == Municipality.id)
        .where(ReportGuest.person_id == person_id, col(ReportGuest.ended_at).is_(None))
        .order_by(col(Municipality.name))
    )
    with unscoped(db):
        return db.exec(wanted).all()


@dataclass(frozen=True)
class Led:
    """One municipality's totals of the period; `is_own` for the one the viewer signs in to."""

    name: str
    sums: Sums
    is_own: bool = False


@dataclass(frozen=True)
class BesideEachOther:
    """The municipalities one leads, one's own first, and what they come to together."""

    asked: Asked
    rows: Sequence[Led]

    @property
    def total(self) -> Sums:
        return added([Sums(), *(each.sums for each in self.rows)])


def beside_each_other(db: Session, asked: Asked) -> BesideEachOther:
    """The period's totals, read for one municipality at a time: the viewer's own scope here, whole totals elsewhere.

    Only sums cross the wall between municipalities: no line, workplace, thing or person of the others.
    """
    own = Led(asked.viewer.municipality.name, total_of(db, asked.lines), is_own=True)
    period = asked.period
    others = [
        Led(each.name, total_of(db, Slice(each.id, period.first, period.last)))
        for each in led_elsewhere(db, asked.viewer.person_id)
    ]
    return BesideEachOther(asked, [own, *others])
