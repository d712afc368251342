"""A page of management control: one place and one quarter, signed once, and from then on as it was signed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow

LONGEST_COMMENT = 1000


class Oversight(TenantRow, table=True):
    """One place's quarter, opened when the quarter has ended. Nothing of it changes once it is signed (triggers).

    `covers` is the workplaces whose accounts the page is about, as they were when it was opened.
    """

    __tablename__ = "oversight"
    __table_args__ = (
        UniqueConstraint("municipality_id", "institution_id", "quarter"),
        CheckConstraint(
            "(signed_at IS NULL) = (signed_by_id IS NULL) AND (signed_at IS NULL) = (hash = '')", name="signature"
        ),
    )

    institution_id: UUID = Field(foreign_key="institution.id", index=True)
    quarter: str = Field(max_length=7)  # 2026-Q3
    first_on: date
    last_on: date
    covers: str = Field(sa_type=Text)  # canonical JSON: a list of institution ids
    opened_at: datetime = Field(default_factory=now)
    due_on: date
    reminded_at: datetime | None = None
    overdue_at: datetime | None = None  # when those who check were told
    content: str = Field(default="", sa_type=Text)  # canonical JSON of what was signed (app.oversight.content)
    hash: str = Field(default="", max_length=64)  # SHA-256 of the content
    comment: str = Field(default="", max_length=LONGEST_COMMENT)
    signed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    signed_at: datetime | None = None

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None
