"""Let a leader of another municipality see this one's totals, and stop it again."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.core.clock import now
from app.core.db import unscoped
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.reports.guests.models import ReportGuest


class NobodyElsewhere(DomainError):
    status = 422
    message = _("Nobody in another municipality signs in with that address. Ask them which address they use.")


class SeesAlready(DomainError):
    status = 422
    message = _("They see your totals already.")


def let_guest_see(db: Session, email: str, *, by: Viewer) -> ReportGuest:
    """Let the person who signs in elsewhere with this address see the totals. `NobodyElsewhere`, `SeesAlready`."""
    with unscoped(db):
        found = db.exec(
            select(Person).where(
                Person.email == email.strip().lower(), Person.municipality_id != by.municipality_id,
                col(Person.disabled_at).is_(None),
            )
        ).first()  # fmt: skip
    if found is None:
        raise NobodyElsewhere
    guest = ReportGuest(municipality_id=by.municipality_id, person_id=found.id, given_by_id=by.person_id)
    try:
        with db.begin_nested():
            db.add(guest)
    except IntegrityError as clash:
        raise SeesAlready from clash
    record(db, "report_guest_let_in", guest, by=by, after={"person": found.id})
    return guest


def end_guest(db: Session, guest: ReportGuest, *, by: Viewer) -> None:
    """From now on they see nothing of this municipality; ended twice is ended once."""
    if guest.ended_at is None:
        guest.ended_at = now()
        db.add(guest)
        db.flush()
        record(db, "report_guest_ended", guest, by=by)
