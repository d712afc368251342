"""A session without a password."""

from sqlmodel import Session

from app.accounts.models import Person
from app.accounts.sessions import begin_session
from app.core.db import unscoped


def signed_in(db: Session, person: Person) -> str:
    """A session's token for the person."""
    with unscoped(db):
        token = begin_session(db, person)
        db.commit()
    return token
