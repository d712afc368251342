"""Working days are those when workplaces are open."""

from datetime import date

import pytest

from app.orders.deadlines import easter, is_working_day, working_days_after


@pytest.mark.parametrize(
    "year,month,day", [(1961, 4, 2), (2000, 4, 23), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)]
)
def test_easter_falls_where_the_almanac_says(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


def test_five_working_days_from_a_friday_is_the_next_friday() -> None:
    assert working_days_after(date(2026, 11, 20), 5) == date(2026, 11, 27)


def test_holidays_do_not_count() -> None:
    assert working_days_after(date(2026, 4, 1), 1) == date(2026, 4, 7)  # over Easter
    assert working_days_after(date(2026, 12, 23), 3) == date(2026, 12, 30)
    assert not is_working_day(date(2026, 5, 14))  # Ascension Day
    assert is_working_day(date(2024, 4, 26))  # General Prayer Day is no holiday since 2024
