"""Working days in Denmark: Monday to Friday, without the public holidays."""

from datetime import date, timedelta


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    century, within = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (within // 4) - moon - within % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> frozenset[date]:
    """The days workplaces are closed: the public holidays, Constitution Day, Christmas Eve and New Year's Eve."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in (-3, -2, 1, 39, 50)}
    fixed = {date(year, month, day) for month, day in ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31))}
    return frozenset(moving | fixed)


def is_working_day(day: date) -> bool:
    """Whether workplaces are open that day."""
    return day.weekday() < 5 and day not in holidays(day.year)


def working_days_after(day: date, count: int) -> date:
    """The working day that is so many working days after the day."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
