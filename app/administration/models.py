"""Files that were sent for import: kept from the preview until they are read in, then only their fingerprint."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class ImportKind(StrEnum):
    INSTITUTIONS = "institutions"
    ITEMS = "items"
    PURCHASES = "purchases"


def _once(kind: ImportKind) -> Index:
    """The same list is read in once: the index keeps that promise when two press the button together."""
    read_in = text(f"kind = '{kind}' AND imported_at IS NOT NULL")
    name, keys = f"uq_import_file_{kind}_once", ("municipality_id", "sha256")
    return Index(name, *keys, unique=True, sqlite_where=read_in, postgresql_where=read_in)


class ImportFile(TenantRow, table=True):
    """One file sent for import. The content goes as soon as it is read in; the fingerprint stays."""

    __tablename__ = "import_file"
    __table_args__ = (_once(ImportKind.ITEMS), _once(ImportKind.PURCHASES))

    kind: ImportKind = Field(sa_type=choice(ImportKind))
    name: str = Field(max_length=120)
    sha256: str = Field(max_length=64)
    content: bytes = Field(default=b"", sa_type=LargeBinary)
    sent_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime = Field(default_factory=now)
    imported_at: datetime | None = None
    rows: int = 0
