"""Thousands of things done with units in any order: every unit keeps to the drawing, and every count stays true."""

from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlmodel import col, func, select

from app.catalogue.models import Category, Item, Unit
from app.catalogue.stages import Stage, may_move
from app.history.models import Event
from app.orders.models import Order, OrderLine, OrderState, Reservation
from app.workshop.gate import is_erased
from app.workshop.models import Job
from app.workshop.stock.models import PartMovement, PartStock
from tests.circle.machine import Machine
from tests.circle.order_rules import OrderRules
from tests.circle.tool_rules import ToolRules
from tests.circle.workshop_rules import WorkshopRules
from tests.databases import SqliteTemplate

STEPS_A_LIFE = 100
GONE_OUT = (Stage.ON_OFFER, Stage.RESERVED, Stage.HANDED_OVER, Stage.SOLD_OFF)


class UnitLives(WorkshopRules, ToolRules, OrderRules):
    """All rules together, and what holds after each."""

    def __init__(self) -> None:
        super().__init__()
        self.stages: dict[Any, Stage] = {}
        self.heard = 0

    def count(self, column: Any, *conditions: Any) -> Counter[Any]:
        """How many units per value of the column."""
        rows = self.db.execute(sa.select(column, func.count()).where(*conditions).group_by(column))
        return Counter({value: number for value, number in rows if value is not None})

    @invariant()
    def every_unit_keeps_to_the_drawing(self) -> None:
        """History tells every step, also of a deed that moves a unit twice, and ends where the unit is."""
        told = select(Event).where(Event.subject_type == "unit", Event.position > self.heard)
        for event in self.db.exec(told.order_by(col(Event.position))):
            self.heard = event.position
            if event.name == "unit_received":
                self.stages[event.subject_id] = Stage.RECEIVED
            elif "stage" in event.after:
                before, after = Stage(event.before["stage"]), Stage(event.after["stage"])
                assert before == self.stages[event.subject_id]
                assert may_move(before, after), f"{event.name}: {before} -> {after}"
                self.stages[event.subject_id] = after
        assert dict(self.db.execute(sa.select(col(Unit.id), col(Unit.stage))).all()) == self.stages

    @invariant()
    def an_item_offers_as_many_as_can_be_counted(self) -> None:
        counted = self.count(col(Unit.item_id), col(Unit.stage) == Stage.ON_OFFER)
        said = dict(self.db.execute(sa.select(col(Item.id), col(Item.on_offer))).all())
        assert {item: number for item, number in said.items() if number} == dict(counted)

    @invariant()
    def a_reserved_unit_is_tied_to_one_order_and_no_other_unit_is(self) -> None:
        tied = self.count(
            col(Reservation.unit_id), col(Reservation.ended_at).is_(None), col(Reservation.handed_over_at).is_(None)
        )
        reserved = set(self.db.exec(select(Unit.id).where(Unit.stage == Stage.RESERVED)).all())
        assert dict(tied) == dict.fromkeys(reserved, 1)

    @invariant()
    def an_order_has_the_units_it_says(self) -> None:
        live = self.count(col(Reservation.line_id), col(Reservation.ended_at).is_(None))
        open_lines = (
            sa.select(col(OrderLine.id), col(OrderLine.quantity))
            .join(Order, col(Order.id) == col(OrderLine.order_id))
            .where(col(Order.state).in_((OrderState.CONFIRMED, OrderState.ON_THE_WAY)), col(OrderLine.quantity) > 0)
        )
        for line_id, quantity in self.db.execute(open_lines):
            assert live[line_id] == quantity

    @invariant()
    def no_device_goes_out_with_data_on_it(self) -> None:
        out = (
            select(Unit.number)
            .join(Category, col(Category.id) == col(Unit.category_id))
            .where(col(Category.is_data_bearing), col(Unit.stage).in_(GONE_OUT), sa.not_(is_erased()))
        )
        assert self.db.exec(out).all() == []

    @invariant()
    def no_draft_goes_out(self) -> None:
        assert self.db.exec(select(Unit.number).where(col(Unit.is_draft), col(Unit.stage).in_(GONE_OUT))).all() == []

    @invariant()
    def the_stock_is_the_sum_of_what_came_and_went(self) -> None:
        moved = sa.select(func.sum(col(PartMovement.change))).where(col(PartMovement.stock_id) == col(PartStock.id))
        for on_hand, total in self.db.execute(sa.select(col(PartStock.on_hand), moved.scalar_subquery())):
            assert on_hand == (total or 0) >= 0

    @invariant()
    def a_unit_has_one_job_at_a_time(self) -> None:
        live = self.count(col(Job.unit_id), col(Job.ended_at).is_(None))
        assert set(live.values()) <= {1}


def live(lives: int, template: SqliteTemplate) -> Counter[str]:
    """So many lives of the machine; how often each deed was done."""
    Machine.template, Machine.steps = template, 0
    Machine.done.clear()
    run_state_machine_as_test(
        UnitLives,
        settings=settings(
            max_examples=lives, stateful_step_count=STEPS_A_LIFE, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
        ),
    )  # fmt: skip
    return Machine.done


def test_two_thousand_steps(sqlite_template: SqliteTemplate):
    done = live(21, sqlite_template)

    assert Machine.steps >= 2_000
    # What is never reached is never tested.
    for name in (
        "make_ready",
        "order",
        "cancel",
        "hand_over",
        "undo_hand_over",
        "take_back",
        "come_back",
        "scrap",
        "erase",
        "undo",
        "use_parts",
        "describe",
        "put_away",
    ):
        assert done[name] >= 2, f"{name}: {done}"


@pytest.mark.slow
def test_twenty_thousand_steps(sqlite_template: SqliteTemplate):
    live(202, sqlite_template)

    assert Machine.steps >= 20_000
