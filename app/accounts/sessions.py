"""Signed-in browsers: begun at sign-in with a new token, ended at sign-out, by age or by idleness."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from app.accounts.models import Institution, Municipality, Person, Role, RoleHeld, SignInSession
from app.accounts.viewer import HeldRole, Viewer
from app.core.clock import now
from app.core.db import session_for, unscoped
from app.core.secrets import digest, random_token

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(hours=3)
TOUCH_EVERY = timedelta(minutes=2)

_LOOK_UP = (
    sa.select(
        SignInSession, Person, Municipality, col(RoleHeld.role), col(RoleHeld.institution_id), col(Institution.path)
    )
    .join(Person, col(Person.id) == SignInSession.person_id)
    .join(Municipality, col(Municipality.id) == Person.municipality_id)
    .outerjoin(RoleHeld, col(RoleHeld.person_id) == Person.id)
    .outerjoin(Institution, col(Institution.id) == RoleHeld.institution_id)
    .where(
        col(SignInSession.token_digest) == sa.bindparam("digest"),
        col(SignInSession.ended_at).is_(None),
        col(SignInSession.created_at) > sa.bindparam("oldest", type_=sa.DateTime(timezone=True)),
        col(SignInSession.last_seen_at) > sa.bindparam("idle_since", type_=sa.DateTime(timezone=True)),
        col(Person.disabled_at).is_(None),
    )
)


def begin_session(db: Session, person: Person) -> str:
    """Sign this person's browser in; the answer is the cookie's token, which is kept nowhere else."""
    token = random_token()
    db.add(SignInSession(municipality_id=person.municipality_id, person_id=person.id, token_digest=digest(token)))
    return token


def end_session(db: Session, session_id: UUID) -> None:
    """Sign this browser out; the token is dead from now on."""
    db.execute(sa.update(SignInSession).where(col(SignInSession.id) == session_id).values(ended_at=now()))


def end_sessions_of(db: Session, person_id: UUID) -> None:
    """Sign a person out everywhere: when they are disabled, get a new password or other roles."""
    live = (col(SignInSession.person_id) == person_id, col(SignInSession.ended_at).is_(None))
    db.execute(sa.update(SignInSession).where(*live).values(ended_at=now()))


def find_viewer(db: Session, token: str, engine: Engine) -> Viewer | None:
    """Who this token belongs to, where it is still good. Keeps the session awake while it is used."""
    moment = now()
    values = {"digest": digest(token), "oldest": moment - LONGEST, "idle_since": moment - LONGEST_IDLE}
    with unscoped(db):
        rows = db.execute(_LOOK_UP, values).all()
    if not rows:
        return None
    session, person, municipality = rows[0][0], rows[0][1], rows[0][2]
    if moment - session.last_seen_at > TOUCH_EVERY:
        _touch(db, session.id, engine)
    roles = tuple(HeldRole(Role(role), path) for _s, _p, _m, role, at, path in rows if role and (at is None or path))
    return Viewer(
        person_id=person.id, name=person.name, email=person.email, phone=person.phone, language=person.language,
        institution_id=person.institution_id, municipality=municipality, roles=roles, session_id=session.id,
    )  # fmt: skip


def _touch(db: Session, session_id: UUID, engine: Engine) -> None:
    awake = sa.update(SignInSession).where(col(SignInSession.id) == session_id).values(last_seen_at=now())
    if db.info.get("reading"):
        # Because a page that only shows may not write, the session is kept awake in a transaction of its own.
        # A session that cannot be written to just now stays asleep a little longer.
        with suppress(OperationalError), session_for(engine) as own, unscoped(own):
            own.execute(awake)
        return
    # Because a second writer would wait for this very request on SQLite.
    with unscoped(db):
        db.execute(awake)


def viewer_of(db: Session, person: Person) -> Viewer:
    """The viewer a person would be: for the worker, the demo and tests."""
    with unscoped(db):
        municipality = db.get_one(Municipality, person.municipality_id)
        held = db.exec(
            select(RoleHeld.role, Institution.path)
            .outerjoin(Institution, col(Institution.id) == RoleHeld.institution_id)
            .where(RoleHeld.person_id == person.id)
        ).all()
    return Viewer(
        person_id=person.id, name=person.name, email=person.email, phone=person.phone, language=person.language,
        institution_id=person.institution_id, municipality=municipality,
        roles=tuple(HeldRole(Role(role), path) for role, path in held),
    )  # fmt: skip
