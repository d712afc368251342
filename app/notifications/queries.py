"""Letters, as the administrator sees them: to whom, about what, and whether they went. Never what they say."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Person
from app.core.config import settings
from app.core.i18n import Text, _
from app.notifications.models import Letter

PAGE_LENGTH = 50


@dataclass(frozen=True)
class LetterRow:
    """One letter in the list."""

    id: UUID
    name: str
    to_address: str
    subject: str
    written_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    failure: str

    @property
    def state(self) -> tuple[Text, str, str]:
        """The state in words, the colour of its tag, its icon."""
        if self.sent_at is not None:
            return _("Sent"), "good", "check"
        if self.failed_at is not None:
            return _("Could not be sent"), "bad", "alert-circle"
        if not settings().smtp_url:
            return _("Kept, not sent"), "warn", "inbox"
        return _("Waiting to be sent"), "info", "clock"


_LETTERS = (
    sa.select(
        col(Letter.id), col(Person.name), col(Letter.to_address), col(Letter.subject), col(Letter.written_at),
        col(Letter.sent_at), col(Letter.failed_at), col(Letter.failure),
    )
    .join(Person, col(Person.id) == col(Letter.person_id))
    .where(col(Letter.municipality_id) == sa.bindparam("municipality_id"))
    .order_by(col(Letter.id).desc())
    .limit(PAGE_LENGTH + 1)
)  # fmt: skip
_LETTERS_BEFORE = _LETTERS.where(col(Letter.id) < sa.bindparam("before", type_=sa.Uuid()))


def letters(db: Session, *, before: UUID | None = None) -> tuple[list[LetterRow], UUID | None]:
    """The municipality's letters, newest first, a page long; and where the next page begins, None at the end."""
    names = {"municipality_id": db.info["municipality_id"]}
    found = db.execute(_LETTERS_BEFORE, {**names, "before": before}) if before else db.execute(_LETTERS, names)
    rows = [LetterRow(*row) for row in found]
    return rows[:PAGE_LENGTH], rows[PAGE_LENGTH - 1].id if len(rows) > PAGE_LENGTH else None
