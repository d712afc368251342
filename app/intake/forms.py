"""What the pages on surplus may send."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.accounts.models import Access
from app.core.clock import today
from app.core.forms import Form
from app.core.i18n import Text, _
from app.intake.models import DonorAnswer, Instead, Looks, What

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{6,}")


def _said(sentence: Text) -> Callable[[str], str]:
    """A rule that something is written; the sentence says what is missing."""

    def check(text: str) -> str:
        if not text:
            raise ValueError(sentence)
        return text

    return check


def _not_past(day: date | None) -> date | None:
    if day is not None and day < today():
        raise ValueError(_("That day is over. Choose today or a later day"))
    return day


def _dialled(phone: str) -> str:
    if phone and not _PHONE.fullmatch(phone):
        raise ValueError(_("Write a phone number, for example 12 34 56 78"))
    return phone


def _answered(instead: Instead | None) -> Instead:
    if instead is None:
        raise ValueError(_("Choose what they can do instead"))
    return instead


class WhatForm(Form):
    """What it is, how many, how it looks."""

    what: What | None = None
    quantity: int = Field(default=1, ge=1, le=500)
    looks: Looks | None = None
    note: str = Field(default="", max_length=1000)
    category_id: UUID | None = None


class LineForm(Form):
    """One of several things that were reported: so many that are the same."""

    quantity: int = Field(default=1, ge=1, le=500)
    words: str = Field(default="", max_length=120)
    category_id: UUID | None = None
    is_set: bool = False


class RoomForm(Form):
    """What is said of all the things together, where several were reported."""

    looks: Looks | None = None
    note: str = Field(default="", max_length=1000)


class WhereForm(Form):
    """Where it stands, how to get there, whom to call. The door's width in whole centimetres."""

    institution_id: UUID
    room: str = Field(default="", max_length=120)
    access: Access | None = None
    floor: str = Field(default="", max_length=40)
    door_width_cm: int | None = Field(default=None, ge=30, le=500)
    contact_name: str = Field(default="", max_length=120)
    contact_phone: Annotated[str, Field(max_length=30), AfterValidator(_dialled)] = ""
    wanted_on: Annotated[date | None, AfterValidator(_not_past)] = None
    stays_put: bool = False
    donor_answer: DonorAnswer = DonorAnswer.UNKNOWN


class AnswerForm(Form):
    answer: Annotated[str, Field(max_length=500), AfterValidator(_said(_("Write your answer")))] = Field(
        default="", validate_default=True
    )


class AskForm(Form):
    question: Annotated[str, Field(max_length=500), AfterValidator(_said(_("Write what you want to know")))] = Field(
        default="", validate_default=True
    )


class DeclineForm(Form):
    """Why not, and what they can do with the things instead; `instead` is never None in a form that is read."""

    reason: Annotated[str, Field(max_length=500), AfterValidator(_said(_("Write why you say no")))] = Field(
        default="", validate_default=True
    )
    instead: Annotated[Instead | None, AfterValidator(_answered)] = Field(default=None, validate_default=True)
