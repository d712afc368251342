"""Goals of a year, and campaigns: what somebody wants to reach, for how much of the tree, and when."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice

_STANDING = "withdrawn_at IS NULL"


class GoalKind(StrEnum):
    """What is counted, and in which unit the target stands."""

    THINGS = "things"  # things got from reuse
    MONEY = "money"  # saved, net: øre
    SHARE = "share"  # of what was needed, so many percent reused
    FEWER_NEW = "fewer_new"  # at most so many bought new


class Goal(TenantRow, table=True):
    """What a workplace with all below it (none: the whole municipality) wants to reach in a calendar year."""

    __tablename__ = "goal"
    __table_args__ = (
        # Two goals for the same would be two answers to one question. `subject` says place and kind of thing, because
        # a unique index takes two empty columns for different ones.
        Index(
            "uq_goal_standing",
            "municipality_id",
            "year",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text(_STANDING),
            postgresql_where=text(_STANDING),
        ),
        CheckConstraint("target >= 0", name="target"),
        CheckConstraint("kind <> 'share' OR target <= 100", name="share"),
        CheckConstraint("kind <> 'fewer_new' OR category_key <> ''", name="category"),
    )

    year: int
    kind: GoalKind = Field(sa_type=choice(GoalKind))
    institution_id: UUID | None = Field(default=None, foreign_key="institution.id", index=True)
    category_key: str = Field(default="", max_length=40)  # empty for every kind of thing
    subject: str = Field(max_length=80)
    target: int  # in the unit of its kind
    set_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    set_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None


class Campaign(TenantRow, table=True):
    """An effort for reuse in some days, for some kinds of things or all, at a place with all below it or everywhere."""

    __tablename__ = "campaign"
    __table_args__ = (
        Index("ix_campaign_days", "municipality_id", "first_on"),
        CheckConstraint("first_on <= last_on", name="days"),
    )

    name: str = Field(max_length=80)
    institution_id: UUID | None = Field(default=None, foreign_key="institution.id", index=True)
    first_on: date
    last_on: date  # both days included
    category_keys: str = Field(default="", max_length=1000)  # with a space between; empty for every kind of thing
    set_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    set_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the kinds of things it is about; none where it is about all of them."""
        return tuple(self.category_keys.split())
