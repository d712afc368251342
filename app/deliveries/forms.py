"""What is typed about runs and stops."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field, field_validator

from app.core.clock import today
from app.core.forms import Form
from app.core.i18n import Text, _
from app.deliveries.calendar import USUAL_WINDOW

MOST_KM = 999


class RunForm(Form):
    """A new run."""

    runs_on: date
    window: str = Field(default=USUAL_WINDOW, min_length=1, max_length=20)
    driver_id: UUID | None = None
    capacity_m3: int = Field(default=14, ge=1, le=100)

    @field_validator("runs_on")
    @classmethod
    def _to_come(cls, day: date) -> date:
        if day < today():
            raise ValueError(_("Choose a day that is still to come"))
        return day


class RunFactsForm(Form):
    """What may change about a planned run."""

    window: str = Field(min_length=1, max_length=20)
    driver_id: UUID | None = None
    capacity_m3: int = Field(ge=1, le=100)
    note: str = Field(default="", max_length=300)


class DistanceForm(Form):
    """How far the van drove."""

    km: int = Field(ge=1, le=MOST_KM)


class WhyNot(StrEnum):
    """Why something could not be handed over."""

    NOBODY_THERE = "nobody_there"
    NO_WAY_IN = "no_way_in"
    DOES_NOT_FIT = "does_not_fit"
    NOT_WANTED = "not_wanted"
    NO_TIME = "no_time"
    OTHER = "other"


WHY_NOT: dict[WhyNot, Text] = {
    WhyNot.NOBODY_THERE: _("Nobody was there"),
    WhyNot.NO_WAY_IN: _("We could not get in"),
    WhyNot.DOES_NOT_FIT: _("It cannot get through or does not fit"),
    WhyNot.NOT_WANTED: _("They no longer want it"),
    WhyNot.NO_TIME: _("We did not get there in time"),
    WhyNot.OTHER: _("Something else"),
}


class FailureForm(Form):
    """Why it did not work, and perhaps a line about it."""

    why: WhyNot
    note: str = Field(default="", max_length=200)
