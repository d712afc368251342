"""What the addresses of reports ask for; an empty field of a form asks for nothing, anything malformed is not found."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.impact.formulas import Answer
from app.impact.models import EntryKind
from app.reports.how import Figure
from app.reports.outcomes import Outcome
from app.reports.slices import Slice


def _or_none(value: Any) -> Any:
    return value or None


Id = Annotated[UUID | None, BeforeValidator(_or_none)]
# What narrows lines in another way than by a word of the slice.
_OTHERWISE: Final = ("days", "from_on", "to_on", "among")
Word = Annotated[str | None, BeforeValidator(_or_none)]


class ReportQuery(BaseModel):
    """Which report: the period's key, and a workplace (`own`: without those below it)."""

    model_config = ConfigDict(extra="ignore")

    period: Word = None
    institution: Id = None
    own: bool = False


class ThingsQuery(ReportQuery):
    """Which of the things that came in: those that met one fate, after so many of them."""

    outcome: Outcome = Outcome.REUSED
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0


FLAGS: Final = (
    "answered", "unpriced", "own_price", "assumed_price", "own_weight", "borrowed_weight", "no_giver",
)  # fmt: skip
"""What narrows lines by being said."""


class LinesQuery(ReportQuery):
    """Which of its lines, and which of their sums is told first.

    `unpriced`: without a known new price; `no_giver`: of unknown origin; `answered`: the buyer said what else; the
    others as `app.reports.coverage` tells them apart.
    """

    category: Word = None
    kind: Annotated[EntryKind | None, BeforeValidator(_or_none)] = None
    answer: Annotated[Answer | None, BeforeValidator(_or_none)] = None
    answered: bool = False
    unpriced: bool = False
    own_price: bool = False
    assumed_price: bool = False
    own_weight: bool = False
    borrowed_weight: bool = False
    giver: Id = None
    no_giver: bool = False
    days: Annotated[int | None, BeforeValidator(_or_none), Field(ge=1, le=366)] = None
    from_on: date | None = None
    to_on: date | None = None
    among: Word = None
    figure: Annotated[Figure | None, BeforeValidator(_or_none)] = None
    after_on: date | None = None
    after_id: Id = None

    def narrow(self, lines: Slice) -> Slice:
        """These of the lines; `days` are the first days of the period, `from_on` and `to_on` any of its days.

        `among` is keys of categories with a space between.
        """
        narrowed = {name: value for name, value in self.asked.items() if name not in _OTHERWISE}
        last = min(lines.last, lines.first + timedelta(days=self.days - 1)) if self.days else lines.last
        first, last = max(lines.first, self.from_on or lines.first), min(last, self.to_on or last)
        categories = tuple(self.among.split()) if self.among else None
        return replace(lines, first=first, last=last).narrowed(**narrowed, categories=categories)

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows the lines, by the words of the address."""
        return {
            "category": self.category,
            "kind": self.kind,
            "answer": self.answer.value if self.answer else None,
            "giver": self.giver,
            **{name: getattr(self, name) for name in _OTHERWISE},
            **{name: getattr(self, name) or None for name in FLAGS},
        }
