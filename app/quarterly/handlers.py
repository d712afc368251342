"""What the clock does for subscriptions: each day, in every municipality."""

from datetime import timedelta

from sqlmodel import Session

from app.accounts.queries import each_municipality
from app.history import every
from app.quarterly import letters
from app.quarterly.actions import look_after

__all__ = ["letters", "look_after_subscriptions"]


@every(timedelta(days=1))
def look_after_subscriptions(db: Session) -> None:
    """Each subscription is told of a quarter once, and ends when its person may not see the figures."""
    for _municipality in each_municipality(db):
        look_after(db)
