"""What the pages of erasure may send."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from app.core.clock import COPENHAGEN, EARLIEST, now
from app.core.forms import Form
from app.core.i18n import _
from app.workshop.actions.erasure import Erasing
from app.workshop.actions.media import MediumFacts
from app.workshop.erasure.models import (
    CheckWay,
    Destination,
    ErasureLog,
    ErasureMethod,
    MediumKind,
    Standard,
    Technique,
)
from app.workshop.forms import LONGEST_SERIAL


def _local_time(typed: Any) -> Any:
    """What a browser's field for date and time sends, or UTC once read."""
    if not isinstance(typed, str):
        return typed
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=COPENHAGEN)
    except ValueError as unreadable:
        raise ValueError(_("Choose a day and a time")) from unreadable


def _not_to_come(at: datetime) -> datetime:
    if at > now():
        raise ValueError(_("It cannot lie in the future"))
    if at < EARLIEST:
        raise ValueError(_("Choose a day and a time"))
    return at


Moment = Annotated[datetime, BeforeValidator(_local_time), AfterValidator(_not_to_come)]


class MediumForm(Form):
    kind: MediumKind
    make: str = Field(default="", max_length=60)
    model: str = Field(default="", max_length=80)
    serial_number: str = Field(default="", max_length=LONGEST_SERIAL)
    capacity_gb: int = Field(default=0, ge=0, le=1_000_000)

    @property
    def facts(self) -> MediumFacts:
        """The same for the action."""
        return MediumFacts(**self.model_dump())


class ErasureForm(Form):
    """One erasure of one medium; the device's own serial number is typed from the device."""

    serial_number: str = Field(max_length=LONGEST_SERIAL)
    method: ErasureMethod
    tool: str = Field(max_length=120)
    result: str = Field(pattern="^(passed|failed)$")
    technique: Technique | None = None
    standard: Standard | None = None
    tool_version: str = Field(default="", max_length=40)
    started_at: Moment | None = None
    ended_at: Moment | None = None
    destination: Destination = Destination.REUSE
    note: str = Field(default="", max_length=300)

    def erasing(self, log: ErasureLog | None) -> Erasing:
        """The same for the action, with the log that was sent along."""
        said = self.model_dump(exclude={"serial_number", "result"})
        return Erasing(**said, has_passed=self.result == "passed", log=log)


class CheckForm(Form):
    way: CheckWay
    result: str = Field(pattern="^(gone|there)$")
    note: str = Field(default="", max_length=300)


class ReleaseForm(Form):
    """What is loosened; what is not ticked is not."""

    is_management_ended: bool = False
    is_firmware_open: bool = False
    is_enrolment_ended: bool = False
    is_without_labels: bool = False


class PolicyForm(Form):
    least: ErasureMethod
    needs_second_person: bool = False
