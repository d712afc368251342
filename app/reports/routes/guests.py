"""Several municipalities beside each other, and the administrator's page of who sees this one's totals."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db
from app.core.errors import DomainError, NotFound
from app.core.forms import Filled, Form, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.reports import words
from app.reports.forms import ReportQuery
from app.reports.guests.actions import end_guest, let_guest_see
from app.reports.guests.queries import beside_each_other, get_guest, guests_of
from app.reports.overview import ask
from app.reports.periods import offered

router = APIRouter()
MANAGE = [allow(Permission.MANAGE_PEOPLE)]
PAGE = "/admin/report-guests"


class GuestForm(Form):
    email: str = Field(max_length=200)


@router.get("/reports/municipalities", dependencies=[allow(Permission.SEE_REPORTS)])
def show_municipalities(request: Request, db: Db, viewer: SignedIn, query: Annotated[ReportQuery, Query()]) -> Response:
    asked = ask(db, viewer, ReportQuery(period=query.period), Permission.SEE_REPORTS, today())
    return page(
        request, "reports/municipalities.html", asked=asked, led=beside_each_other(db, asked), words=words,
        periods=offered(asked.period, start=asked.start, today=asked.today),
    )  # fmt: skip


@router.get("/admin/report-guests", dependencies=MANAGE)
def show_guests(request: Request, db: Db, viewer: SignedIn) -> Response:
    _everywhere(viewer)
    return _guests_page(request, db, viewer, Filled.of(GuestForm))


@router.post("/admin/report-guests", dependencies=MANAGE)
def post_guest(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    _everywhere(viewer)
    form = read(GuestForm, data)
    if form.value is None:
        return _guests_page(request, db, viewer, form)
    try:
        let_guest_see(db, form.value.email, by=viewer)
    except DomainError as refusal:
        return _guests_page(request, db, viewer, form.refuse("email", refusal.sentence))
    return see_other(request, PAGE, notice=_("They see your totals now"))


@router.post("/admin/report-guests/{guest_id}/end", dependencies=MANAGE)
def post_guest_end(request: Request, db: Db, viewer: SignedIn, guest_id: UUID) -> Response:
    _everywhere(viewer)
    end_guest(db, get_guest(db, guest_id), by=viewer)
    return see_other(request, PAGE, notice=_("They see your totals no more"))


def _guests_page(request: Request, db: Session, viewer: Viewer, form: Filled[GuestForm]) -> Response:
    return page(
        request, "reports/guests.html", status=422 if form.errors else 200, form=form,
        guests=guests_of(db, viewer.municipality_id),
    )  # fmt: skip


def _everywhere(viewer: Viewer) -> None:
    """Totals are of the whole municipality, so only who manages all of it may let somebody see them."""
    if not viewer.scope(Permission.MANAGE_PEOPLE).everywhere:
        raise NotFound
