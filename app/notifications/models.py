"""Letters: written in the worker, sent by SMTP, each with a Message-ID that never changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow


class Letter(TenantRow, table=True):
    """One e-mail to one person about one event; the pair is written once."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    event_id: UUID
    person_id: UUID = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=40)
    to_address: str = Field(max_length=200)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    message_id: str = Field(max_length=200, unique=True)
    language: str = Field(default="da", max_length=2)
    link: str = Field(default="", max_length=300)
    link_label: str = Field(default="", max_length=80)
    written_at: datetime = Field(default_factory=now)
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = Field(default="", max_length=300)
