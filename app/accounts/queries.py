"""Who and where, read for a viewer."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution, Municipality, Person, Role, RoleHeld
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.db import unscoped
from app.core.errors import NotFound


@dataclass(frozen=True)
class DemoPerson:
    """Somebody whose card stands on the sign-in page of a demo, with their first role and their workplace's name."""

    person: Person
    role: Role
    place: str


def demo_people(db: Session) -> list[DemoPerson]:
    """The people shown as cards on the sign-in page of a demo, in the order they were made."""
    with unscoped(db):
        rows = db.exec(
            select(Person, RoleHeld.role, Institution.name)
            .join(Municipality, col(Municipality.id) == Person.municipality_id)
            .join(RoleHeld, col(RoleHeld.person_id) == Person.id)
            .outerjoin(Institution, col(Institution.id) == Person.institution_id)
            .where(col(Person.is_demo), col(Person.disabled_at).is_(None), col(Municipality.is_demo))
            .order_by(col(Person.id), col(RoleHeld.id))
        ).all()
    first = {person.id: DemoPerson(person, Role(role), place or "") for person, role, place in reversed(rows)}
    return list(reversed(first.values()))


def institutions(db: Session) -> list[Institution]:
    """The municipality's open workplaces by name."""
    return list(
        db.exec(select(Institution).where(col(Institution.closed_at).is_(None)).order_by(col(Institution.name))).all()
    )


def get_institution(db: Session, institution_id: UUID) -> Institution:
    """One workplace of the viewer's municipality."""
    found = db.exec(select(Institution).where(Institution.id == institution_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def institutions_in_scope(db: Session, viewer: Viewer, permission: Permission) -> list[Institution]:
    """The workplaces where the viewer may do this."""
    scope = viewer.scope(permission).where(col(Institution.path))
    return list(
        db.exec(
            select(Institution).where(scope, col(Institution.closed_at).is_(None)).order_by(col(Institution.name))
        ).all()
    )


def each_municipality(db: Session) -> Iterator[Municipality]:
    """Every municipality by its short name, with the session standing in each while it is looked at."""
    with unscoped(db):
        found = db.exec(select(Municipality).order_by(col(Municipality.slug))).all()
    before = db.info.get("municipality_id")
    try:
        for municipality in found:
            db.info["municipality_id"] = municipality.id
            yield municipality
    finally:
        db.info["municipality_id"] = before
