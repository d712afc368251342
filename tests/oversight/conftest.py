"""A town in October, when the third quarter is over."""

from datetime import date

import pytest
from time_machine import travel

from tests.oversight.factories import make_town, opened, order_on


@pytest.fixture
def october():
    """Now is the fifth of October 2026."""
    with travel("2026-10-05 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def town(db):
    return make_town(db)


@pytest.fixture
def waiting(db, town):
    """The address of the school's third quarter with one dear order, not signed."""
    town.order = order_on(db, town, date(2026, 8, 12), kr=2500)
    opened(db)
    db.commit()
    return f"/oversight/{town.school.id}/2026-Q3"
