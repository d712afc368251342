"""Asking for the figures by e-mail each quarter, and stopping it, from the report itself."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Sent
from app.core.i18n import _
from app.core.pages import see_other
from app.quarterly.actions import subscribe, unsubscribe
from app.quarterly.queries import get_subscription
from app.reports.forms import ReportQuery
from app.reports.overview import Asked, ask

router = APIRouter()
SEE = [allow(Permission.SEE_REPORTS)]


@router.post("/reports/subscriptions", dependencies=SEE)
def post_subscription(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    asked = _asked(db, viewer, data)
    subscribe(db, asked.place, by=viewer)
    return see_other(request, asked.address(), notice=_("You get the figures by e-mail when the quarter is over"))


@router.post("/reports/subscriptions/{subscription_id}/ending", dependencies=SEE)
def post_subscription_ending(request: Request, db: Db, viewer: SignedIn, subscription_id: UUID, data: Sent) -> Response:
    subscription = get_subscription(db, subscription_id, viewer=viewer)
    unsubscribe(db, subscription, by=viewer)
    return see_other(
        request, _asked(db, viewer, data).address(), notice=_("You get no more letters with these figures")
    )


def _asked(db: Session, viewer: Viewer, data: Sent) -> Asked:
    """The report the form stood on."""
    try:
        query = ReportQuery.model_validate(dict(data))
    except ValueError as wrong:
        raise NotFound from wrong
    return ask(db, viewer, query, Permission.SEE_REPORTS, today())
