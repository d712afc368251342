"""Reports that were asked for as PDF, and the files that were made of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class MadeState(StrEnum):
    WAITING = "waiting"
    COUNTING = "counting"
    DRAWING = "drawing"
    READY = "ready"
    FAILED = "failed"


class MadeReport(TenantRow, table=True):
    """One person's PDF of one report; the file lies in the storage as `file_key`, and is swept after a week."""

    __tablename__ = "made_report"

    asked_by_id: UUID = Field(foreign_key="person.id", index=True)
    period: str = Field(max_length=10)
    institution_id: UUID | None = Field(default=None, foreign_key="institution.id")
    own: bool = False
    scope: str = Field(sa_type=Text)  # the part of the tree the person could see figures of when asking
    language: str = Field(max_length=2)
    state: MadeState = Field(default=MadeState.WAITING, sa_type=choice(MadeState))
    asked_at: datetime = Field(default_factory=now)
    finished_at: datetime | None = None

    @property
    def file_key(self) -> str:
        return f"reports/{self.id}.pdf"
