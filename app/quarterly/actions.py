"""Begin and end a subscription, and say once that a quarter is over."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.accounts.viewer import Viewer
from app.core.clock import now, today
from app.core.i18n import language
from app.history import record
from app.quarterly.models import ReportSubscription
from app.quarterly.queries import RUNNING, may_go_on, running_subscription, running_subscriptions, subject_of
from app.reports.periods import Period, PeriodKind, around, read_period
from app.reports.places import Place

FACTS: Final = ("institution_id", "language")


def subscribe(db: Session, place: Place | None, *, by: Viewer) -> ReportSubscription:
    """Send the figures of the place (none: of all the person sees) from the end of this quarter on.

    In the language that is spoken now. Who has them already keeps that subscription.
    """
    over = around(PeriodKind.QUARTER, today()).before()
    assert over is not None  # noqa: S101 - because a quarter always has one before it
    begun = ReportSubscription(
        municipality_id=by.municipality_id, person_id=by.person_id, institution_id=place.id if place else None,
        subject=subject_of(place.id if place else None), language=language(), told_quarter=over.key,
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(begun)
    except IntegrityError:
        there = running_subscription(db, place, viewer=by)
        if there is None:
            raise
        return there
    record(db, "report_subscribed", begun, by=by, after=begun.model_dump(include=set(FACTS)))
    return begun


def unsubscribe(db: Session, subscription: ReportSubscription, *, by: Viewer) -> None:
    """No more letters; again changes nothing."""
    if _end(db, subscription):
        record(db, "report_unsubscribed", subscription, by=by, before=subscription.model_dump(include=set(FACTS)))


def lapse(db: Session, subscription: ReportSubscription) -> None:
    """No more letters, because the person may not see the figures any longer; again changes nothing."""
    if _end(db, subscription):
        facts = subscription.model_dump(include=set(FACTS))
        record(db, "report_subscription_lapsed", subscription, by=None, before=facts)


def look_after(db: Session) -> None:
    """End what may not go on; for the others, say that the next quarter is over, if it is.

    One quarter a turn: after a long pause the letters come one by one.
    """
    for subscription, person in running_subscriptions(db):
        if not may_go_on(db, subscription, person):
            lapse(db, subscription)
        elif (quarter := next_quarter(subscription)).last < today():
            tell_quarter(db, subscription, quarter)


def next_quarter(subscription: ReportSubscription) -> Period:
    """The quarter the next letter is about."""
    told = read_period(subscription.told_quarter, start=today(), today=today())
    following = told.after() if told else None
    assert following is not None  # noqa: S101 - because only keys of quarters are written there
    return following


def tell_quarter(db: Session, subscription: ReportSubscription, quarter: Period) -> bool:
    """Have the letter about this quarter written, once: the first worker to move the quarter on does it."""
    if not _change(db, subscription, *not_told(subscription), told_quarter=quarter.key):
        return False
    record(db, "quarter_reported", subscription, by=None, after={"quarter": quarter.key})
    return True


def not_told(subscription: ReportSubscription) -> tuple[sa.ColumnElement[bool], ...]:
    """That nobody has told more since the subscription was read."""
    return (col(ReportSubscription.told_quarter) == subscription.told_quarter, RUNNING)


def _end(db: Session, subscription: ReportSubscription) -> bool:
    return _change(db, subscription, RUNNING, ended_at=now())


def _change(db: Session, subscription: ReportSubscription, *where: sa.ColumnElement[bool], **values: object) -> bool:
    """Whether the row was still so, and is now changed by us."""
    asked = sa.update(ReportSubscription).where(col(ReportSubscription.id) == subscription.id, *where)
    changed = db.execute(asked.values(**values).execution_options(synchronize_session=False))
    db.refresh(subscription)
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]
