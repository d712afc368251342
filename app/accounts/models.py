"""Who is there: municipalities, their institutions and accounts, people, roles, sessions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.db import TenantRow, choice, uuid7


class PriceMode(StrEnum):
    FIXED = "fixed"
    FREE = "free"
    HANDLING_FEE = "handling_fee"


class ApprovalRule(StrEnum):
    ABOVE_LIMIT = "above_limit"
    ALWAYS = "always"
    NEVER = "never"


class InstitutionKind(StrEnum):
    DIRECTORATE = "directorate"
    CENTRE = "centre"
    INSTITUTION = "institution"


class Access(StrEnum):
    """How the driver gets to the things."""

    STREET = "street"
    LIFT = "lift"
    STAIRS = "stairs"


class Role(StrEnum):
    EMPLOYEE = "employee"
    CARETAKER = "caretaker"
    APPROVER = "approver"
    INSTITUTION_MANAGER = "institution_manager"
    WORKSHOP = "workshop"
    WORKSHOP_LEAD = "workshop_lead"
    DRIVER = "driver"
    LEADER = "leader"
    FINANCE = "finance"
    ADMINISTRATOR = "administrator"


class Municipality(SQLModel, table=True):
    """The tenant, with the few rules it sets itself."""

    __tablename__ = "municipality"
    __table_args__ = (CheckConstraint("approval_limit_ore >= 0 AND handling_fee_ore >= 0", name="money"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    slug: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=80)
    shop_name: str = Field(max_length=80)
    workshop_name: str = Field(max_length=80)
    workshop_address: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=30)
    email: str = Field(default="", max_length=200)
    opening_hours: str = Field(default="", max_length=120)
    price_mode: PriceMode = Field(default=PriceMode.FIXED, sa_type=choice(PriceMode))
    handling_fee_ore: int = 0
    approval_rule: ApprovalRule = Field(default=ApprovalRule.ABOVE_LIMIT, sa_type=choice(ApprovalRule))
    approval_limit_ore: int = 200_000
    approval_days: int = 5
    extra_trip_ore: int = 25_000
    hold_minutes: int = 60
    return_days: int = 14
    labour_ore_per_hour: int = 25_000
    check_by_another: bool = False
    is_demo: bool = False
    created_at: datetime = Field(default_factory=now)


class Institution(TenantRow, table=True):
    """A workplace in the municipality's tree. `path` lists the ids from the root down, so a branch is one LIKE."""

    __tablename__ = "institution"
    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        Index("ix_institution_path", "municipality_id", "path"),
    )

    parent_id: UUID | None = Field(default=None, foreign_key="institution.id")
    number: str = Field(max_length=20)
    path: str = Field(max_length=300)
    name: str = Field(max_length=120)
    kind: InstitutionKind = Field(default=InstitutionKind.INSTITUTION, sa_type=choice(InstitutionKind))
    gln: str = Field(default="", max_length=13)
    address: str = Field(default="", max_length=120)
    postal_code: str = Field(default="", max_length=4)
    town: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=30)
    access: Access = Field(default=Access.STREET, sa_type=choice(Access))
    access_note: str = Field(default="", max_length=200)
    distance_m: int = 0
    closed_at: datetime | None = None


class Account(TenantRow, table=True):
    """What an order is paid from: a cost centre of an institution."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("municipality_id", "number"),)

    institution_id: UUID = Field(foreign_key="institution.id", index=True)
    number: str = Field(max_length=30)
    name: str = Field(max_length=120)
    closed_at: datetime | None = None


class Person(TenantRow, table=True):
    """Somebody who signs in. No fact about health, employment scheme or case has a place here."""

    __tablename__ = "person"

    email: str = Field(max_length=200, unique=True)
    name: str = Field(max_length=120)
    phone: str = Field(default="", max_length=30)
    password_hash: str = Field(default="", max_length=200)
    language: str = Field(default="da", max_length=2)
    institution_id: UUID | None = Field(default=None, foreign_key="institution.id")
    is_demo: bool = False
    disabled_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)


class RoleHeld(TenantRow, table=True):
    """A role held at an institution and everything below it, or (without one) in the whole municipality."""

    __tablename__ = "role_held"
    __table_args__ = (UniqueConstraint("person_id", "role", "institution_id"),)

    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=choice(Role))
    institution_id: UUID | None = Field(default=None, foreign_key="institution.id")


class SignInSession(TenantRow, table=True):
    """A signed-in browser. The table holds only a digest of the cookie's token."""

    __tablename__ = "sign_in_session"

    token_digest: str = Field(max_length=64, unique=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(default_factory=now)
    last_seen_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None


class SignInAttempt(SQLModel, table=True):
    """A failed try to sign in, counted per address and per e-mail (both as digests)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    key: str = Field(max_length=64)
    at: datetime = Field(default_factory=now)


class NumberSeries(TenantRow, table=True):
    """The next short number of one kind (units, orders, reports) in one municipality."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("municipality_id", "kind"),)

    kind: str = Field(max_length=30)
    next_number: int = 1
