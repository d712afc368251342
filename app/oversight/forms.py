"""What is sent and asked for about management control."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from app.core.forms import Form
from app.core.i18n import _
from app.oversight.models import LONGEST_COMMENT
from app.oversight.queries import State

# Six digits of a day and four more, as a civil registration number is written.
_CIVIL_NUMBER = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[ -]?\d{4}(?!\d)")


class SignForm(Form):
    """The comment, and the fingerprint of what the signer saw."""

    comment: str = Field(default="", max_length=LONGEST_COMMENT)
    seen: str = Field(min_length=64, max_length=64)

    @field_validator("comment")
    @classmethod
    def refuse_civil_numbers(cls, comment: str) -> str:
        if _CIVIL_NUMBER.search(comment):
            raise ValueError(_("That looks like a civil registration number. Write about orders and things only."))
        return comment


def _or_none(value: Any) -> Any:
    return value or None


Quarter = Annotated[str, Field(pattern="^20[0-9]{2}-Q[1-4]$")]


class OverviewQuery(BaseModel):
    """Which pages of the overview; an empty field of the form asks for all."""

    model_config = ConfigDict(extra="ignore")

    quarter: Annotated[Quarter | None, BeforeValidator(_or_none)] = None
    state: Annotated[State | None, BeforeValidator(_or_none)] = None
