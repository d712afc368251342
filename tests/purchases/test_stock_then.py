"""A purchase remembers how many of its kind stood in the shop that day, told backwards by history."""

from datetime import UTC, date, datetime

import pytest
from time_machine import travel

from app.accounts.models import Role
from app.catalogue.actions import move_units
from app.catalogue.stages import Stage
from app.purchases.queries import bought, purchases_of
from app.purchases.stock import fewest_on_offer
from tests.factories import make_category, make_unit, make_viewer
from tests.purchases.factories import make_purchase

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (date(2026, 3, day) for day in (2, 3, 4, 6))


@pytest.fixture
def chairs(db):
    """Three chairs come into the shop on Monday; one leaves it for an hour on Tuesday, all of them on Wednesday."""
    by = make_viewer(db, Role.WORKSHOP_LEAD)
    units = [make_unit(db, received_at=datetime(2026, 3, 1, 8, tzinfo=UTC)) for _each in range(3)]
    for day, hour, some, stage, event in (
        (2, 10, units, Stage.ON_OFFER, "unit_offered"),
        (3, 9, units[:1], Stage.RESERVED, "unit_reserved"),
        (3, 10, units[:1], Stage.ON_OFFER, "unit_released"),
        (4, 9, units, Stage.RECYCLED, "unit_scrapped"),
    ):
        with travel(datetime(2026, 3, day, hour, tzinfo=UTC), tick=False):
            if stage is Stage.RECYCLED:
                move_units(db, some, Stage.IN_WORKSHOP, by=by, event="unit_withdrawn")
            move_units(db, some, stage, by=by, event=event)
            db.commit()
    with travel(datetime(2026, 3, 7, 12, tzinfo=UTC), tick=False):
        yield make_category(db)


def test_it_is_the_fewest_that_stood_there_at_any_moment_of_the_day(db, chairs):
    days = [date(2026, 2, 28), MONDAY, TUESDAY, WEDNESDAY, FRIDAY]

    found = fewest_on_offer(db, {(chairs.id, day) for day in days})

    # Nobody knows of February; on Monday the shop opened empty, on Wednesday it closed empty.
    assert [found[chairs.id, day] for day in days] == [None, 0, 2, 0, 0]


def test_another_kind_in_the_shop_is_no_stock(db, chairs):
    desk = make_category(db, "sit_stand_desk")

    assert fewest_on_offer(db, {(desk.id, TUESDAY)}) == {(desk.id, TUESDAY): 0}


def test_a_purchase_keeps_what_stood_there_then(db, chairs):
    two, three = (make_purchase(db, bought_on=TUESDAY, quantity=count) for count in (2, 3))
    later, before = make_purchase(db, bought_on=FRIDAY), make_purchase(db, bought_on=date(2026, 2, 1))

    assert [each.on_offer_then for each in (two, three, later, before)] == [2, 2, 0, None]
    assert [each.was_in_stock for each in (two, three, later, before)] == [True, True, False, False]
    assert [each.could_all_be_reused for each in (two, three, later, before)] == [True, False, False, False]


def test_purchases_are_read_by_place_and_days(db, chairs):
    here = make_purchase(db, bought_on=TUESDAY)
    make_purchase(db, bought_on=TUESDAY, quantity=5)
    make_purchase(db, bought_on=FRIDAY, institution=None)
    places = [here.institution_id]

    assert [row.id for row, _kind, _place in purchases_of(db, places, MONDAY, FRIDAY)] == [here.id]
    assert bought(db, MONDAY, WEDNESDAY)[here.institution_id, "task_chair"] == (2, 500_000)
    assert sum(each.things for each in bought(db, MONDAY, FRIDAY).values()) == 9
    assert bought(db, WEDNESDAY, WEDNESDAY) == {}
