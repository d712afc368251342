"""Periods that are closed: nothing more is booked in them."""

from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from app.impact.models import ClosedPeriod


def first_open_day(db: Session, day: date) -> date:
    """The day itself, or the first one after it that lies in no closed period of the session's municipality."""
    while True:
        covering = select(func.max(ClosedPeriod.last_on)).where(
            col(ClosedPeriod.first_on) <= day, col(ClosedPeriod.last_on) >= day
        )
        last = db.exec(covering).one()
        if last is None:
            return day
        day = last + timedelta(days=1)
