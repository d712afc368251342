"""A job on a unit and everything it records."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class JobState(StrEnum):
    OPEN = "open"
    TO_CHECK = "to_check"
    PASSED = "passed"
    STOPPED = "stopped"


class StopReason(StrEnum):
    """Why the work on a unit stopped before it was done."""

    MISSING_PARTS = "missing_parts"
    TOO_HARD = "too_hard"
    IMPOSSIBLE = "impossible"
    SCRAPPED = "scrapped"


class PhotoMoment(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    FAULT = "fault"


class Station(TenantRow, table=True):
    """A place in the workshop where one kind of work is done; a closed one takes no more things."""

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("municipality_id", "name"),)

    name: str = Field(max_length=60)
    position: int = 0
    closed_at: datetime | None = None


class StationCategory(TenantRow, table=True):
    """Things of this category are worked on at this station; a category belongs to one station at most."""

    __tablename__ = "station_category"
    __table_args__ = (UniqueConstraint("category_id"),)

    station_id: UUID = Field(foreign_key="station.id", index=True)
    category_id: UUID = Field(foreign_key="category.id")


class ChecklistStep(TenantRow, table=True):
    """One step of a category's checklist; data the workshop lead may edit."""

    __tablename__ = "checklist_step"
    __table_args__ = (UniqueConstraint("category_id", "position"),)

    category_id: UUID = Field(foreign_key="category.id", index=True)
    position: int
    text_da: str = Field(max_length=120)
    text_en: str = Field(max_length=120)
    icon: str = Field(default="tool", max_length=40)
    photo_id: UUID | None = Field(default=None, foreign_key="photo.id", index=True)


class Job(TenantRow, table=True):
    """The work that makes one unit ready. Minutes belong to the thing, never to a named person's performance."""

    __tablename__ = "job"
    __table_args__ = (
        Index("uq_job_live", "unit_id", unique=True, sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
        Index("ix_job_state", "municipality_id", "state"),
        Index("ix_job_started", "municipality_id", "started_at"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )  # fmt: skip

    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    state: JobState = Field(default=JobState.OPEN, sa_type=choice(JobState))
    started_by_id: UUID = Field(foreign_key="person.id")
    started_at: datetime = Field(default_factory=now)
    minutes: int = 0
    timer_started_at: datetime | None = None
    last_minutes: int = 0  # what was added last, so that it can be taken back
    last_minutes_at: datetime | None = None
    electricity_wh: int = 0
    external_cost_ore: int = 0
    stop_reason: StopReason | None = Field(default=None, sa_type=choice(StopReason))
    stop_note: str = Field(default="", max_length=300)
    finished_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    finished_at: datetime | None = None
    checked_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    checked_at: datetime | None = None
    check_note: str = Field(default="", max_length=300)
    faults: str = Field(default="", max_length=500)
    suitability: str = Field(default="", max_length=200)  # words of catalogue.suitability.Suitability
    ended_at: datetime | None = None


class JobTask(TenantRow, table=True):
    """One step of a job, as it stood in the checklist when the job began."""

    __tablename__ = "job_task"
    __table_args__ = (UniqueConstraint("job_id", "position"),)

    job_id: UUID = Field(foreign_key="job.id", index=True)
    position: int
    text_da: str = Field(max_length=120)
    text_en: str = Field(max_length=120)
    icon: str = Field(default="tool", max_length=40)
    photo_id: UUID | None = Field(default=None, foreign_key="photo.id", index=True)
    done_at: datetime | None = None
    done_by_id: UUID | None = Field(default=None, foreign_key="person.id")


class HelpCall(TenantRow, table=True):
    """Somebody asked the lead for help with a job; it stands on the lead's board until it is answered."""

    __tablename__ = "help_call"
    __table_args__ = (Index("ix_help_call_open", "municipality_id", "answered_at"),)

    job_id: UUID = Field(foreign_key="job.id", index=True)
    step: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=300)
    asked_at: datetime = Field(default_factory=now)
    asked_by_id: UUID = Field(foreign_key="person.id")
    answered_at: datetime | None = None


class JobPart(TenantRow, table=True):
    """A part or material that went into a unit: its price and its climate burden."""

    __tablename__ = "job_part"
    __table_args__ = (CheckConstraint("quantity > 0 AND cost_ore >= 0 AND co2e_g >= 0", name="amounts"),)

    job_id: UUID = Field(foreign_key="job.id", index=True)
    name: str = Field(max_length=120)
    quantity: int = 1
    cost_ore: int = 0  # for all of them
    co2e_g: int = 0  # for all of them
    factor_key: str = Field(default="", max_length=40)
    stock_id: UUID | None = Field(default=None, foreign_key="part_stock.id", index=True)
    from_stock: int = 0  # thousandths of the stock's unit, so that all of it can be put back


class JobPhoto(TenantRow, table=True):
    """A photo from before or after the work, or of a mark that is left; `words` say what a mark is."""

    __tablename__ = "job_photo"
    __table_args__ = (UniqueConstraint("job_id", "photo_id"),)

    job_id: UUID = Field(foreign_key="job.id", index=True)
    photo_id: UUID = Field(foreign_key="photo.id", index=True)
    moment: PhotoMoment = Field(sa_type=choice(PhotoMoment))
    words: str = Field(default="", max_length=80)
