"""The days the van usually runs."""

from datetime import date, timedelta

from app.orders.deadlines import is_working_day

RUN_WEEKDAYS = (1, 3)  # Tuesday and Thursday
USUAL_WINDOW = "8-12"


def usual_run_days(start: date, weeks: int) -> list[date]:
    """The run days from the start (itself included) through so many weeks, without the public holidays."""
    days = (start + timedelta(days=n) for n in range(weeks * 7))
    return [day for day in days if day.weekday() in RUN_WEEKDAYS and is_working_day(day)]
