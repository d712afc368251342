"""Changing runs and stops: plan, drive, hand out at the counter."""

from app.deliveries.actions.counter import hand_out_order, take_back_order
from app.deliveries.actions.driving import close_stops, end_run, fail_stop, reopen_stops, set_distance, start_run
from app.deliveries.actions.planning import (
    add_stops,
    change_run,
    move_place,
    plan_run,
    plan_weekly_runs,
    remove_stop,
    settle_order,
)

__all__ = [
    "add_stops",
    "change_run",
    "close_stops",
    "end_run",
    "fail_stop",
    "hand_out_order",
    "move_place",
    "plan_run",
    "plan_weekly_runs",
    "remove_stop",
    "reopen_stops",
    "set_distance",
    "settle_order",
    "start_run",
    "take_back_order",
]
