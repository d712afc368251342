"""What is kept of the work: figures of groups, by month and half-year. No name, no text, no scheme of anybody."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice
from app.social.cells import Outcome, WorkGroup


class RoleHolder(StrEnum):
    """Who answers for something, by office and never by name."""

    DATA_PROTECTION_OFFICER = "data_protection_officer"
    CONTROLLER = "controller"
    JOB_CENTRE = "job_centre"
    WORKSHOP_LEAD = "workshop_lead"


class ExternalSource(StrEnum):
    """Whose calculator a figure of somebody else's comes from."""

    GROW = "grow"
    CABI = "cabi"
    SOM = "som"
    OTHER = "other"


class SocialMonth(TenantRow, table=True):
    """How many of a group there were in a month, and their hours together."""

    __tablename__ = "social_month"
    __table_args__ = (
        UniqueConstraint("municipality_id", "month", "work_group"),
        CheckConstraint("heads >= 0 AND hours >= 0", name="amounts"),
    )

    month: date  # its first day
    work_group: WorkGroup = Field(sa_type=choice(WorkGroup))
    heads: int
    hours: int


class SocialYear(TenantRow, table=True):
    """What is left of a year's months after twelve months: the largest month's heads, and all hours."""

    __tablename__ = "social_year"
    __table_args__ = (UniqueConstraint("municipality_id", "year", "work_group"),)

    year: int
    work_group: WorkGroup = Field(sa_type=choice(WorkGroup))
    heads: int
    hours: int


class Progression(TenantRow, table=True):
    """So many of a group moved on to one outcome in a half-year, and what the formula needs of them together."""

    __tablename__ = "progression"
    __table_args__ = (
        CheckConstraint("people > 0", name="people"),
        CheckConstraint("months BETWEEN 0 AND 12", name="months"),
        CheckConstraint("wage_ore >= 0 AND after_ore >= 0", name="amounts"),
        CheckConstraint("from_group <> 'special_terms'", name="from_group"),
    )

    half: date = Field(index=True)  # the half-year's first day
    from_group: WorkGroup = Field(sa_type=choice(WorkGroup))
    outcome: Outcome = Field(sa_type=choice(Outcome))
    people: int
    benefit_before: str = Field(default="", max_length=60)  # a key of the rates; empty where it counts for nothing
    benefit_after: str = Field(default="", max_length=60)  # a key of the rates, or empty
    after_ore: int = 0  # a month, where no rate fits, for instance SU
    wage_ore: int = 0  # a month
    months: int = 0  # counted in the half-year and up to twelve after


class ProgressionYear(TenantRow, table=True):
    """What is left of a year's progressions after twelve months: how many, and what they came to."""

    __tablename__ = "progression_year"
    __table_args__ = (UniqueConstraint("municipality_id", "year", "from_group", "outcome"),)

    year: int
    from_group: WorkGroup = Field(sa_type=choice(WorkGroup))
    outcome: Outcome = Field(sa_type=choice(Outcome))
    people: int
    gross_ore: int
    municipal_ore: int


class ExternalFigure(TenantRow, table=True):
    """A year's value as somebody else's calculator has it. It is shown beside ours and never added to it."""

    __tablename__ = "external_figure"
    __table_args__ = (UniqueConstraint("municipality_id", "year"), CheckConstraint("amount_ore >= 0", name="amount"))

    year: int
    amount_ore: int
    calculator: ExternalSource = Field(sa_type=choice(ExternalSource))
    calculated_on: date
    responsible: RoleHolder = Field(sa_type=choice(RoleHolder))


class SocialRules(TenantRow, table=True):
    """What the municipality has decided about its social figures."""

    __tablename__ = "social_rules"
    __table_args__ = (
        UniqueConstraint("municipality_id"),
        CheckConstraint("deadweight_basis_points BETWEEN 0 AND 10000", name="deadweight"),
        CheckConstraint("attribution_basis_points BETWEEN 0 AND 10000", name="attribution"),
        CheckConstraint("(special_allowed_on IS NULL) = (special_allowed_by IS NULL)", name="special_allowed"),
    )

    deadweight_basis_points: int = 0  # would have moved on anyway
    attribution_basis_points: int = 10_000  # our part in it
    tax_basis_points: int = 2500  # the municipality's income tax, in hundredths of a percent
    special_allowed_on: date | None = None
    special_allowed_by: RoleHolder | None = Field(default=None, sa_type=choice(RoleHolder))


class SocialRelease(TenantRow, table=True):
    """A table that is out: what it shows, byte for byte, with its fingerprint. Never changed (triggers)."""

    __tablename__ = "social_release"
    __table_args__ = (UniqueConstraint("municipality_id", "period"),)

    period: str = Field(max_length=10)
    released_at: datetime = Field(default_factory=now)
    content: str = Field(sa_type=Text)
    hash: str = Field(max_length=64)
