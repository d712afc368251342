"""Set up municipalities, places and people; sign in and out."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts import passwords
from app.accounts.models import (
    Access,
    Account,
    Institution,
    InstitutionKind,
    Municipality,
    Person,
    Role,
    RoleHeld,
)
from app.accounts.sessions import begin_session, end_session, end_sessions_of
from app.accounts.viewer import Viewer
from app.core.clock import now
from app.core.db import unscoped, uuid7
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record


class WrongPassword(DomainError):
    status = 422
    message = _("The e-mail and the password do not match. Try again.")


class EmailTaken(DomainError):
    status = 422
    message = _("Somebody already signs in with %(email)s")


def sign_in(db: Session, *, email: str, password: str, address: str) -> tuple[Person, str]:
    """The person and a new session's token; `WrongPassword` or `TooMany` otherwise. The caller notes the failure."""
    passwords.check_throttle(db, email=email, address=address)
    with unscoped(db):
        person = db.exec(
            select(Person).where(Person.email == email.casefold(), col(Person.disabled_at).is_(None))
        ).one_or_none()
    if not passwords.verify(password, person.password_hash if person else "") or person is None:
        raise WrongPassword
    passwords.forget_failures(db, email=email, address=address)
    return person, begin_known_session(db, person)


def begin_known_session(db: Session, person: Person) -> str:
    """Sign in somebody whose identity is already proven; the answer is the cookie's token."""
    db.info["municipality_id"] = person.municipality_id
    record(db, "person_signed_in", person, by=None)
    return begin_session(db, person)


def sign_out(db: Session, viewer: Viewer) -> None:
    """End the viewer's session; its cookie is worth nothing from now on."""
    if viewer.session_id:
        end_session(db, viewer.session_id)


def found_municipality(db: Session, *, slug: str, name: str, **rules: Any) -> Municipality:
    """A new tenant; `rules` are the other columns of Municipality."""
    made = Municipality(
        slug=slug,
        name=name,
        **{"shop_name": "Genbrugsbutikken", "workshop_name": "Genbrugsværkstedet", **rules},
    )
    db.add(made)
    db.flush()
    db.info["municipality_id"] = made.id
    record(db, "municipality_founded", made, by=None, after={"name": name})
    return made


def add_institution(
    db: Session,
    municipality_id: UUID,
    *,
    number: str,
    name: str,
    parent: Institution | None = None,
    kind: InstitutionKind = InstitutionKind.INSTITUTION,
    access: Access = Access.STREET,
    by: Viewer | None = None,
    **facts: Any,
) -> Institution:
    """A new workplace in the tree, below its parent."""
    key = uuid7()
    path = f"{parent.path if parent else ''}{key.hex}/"
    made = Institution(
        id=key, municipality_id=municipality_id, parent_id=parent.id if parent else None, number=number, path=path,
        name=name, kind=kind, access=access, **facts,
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "institution_added", made, by=by, after={"number": number, "name": name})
    return made


def open_account(db: Session, institution: Institution, *, number: str, name: str, by: Viewer | None = None) -> Account:
    """A cost centre that orders can be paid from."""
    made = Account(municipality_id=institution.municipality_id, institution_id=institution.id, number=number, name=name)
    db.add(made)
    db.flush()
    record(db, "account_opened", made, by=by, after={"number": number, "name": name})
    return made


def add_person(
    db: Session,
    municipality_id: UUID,
    *,
    email: str,
    name: str,
    institution: Institution | None = None,
    password: str = "",
    phone: str = "",
    is_demo: bool = False,
    by: Viewer | None = None,
) -> Person:
    """Somebody who can sign in; `EmailTaken` where the address is in use."""
    with unscoped(db):
        if db.exec(select(Person.id).where(Person.email == email.casefold())).first():
            raise EmailTaken(email=email)
    made = Person(
        municipality_id=municipality_id, email=email.casefold(), name=name, phone=phone, is_demo=is_demo,
        institution_id=institution.id if institution else None,
        password_hash=passwords.hasher().hash(password) if password else "",
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "person_added", made, by=by)
    return made


def give_role(
    db: Session, person: Person, role: Role, *, at: Institution | None = None, by: Viewer | None = None
) -> RoleHeld:
    """Let the person hold a role at an institution and below, or in the whole municipality."""
    made = RoleHeld(
        municipality_id=person.municipality_id, person_id=person.id, role=role, institution_id=at.id if at else None
    )
    db.add(made)
    db.flush()
    record(db, "role_given", person, by=by, after={"role": role, "institution": at.id if at else None})
    return made


def take_role(db: Session, held: RoleHeld, person: Person, *, by: Viewer | None) -> None:
    """Take a role back; what it allowed stops with the next request."""
    record(db, "role_taken", person, by=by, before={"role": held.role, "institution": held.institution_id})
    db.delete(held)


def set_password(db: Session, person: Person, password: str, *, by: Viewer | None) -> None:
    """A new password; every browser the person was signed in with is signed out."""
    person.password_hash = passwords.hasher().hash(password)
    db.add(person)
    end_sessions_of(db, person.id)
    record(db, "password_set", person, by=by)


def disable_person(db: Session, person: Person, *, by: Viewer | None) -> None:
    """Close the door at once: the person can neither sign in nor go on."""
    person.disabled_at = now()
    db.add(person)
    end_sessions_of(db, person.id)
    record(db, "person_disabled", person, by=by)
