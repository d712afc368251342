"""Who gets a letter."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.accounts.models import Institution, Person, RoleHeld
from app.accounts.permissions import ROLE_PERMISSIONS, Permission

FULFILLING_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.FULFIL_ORDERS in held]


def active_people(db: Session, ids: Collection[UUID]) -> list[Person]:
    """Those of these people who are not shut out."""
    return list(db.exec(select(Person).where(col(Person.id).in_(ids), col(Person.disabled_at).is_(None))).all())


def people_who_fulfil(db: Session, institution: Institution) -> list[Person]:
    """Those who see to the orders of this workplace."""
    above = [UUID(hex=part) for part in institution.path.split("/") if part]
    held = select(RoleHeld.person_id).where(
        col(RoleHeld.role).in_(FULFILLING_ROLES),
        or_(col(RoleHeld.institution_id).is_(None), col(RoleHeld.institution_id).in_(above)),
    )
    return list(db.exec(select(Person).where(col(Person.id).in_(held), col(Person.disabled_at).is_(None))).all())
