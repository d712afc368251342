"""The workshop's own stock of parts and materials, and every movement of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class PartUnit(StrEnum):
    """What a part is counted in."""

    PIECE = "piece"
    KG = "kg"
    METRE = "metre"


class MovementWhy(StrEnum):
    """Why the stock of a part became larger or smaller."""

    BOUGHT = "bought"
    DONATED = "donated"
    FROM_UNIT = "from_unit"
    USED = "used"
    PUT_BACK = "put_back"
    COUNTED = "counted"


class PartStock(TenantRow, table=True):
    """A part or material the workshop keeps. `on_hand` is the sum of its movements, in thousandths of the unit."""

    __tablename__ = "part_stock"
    __table_args__ = (
        UniqueConstraint("municipality_id", "name"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("low_at >= 0 AND price_ore >= 0 AND co2e_g >= 0", name="amounts"),
        CheckConstraint("NOT is_donated OR price_ore = 0", name="donated"),
    )

    name: str = Field(max_length=80)
    unit: PartUnit = Field(default=PartUnit.PIECE, sa_type=choice(PartUnit))
    on_hand: int = 0  # thousandths of a piece, kg or metre
    low_at: int = 0  # thousandths; at or below it there is too little
    price_ore: int = 0  # for one piece, kg or metre
    co2e_g: int = 0  # for one piece, kg or metre
    factor_key: str = Field(default="", max_length=40)
    co2e_source: str = Field(default="", max_length=120)
    place: str = Field(default="", max_length=40)
    is_donated: bool = False
    partner: str = Field(default="", max_length=80)
    is_active: bool = True


class PartMovement(TenantRow, table=True):
    """So much came in or went out. Rows are only added: a mistake is corrected by the next movement."""

    __tablename__ = "part_movement"
    __table_args__ = (CheckConstraint("change <> 0", name="change"),)

    stock_id: UUID = Field(foreign_key="part_stock.id", index=True)
    change: int  # thousandths; below zero where it went out
    why: MovementWhy = Field(sa_type=choice(MovementWhy))
    job_id: UUID | None = Field(default=None, foreign_key="job.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    partner: str = Field(default="", max_length=80)
    price_ore: int = 0  # paid for all of it
    note: str = Field(default="", max_length=200)
    moved_at: datetime = Field(default_factory=now)
