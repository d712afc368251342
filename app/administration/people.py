"""Who manages whom: people within an administrator's part of the tree, and the rules that keep the last door open."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.actions import disable_person, give_role, take_role
from app.accounts.models import Institution, Person, Role, RoleHeld
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.errors import DomainError, NotFound
from app.core.i18n import Text, _

PAGE = 50
# Because what they open is the whole municipality's, they are not for an administrator of a part of it to give.
MUNICIPAL_ROLES = frozenset({Role.WORKSHOP, Role.WORKSHOP_LEAD, Role.DRIVER})


class LastAdministrator(DomainError):
    message = _("There must be one administrator left. Make somebody else administrator first.")


class RoleBeyondReach(DomainError):
    status = 422
    message = _("Only an administrator of the whole municipality can give this role")


class YourOwnAccess(DomainError):
    message = _("You cannot close your own access. Ask another administrator.")


@dataclass(frozen=True)
class Held:
    """A role somebody holds, with the name of the workplace (none: the whole municipality)."""

    id: UUID
    role: Role
    place: str | None
    path: str | None


@dataclass(frozen=True)
class Listed:
    """One person as the list shows them."""

    id: UUID
    name: str
    email: str
    place: str | None
    is_disabled: bool
    roles: tuple[Held, ...]


def _managed(viewer: Viewer) -> sa.ColumnElement[bool]:
    return viewer.scope(Permission.MANAGE_PEOPLE).where(col(Institution.path))


def held_roles(db: Session, people: Sequence[UUID]) -> dict[UUID, tuple[Held, ...]]:
    """The roles of these people, the municipality-wide ones first."""
    rows = db.exec(
        select(RoleHeld, Institution.name, Institution.path)
        .outerjoin(Institution, col(Institution.id) == RoleHeld.institution_id)
        .where(col(RoleHeld.person_id).in_(people))
        .order_by(col(RoleHeld.institution_id).is_not(None), col(RoleHeld.id))
    )
    found: dict[UUID, tuple[Held, ...]] = {}
    for held, name, path in rows:
        found[held.person_id] = (*found.get(held.person_id, ()), Held(held.id, held.role, name, path))
    return found


def people_managed_by(
    db: Session, viewer: Viewer, *, text: str = "", after: UUID | None = None
) -> tuple[list[Listed], UUID | None]:
    """Fifty people by name whose name or e-mail holds the text, and the last one's id where there are more."""
    query = (
        select(Person, Institution.name)
        .outerjoin(Institution, col(Institution.id) == Person.institution_id)
        .where(_managed(viewer))
        .order_by(col(Person.name), col(Person.id))
        .limit(PAGE + 1)
    )
    if text:
        parts = (col(Person.name), col(Person.email))
        query = query.where(sa.or_(*(part.icontains(text, autoescape=True) for part in parts)))
    if after and (last := db.exec(select(Person).where(Person.id == after)).one_or_none()):
        query = query.where(sa.tuple_(col(Person.name), col(Person.id)) > sa.tuple_(last.name, last.id))
    rows = list(db.exec(query).all())
    roles = held_roles(db, [person.id for person, _place in rows[:PAGE]])
    listed = [
        Listed(person.id, person.name, person.email, place, person.disabled_at is not None, roles.get(person.id, ()))
        for person, place in rows[:PAGE]
    ]
    return listed, listed[-1].id if len(rows) > PAGE else None


def get_managed_person(db: Session, person_id: UUID, *, viewer: Viewer) -> Person:
    """Somebody of the viewer's part of the tree, with no role that reaches beyond it; for others `NotFound`.

    Because a new password is a way into another's roles, nobody manages a person who may do more, elsewhere.
    """
    found = db.exec(
        select(Person)
        .outerjoin(Institution, col(Institution.id) == Person.institution_id)
        .where(Person.id == person_id, _managed(viewer))
    ).one_or_none()
    scope = viewer.scope(Permission.MANAGE_PEOPLE)
    if found is None or not all(
        scope.everywhere or (held.path is not None and scope.covers(held.path) and held.role not in MUNICIPAL_ROLES)
        for held in held_roles(db, [person_id]).get(person_id, ())
    ):
        raise NotFound
    return found


def managed_institution(db: Session, institution_id: UUID | None, *, viewer: Viewer) -> Institution | None:
    """The workplace in the viewer's part of the tree; none means the whole municipality, for those who manage it."""
    if institution_id is None:
        if not viewer.scope(Permission.MANAGE_PEOPLE).everywhere:
            raise NotFound
        return None
    found = db.exec(select(Institution).where(Institution.id == institution_id, _managed(viewer))).one_or_none()
    if found is None:
        raise NotFound
    return found


def may_give(viewer: Viewer, role: Role) -> bool:
    """Whether the viewer may give the role, within their part of the tree."""
    return role not in MUNICIPAL_ROLES or viewer.scope(Permission.MANAGE_PEOPLE).everywhere


def role_fault(db: Session, person: Person, role: Role, institution: Institution | None, *, by: Viewer) -> Text | None:
    """Why the role cannot be given: it is not theirs to give, or the person has it already."""
    if not may_give(by, role):
        return RoleBeyondReach.message
    place = institution.id if institution else None
    same = select(RoleHeld.id).where(
        RoleHeld.person_id == person.id, RoleHeld.role == role, RoleHeld.institution_id == place
    )
    return _("%(name)s has that role already", name=person.name) if db.exec(same).first() else None


def grant_role(db: Session, person: Person, role: Role, at: Institution | None, *, by: Viewer) -> None:
    """Give the role unless it is held already; it works from the person's next request on. `RoleBeyondReach`."""
    if not may_give(by, role):
        raise RoleBeyondReach
    if role_fault(db, person, role, at, by=by) is None:
        give_role(db, person, role, at=at, by=by)


def withdraw_role(db: Session, person: Person, held_id: UUID, *, by: Viewer) -> None:
    """Take a role back; `LastAdministrator` where nobody could give it again."""
    held = db.exec(select(RoleHeld).where(RoleHeld.id == held_id, RoleHeld.person_id == person.id)).one_or_none()
    if held is None:
        raise NotFound
    if held.role == Role.ADMINISTRATOR and held.institution_id is None:
        _keep_an_administrator(db, person)
    take_role(db, held, person, by=by)


def close_access(db: Session, person: Person, *, by: Viewer) -> None:
    """Keep the person out from now on; never oneself, never the last administrator."""
    if person.id == by.person_id:
        raise YourOwnAccess
    _keep_an_administrator(db, person)
    disable_person(db, person, by=by)


def _keep_an_administrator(db: Session, leaving: Person) -> None:
    others = (
        select(RoleHeld.id)
        .join(Person, col(Person.id) == RoleHeld.person_id)
        .where(RoleHeld.role == Role.ADMINISTRATOR, col(RoleHeld.institution_id).is_(None))
        .where(col(Person.disabled_at).is_(None), Person.id != leaving.id)
    )
    if db.exec(others).first() is None:
        raise LastAdministrator
