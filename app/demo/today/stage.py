"""Where today's acts take place: the session, the town, and the moments they happen at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.core.clock import as_if, local, now, today
from app.demo.calendar import clock_on, working_days_before
from app.demo.gallery import finish_here, picture
from app.demo.town import Town
from app.intake.actions import add_report_photo
from app.intake.models import SurplusReport

_SINCE_MORNING = timedelta(minutes=100)


@dataclass
class Stage:
    """Today's stage."""

    db: Session
    town: Town

    def who(self, key: str) -> Viewer:
        """The person with this key, as the one who acts."""
        return self.town.viewer(key)

    @contextmanager
    def ago(self, days: int, hour: int, minute: int = 0) -> Iterator[Session]:
        """Act at that hour, so many working days ago; one transaction."""
        yield from self._act(clock_on(working_days_before(today(), days), hour, minute))

    @contextmanager
    def on(self, day: date, hour: int) -> Iterator[Session]:
        """Act at that hour of the day, and never later than now; one transaction."""
        yield from self._act(min(clock_on(day, hour), now()))

    @contextmanager
    def this_morning(self, minutes: int = 0) -> Iterator[Session]:
        """Act a while ago, but today, and never later than now."""
        yield from self._act(min(morning() + timedelta(minutes=minutes), now()))

    def _act(self, moment: datetime) -> Iterator[Session]:
        with as_if(moment):
            yield self.db
            self.db.commit()

    def photograph(self, report: SurplusReport, *names: str, by: Viewer) -> None:
        """Add these photos to the report, ready to be seen."""
        for name in names:
            photo = add_report_photo(self.db, report, picture(name), by=by)
            finish_here(self.db, photo, name)


def morning() -> datetime:
    """A while ago, but never yesterday."""
    midnight = local(now()).replace(hour=0, minute=0, second=1, microsecond=0)
    return max(midnight, local(now()) - _SINCE_MORNING)


def in_days(days: int) -> date:
    """The day so many days from today."""
    return today() + timedelta(days=days)
