"""Photos: what was received, what was made of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class PhotoState(StrEnum):
    RECEIVED = "received"
    READY = "ready"
    FAILED = "failed"


class Photo(TenantRow, table=True):
    """One photo. The same upload key from the same person is the same photo, however often it is sent."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("uploaded_by_id", "upload_key"),)

    state: PhotoState = Field(default=PhotoState.RECEIVED, sa_type=choice(PhotoState))
    uploaded_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    upload_key: str = Field(max_length=80)
    original_key: str | None = Field(default=None, max_length=200)
    sha256: str = Field(default="", max_length=64)
    width: int = 0
    height: int = 0
    placeholder: str = Field(default="", max_length=600)
    fault: str = Field(default="", max_length=200)
    created_at: datetime = Field(default_factory=now)
    ready_at: datetime | None = None
