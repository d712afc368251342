"""How a goal stands: what is reached, what the calendar would have by today, and what is needed from now on.

All of it whole numbers in the unit of the goal's kind; shares are rounded down and needs up, so that nothing looks
better than it is.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.reports.goals.models import Goal, GoalKind

MONTHS = 12


class State(StrEnum):
    REACHED = "reached"
    ON_WAY = "on_way"
    BEHIND = "behind"
    MISSED = "missed"  # the year is over, or more was bought new than the goal allows
    UNKNOWN = "unknown"  # nobody has registered what is needed to say it


@dataclass(frozen=True)
class Counted:
    """What was counted of a goal's place, kind of thing and year: things reused, net øre, things bought new."""

    things: int = 0
    net_ore: int = 0
    bought: int = 0
    bought_before: int = 0  # in the year before


@dataclass(frozen=True)
class Standing:
    """A goal as it stands today."""

    goal: Goal
    counted: Counted
    today: date

    @property
    def days(self) -> int:
        """The days of the year."""
        return 366 if calendar.isleap(self.goal.year) else 365

    @property
    def begun(self) -> int:
        """How many of them have begun."""
        return max(0, min(self.days, (self.today - date(self.goal.year, 1, 1)).days + 1))

    @property
    def is_over(self) -> bool:
        return self.today.year > self.goal.year

    @property
    def days_left(self) -> int:
        """The days on which something can still happen, today among them."""
        return 0 if self.is_over else self.days - max(self.begun - 1, 0)

    @property
    def reused(self) -> int:
        """The things of a share: none where more came back in the year than was handed over."""
        return max(self.counted.things, 0)

    @property
    def needed(self) -> int:
        """For a share: what was reused and what was bought new."""
        return self.reused + self.counted.bought

    @property
    def done(self) -> int | None:
        """What is reached; None as long as nobody has registered the new purchases it rests on."""
        counted = self.counted
        if self.goal.kind is GoalKind.SHARE:
            return self.reused * 100 // self.needed if counted.bought else None
        if self.goal.kind is GoalKind.FEWER_NEW and not (counted.bought or counted.bought_before):
            return None
        return {
            GoalKind.THINGS: counted.things, GoalKind.MONEY: counted.net_ore, GoalKind.FEWER_NEW: counted.bought
        }[self.goal.kind]  # fmt: skip

    @property
    def by_now(self) -> int:
        """What the calendar would have: each day its even part of the target; a share is the same all year."""
        return self.goal.target if self.goal.kind is GoalKind.SHARE else self.goal.target * self.begun // self.days

    @property
    def left(self) -> int:
        """What is missing, or for fewer new ones how many may still be bought; never below 0."""
        return max(self.goal.target - (self.done or 0), 0)

    @property
    def a_month(self) -> int | None:
        """`left` spread over the months that are left; None where less than one is left."""
        if self.days_left * MONTHS < self.days:
            return None
        parts = self.left * self.days, self.days_left * MONTHS
        return parts[0] // parts[1] if self.goal.kind is GoalKind.FEWER_NEW else -(-parts[0] // parts[1])

    @property
    def to_swap(self) -> int:
        """For a share: how many of the things bought new would have had to be reused."""
        return max(-(-self.goal.target * self.needed // 100) - self.reused, 0)

    @property
    def state(self) -> State:
        if self.done is None:
            return State.UNKNOWN
        if self.goal.kind is GoalKind.FEWER_NEW:
            return self._state_of_fewer(self.done)
        if self.done >= self.goal.target:
            return State.REACHED
        if self.is_over:
            return State.MISSED
        return State.ON_WAY if self.done >= self.by_now else State.BEHIND

    def _state_of_fewer(self, done: int) -> State:
        if done > self.goal.target:
            return State.MISSED
        if self.is_over:
            return State.REACHED
        return State.ON_WAY if done <= self.by_now else State.BEHIND
