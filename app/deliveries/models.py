"""Runs on a date with their stops: collections, deliveries, returns."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.db import TenantRow, choice


class RunState(StrEnum):
    PLANNED = "planned"
    ON_THE_WAY = "on_the_way"
    DONE = "done"


class StopKind(StrEnum):
    DELIVERY = "delivery"
    COLLECTION = "collection"
    RETURN = "return"
    FETCH = "fetch"  # what stands at one workplace until the order of another has it


class StopState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    FAILED = "failed"


class Run(TenantRow, table=True):
    """One trip of the van on one day."""

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_on", "municipality_id", "runs_on"),
        CheckConstraint("capacity_l > 0 AND distance_m >= 0", name="amounts"),
    )

    runs_on: date
    window: str = Field(default="8-12", max_length=20)
    driver_id: UUID | None = Field(default=None, foreign_key="person.id")
    state: RunState = Field(default=RunState.PLANNED, sa_type=choice(RunState))
    capacity_l: int = 14_000
    distance_m: int = 0  # as driven; 0 until somebody says it, and the estimate counts
    note: str = Field(default="", max_length=300)
    started_at: datetime | None = None
    ended_at: datetime | None = None


class Stop(TenantRow, table=True):
    """One errand at one place on a run."""

    __tablename__ = "stop"
    __table_args__ = (
        Index("uq_stop_order_live", "order_id", unique=True,
              sqlite_where=text("order_id IS NOT NULL AND state != 'failed'"),
              postgresql_where=text("order_id IS NOT NULL AND state != 'failed'")),
        Index("uq_stop_report_live", "report_id", unique=True,
              sqlite_where=text("report_id IS NOT NULL AND state != 'failed'"),
              postgresql_where=text("report_id IS NOT NULL AND state != 'failed'")),
        Index("uq_stop_return_live", "return_id", unique=True,
              sqlite_where=text("return_id IS NOT NULL AND state != 'failed'"),
              postgresql_where=text("return_id IS NOT NULL AND state != 'failed'")),
        Index("uq_stop_fetch_planned", "fetch_for_id", "institution_id", unique=True,
              sqlite_where=text("fetch_for_id IS NOT NULL AND state = 'planned'"),
              postgresql_where=text("fetch_for_id IS NOT NULL AND state = 'planned'")),
        UniqueConstraint("run_id", "position"),
        CheckConstraint(
            "(order_id IS NULL OR report_id IS NULL) AND (order_id IS NULL OR return_id IS NULL) "
            "AND (report_id IS NULL OR return_id IS NULL)", name="one_errand",
        ),
    )  # fmt: skip

    run_id: UUID = Field(foreign_key="run.id", index=True)
    position: int
    kind: StopKind = Field(sa_type=choice(StopKind))
    institution_id: UUID = Field(foreign_key="institution.id")
    order_id: UUID | None = Field(default=None, foreign_key="order_placed.id")
    report_id: UUID | None = Field(default=None, foreign_key="surplus_report.id")
    return_id: UUID | None = Field(default=None, foreign_key="order_return.id")
    fetch_for_id: UUID | None = Field(default=None, foreign_key="order_placed.id", index=True)
    state: StopState = Field(default=StopState.PLANNED, sa_type=choice(StopState))
    done_at: datetime | None = None
    done_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", max_length=300)
