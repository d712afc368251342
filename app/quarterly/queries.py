"""Which subscriptions run, and whether one may go on."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Institution, Person
from app.accounts.permissions import Permission
from app.accounts.sessions import viewer_of
from app.accounts.viewer import Viewer
from app.core.errors import NotFound
from app.quarterly.models import ReportSubscription
from app.reports.places import Place

RUNNING = col(ReportSubscription.ended_at).is_(None)


def subject_of(institution_id: UUID | None) -> str:
    """The place as the index of those that run knows it."""
    return str(institution_id) if institution_id else "-"


def running_subscription(db: Session, place: Place | None, *, viewer: Viewer) -> ReportSubscription | None:
    """The viewer's own for this place, or for everything they see."""
    mine = select(ReportSubscription).where(
        ReportSubscription.person_id == viewer.person_id,
        ReportSubscription.subject == subject_of(place.id if place else None),
        RUNNING,
    )
    return db.exec(mine).one_or_none()


def get_subscription(db: Session, subscription_id: UUID, *, viewer: Viewer) -> ReportSubscription:
    """One's own; nobody else's exists."""
    mine = select(ReportSubscription).where(
        ReportSubscription.id == subscription_id, ReportSubscription.person_id == viewer.person_id
    )
    found = db.exec(mine).one_or_none()
    if found is None:
        raise NotFound
    return found


def running_subscriptions(db: Session) -> Sequence[tuple[ReportSubscription, Person]]:
    """All that run, with whose they are."""
    asked = select(ReportSubscription, Person).join(Person, col(Person.id) == ReportSubscription.person_id)
    return db.exec(asked.where(RUNNING).order_by(col(ReportSubscription.id))).all()


def may_go_on(db: Session, subscription: ReportSubscription, person: Person) -> bool:
    """Whether the person still comes in, and still may see the figures of the place."""
    if person.disabled_at is not None:
        return False
    viewer = viewer_of(db, person)
    if subscription.institution_id is None:
        return viewer.may(Permission.SEE_REPORTS)
    path = db.exec(select(Institution.path).where(Institution.id == subscription.institution_id)).one()
    return viewer.may_at(Permission.SEE_REPORTS, path)
