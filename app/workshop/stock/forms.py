"""What the pages of the parts' stock may send."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from app.core.amounts import Kroner, NotAnAmount, read_number
from app.core.forms import Form
from app.core.i18n import _
from app.workshop.forms import Amount, typed_number
from app.workshop.stock.models import PartUnit

MOST_GRAMS = 10_000_000
MOST = 10_000


def _typed_grams(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    grams = read_number(value) * 1000
    if grams < 0 or grams > MOST_GRAMS:
        raise NotAnAmount(_("Write a number from 0 to %(most)s", most=MOST_GRAMS // 1000))
    if grams % 1:
        raise NotAnAmount(_("Write at most three decimals"))
    return int(grams)


def _none_or_more(amount: Decimal) -> Decimal:
    if not 0 <= amount <= MOST:
        raise NotAnAmount(_("Write a number from 0 to %(most)s", most=MOST))
    return amount


Grams = Annotated[int, BeforeValidator(_typed_grams)]
"""A weight typed in kilos; its value is whole grams."""
AmountOrNone = Annotated[Decimal, BeforeValidator(typed_number), AfterValidator(_none_or_more)]
"""Pieces, kg or metres, from none."""


class PartFactsForm(Form):
    """What is known of a part beside how much there is of it. Its CO2e is a factor, or kg with their source."""

    name: str = Field(max_length=80)
    low_at: AmountOrNone = Decimal(0)
    price_ore: Kroner = Field(default=0, ge=0)
    factor_key: str = Field(default="", max_length=40)
    co2e_g: Grams = 0
    co2e_source: str = Field(default="", max_length=120)
    place: str = Field(default="", max_length=40)
    is_donated: bool = False
    partner: str = Field(default="", max_length=80)
    is_active: bool = False


class NewPartForm(PartFactsForm):
    """A new part, with what there is of it today."""

    unit: PartUnit = PartUnit.PIECE
    amount: AmountOrNone = Decimal(0)


class BringInForm(Form):
    """More of a part: the price for all of it."""

    amount: Amount
    paid_ore: Kroner = Field(default=0, ge=0)
    partner: str = Field(default="", max_length=80)
    note: str = Field(default="", max_length=200)


class CountForm(Form):
    """What there is on the shelf now."""

    counted: AmountOrNone
    note: str = Field(default="", max_length=200)
