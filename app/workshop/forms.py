"""What the workshop's pages may send."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from app.catalogue.models import Colour
from app.catalogue.suitability import Suitability, written_suitability
from app.core.amounts import Kroner, NotAnAmount, read_mm, read_number
from app.core.forms import Form
from app.core.i18n import _
from app.workshop.models import StopReason

LONGEST_SERIAL = 80
IN_STOCK = "stock:"
FAULT_ROWS = 3


def _typed_mm(value: Any) -> Any:
    return read_mm(value) if isinstance(value, str) else value


def typed_number(value: Any) -> Any:
    """What was typed, read as a number; anything else as it is."""
    return read_number(value) if isinstance(value, str) else value


def _more_than_none(amount: Decimal) -> Decimal:
    if not 0 < amount <= 10_000:
        raise NotAnAmount(_("Write a number above 0"))
    return amount


def _short_lines(text: str) -> str:
    if any(len(line.strip()) > LONGEST_SERIAL for line in text.splitlines()):
        raise ValueError(_("Write one serial number per line, each at most %(count)s characters", count=LONGEST_SERIAL))
    return text


Centimetres = Annotated[int, BeforeValidator(_typed_mm)]
"""A length typed in centimetres; its value is mm."""
Amount = Annotated[Decimal, BeforeValidator(typed_number), AfterValidator(_more_than_none)]
"""Pieces or kg, more than none."""


class ReceiveForm(Form):
    """So many equal things, registered in one step."""

    report: UUID | None = None
    line: UUID | None = None
    category_id: UUID
    title: str = Field(default="", max_length=120)
    count: int = Field(default=1, ge=1, le=500)
    condition: int = Field(default=3, ge=1, le=4)
    giver_id: UUID | None = None
    is_set: bool = False
    place_code: str = Field(default="", max_length=20)
    serials: Annotated[str, Field(max_length=45_000), AfterValidator(_short_lines)] = ""

    @property
    def serial_numbers(self) -> list[str]:
        """One per line that is not empty."""
        return [line.strip() for line in self.serials.splitlines() if line.strip()]


class UnitForm(Form):
    """What is registered of one unit; of a draft also how it is and where it comes from."""

    category_id: UUID
    title: str = Field(default="", max_length=120)
    serial_number: str = Field(default="", max_length=LONGEST_SERIAL)
    place_code: str = Field(default="", max_length=20)
    condition: int = Field(default=3, ge=1, le=4)
    giver_id: UUID | None = None


class MinutesForm(Form):
    """Minutes to add: by a button, or typed."""

    minutes: int = Field(ge=-600, le=600)


class PartForm(Form):
    """A part of the stock, from the list, or by name; the amount in its unit, the price for all of it."""

    key: str = Field(default="", max_length=60)
    name: str = Field(default="", max_length=100)
    amount: Amount = Decimal(1)
    cost_ore: Kroner = Field(default=0, ge=0)

    @property
    def stock_id(self) -> UUID | None:
        """The part of the stock that was chosen, if any."""
        try:
            return UUID(self.key.removeprefix(IN_STOCK)) if self.key.startswith(IN_STOCK) else None
        except ValueError:
            return None


class StopForm(Form):
    reason: StopReason
    note: str = Field(default="", max_length=300)


class HelpForm(Form):
    """A note to the lead, and the screen of the job it was written on."""

    help_note: str = Field(default="", max_length=300)
    step: str = Field(default="", max_length=10, pattern="^[a-z0-9]*$")


class CheckForm(Form):
    """The quality check: how good it is, which marks are left; minutes for all units together."""

    condition: int = Field(ge=2, le=4)
    faults: str = Field(default="", max_length=300)
    fault_words: list[Annotated[str, Field(max_length=80)]] = Field(default_factory=list, max_length=FAULT_ROWS)
    suitability: list[Suitability] = Field(default_factory=list)
    minutes: int = Field(default=0, ge=0, le=1440)

    @property
    def all_faults(self) -> str:
        """Everything that was said about the marks, in one text."""
        return "; ".join(dict.fromkeys(each for each in (self.faults, *self.fault_words) if each))


class BackForm(Form):
    note: str = Field(max_length=300, min_length=1)


class ItemForm(Form):
    """What the shop shows. Measures are typed in cm and kept in mm, prices in kroner and kept in øre."""

    title: str = Field(max_length=120)
    description: str = Field(default="", max_length=2000)
    condition: int = Field(ge=2, le=4)
    faults: str = Field(default="", max_length=500)
    colour: Colour
    material: str = Field(default="", max_length=120)
    width_mm: Centimetres = Field(default=0, ge=0)
    depth_mm: Centimetres = Field(default=0, ge=0)
    height_mm: Centimetres = Field(default=0, ge=0)
    price_ore: Kroner = Field(default=0, ge=0)
    new_price_ore: Kroner = Field(default=0, ge=0)
    suitability: list[Suitability] = Field(default_factory=list)

    @property
    def facts(self) -> dict[str, Any]:
        """What of it describes the item."""
        described = self.model_dump(include=set(ItemForm.model_fields))
        return {**described, "suitability": written_suitability(self.suitability)}


class NewItemForm(ItemForm):
    """An item to be made, with the photos chosen from what was taken before."""

    units: str = Field(max_length=4000)
    photos: list[UUID] = Field(default_factory=list)
