"""What the worker tidies up by the clock."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import SignInAttempt, SignInSession
from app.accounts.passwords import WINDOW
from app.accounts.sessions import LONGEST
from app.administration.imports import drop_kept_files
from app.core.clock import now
from app.core.db import unscoped
from app.history import every
from app.media.sweep import remove_stray_files


@every(timedelta(hours=6))
def forget_kept_imports(db: Session) -> None:
    """Files somebody sent for a preview and left are not kept for more than a day."""
    drop_kept_files(db)


@every(timedelta(hours=1))
def forget_sign_ins(db: Session) -> None:
    """Sessions that are over and tries that no longer count say who was here when: they are not kept."""
    with unscoped(db):
        db.execute(sa.delete(SignInAttempt).where(col(SignInAttempt.at) < now() - WINDOW))
        over = sa.or_(col(SignInSession.ended_at).is_not(None), col(SignInSession.created_at) < now() - LONGEST)
        db.execute(sa.delete(SignInSession).where(over))


@every(timedelta(days=1))
def remove_strays(db: Session) -> None:
    """Files that no photo owns."""
    remove_stray_files(db)
