"""What the page of new purchases may send."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.core.amounts import Kroner
from app.core.clock import EARLIEST, today
from app.core.forms import Form
from app.core.i18n import _
from app.purchases.models import MOST_AT_ONCE


def _has_been(day: date) -> date:
    if not EARLIEST.date() <= day <= today():
        raise ValueError(_("Write a day that has been, and not before 2000"))
    return day


class PurchaseForm(Form):
    institution_id: UUID
    category_id: UUID
    quantity: int = Field(ge=1, le=MOST_AT_ONCE)
    amount_ore: Kroner
    bought_on: Annotated[date, AfterValidator(_has_been)]
    voucher: str = Field(default="", max_length=30)
