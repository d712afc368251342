"""What the administrator's pages may send."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.accounts.models import ApprovalRule, PriceMode, Role
from app.accounts.upkeep import LONGEST_PASSWORD, SHORTEST_PASSWORD, WeakPassword
from app.core.amounts import Kroner
from app.core.forms import Form
from app.core.i18n import _

_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_PHONE = re.compile(r"\+?[0-9 ]{8,20}")


def _an_email(typed: str) -> str:
    if typed and not _EMAIL.fullmatch(typed):
        raise ValueError(_("Write an e-mail address, for example anna@example.dk"))
    return typed


def _a_phone(typed: str) -> str:
    if typed and not _PHONE.fullmatch(typed):
        raise ValueError(_("Write a telephone number, for example 12 34 56 78"))
    return typed


def _a_password(typed: str) -> str:
    if not SHORTEST_PASSWORD <= len(typed) <= LONGEST_PASSWORD:
        raise ValueError(WeakPassword(least=SHORTEST_PASSWORD).sentence)
    return typed


Email = Annotated[str, Field(max_length=200), AfterValidator(_an_email)]
Phone = Annotated[str, Field(max_length=30), AfterValidator(_a_phone)]
Password = Annotated[str, AfterValidator(_a_password)]


class PersonForm(Form):
    name: str = Field(max_length=120)
    email: Email
    phone: Phone = ""
    institution_id: UUID | None = None


class NewPersonForm(PersonForm):
    password: Password
    role: Role = Role.EMPLOYEE


class RoleForm(Form):
    role: Role
    place_id: UUID | None = None


class PasswordForm(Form):
    password: Password


class SettingsForm(Form):
    shop_name: str = Field(max_length=80)
    workshop_name: str = Field(max_length=80)
    workshop_address: str = Field(default="", max_length=200)
    phone: Phone = ""
    email: Email = ""
    opening_hours: str = Field(default="", max_length=120)
    price_mode: PriceMode
    handling_fee_ore: Kroner = 0
    approval_rule: ApprovalRule
    approval_limit_ore: Kroner = 0
    approval_days: int = Field(ge=1, le=60)
    extra_trip_ore: Kroner = 0
    hold_minutes: int = Field(ge=5, le=1440)
    return_days: int = Field(ge=0, le=365)
    labour_ore_per_hour: Kroner = 0
    check_by_another: bool = False
