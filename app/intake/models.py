"""A report of surplus: what stands where, and what became of it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.accounts.models import Access
from app.core.clock import now
from app.core.db import TenantRow, choice


class ReportState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ASKED = "asked"  # the workshop has a question
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


# A report's way, drawn once. Received directly: somebody brought the things along before anybody had answered.
NEXT_STATES: dict[ReportState, frozenset[ReportState]] = {
    ReportState.DRAFT: frozenset({ReportState.SENT}),
    ReportState.SENT: frozenset(
        {ReportState.ASKED, ReportState.ACCEPTED, ReportState.DECLINED, ReportState.WITHDRAWN, ReportState.RECEIVED}
    ),
    ReportState.ASKED: frozenset(
        {ReportState.SENT, ReportState.ACCEPTED, ReportState.DECLINED, ReportState.WITHDRAWN, ReportState.RECEIVED}
    ),
    ReportState.ACCEPTED: frozenset({ReportState.DECLINED, ReportState.RECEIVED}),
    ReportState.DECLINED: frozenset(),
    ReportState.RECEIVED: frozenset(),
    ReportState.WITHDRAWN: frozenset(),
}


class What(StrEnum):
    CHAIRS = "chairs"
    TABLES = "tables"
    STORAGE = "storage"
    IT = "it"
    CHILDREN = "children"
    OTHER = "other"


class Looks(StrEnum):
    NICE = "nice"
    WORN = "worn"
    BROKEN = "broken"


class DonorAnswer(StrEnum):
    """What would otherwise have happened to the things; for waste kept back, never for displacement."""

    DISCARDED = "discarded"
    STORED = "stored"
    GIVEN_AWAY = "given_away"
    SOLD = "sold"
    UNKNOWN = "unknown"


class Instead(StrEnum):
    """What to do with things the workshop cannot use."""

    RECYCLING_SITE = "recycling_site"
    BULKY_WASTE = "bulky_waste"
    OFFER = "offer"
    KEEP = "keep"


class SurplusReport(TenantRow, table=True):
    """Things an institution no longer uses. A draft from its first photo on, so nothing is lost."""

    __tablename__ = "surplus_report"
    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        Index("ix_surplus_report_state", "municipality_id", "state"),
        CheckConstraint("quantity BETWEEN 1 AND 500", name="quantity"),
    )

    number: str = Field(max_length=12)
    institution_id: UUID = Field(foreign_key="institution.id", index=True)
    reported_by_id: UUID = Field(foreign_key="person.id", index=True)
    state: ReportState = Field(default=ReportState.DRAFT, sa_type=choice(ReportState))
    what: What | None = Field(default=None, sa_type=choice(What))
    quantity: int = 1
    looks: Looks | None = Field(default=None, sa_type=choice(Looks))
    note: str = Field(default="", max_length=1000)
    room: str = Field(default="", max_length=120)
    access: Access | None = Field(default=None, sa_type=choice(Access))
    floor: str = Field(default="", max_length=40)
    door_width_mm: int | None = None
    contact_name: str = Field(default="", max_length=120)
    contact_phone: str = Field(default="", max_length=30)
    wanted_on: date | None = None
    stays_put: bool = False  # it stands where it is until somebody wants it
    donor_answer: DonorAnswer = Field(default=DonorAnswer.UNKNOWN, sa_type=choice(DonorAnswer))
    question: str = Field(default="", max_length=500)
    answer: str = Field(default="", max_length=500)
    decline_reason: str = Field(default="", max_length=500)
    instead: Instead | None = Field(default=None, sa_type=choice(Instead))
    created_at: datetime = Field(default_factory=now)
    sent_at: datetime | None = None
    closed_at: datetime | None = None
    found_at: datetime | None = None  # the last of its things has found its place, and the giver was told

    @property
    def is_draft(self) -> bool:
        return self.state is ReportState.DRAFT

    @property
    def may_get_photos(self) -> bool:
        """Whether the one who reports may still add photos: until the workshop has decided."""
        return self.state in (ReportState.DRAFT, ReportState.SENT, ReportState.ASKED)

    def may_become(self, state: ReportState) -> bool:
        """Whether the drawing has an arrow from the report's state to this one."""
        return state in NEXT_STATES[self.state]


class ReportLine(TenantRow, table=True):
    """One kind of thing in a report: so many that are the same. What it is may be said later, by the workshop."""

    __tablename__ = "report_line"
    __table_args__ = (
        Index("ix_report_line_report_id", "report_id", "position"),
        CheckConstraint("quantity BETWEEN 1 AND 500", name="quantity"),
    )

    report_id: UUID = Field(foreign_key="surplus_report.id")
    position: int
    quantity: int = 1
    words: str = Field(default="", max_length=120)
    category_id: UUID | None = Field(default=None, foreign_key="category.id")
    looks: Looks | None = Field(default=None, sa_type=choice(Looks))
    is_set: bool = False  # they belong together


class ReportPhoto(TenantRow, table=True):
    """A photo of the surplus, of one of its lines where they are told apart."""

    __tablename__ = "report_photo"
    __table_args__ = (UniqueConstraint("report_id", "photo_id"),)

    report_id: UUID = Field(foreign_key="surplus_report.id", index=True)
    photo_id: UUID = Field(foreign_key="photo.id", index=True)
    line_id: UUID | None = Field(default=None, foreign_key="report_line.id", index=True)
    position: int = 0
