"""Open a quarter, sign a page, remind those who wait and tell those who check."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Municipality, Person
from app.accounts.viewer import Viewer
from app.core.clock import local, now, today
from app.core.errors import DomainError, NotFound
from app.core.formats import long_date, moment
from app.core.i18n import _
from app.history import record
from app.history.work import lock_chain
from app.impact.frozen import canonical
from app.oversight.content import fingerprint, signed_content
from app.oversight.holders import tree_of
from app.oversight.models import Oversight
from app.oversight.queries import Page
from app.reports.periods import Period, PeriodKind, around

REMIND_AFTER: Final = timedelta(days=14)
DAYS_TO_SIGN: Final = 30
NOT_SIGNED: Final = col(Oversight.signed_at).is_(None)


class NotOverYet(DomainError):
    message = _("The quarter is not over yet. You can sign from %(day)s.")


class SignedAlready(DomainError):
    message = _("%(name)s has already signed the page. It was on %(moment)s.")


class FoundMore(DomainError):
    message = _("The page has changed since you opened it. Look at it again before you sign.")


class CommentMissing(DomainError):
    status = 422
    message = _("Write what you looked at, and what comes of it")


def quarters_to_open(db: Session, municipality: Municipality) -> list[Period]:
    """The quarters that have ended and are not opened: all since the last one, at first only the one just ended."""
    latest: date | None = db.exec(select(sa.func.max(Oversight.first_on))).one()
    ended = around(PeriodKind.QUARTER, today()).before()
    period = around(PeriodKind.QUARTER, latest).after() if latest is not None else ended
    founded, found = local(municipality.created_at).date(), []
    while period is not None and ended is not None and period.last <= ended.last:
        if period.last >= founded:
            found.append(period)
        period = period.after()
    return found


def open_quarter(db: Session, municipality: Municipality, period: Period) -> list[Oversight]:
    """One page for each budget holder's workplace, to be signed within 30 days; again changes nothing."""
    lock_chain(db, municipality.id)
    there = set(db.exec(select(Oversight.institution_id).where(Oversight.quarter == period.key)).all())
    opened = [
        Oversight(
            municipality_id=municipality.id, institution_id=place_id, quarter=period.key, first_on=period.first,
            last_on=period.last, covers=canonical([str(each) for each in ids]),
            due_on=today() + timedelta(days=DAYS_TO_SIGN),
        )
        for place_id, ids in sorted(tree_of(db).pages.items())
        if place_id not in there
    ]  # fmt: skip
    if not opened:
        return []
    db.add_all(opened)
    db.flush()
    _tell(db, municipality, "oversight_opened", opened)
    return opened


def sign_oversight(db: Session, page: Page, *, comment: str, seen: str, by: Viewer) -> Oversight:
    """ "Tilsyn gennemført": the page is written down as it was seen, with the comment, and stands for ever.

    `seen` is the fingerprint of what the signer was shown. `NotOverYet`, `SignedAlready` when somebody was faster,
    `FoundMore` when it shows something else by now, `CommentMissing` when there are findings and nothing is said.
    """
    if not page.may_sign:
        raise NotFound
    if page.row is None:
        raise NotOverYet(day=long_date(page.subject.period.last + timedelta(days=1)))
    if page.row.is_signed:
        raise _signed_already(db, page.row)
    if seen != fingerprint(canonical(page.shown)):
        raise FoundMore
    if page.count and not comment:
        raise CommentMissing
    moment_now = now()
    signature = {"signed_at": moment_now.isoformat(), "signed_by": {"id": str(by.person_id), "name": by.name}}
    content = signed_content(page.shown, comment=comment, **signature)
    signed = db.execute(
        sa.update(Oversight)
        .where(col(Oversight.id) == page.row.id, NOT_SIGNED)
        .values(
            content=content, hash=fingerprint(content), comment=comment, signed_by_id=by.person_id,
            signed_at=moment_now,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    db.refresh(page.row)
    if signed.rowcount != 1:  # type: ignore[attr-defined]
        raise _signed_already(db, page.row)
    record(db, "oversight_signed", page.row, by=by, after={"quarter": page.row.quarter, "hash": page.row.hash})
    return page.row


def _signed_already(db: Session, row: Oversight) -> SignedAlready:
    person = db.get_one(Person, row.signed_by_id)
    assert row.signed_at is not None  # noqa: S101 - because only a signed page comes here
    return SignedAlready(name=person.name, moment=moment(row.signed_at))


def remind(db: Session, municipality: Municipality) -> list[Oversight]:
    """After 14 days: those who have not signed are told again, once."""
    waiting = _unsigned(db, col(Oversight.reminded_at).is_(None), col(Oversight.opened_at) <= now() - REMIND_AFTER)
    for row in waiting:
        row.reminded_at = now()
    return _tell(db, municipality, "oversight_reminded", waiting)


def tell_overdue(db: Session, municipality: Municipality, day: date) -> list[Oversight]:
    """When the day to sign has passed: those who check are told, once."""
    waiting = _unsigned(db, col(Oversight.overdue_at).is_(None), col(Oversight.due_on) < day)
    for row in waiting:
        row.overdue_at = now()
    return _tell(db, municipality, "oversight_overdue", waiting)


def _unsigned(db: Session, *where: sa.ColumnElement[bool]) -> list[Oversight]:
    asked = select(Oversight).where(NOT_SIGNED, *where).with_for_update()
    return list(db.exec(asked.order_by(col(Oversight.id))).all())


def _tell(db: Session, municipality: Municipality, event: str, rows: Sequence[Oversight]) -> list[Oversight]:
    """One event for them all, so that one letter to a person can tell of all of them."""
    if rows:
        db.add_all(rows)
        db.flush()
        record(db, event, municipality, by=None, after={"pages": [row.id for row in rows]})
    return list(rows)
