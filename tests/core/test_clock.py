"""The clock, and the moments it can be told."""

from datetime import UTC, date, datetime

from app.core.clock import as_if, moment_at, now, today


def test_what_is_acted_out_sees_the_moment_it_is_told_and_then_the_real_one_again():
    told = moment_at(date(2021, 4, 6), 9)

    with as_if(told):
        seen = now(), today()

    assert seen == (told, date(2021, 4, 6))
    assert (datetime.now(UTC) - now()).total_seconds() < 5


def test_the_day_is_the_one_in_denmark_also_after_midnight_there():
    with as_if(datetime(2024, 6, 30, 22, 30, tzinfo=UTC)):
        assert today() == date(2024, 7, 1)
