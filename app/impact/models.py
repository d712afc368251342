"""The impact ledger: one immutable line per handed-over unit, return or correction, and the sums kept of them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.db import TenantRow, choice


class EntryKind(StrEnum):
    HAND_OVER = "hand_over"
    RETURN = "return"
    CORRECTION = "correction"
    UNDO = "undo"


class ImpactEntry(TenantRow, table=True):
    """One booked line; never changed (triggers), only followed by another. Reports are sums of these lines."""

    __tablename__ = "impact_entry"
    __table_args__ = (
        UniqueConstraint("municipality_id", "key"),
        UniqueConstraint("reverses_id"),
        Index("ix_impact_entry_reservation", "reservation_id"),
        Index("ix_impact_entry_report", "municipality_id", "booked_on", "institution_id", "category_key"),
        Index("ix_impact_entry_institution", "municipality_id", "institution_id", "booked_on"),
    )

    key: str = Field(max_length=120)  # hand_over:<event id> and the like: the same thing is booked once
    reservation_id: UUID | None = None
    reverses_id: UUID | None = Field(default=None, foreign_key="impact_entry.id")
    kind: EntryKind = Field(sa_type=choice(EntryKind))
    booked_at: datetime = Field(default_factory=now)
    booked_on: date
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    unit_number: str = Field(max_length=12)
    unit_title: str = Field(max_length=120)
    category_key: str = Field(max_length=40)
    institution_id: UUID = Field(foreign_key="institution.id")  # the receiver
    giver_id: UUID | None = Field(default=None, foreign_key="institution.id")
    order_number: str = Field(default="", max_length=20)
    answer: str = Field(max_length=10)
    quantity: int = 1  # 1 handed over, -1 returned, 0 corrected
    gross_ore: int
    likely_ore: int
    net_ore: int
    low_ore: int
    high_ore: int
    gross_co2e_g: int
    likely_co2e_g: int
    net_co2e_g: int
    low_co2e_g: int
    high_co2e_g: int
    burden_co2e_g: int
    cost_ore: int  # external cost + parts + labour
    price_ore: int  # the internal price: turnover
    waste_g: int = 0
    factor_set: str = Field(max_length=40)
    frozen: str = Field(sa_type=Text)  # canonical JSON of every factor used (app.impact.frozen.Frozen)


class Span(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    EVER = "ever"


class ImpactSum(SQLModel, table=True):
    """The sums of the lines of one day, month or year, or of all: of all of them, or of one workplace, kind or giver.

    Kept in the transaction that books a line (app.impact.sums); only ever what summing the lines anew would give.
    """

    __tablename__ = "impact_sum"
    __table_args__ = (
        Index("ix_impact_sum_place", "municipality_id", "span", "institution_id", "giver_id", "starts_on"),
    )

    municipality_id: UUID = Field(foreign_key="municipality.id", primary_key=True)
    span: Span = Field(sa_type=choice(Span), primary_key=True)
    category_key: str = Field(max_length=40, primary_key=True)  # empty for all of them
    starts_on: date = Field(primary_key=True)
    giver_id: UUID = Field(primary_key=True)  # app.impact.sums.EVERY for all of them, NOBODY where it is not known
    institution_id: UUID = Field(primary_key=True)  # EVERY for all of them
    lines: int = Field(sa_type=BigInteger)
    things: int = Field(sa_type=BigInteger)
    gross_ore: int = Field(sa_type=BigInteger)
    likely_ore: int = Field(sa_type=BigInteger)
    net_ore: int = Field(sa_type=BigInteger)
    low_ore: int = Field(sa_type=BigInteger)
    high_ore: int = Field(sa_type=BigInteger)
    gross_co2e_g: int = Field(sa_type=BigInteger)
    likely_co2e_g: int = Field(sa_type=BigInteger)
    net_co2e_g: int = Field(sa_type=BigInteger)
    low_co2e_g: int = Field(sa_type=BigInteger)
    high_co2e_g: int = Field(sa_type=BigInteger)
    burden_co2e_g: int = Field(sa_type=BigInteger)
    cost_ore: int = Field(sa_type=BigInteger)
    price_ore: int = Field(sa_type=BigInteger)
    waste_g: int = Field(sa_type=BigInteger)
    hand_overs: int = Field(sa_type=BigInteger)
    answered: int = Field(sa_type=BigInteger)
    priced: int = Field(sa_type=BigInteger)
    priced_own: int = Field(default=0, sa_type=BigInteger)
    weighed: int = Field(default=0, sa_type=BigInteger)
    would_buy: int = Field(default=0, sa_type=BigInteger)


class FactorSetVersion(TenantRow, table=True):
    """A factor set as it was loaded, whole; never changed (triggers). The one with the highest number is in force."""

    __tablename__ = "factor_set"
    __table_args__ = (UniqueConstraint("municipality_id", "number"),)

    number: int
    version: str = Field(max_length=40, index=True)  # what booked lines say in `factor_set`
    loaded_at: datetime = Field(default_factory=now)
    loaded_by_id: UUID | None = Field(default=None, foreign_key="person.id")  # none: it came with Omløb
    hash: str = Field(max_length=64)
    content: str = Field(sa_type=Text)  # canonical JSON: the text of each file by its name


class ClosedPeriod(TenantRow, table=True):
    """A month, quarter or year whose report stands for ever: its bytes are kept here, and never changed (triggers)."""

    __tablename__ = "closed_period"
    __table_args__ = (
        UniqueConstraint("municipality_id", "period"),
        Index("ix_closed_period_days", "municipality_id", "first_on", "last_on"),
    )

    period: str = Field(max_length=10)  # 2026-03, 2026-Q1, 2026
    first_on: date
    last_on: date
    closed_at: datetime = Field(default_factory=now)
    closed_by_id: UUID = Field(foreign_key="person.id")
    hash: str = Field(max_length=64)  # SHA-256 of the content
    content: str = Field(sa_type=Text)  # canonical JSON of the report (app.reports.closing)
