"""What the pages of goals and campaigns may send."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from app.core.amounts import NotAnAmount, read_number, read_ore, written_kroner
from app.core.clock import EARLIEST, today
from app.core.formats import number
from app.core.forms import Form
from app.core.i18n import _
from app.reports.goals.models import GoalKind

LONGEST_DAYS = 366
MOST_THINGS = 1_000_000
WHOLE_MUNICIPALITY = "all"


def _place(typed: object) -> object:
    return None if typed == WHOLE_MUNICIPALITY else typed


Place = Annotated[UUID | None, BeforeValidator(_place)]


def _near(day: date) -> date:
    if not EARLIEST.year <= day.year <= today().year + 2:
        raise ValueError(_("Choose a date"))
    return day


class GoalForm(Form):
    """A new goal. The target is read by its kind (`read_target`)."""

    year: int
    kind: GoalKind
    institution_id: Place
    category_key: str = Field(default="", max_length=40)
    target: str = Field(min_length=1, max_length=20)


class TargetForm(Form):
    target: str = Field(min_length=1, max_length=20)


class CampaignFactsForm(Form):
    """What may be changed of a campaign; its place may not, because the comparison would be another one."""

    name: str = Field(min_length=1, max_length=80)
    first_on: Annotated[date, AfterValidator(_near)]
    last_on: Annotated[date, AfterValidator(_near)]
    keys: list[str] = Field(default_factory=list, max_length=20)


class CampaignForm(CampaignFactsForm):
    institution_id: Place


def read_target(kind: GoalKind, typed: str) -> int:
    """A target as typed, in the unit of its kind: "2.000" things, "40 %", "2.000,50" kroner in øre. `NotAnAmount`."""
    if kind is GoalKind.MONEY:
        return _more_than_nothing(read_ore(typed))
    found = read_number(typed.removesuffix("%").strip() if kind is GoalKind.SHARE else typed)
    if found != found.to_integral_value():
        raise NotAnAmount(_("Write a whole number, for example 4"))
    most = 100 if kind is GoalKind.SHARE else MOST_THINGS
    if found > most:
        raise NotAnAmount(_("Write %(le)s or less", le=number(most)))
    if kind is GoalKind.FEWER_NEW and found == 0:
        return 0
    return _more_than_nothing(int(found))


def _more_than_nothing(target: int) -> int:
    if target <= 0:
        raise NotAnAmount(_("Write more than %(gt)s", gt=0))
    return target


def written_target(kind: GoalKind, target: int) -> str:
    """The target as one types it."""
    return written_kroner(target) if kind is GoalKind.MONEY else number(target)


def wrong_days(said: Any) -> Any:
    """Why a campaign cannot have these days; None where it can."""
    if said.last_on < said.first_on:
        return _("The last day comes before the first")
    if (said.last_on - said.first_on).days >= LONGEST_DAYS:
        return _("A campaign lasts at most a year")
    return None
