"""Labels that are printed before they have a thing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow


class LabelCode(TenantRow, table=True):
    """A pre-printed label: its code opens the unit it was stuck on, and asks what it is on until then."""

    __tablename__ = "label_code"
    __table_args__ = (
        UniqueConstraint("municipality_id", "code"),
        CheckConstraint("(unit_id IS NULL) = (bound_at IS NULL)", name="bound"),
    )

    code: str = Field(max_length=12)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    bound_at: datetime | None = None
    printed_at: datetime = Field(default_factory=now)
