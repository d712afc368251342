"""The time: UTC in the database, Copenhagen on the page."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date where the workplaces are."""
    return datetime.now(COPENHAGEN).date()


def local(moment: datetime) -> datetime:
    """The moment as the clocks in Denmark show it."""
    return moment.astimezone(COPENHAGEN)


def moment_at(day: date, hour: int = 12) -> datetime:
    """The moment a Danish clock shows the hour on that day, in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=COPENHAGEN).astimezone(UTC)
