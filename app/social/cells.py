"""What a released table may hold: its cells, and what each is the sum of.

Everything is made of atoms: those who moved on in one half-year from one group to one outcome, the hours and heads of
a group in a half-year, the value of a half-year. A cell is a sum of atoms; whoever reads several tables knows that, and
`attack` reasons with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.social.periods import SocialPeriod


class WorkGroup(StrEnum):
    """Whom the monthly figures are of. Special terms are part of all staff, and never split further."""

    ALL_STAFF = "all_staff"
    TRAINEES = "trainees"
    SPECIAL_TERMS = "special_terms"


class Outcome(StrEnum):
    """What came after a course, or after work in the workshop."""

    JOB = "job"
    FLEX_JOB = "flex_job"
    EDUCATION = "education"
    OTHER_COURSE = "other_course"
    ENDED = "ended"


class Kind(StrEnum):
    """What a cell counts: persons, hours, or thousands of kroner."""

    HEADS = "heads"
    HOURS = "hours"
    MOVES = "moves"
    MONEY = "money"


FROM_GROUPS: Final = (WorkGroup.TRAINEES, WorkGroup.ALL_STAFF)
TOTAL: Final = "moves:total"
GROSS: Final = "money:gross"
MUNICIPAL: Final = "money:municipal"
TO: Final = tuple(f"moves:to:{each.value}" for each in Outcome)
FROM: Final = tuple(f"moves:from:{each.value}" for each in FROM_GROUPS)
HEADS: Final = tuple(f"heads:{each.value}" for each in WorkGroup)
HOURS: Final = tuple(f"hours:{each.value}" for each in WorkGroup)
MONEY: Final = (GROSS, MUNICIPAL)
EVERY: Final = (*HEADS, *HOURS, *TO, *FROM, TOTAL, *MONEY)

Atom = tuple[str, ...]


def kind_of(key: str) -> Kind:
    return Kind(key.split(":")[0])


def atoms_of(key: str, period: SocialPeriod) -> list[Atom]:
    """The atoms whose sum the cell is. Heads are no sum: a year has an atom of its own."""
    if kind_of(key) is Kind.HEADS:
        return [(key, period.key)]
    halves = [SocialPeriod(period.year, half).key for half in period.halves]
    if kind_of(key) is not Kind.MOVES:
        return [(key, half) for half in halves]
    last = key.rsplit(":", 1)[1]
    return [
        ("moves", half, start.value, end.value)
        for half in halves
        for start in FROM_GROUPS
        for end in Outcome
        if key == TOTAL or last in (start.value, end.value)
    ]


@dataclass(frozen=True)
class Figures:
    """The true figures of one period, by cell; nobody sees them but `disclosure`. Money is in thousands of kroner."""

    period: SocialPeriod
    values: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, key: str) -> int:
        return self.values.get(key, 0)

    def people_behind(self, key: str) -> int:
        """How many persons a cell tells of: those of its group, or all who moved on."""
        kind = kind_of(key)
        if kind is Kind.HOURS:
            return self[key.replace(Kind.HOURS, Kind.HEADS, 1)]
        return self[TOTAL] if kind is Kind.MONEY else self[key]
