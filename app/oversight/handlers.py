"""What management control does by the clock: a quarter that has ended is opened, those who wait are reminded."""

from datetime import timedelta

from sqlmodel import Session

from app.accounts.models import Municipality
from app.accounts.queries import each_municipality
from app.core.clock import today
from app.history.timed import every
from app.oversight import letters
from app.oversight.actions import open_quarter, quarters_to_open, remind, tell_overdue

__all__ = ["letters", "look_after_oversight"]


@every(timedelta(days=1))
def look_after_oversight(db: Session) -> None:
    """In every municipality; each page is opened, reminded of and told as overdue once."""
    for municipality in each_municipality(db):
        look_after(db, municipality)


def look_after(db: Session, municipality: Municipality) -> None:
    """The same in the municipality the session stands in."""
    for period in quarters_to_open(db, municipality):
        open_quarter(db, municipality, period)
    remind(db, municipality)
    tell_overdue(db, municipality, today())
