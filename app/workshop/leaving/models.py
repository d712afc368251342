"""How units leave the workshop for good, and the time some of them spend at a repairer outside."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class DepartureKind(StrEnum):
    """What became of a unit that left for good."""

    SPARE_PARTS = "spare_parts"
    RECYCLED = "recycled"
    SOLD_OFF = "sold_off"


class Fraction(StrEnum):
    """What a unit is sorted into."""

    WOOD = "wood"
    METAL = "metal"
    TEXTILE = "textile"
    PLASTIC = "plastic"
    ELECTRONICS = "electronics"
    RESIDUAL = "residual"


class WasteCode(StrEnum):
    """EAK codes of discarded electronics; the star is a part of the code."""

    EQUIPMENT = "16 02 14"
    HAZARDOUS = "16 02 13*"
    HOUSEHOLD = "20 01 36"


class Batteries(StrEnum):
    """Electronics are handed on only without their batteries."""

    REMOVED = "removed"
    NONE = "none"


class Departure(TenantRow, table=True):
    """A unit left for good: once, with a reason, and a receipt as soon as there is one."""

    __tablename__ = "departure"
    __table_args__ = (
        UniqueConstraint("unit_id"),
        CheckConstraint("price_ore >= 0", name="price"),
    )

    unit_id: UUID = Field(foreign_key="unit.id")
    kind: DepartureKind = Field(sa_type=choice(DepartureKind))
    reason: str = Field(max_length=30)
    note: str = Field(default="", max_length=150)
    taker: str = Field(default="", max_length=120)  # who took the waste, or bought the thing
    taker_cvr: str = Field(default="", max_length=8)
    price_ore: int = 0
    batteries: Batteries | None = Field(default=None, sa_type=choice(Batteries))
    receipt_note: str = Field(default="", max_length=200)
    receipt_photo_id: UUID | None = Field(default=None, foreign_key="photo.id", index=True)
    left_at: datetime = Field(default_factory=now)


class DepartureFraction(TenantRow, table=True):
    """So many grams of a departed unit went to this fraction."""

    __tablename__ = "departure_fraction"
    __table_args__ = (
        UniqueConstraint("departure_id", "fraction"),
        CheckConstraint("grams > 0", name="grams"),
    )

    departure_id: UUID = Field(foreign_key="departure.id")
    fraction: Fraction = Field(sa_type=choice(Fraction))
    grams: int
    waste_code: WasteCode | None = Field(default=None, sa_type=choice(WasteCode))


class ExternalRepair(TenantRow, table=True):
    """A job's unit is, or was, at a repairer outside; the price becomes the job's when the unit is back."""

    __tablename__ = "external_repair"
    __table_args__ = (
        Index("uq_external_repair_out", "job_id", unique=True, sqlite_where=text("returned_at IS NULL"),
              postgresql_where=text("returned_at IS NULL")),
        CheckConstraint("price_ore >= 0", name="price"),
    )  # fmt: skip

    job_id: UUID = Field(foreign_key="job.id", index=True)
    repairer: str = Field(max_length=80)
    sent_at: datetime = Field(default_factory=now)
    expected_on: date | None = None
    price_ore: int = 0
    returned_at: datetime | None = None
    note: str = Field(default="", max_length=200)
