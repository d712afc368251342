"""Keep municipalities, workplaces, accounts and people right: change facts about them, move them, let them in again."""

from typing import Any

from sqlmodel import Session, SQLModel, col, select

from app.accounts.actions import EmailTaken, set_password
from app.accounts.models import Account, Institution, Municipality, Person
from app.accounts.viewer import Viewer
from app.core.db import unscoped
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200


class WeakPassword(DomainError):
    status = 422
    message = _("A password has at least %(least)s characters. A short sentence is easy to remember.")


def _change(db: Session, row: SQLModel, event: str, facts: dict[str, Any], by: Viewer | None) -> dict[str, Any]:
    """Set these columns and record the ones that differ, before and after; the answer is what was before."""
    before = {name: getattr(row, name) for name, value in facts.items() if getattr(row, name) != value}
    if before:
        for name in before:
            setattr(row, name, facts[name])
        db.add(row)
        db.flush()
        record(db, event, row, by=by, before=before, after={name: facts[name] for name in before})
    return before


def change_municipality(db: Session, municipality: Municipality, *, by: Viewer | None, **rules: Any) -> None:
    """Set the municipality's name, contact and rules; they hold from the next request on."""
    _change(db, municipality, "settings_changed", rules, by)


def change_institution(db: Session, institution: Institution, *, by: Viewer | None, **facts: Any) -> None:
    """Set facts of a workplace. Whoever sets `parent_id` calls `renew_paths` when all are in place."""
    _change(db, institution, "institution_changed", facts, by)


def renew_paths(db: Session) -> None:
    """Write every workplace's path anew from its parents, after some have moved. There must be no circle."""
    everyone = {row.id: row for row in db.exec(select(Institution).order_by(col(Institution.path)))}

    def path_of(row: Institution) -> str:
        return f"{path_of(everyone[row.parent_id]) if row.parent_id else ''}{row.id.hex}/"

    for row in everyone.values():
        if row.path != (path := path_of(row)):
            row.path = path
            db.add(row)
    db.flush()


def change_account(db: Session, account: Account, *, by: Viewer | None, **facts: Any) -> None:
    """Set an account's name, or the workplace it belongs to."""
    _change(db, account, "account_changed", facts, by)


def change_person(db: Session, person: Person, *, by: Viewer | None, **facts: Any) -> None:
    """Set a person's name, e-mail, phone or workplace; `EmailTaken` where somebody else signs in with the address."""
    if "email" in facts:
        facts["email"] = facts["email"].casefold()
        with unscoped(db):
            taken = db.exec(select(Person.id).where(Person.email == facts["email"], Person.id != person.id)).first()
        if taken:
            raise EmailTaken(email=facts["email"])
    _change(db, person, "person_changed", facts, by)


def enable_person(db: Session, person: Person, *, by: Viewer | None) -> None:
    """Let the person in again; the password is as it was."""
    if person.disabled_at is not None:
        person.disabled_at = None
        db.add(person)
        record(db, "person_enabled", person, by=by)


def check_password(password: str) -> None:
    """Refuse with `WeakPassword` what is too short to be safe, or too long to be meant."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise WeakPassword(least=SHORTEST_PASSWORD)


def choose_password(db: Session, person: Person, password: str, *, by: Viewer | None) -> None:
    """Set the password if it is safe enough; the person is signed out everywhere."""
    check_password(password)
    set_password(db, person, password, by=by)
