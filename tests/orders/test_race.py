"""Sixteen buyers and one pile of things: nothing is sold twice. Without the protection, things are."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.actions import free_count
from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.core.db import session_for, uuid7
from app.orders.actions import Checkout, SoldMeanwhile, add_to_basket, place_order
from app.orders.actions.basket import SoldOut
from app.orders.models import Answer, Order, OrderLine, Reservation
from tests.factories import make_account, make_institution, make_item, make_viewer
from tests.orders.factories import basket_answers

WRITERS = 16


def at_once(work: Callable[[int], Any], writers: int = WRITERS) -> list[Any]:
    """Do the work in so many threads that start together."""
    start = Barrier(writers)

    def run(n: int) -> Any:
        start.wait()
        return work(n)

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def buy(engine: Engine, buyer: Viewer, item_id: UUID, account_id: UUID, quantity: int = 1) -> int:
    """Put things in the basket and order them, as two requests; how many were bought."""
    with session_for(engine, municipality_id=buyer.municipality_id) as db:
        try:
            add_to_basket(db, db.get_one(Item, item_id), quantity, by=buyer)
        except SoldOut:
            return 0
    with session_for(engine, municipality_id=buyer.municipality_id) as db:
        assert buyer.institution_id is not None
        checkout = Checkout(
            submission_key=uuid7().hex, institution_id=buyer.institution_id, account_id=account_id,
            answers=basket_answers(db, buyer, Answer.NEW),
        )  # fmt: skip
        try:
            order = place_order(db, checkout, by=buyer)
        except SoldMeanwhile:
            db.rollback()
            return 0
        return sum(line.quantity for line in db.exec(select(OrderLine).where(OrderLine.order_id == order.id)))


def sold_out(engine: Engine, buyer: Viewer, item_id: UUID) -> bool:
    with session_for(engine, municipality_id=buyer.municipality_id) as db:
        return free_count(db, item_id, person_id=buyer.person_id) == 0


def race(engine: Engine, db: Session, units: int) -> list[int]:
    """Everyone buys until there is nothing left; how many each got."""
    school = make_institution(db)
    account, item = make_account(db, school), make_item(db, units=units, price_ore=100)
    buyers = [make_viewer(db, home=school) for _each in range(WRITERS)]
    db.commit()

    def buy_all(n: int) -> int:
        bought = 0
        while not sold_out(engine, buyers[n], item.id):
            bought += buy(engine, buyers[n], item.id, account.id)
        return bought

    return at_once(buy_all)


def assert_each_sold_once(db: Session, units: int, bought: list[int]) -> None:
    db.expire_all()
    ties = Counter(db.exec(select(Reservation.unit_id)).all())
    assert sum(bought) == units
    assert len(ties) == units
    assert max(ties.values()) == 1
    assert db.exec(select(sa.func.sum(OrderLine.quantity))).one() == units
    assert db.exec(select(sa.func.count(col(Unit.id))).where(Unit.stage == Stage.RESERVED)).one() == units
    assert db.exec(select(Item.on_offer)).one() == 0
    numbers = db.exec(select(Order.number)).all()
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("units", [40, pytest.param(200, marks=pytest.mark.slow)])
def test_sixteen_buyers_never_buy_the_same_thing(engine, db, units):
    bought = race(engine, db, units)

    assert_each_sold_once(db, units, bought)


def test_without_the_protection_the_same_thing_is_sold_twice(engine, db):
    """The control: buyers look first and sell afterwards, so the race above can in fact be lost."""
    item = make_item(db, units=4)
    db.commit()
    municipality_id, looked = item.municipality_id, Barrier(WRITERS)

    def look_then_sell(_n: int) -> UUID:
        with session_for(engine.execution_options(reading=True), municipality_id=municipality_id) as look:
            free = look.exec(select(Unit.id).where(Unit.item_id == item.id, Unit.stage == Stage.ON_OFFER)).first()
            assert free is not None
        looked.wait()
        with session_for(engine, municipality_id=municipality_id) as sell:
            sell.execute(sa.update(Unit).where(col(Unit.id) == free).values(stage=Stage.RESERVED))
        return free

    sold = Counter(at_once(look_then_sell))

    assert max(sold.values()) > 1


def test_the_last_one_goes_to_one_of_sixteen(engine, db):
    school = make_institution(db)
    account, item = make_account(db, school), make_item(db, units=1, price_ore=100)
    buyers = [make_viewer(db, home=school) for _each in range(WRITERS)]
    db.commit()

    bought = at_once(lambda n: buy(engine, buyers[n], item.id, account.id))

    assert sorted(bought) == [0] * (WRITERS - 1) + [1]


def test_twenty_clicks_at_once_are_one_order(engine, db):
    school = make_institution(db)
    account, item = make_account(db, school), make_item(db, units=30, price_ore=100)
    buyer = make_viewer(db, home=school)
    add_to_basket(db, item, 1, by=buyer)
    db.commit()
    checkout = Checkout(
        submission_key="one form", institution_id=school.id, account_id=account.id,
        answers=basket_answers(db, buyer, Answer.NEW),
    )  # fmt: skip
    db.commit()

    def click(_n: int) -> UUID:
        with session_for(engine, municipality_id=buyer.municipality_id) as session:
            return place_order(session, checkout, by=buyer).id

    orders = at_once(click, 20)

    assert len(set(orders)) == 1
    assert len(db.exec(select(Order.id)).all()) == 1
    assert len(db.exec(select(Reservation.id)).all()) == 1
