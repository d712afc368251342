"""What the controller's page may send: counts and choices only, never a text."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from babel.numbers import format_decimal
from pydantic import BeforeValidator, Field

from app.core.amounts import Kroner, NotAnAmount, read_number
from app.core.clock import today
from app.core.formats import locale
from app.core.forms import Form
from app.core.i18n import _
from app.social.cells import Outcome, WorkGroup
from app.social.models import ExternalSource, RoleHolder
from app.social.periods import SocialPeriod, half_of, read_period

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_BASIS_POINTS = 100


def _typed_month(typed: object) -> object:
    found = _MONTH.fullmatch(str(typed))
    if not found:
        raise ValueError(_("Write the year and the month, for example 2026-10"))
    first = date(int(found[1]), int(found[2]), 1)
    if first > today():
        raise ValueError(_("The month has not begun yet"))
    return first


def _typed_half(typed: object) -> object:
    found = read_period(str(typed))
    if found is None or not found.half or found.first > today():
        raise ValueError(_("Choose one of the options"))
    return found


def _typed_percent(typed: object) -> object:
    percent = read_number(str(typed)) * _BASIS_POINTS
    if percent != percent.to_integral_value():
        raise NotAnAmount(_("Write at most two decimals"))
    if not 0 <= percent <= 100 * _BASIS_POINTS:
        raise NotAnAmount(_("Write %(le)s or less", le=100))
    return int(percent)


class MonthForm(Form):
    month: Annotated[date, BeforeValidator(_typed_month)]
    work_group: WorkGroup
    heads: int = Field(ge=0, le=1000)
    hours: int = Field(ge=0, le=200_000)


class ProgressionForm(Form):
    half: Annotated[SocialPeriod, BeforeValidator(_typed_half)]
    from_group: WorkGroup
    outcome: Outcome
    people: int = Field(ge=1, le=1000)
    benefit_before: str = Field(default="", max_length=60)
    benefit_after: str = Field(default="", max_length=60)
    after_ore: Kroner = 0
    wage_ore: Kroner = 0
    months: int = Field(default=0, ge=0, le=12)


class ExternalForm(Form):
    year: int = Field(ge=2000, le=2100)
    amount_ore: Kroner
    calculator: ExternalSource
    calculated_on: date
    responsible: RoleHolder


class RulesForm(Form):
    """Percents with at most two decimals; kept in hundredths of a percent."""

    deadweight: Annotated[int, BeforeValidator(_typed_percent)]
    attribution: Annotated[int, BeforeValidator(_typed_percent)]
    tax: Annotated[int, BeforeValidator(_typed_percent)]
    special_allowed_on: date | None = None
    special_allowed_by: RoleHolder | None = None


def written_percent(basis_points: int) -> str:
    """Hundredths of a percent as one types percents: 12,5."""
    return format_decimal(Decimal(basis_points) / _BASIS_POINTS, format="#,##0.##", locale=locale())


def halves_to_choose(count: int = 4) -> list[SocialPeriod]:
    """This half-year and those before it."""
    found = [half_of(today())]
    while len(found) < count:
        last = found[-1]
        found.append(SocialPeriod(last.year, 1) if last.half == 2 else SocialPeriod(last.year - 1, 2))
    return found
