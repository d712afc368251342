"""Days and hours as the demo's people keep them."""

from datetime import date, datetime, timedelta
from random import Random

from app.core.clock import local, moment_at
from app.orders.deadlines import is_working_day, working_days_after

OPENS, CLOSES = 8, 15


def working_days_before(day: date, count: int) -> date:
    """The working day that is so many working days before the day."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def clock_on(day: date, hour: int, minute: int = 0) -> datetime:
    """That time of day in Denmark, in UTC."""
    return moment_at(day, hour) + timedelta(minutes=minute)


def office_hour(rng: Random, day: date, first: int = OPENS, last: int = CLOSES) -> datetime:
    """Some moment between these hours, to the second so that hardly two things happen at once."""
    return clock_on(day, rng.randrange(first, last), rng.randrange(60)) + timedelta(seconds=rng.randrange(60))


def workshop_shifts(start: datetime, minutes: tuple[int, ...], pause: int) -> tuple[datetime, ...]:
    """When each of some jobs begins, one after the other with a pause in minutes, within working hours."""
    starts, moment = [], start
    for each in minutes:
        if local(moment + timedelta(minutes=each)).hour >= CLOSES:
            moment = clock_on(working_days_after(local(moment).date(), 1), OPENS, 10)
        starts.append(moment)
        moment += timedelta(minutes=each + pause)
    return tuple(starts)
