"""Where a viewer may order to, which accounts may pay, and who may say yes.

Everyone orders for their own workplace and those below it; with ORDER_FOR_OTHERS also where that permission holds.
An order is paid by an account of one of the same workplaces.
"""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from app.accounts.models import Account, Institution, Person, RoleHeld
from app.accounts.permissions import ROLE_PERMISSIONS, Permission
from app.accounts.viewer import Viewer

APPROVING_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.APPROVE_ORDERS in held]


def _own_branch(db: Session, viewer: Viewer) -> ColumnElement[bool]:
    home = db.exec(select(Institution.path).where(Institution.id == viewer.institution_id)).first()
    # Because no path is "-": somebody without a workplace has no branch.
    below_home = col(Institution.path).startswith(home or "-", autoescape=True)
    return or_(below_home, viewer.scope(Permission.ORDER_FOR_OTHERS).where(col(Institution.path)))


def places_for(db: Session, viewer: Viewer) -> list[Institution]:
    """The open workplaces the viewer may order to, by name."""
    return list(
        db.exec(
            select(Institution)
            .where(_own_branch(db, viewer), col(Institution.closed_at).is_(None))
            .order_by(col(Institution.name))
        ).all()
    )


def accounts_for(db: Session, viewer: Viewer) -> list[tuple[Account, Institution]]:
    """The open accounts the viewer may let pay, with their workplaces."""
    return list(
        db.exec(
            select(Account, Institution)
            .join(Institution, col(Institution.id) == Account.institution_id)
            .where(_own_branch(db, viewer), col(Account.closed_at).is_(None), col(Institution.closed_at).is_(None))
            .order_by(col(Institution.name), col(Account.number))
        ).all()
    )


def _branch_ids(path: str) -> list[UUID]:
    return [UUID(hex=part) for part in path.split("/") if part]


def approvers_of(
    db: Session, account_institution: Institution, *, requester_id: UUID, on_behalf_of: str = ""
) -> list[Person]:
    """Who may say yes to a purchase on an account of this workplace, nearest first; never the one who asks.

    Neither the requester nor the person the order is for, who is known by name only.
    """
    above = _branch_ids(account_institution.path)
    rows = db.exec(
        select(Person, RoleHeld.institution_id)
        .join(RoleHeld, col(RoleHeld.person_id) == Person.id)
        .where(
            col(RoleHeld.role).in_(APPROVING_ROLES),
            or_(col(RoleHeld.institution_id).in_(above), col(RoleHeld.institution_id).is_(None)),
            col(Person.disabled_at).is_(None),
            Person.id != requester_id,
        )
        .order_by(col(Person.name))
    ).all()
    nearest_first = sorted(rows, key=lambda row: above.index(row[1]) if row[1] else -1, reverse=True)
    people = {person.id: person for person, _at in nearest_first if not is_same_name(person.name, on_behalf_of)}
    return list(people.values())


def is_same_name(one: str, other: str) -> bool:
    """Whether two written names mean the same person, as far as one can tell."""
    return one.split() != [] and [part.casefold() for part in one.split()] == [p.casefold() for p in other.split()]
