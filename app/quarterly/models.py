"""Who gets the figures of which place by e-mail each quarter."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow

_RUNNING = "ended_at IS NULL"


class ReportSubscription(TenantRow, table=True):
    """One person's wish for one place's figures; without a place it is all the person may see figures of."""

    __tablename__ = "report_subscription"
    __table_args__ = (
        # Two running for the same would be two letters. `subject` says the place, because a unique index takes two
        # empty columns for different ones.
        Index(
            "uq_report_subscription_running",
            "person_id",
            "subject",
            unique=True,
            sqlite_where=text(_RUNNING),
            postgresql_where=text(_RUNNING),
        ),
    )

    person_id: UUID = Field(foreign_key="person.id", index=True)
    institution_id: UUID | None = Field(default=None, foreign_key="institution.id", index=True)
    subject: str = Field(max_length=36)
    language: str = Field(max_length=2)
    told_quarter: str = Field(max_length=7)  # the last one that is told, or that was over when it began: 2026-Q3
    started_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
