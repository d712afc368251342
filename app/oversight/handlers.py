"""What management control does by the clock: a quarter that has ended is opened, those who wait are reminded."""

from datetime import timedelta

from sqlmodel import Session, col, select

from app.accounts.models import Municipality
from app.core.clock import today
from app.core.db import unscoped
from app.history.timed import every
from app.oversight import letters
from app.oversight.actions import open_quarter, quarters_to_open, remind, tell_overdue

__all__ = ["letters", "look_after_oversight"]


@every(timedelta(days=1))
def look_after_oversight(db: Session) -> None:
    """In every municipality; each page is opened, reminded of and told as overdue once."""
    with unscoped(db):
        municipalities = db.exec(select(Municipality).order_by(col(Municipality.slug))).all()
    before = db.info.get("municipality_id")
    for municipality in municipalities:
        db.info["municipality_id"] = municipality.id
        look_after(db, municipality)
    db.info["municipality_id"] = before


def look_after(db: Session, municipality: Municipality) -> None:
    """The same in the municipality the session stands in."""
    for period in quarters_to_open(db, municipality):
        open_quarter(db, municipality, period)
    remind(db, municipality)
    tell_overdue(db, municipality, today())
