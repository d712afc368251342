"""Who answers for which accounts: a workplace belongs to the page of the nearest workplace with a budget holder.

A budget holder is somebody who may sign for a part of the tree: a head or an approver. Above the highest of them, the
top of the tree has the page, for those who may sign in the whole municipality.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Account, Institution, Person, RoleHeld
from app.accounts.permissions import ROLE_PERMISSIONS, Permission

SIGNING_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.SIGN_OVERSIGHT in held]
CHECKING_ROLES = [
    role
    for role, held in ROLE_PERMISSIONS.items()
    if Permission.SEE_OVERSIGHT in held and Permission.SIGN_OVERSIGHT not in held
]


@dataclass(frozen=True)
class Holders:
    """The budget holders by the workplace they were made it at; None is the whole municipality."""

    by_place: Mapping[UUID | None, Sequence[Person]]

    def owner(self, path: str) -> UUID:
        """The workplace whose page tells of the workplace with this path: the nearest with a budget holder."""
        branch = _branch(path)
        return next((each for each in reversed(branch) if each in self.by_place), branch[0])

    def of(self, path: str) -> Sequence[Person]:
        """The nearest budget holders of a workplace; nobody where there are none at all."""
        near = next((each for each in reversed(_branch(path)) if each in self.by_place), None)
        return self.by_place.get(near, ())


@dataclass(frozen=True)
class Tree:
    """The municipality's workplaces by id, and who answers for them."""

    places: Mapping[UUID, Institution]
    with_account: frozenset[UUID]
    holders: Holders

    @cached_property
    def pages(self) -> Mapping[UUID, Sequence[UUID]]:
        """Each workplace that has a page, with those it tells of; a page without any account there is not."""
        groups: dict[UUID, list[UUID]] = defaultdict(list)
        for place in self.places.values():
            groups[self.holders.owner(place.path)].append(place.id)
        return {owner: sorted(ids) for owner, ids in groups.items() if self.with_account.intersection(ids)}

    def holders_of(self, institution_id: UUID) -> Sequence[Person]:
        """Who is to sign the page of this workplace."""
        return self.holders.of(self.places[institution_id].path)


def tree_of(db: Session) -> Tree:
    """The workplaces and budget holders as they are now; three statements."""
    places = {each.id: each for each in db.exec(select(Institution)).all()}
    with_account = frozenset(db.exec(select(Account.institution_id)).all())
    held = db.exec(
        select(Person, RoleHeld.institution_id)
        .join(RoleHeld, col(RoleHeld.person_id) == Person.id)
        .where(col(RoleHeld.role).in_(SIGNING_ROLES), col(Person.disabled_at).is_(None))
        .order_by(col(Person.name), col(Person.id))
    )
    by_place: dict[UUID | None, list[Person]] = defaultdict(list)
    for person, at in held:
        if at is not None and places[at].closed_at is not None:
            continue
        if person not in by_place[at]:
            by_place[at].append(person)
    return Tree(places, with_account, Holders(dict(by_place)))


def people_who_check(db: Session) -> Sequence[Person]:
    """Those who see all pages and sign none: the controllers."""
    held = select(RoleHeld.person_id).where(
        col(RoleHeld.role).in_(CHECKING_ROLES), col(RoleHeld.institution_id).is_(None)
    )
    return db.exec(
        select(Person).where(col(Person.id).in_(held), col(Person.disabled_at).is_(None)).order_by(col(Person.id))
    ).all()


def _branch(path: str) -> list[UUID]:
    return [UUID(hex=part) for part in path.split("/") if part]
