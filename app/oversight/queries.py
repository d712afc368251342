"""Pages of management control, read for a viewer: what the viewer may not see does not exist."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution, Person
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.errors import NotFound
from app.impact.frozen import loaded
from app.oversight.content import Shown, Subject, count_of, fingerprint, show
from app.oversight.holders import Tree, tree_of
from app.oversight.models import Oversight
from app.reports.periods import Period, PeriodKind, read_period

_QUARTER: Final = re.compile(r"20[0-9]{2}-Q[1-4]")


class State(StrEnum):
    SIGNED = "signed"
    WAITING = "waiting"
    OVERDUE = "overdue"


def read_quarter(key: str) -> Period:
    """The quarter an address names; anything else does not exist."""
    found = read_period(key, start=today(), today=today()) if _QUARTER.fullmatch(key) else None
    if found is None or found.kind is not PeriodKind.QUARTER:
        raise NotFound
    return found


def state_of(row: Oversight) -> State:
    """Whether the page is signed, waits, or has waited past its day."""
    if row.is_signed:
        return State.SIGNED
    return State.OVERDUE if row.due_on < today() else State.WAITING


@dataclass(frozen=True)
class Page:
    """One page as the viewer sees it. Without a row the quarter still runs, and nobody can sign."""

    subject: Subject
    row: Oversight | None
    shown: Shown
    may_sign: bool

    @property
    def count(self) -> int:
        return count_of(self.shown)

    @property
    def is_signed(self) -> bool:
        return self.row is not None and self.row.is_signed

    @property
    def is_overdue(self) -> bool:
        return self.row is not None and state_of(self.row) is State.OVERDUE

    @property
    def is_whole(self) -> bool:
        """Whether a signed page is still, byte for byte, what was hashed when it was signed."""
        return self.row is None or not self.row.is_signed or fingerprint(self.row.content) == self.row.hash


def get_page(db: Session, institution_id: UUID, quarter: str, *, viewer: Viewer) -> Page:
    """The page of one place and quarter: as it was signed, or as it is now."""
    period = read_quarter(quarter)
    place = db.exec(select(Institution).where(Institution.id == institution_id)).one_or_none()
    if place is None or not viewer.may_at(Permission.SEE_OVERSIGHT, place.path):
        raise NotFound
    row = db.exec(
        select(Oversight).where(Oversight.institution_id == institution_id, Oversight.quarter == period.key)
    ).one_or_none()
    ids = [UUID(each) for each in loaded(row.covers)] if row else _covered_now(db, place, period)
    subject = Subject(viewer.municipality, place, period, ids)
    shown = loaded(row.content) if row and row.is_signed else show(db, subject)
    return Page(subject, row, shown, viewer.may_at(Permission.SIGN_OVERSIGHT, place.path))


def _covered_now(db: Session, place: Institution, period: Period) -> Sequence[UUID]:
    """What a page of the quarter that runs tells of; of another there is none until it is opened."""
    ids = tree_of(db).pages.get(place.id) if period.first <= today() <= period.last else None
    if ids is None:
        raise NotFound
    return ids


@dataclass(frozen=True)
class Listed:
    """A page in a list. `is_mine`: the viewer is the nearest budget holder."""

    row: Oversight
    place: Institution
    signer: str
    is_mine: bool
    has_holder: bool

    @property
    def state(self) -> State:
        return state_of(self.row)

    @cached_property
    def count(self) -> int:
        """How many findings a signed page has."""
        return count_of(loaded(self.row.content))

    @property
    def url(self) -> str:
        return f"/oversight/{self.place.id}/{self.row.quarter}"


def pages_visible_to(
    db: Session, viewer: Viewer, tree: Tree, *, quarter: str | None = None, since: date | None = None
) -> list[Listed]:
    """The opened pages the viewer may see, the newest quarter first, then by the place's name."""
    scope = viewer.scope(Permission.SEE_OVERSIGHT).where(col(Institution.path))
    asked = (
        select(Oversight, Person.name)
        .join(Institution, col(Institution.id) == Oversight.institution_id)
        .outerjoin(Person, col(Person.id) == Oversight.signed_by_id)
        .where(scope)
        .order_by(col(Oversight.first_on).desc(), col(Institution.name), col(Institution.id))
    )
    if quarter is not None:
        asked = asked.where(Oversight.quarter == quarter)
    if since is not None:
        asked = asked.where(col(Oversight.last_on) >= since)
    return [_listed(row, signer, tree, viewer) for row, signer in db.exec(asked)]


def _listed(row: Oversight, signer: str | None, tree: Tree, viewer: Viewer) -> Listed:
    people = tree.holders_of(row.institution_id)
    mine = any(person.id == viewer.person_id for person in people)
    return Listed(row, tree.places[row.institution_id], signer or "", mine, bool(people))


def my_places(viewer: Viewer, tree: Tree) -> list[Institution]:
    """The workplaces whose page the viewer is to sign, as things are now."""
    mine = [each for each in tree.pages if any(p.id == viewer.person_id for p in tree.holders_of(each))]
    return sorted((tree.places[each] for each in mine), key=lambda place: (place.name.casefold(), place.number))


def opened_quarters(db: Session) -> list[str]:
    """The quarters there are pages of, newest first."""
    return sorted(set(db.exec(select(Oversight.quarter).distinct()).all()), reverse=True)
