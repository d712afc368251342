"""A period is whole days, names itself, knows its neighbours, and is never held against an unequal one."""

from datetime import date

import pytest

from app.reports.periods import PeriodKind, around, compared_with, offered, read_period, since, trend

START, TODAY = date(2021, 4, 12), date(2026, 11, 22)


def period(key):
    found = read_period(key, start=START, today=TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "key, first, last, name",
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "november 2026"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "februar 2024"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "4. kvartal 2026"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026"),
        ("all", date(2021, 4, 1), date(2026, 11, 30), "siden april 2021"),
    ],
)
def test_a_key_is_read_and_written_back(key, first, last, name):
    found = period(key)

    assert (found.first, found.last, str(found.name), found.key) == (first, last, name, key)


@pytest.mark.parametrize("key", ["", "2026-13", "2026-Q5", "2026-1", "1999", "26", "all ", "2026-Q4x", "２０２６"])
def test_what_is_no_period_is_none(key):
    assert read_period(key, start=START, today=TODAY) is None


@pytest.mark.parametrize("key, before", [("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026", "2025")])
def test_neighbours_touch(key, before):
    found = period(key)

    assert found.before() == period(before)
    assert period(before).after() == found


def test_a_running_quarter_is_compared_with_as_many_days():
    compared = compared_with(period("2026-Q4"), TODAY)

    assert compared is not None
    assert (compared.period.key, compared.days, compared.last) == ("2026-Q3", 53, date(2026, 8, 22))


def test_a_finished_quarter_is_compared_with_the_whole_one_before():
    compared = compared_with(period("2026-Q3"), TODAY)

    assert compared is not None
    assert (compared.days, compared.last) == (None, date(2026, 6, 30))


def test_everything_and_the_future_are_compared_with_nothing():
    assert compared_with(since(START, TODAY), TODAY) is None
    assert compared_with(period("2028"), TODAY) is None


@pytest.mark.parametrize(
    "key, keys",
    [
        ("2026-11", ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]),
        ("2026-Q4", ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ("2021-Q3", ["2021-Q2", "2021-Q3"]),
        ("2022", ["2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"]),
        ("all", ["2021", "2022", "2023", "2024", "2025", "2026"]),
    ],
)
def test_a_trend_shows_none_from_before_the_ledger_and_none_to_come(key, keys):
    assert [each.key for each in trend(period(key), start=START, today=TODAY)] == keys


def test_the_chosen_period_can_always_be_chosen_again():
    chosen = around(PeriodKind.MONTH, date(2022, 3, 4))

    groups = offered(chosen, start=START, today=TODAY)

    assert chosen in groups[3][1]
    assert [each.key for each in groups[1][1]] == ["2026", "2025", "2024", "2023", "2022", "2021"]
