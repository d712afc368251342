"""Campaigns: which there are, one held against the days before it, and planning, changing and withdrawing them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.reports import words as report_words
from app.reports.goals import words
from app.reports.goals.actions import change_campaign, plan_campaign, withdraw_campaign
from app.reports.goals.compare import compare, differ_by_chance
from app.reports.goals.forms import CampaignFactsForm, CampaignForm, wrong_days
from app.reports.goals.models import Campaign
from app.reports.goals.queries import campaigns_seen, category_names, get_campaign, may_set, seen
from app.reports.places import Places
from app.reports.routes.goals import places_to_set
from app.workshop.queries import active_categories

router = APIRouter()
SEE = [allow(Permission.SEE_REPORTS)]
SET = [allow(Permission.SET_GOALS)]
PAGE = "/reports/campaigns"


@router.get("/reports/campaigns", dependencies=SEE)
def show_campaigns(request: Request, db: Db, viewer: SignedIn) -> Response:
    places = seen(viewer, db)
    return page(
        request, "reports/campaigns.html", campaigns=campaigns_seen(db, places), places=places, today=today(),
        names=category_names(db),
    )  # fmt: skip


@router.get("/reports/campaigns/new", dependencies=SET)
def show_new_campaign(request: Request, db: Db, viewer: SignedIn) -> Response:
    return _form_page(request, db, viewer, Filled.of(CampaignForm, keys=[]))


@router.post("/reports/campaigns", dependencies=SET)
def post_campaign(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = _checked(db, read(CampaignForm, data))
    said = form.value
    if said is not None and not may_set(viewer, seen(viewer, db), said.institution_id):
        form, said = form.refuse("institution_id", _("Choose one of the options")), None
    if said is None:
        return _form_page(request, db, viewer, form, status=422)
    made = plan_campaign(db, by=viewer, **said.model_dump())
    return see_other(request, f"{PAGE}/{made.id}", notice=_("The campaign is planned"))


@router.get("/reports/campaigns/{campaign_id}", dependencies=SEE)
def show_campaign(request: Request, db: Db, viewer: SignedIn, campaign_id: UUID) -> Response:
    places = seen(viewer, db)
    campaign = get_campaign(db, campaign_id, places=places)
    return page(
        request, "reports/campaign.html", compared=compare(db, campaign, places), words=words, plain=report_words,
        by_chance=differ_by_chance, address=_lines_address, names=category_names(db),
        place=places.name_of(campaign.institution_id), may_change=may_set(viewer, places, campaign.institution_id),
    )  # fmt: skip


@router.get("/reports/campaigns/{campaign_id}/facts", dependencies=SET)
def show_campaign_facts(request: Request, db: Db, viewer: SignedIn, campaign_id: UUID) -> Response:
    campaign = _find(db, viewer, campaign_id)
    form = Filled.of(
        CampaignFactsForm, name=campaign.name, first_on=campaign.first_on, last_on=campaign.last_on,
        keys=list(campaign.keys),
    )  # fmt: skip
    return _form_page(request, db, viewer, form, campaign=campaign)


@router.post("/reports/campaigns/{campaign_id}/facts", dependencies=SET)
def post_campaign_facts(request: Request, db: Db, viewer: SignedIn, campaign_id: UUID, data: Sent) -> Response:
    campaign = _find(db, viewer, campaign_id)
    form = _checked(db, read(CampaignFactsForm, data))
    if form.value is None:
        return _form_page(request, db, viewer, form, campaign=campaign, status=422)
    change_campaign(db, campaign, by=viewer, **form.value.model_dump())
    return see_other(request, f"{PAGE}/{campaign.id}", notice=_("The campaign is changed"))


@router.post("/reports/campaigns/{campaign_id}/withdrawal", dependencies=SET)
def post_campaign_withdrawal(request: Request, db: Db, viewer: SignedIn, campaign_id: UUID) -> Response:
    withdraw_campaign(db, _find(db, viewer, campaign_id), by=viewer)
    return see_other(request, PAGE, notice=_("The campaign is withdrawn"))


def _lines_address(asked: Mapping[str, Any]) -> str:
    """Where the lines behind a figure are."""
    return "/reports/lines?" + urlencode({name: value for name, value in asked.items() if value})


def _find(db: Session, viewer: Viewer, campaign_id: UUID) -> Campaign:
    """A campaign the viewer may change."""
    places = seen(viewer, db)
    campaign = get_campaign(db, campaign_id, places=places)
    if not may_set(viewer, places, campaign.institution_id):
        raise NotFound
    return campaign


def _checked(db: Session, form: Filled[Any]) -> Filled[Any]:
    """The form with what is wrong with its days and kinds of things."""
    said = form.value
    if said is None:
        return form
    if fault := wrong_days(said):
        form = form.refuse("last_on", fault)
    if set(said.keys) - set(category_names(db)):
        form = form.refuse("keys", _("Choose one of the options"))
    return form


def _form_page(
    request: Request, db: Session, viewer: Viewer, form: Filled[Any], *, campaign: Campaign | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    places: Places = seen(viewer, db)
    return page(
        request, "reports/campaign_form.html", status=status, form=form, campaign=campaign,
        places=places_to_set(viewer, places),
        categories=[
            {"value": each.key, "label": each.name}
            for each in active_categories(db)
        ],
    )  # fmt: skip
