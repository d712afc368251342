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


class ImportFile(TenantRow, table=True):
    """One file sent for import. The content goes as soon as it is read in; the fingerprint stays."""

    __tablename__ = "import_file"
    __table_args__ = (
        # The same list of things is read in once: the index keeps that promise when two press the button together.
        Index(
            "uq_import_file_items_once",
            "municipality_id",
            "sha256",
            unique=True,
            sqlite_where=text("kind = 'items' AND imported_at IS NOT NULL"),
            postgresql_where=text("kind = 'items' AND imported_at IS NOT NULL"),
        ),
    )

    kind: ImportKind = Field(sa_type=choice(ImportKind))
    name: str = Field(max_length=120)
    sha256: str = Field(max_length=64)
    content: bytes = Field(default=b"", sa_type=LargeBinary)
    sent_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    sent_at: datetime = Field(default_factory=now)
    imported_at: datetime | None = None
    rows: int = 0
