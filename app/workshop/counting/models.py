"""A count of what stands on a storage place, and what it came to for each thing."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class Found(StrEnum):
    """What a count says of one thing; `MOVED_ON` is one that left the place while it was counted."""

    FOUND = "expected_found"
    MISSING = "missing"
    EXTRA = "extra"
    MOVED_ON = "moved_on"


class StockCount(TenantRow, table=True):
    """One count of a storage place and the places below it; a place is counted once at a time, by however many."""

    __tablename__ = "stock_count"
    __table_args__ = (
        Index("uq_stock_count_open", "place_id", unique=True, sqlite_where=text("closed_at IS NULL"),
              postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip

    place_id: UUID = Field(foreign_key="storage_place.id", index=True)
    started_by_id: UUID = Field(foreign_key="person.id")
    started_at: datetime = Field(default_factory=now)
    closed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = None


class StockCountLine(TenantRow, table=True):
    """One thing of a count. What should be there stands as missing from the start, until it is scanned."""

    __tablename__ = "stock_count_line"
    __table_args__ = (UniqueConstraint("count_id", "unit_id"),)

    count_id: UUID = Field(foreign_key="stock_count.id", index=True)
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    found: Found = Field(sa_type=choice(Found))
    seen_at: datetime | None = None
