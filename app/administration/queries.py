"""What the administrator's pages show: the tree of workplaces, the history, the only municipality."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Account, Institution, Municipality, Person
from app.core.db import unscoped
from app.history.models import Event

EVENTS_A_PAGE = 50


@dataclass
class Branch:
    """A workplace, its cost centres, how many people have their desk there, and what is below it."""

    institution: Institution
    accounts: list[Account] = field(default_factory=list)
    people: int = 0
    below: list["Branch"] = field(default_factory=list)


def institution_tree(db: Session) -> list[Branch]:
    """The municipality's workplaces from the top down, each level by name."""
    rows = db.exec(select(Institution).where(col(Institution.closed_at).is_(None)).order_by(col(Institution.name)))
    branches = {row.id: Branch(row) for row in rows.all()}
    for account in db.exec(select(Account).where(col(Account.closed_at).is_(None)).order_by(col(Account.number))):
        if account.institution_id in branches:
            branches[account.institution_id].accounts.append(account)
    for institution_id, people in _desks(db):
        if institution_id in branches:
            branches[institution_id].people = people
    tops: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.institution.parent_id) if branch.institution.parent_id else None
        (above.below if above else tops).append(branch)
    return tops


def _desks(db: Session) -> list[tuple[UUID | None, int]]:
    counted = sa.func.count(col(Person.id))
    here = select(Person.institution_id, counted).where(col(Person.disabled_at).is_(None))
    return list(db.exec(here.group_by(col(Person.institution_id))).all())


@dataclass(frozen=True)
class Happening:
    """One event as the history page shows it; nobody (`who` empty) is Omløb itself."""

    event: Event
    who: str

    @property
    def about(self) -> str:
        """What the event says it is about: a name, a title or a number; empty where it says none."""
        said = {**self.event.before, **self.event.after}
        return next((str(said[key]) for key in ("name", "title", "number", "code", "role") if said.get(key)), "")

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """What changed: name, before, after."""
        names = [*self.event.before, *(name for name in self.event.after if name not in self.event.before)]
        return [(name, self.event.before.get(name), self.event.after.get(name)) for name in names]


def happenings(db: Session, *, name: str = "", before: int | None = None) -> tuple[list[Happening], int | None]:
    """Fifty events, newest first, older than position `before`; and the position to go on from where there are more."""
    query = (
        select(Event, Person.name)
        .outerjoin(Person, col(Person.id) == Event.actor_id)
        .order_by(col(Event.position).desc())
        .limit(EVENTS_A_PAGE + 1)
    )
    if name:
        query = query.where(Event.name == name)
    if before is not None:
        query = query.where(Event.position < before)
    rows = [Happening(event, who or "") for event, who in db.exec(query)]
    shown = rows[:EVENTS_A_PAGE]
    return shown, shown[-1].event.position if len(rows) > EVENTS_A_PAGE else None


def only_municipality(db: Session) -> Municipality | None:
    """The municipality of an installation that serves just one: whom a visitor who is not signed in may call."""
    with unscoped(db):
        found = db.exec(select(Municipality).limit(2)).all()
    return found[0] if len(found) == 1 else None
