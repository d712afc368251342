"""Who from another municipality may see the totals of this one's report."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow


class ReportGuest(TenantRow, table=True):
    """A person of another municipality who leads here too: sees the report's totals, and nothing else, until it ends.

    Bound to the person who was there when it was given, not to an e-mail address that somebody may get later.
    """

    __tablename__ = "report_guest"
    __table_args__ = (
        Index("uq_report_guest_live", "municipality_id", "person_id", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("ix_report_guest_person", "person_id"),
    )  # fmt: skip

    person_id: UUID = Field(foreign_key="person.id")
    given_by_id: UUID = Field(foreign_key="person.id")
    given_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
