"""Events that never change, and the work that waits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.db import TenantRow, uuid7


class Event(TenantRow, table=True):
    """One thing that happened. Append-only: triggers refuse change and deletion; each hash covers the one before."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("municipality_id", "position"),
        Index("ix_event_subject", "municipality_id", "subject_type", "subject_id"),
    )

    position: int
    at: datetime = Field(default_factory=now)
    name: str = Field(max_length=60)
    actor_id: UUID | None = None
    subject_type: str = Field(max_length=40)
    subject_id: UUID
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    request_id: str = Field(default="", max_length=40)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class EventChain(SQLModel, table=True):
    """The end of one municipality's chain of events; locked for the moment a new event is added."""

    __tablename__ = "event_chain"

    municipality_id: UUID = Field(foreign_key="municipality.id", primary_key=True)
    position: int = 0
    hash: str = Field(default="0" * 64, max_length=64)


class BackgroundTask(SQLModel, table=True):
    """Work that waits for the worker. A key promises that the same work waits only once."""

    __tablename__ = "background_task"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_background_task_waiting", "done_at", "run_at"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    municipality_id: UUID | None = Field(default=None, foreign_key="municipality.id")
    kind: str = Field(max_length=120)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    key: str | None = Field(default=None, max_length=200)
    run_at: datetime = Field(default_factory=now)
    attempts: int = 0
    locked_until: datetime | None = None
    done_at: datetime | None = None
    error: str | None = Field(default=None, max_length=500)


class Deed(TenantRow, table=True):
    """Something a person sent with a key, and what it was answered: the same key is never carried out twice."""

    __tablename__ = "deed"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    person_id: UUID = Field(foreign_key="person.id")
    key: str = Field(max_length=80)
    path: str = Field(max_length=300)
    fingerprint: str = Field(max_length=64)
    location: str = Field(default="", max_length=500)  # where the answer led; empty where it led nowhere
    notice: str = Field(default="", max_length=300)
    html: str = Field(default="", sa_type=Text)  # the part of a page it was answered with, without its token
    at: datetime = Field(default_factory=now, index=True)
