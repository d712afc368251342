"""What the pages of leaving for good, and of repairs outside, may send."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.amounts import Kroner, NotAnAmount, read_number
from app.core.forms import Form
from app.core.i18n import _
from app.workshop.actions.harvest import Harvested
from app.workshop.actions.scrap import Disposal, ScrapReason, SellReason
from app.workshop.leaving.models import Batteries, Fraction, WasteCode
from app.workshop.stock.forms import MOST, Grams

_CVR = re.compile(r"[0-9]{8}")


def _cvr(typed: str) -> str:
    digits = typed.replace(" ", "").upper().removeprefix("DK")
    if digits and not _CVR.fullmatch(digits):
        raise ValueError(_("A CVR number has eight digits"))
    return digits


Cvr = Annotated[str, Field(max_length=20), AfterValidator(_cvr)]
"""A company's number in the Danish register."""
Name = Annotated[str, Field(max_length=80)]


class LeaveForm(Form):
    """What every way of leaving asks: who takes it, and a line about it."""

    note: str = Field(default="", max_length=150)
    taker: str = Field(default="", max_length=120)
    taker_cvr: Cvr = ""

    def disposal(self) -> Disposal:
        """Where the thing goes, without its receipt."""
        return Disposal(taker=self.taker, taker_cvr=self.taker_cvr)


class SortedForm(LeaveForm):
    """What is sorted for recycling: kilos by fraction, and for electronics the code and the batteries."""

    wood: Grams = 0
    metal: Grams = 0
    textile: Grams = 0
    plastic: Grams = 0
    electronics: Grams = 0
    residual: Grams = 0
    waste_code: WasteCode | None = None
    batteries: Batteries | None = None

    @property
    def grams(self) -> dict[Fraction, int]:
        """Grams by fraction, where there are any."""
        return {each: grams for each in Fraction if (grams := getattr(self, each.value))}

    def disposal(self) -> Disposal:
        has_electronics = Fraction.ELECTRONICS in self.grams
        return Disposal(
            taker=self.taker, taker_cvr=self.taker_cvr, grams=self.grams,
            waste_code=self.waste_code if has_electronics else None,
            batteries=self.batteries if has_electronics else None,
        )  # fmt: skip


class RecyclingForm(SortedForm):
    scrap_reason: ScrapReason


class SparePartsForm(SortedForm):
    """Rows of a part from the stock, or its name where it is new, with how many."""

    part: list[Name] = Field(default_factory=list, max_length=40)
    part_name: list[Name] = Field(default_factory=list, max_length=40)
    part_amount: list[Name] = Field(default_factory=list, max_length=40)

    def harvested(self) -> list[Harvested]:
        """The rows that name a part; `NotAnAmount` where the amount of one is no number above 0."""
        rows = zip(self.part, self.part_name, self.part_amount, strict=False)
        return [_harvested(typed or chosen, amount) for chosen, typed, amount in rows if typed or chosen]


def _harvested(name: str, typed: str) -> Harvested:
    amount = read_number(typed or "1")
    if not 0 < amount <= MOST:
        raise NotAnAmount(_("Write a number above 0"))
    return Harvested(name, amount)


class SaleForm(LeaveForm):
    """Who bought or got it; the price is for all of it."""

    sell_reason: SellReason
    taker: str = Field(max_length=120)
    price_ore: Kroner = Field(default=0, ge=0)

    def disposal(self) -> Disposal:
        return Disposal(taker=self.taker, taker_cvr=self.taker_cvr, price_ore=self.price_ore)


class ReceiptForm(Form):
    receipt_note: str = Field(default="", max_length=200)


class SendOutForm(Form):
    """To whom the thing goes for repair."""

    repairer: str = Field(max_length=80)
    expected_on: date | None = None
    note: str = Field(default="", max_length=200)


class TakeBackForm(Form):
    """The thing is back: what the repair cost."""

    price_ore: Kroner = Field(ge=0)
    note: str = Field(default="", max_length=200)


class ElectricityForm(Form):
    """Watt-hours as a meter showed them."""

    watt_hours: int = Field(ge=0, le=100_000)
