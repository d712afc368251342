"""What people send about baskets and orders. What needs the database is checked in the routes."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.core.forms import Form


class AddForm(Form):
    item_id: UUID
    quantity: int = Field(default=1, ge=1, le=999)


class QuantityForm(Form):
    quantity: int = Field(ge=0, le=999)


class CheckoutForm(Form):
    """The one page of checkout. The answers per line are named `answer_<line id>` and read beside it."""

    submission_key: str = Field(min_length=8, max_length=80)
    account_id: UUID | None = None
    institution_id: UUID | None = None
    room: str = Field(default="", max_length=120)
    day: str = Field(default="", max_length=60)
    contact_name: str = Field(default="", max_length=120)
    contact_phone: str = Field(default="", max_length=30)
    on_behalf_of: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=500)
    answer_all: str = Field(default="", max_length=10)


class Verdict(StrEnum):
    APPROVE = "approve"
    REDUCE = "reduce"
    REJECT = "reject"


class VerdictForm(Form):
    """A budget holder's answer. The quantities of fewer are named `quantity_<line id>`."""

    verdict: Verdict
    version: int
    reason: str = Field(default="", max_length=500)


class EditForm(Form):
    """What may be changed on an order; quantities are named `quantity_<line id>`."""

    room: str = Field(default="", max_length=120)
    day: str = Field(default="", max_length=60)


class ReturnForm(Form):
    line_id: UUID
    quantity: int = Field(ge=1, le=999)
    reason: str = Field(min_length=1, max_length=300)
