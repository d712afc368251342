"""Passwords: argon2id, and a throttle that lives in the database because several processes share it."""

from datetime import timedelta
from functools import lru_cache

import sqlalchemy as sa
from pwdlib import PasswordHash
from sqlmodel import Session, col

from app.accounts.models import SignInAttempt
from app.core.clock import now
from app.core.errors import TooMany
from app.core.secrets import digest

WINDOW = timedelta(minutes=15)
# Because nobody may be locked out by somebody else's guessing, the tight limit is per e-mail and address together.
LIMITS = (("both", 5), ("address", 30), ("email", 100))


@lru_cache
def hasher() -> PasswordHash:
    """argon2id with the library's recommended cost."""
    return PasswordHash.recommended()


@lru_cache
def decoy_hash() -> str:
    """A hash to compare with when nobody has that e-mail, so that the time tells nothing."""
    return hasher().hash("nobody has this password")


def verify(password: str, password_hash: str) -> bool:
    """Whether the password is the one that was hashed; an account without a password never matches."""
    return hasher().verify(password, password_hash or decoy_hash()) and bool(password_hash)


def _keys(email: str, address: str) -> dict[str, str]:
    email = email.casefold()
    return {"both": digest(f"{email}|{address}"), "address": digest(address), "email": digest(email)}


def check_throttle(db: Session, *, email: str, address: str) -> None:
    """Refuse with `TooMany` where there were too many failed tries in the last 15 minutes."""
    keys = _keys(email, address)
    rows = db.execute(
        sa.select(col(SignInAttempt.key), sa.func.count())
        .where(col(SignInAttempt.key).in_(keys.values()), col(SignInAttempt.at) > now() - WINDOW)
        .group_by(col(SignInAttempt.key))
    )
    counts = {str(key): int(count) for key, count in rows.all()}
    if any(counts.get(keys[kind], 0) >= limit for kind, limit in LIMITS):
        raise TooMany(minutes=15)


def note_failure(db: Session, *, email: str, address: str) -> None:
    """Count a failed try."""
    db.add_all(SignInAttempt(key=key) for key in _keys(email, address).values())


def forget_failures(db: Session, *, email: str, address: str) -> None:
    """A right password clears the tries of this person from this address."""
    db.execute(sa.delete(SignInAttempt).where(col(SignInAttempt.key) == _keys(email, address)["both"]))
