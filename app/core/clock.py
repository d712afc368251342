"""The time: UTC in the database, Copenhagen on the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
# Because nothing we are told of is older, and the very first years cannot be told in UTC.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def as_if(moment: datetime) -> Iterator[None]:
    """Let the clock show that moment meanwhile: how the demo's past is acted out. Takes UTC, aware."""
    before = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(before)


def today() -> date:
    """Today's date where the workplaces are."""
    return now().astimezone(COPENHAGEN).date()


def local(moment: datetime) -> datetime:
    """The moment as the clocks in Denmark show it."""
    return moment.astimezone(COPENHAGEN)


def moment_at(day: date, hour: int = 12) -> datetime:
    """The moment a Danish clock shows the hour on that day, in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN).astimezone(UTC)
