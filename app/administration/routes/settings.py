"""The overview, the tree of workplaces, and the municipality's own rules."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.models import Municipality
from app.accounts.permissions import Permission
from app.accounts.upkeep import change_municipality
from app.accounts.viewer import Viewer
from app.administration.forms import SettingsForm
from app.administration.queries import institution_tree
from app.administration.words import ACCESSES, APPROVAL_RULES, KINDS, PRICE_MODES
from app.core.amounts import written_kroner
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other

router = APIRouter()


def everywhere(viewer: Viewer, permission: Permission) -> None:
    """What concerns the whole municipality does not exist for those who look after a part of it."""
    if not viewer.scope(permission).everywhere:
        raise NotFound


@router.get("/admin", dependencies=[allow(Permission.MANAGE_SETTINGS)])
def show_administration(request: Request, viewer: SignedIn) -> Response:
    is_everywhere = viewer.scope(Permission.MANAGE_SETTINGS).everywhere
    return page(request, "administration/overview.html", is_everywhere=is_everywhere)


@router.get("/admin/institutions", dependencies=[allow(Permission.MANAGE_SETTINGS)])
def show_institutions(request: Request, db: Db, viewer: SignedIn) -> Response:
    everywhere(viewer, Permission.MANAGE_SETTINGS)
    return page(request, "administration/institutions.html", tree=institution_tree(db), kinds=KINDS, accesses=ACCESSES)


@router.get("/admin/settings", dependencies=[allow(Permission.MANAGE_SETTINGS)])
def show_settings(request: Request, viewer: SignedIn) -> Response:
    everywhere(viewer, Permission.MANAGE_SETTINGS)
    return _settings_page(request, Filled.of(SettingsForm, **_as_typed(viewer.municipality)))


@router.post("/admin/settings", dependencies=[allow(Permission.MANAGE_SETTINGS)])
def post_settings(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    everywhere(viewer, Permission.MANAGE_SETTINGS)
    form = read(SettingsForm, data)
    if form.value is None:
        return _settings_page(request, form, status=422)
    municipality = db.get_one(Municipality, viewer.municipality_id)
    change_municipality(db, municipality, by=viewer, **form.value.model_dump())
    return see_other(request, "/admin/settings", notice=_("The settings are saved"))


def _as_typed(municipality: Municipality) -> dict[str, Any]:
    """The settings as one would type them: kroner, not øre."""
    values: dict[str, Any] = {name: getattr(municipality, name) for name in SettingsForm.model_fields}
    return {name: written_kroner(value) if "ore" in name.split("_") else value for name, value in values.items()}


def _settings_page(request: Request, form: Filled[SettingsForm], status: int = 200) -> Response:
    choices = {
        name: [{"value": key.value, "label": label, "sub": sub} for key, (label, sub) in words.items()]
        for name, words in (("price_modes", PRICE_MODES), ("approval_rules", APPROVAL_RULES))
    }
    return page(request, "administration/settings.html", status=status, form=form, **choices)
