"""The controller's page: figures of groups are noted and released. Reading them is itself written in history."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session, select

from app.accounts.guard import SignedIn, allow
from app.accounts.models import Municipality
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db
from app.core.errors import DomainError, NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.history import record
from app.social import words
from app.social.actions import (
    SpecialTermsNotAllowed,
    UnknownBenefit,
    note_external_figure,
    note_month,
    note_progression,
    release_period,
    set_social_rules,
    take_back_progression,
)
from app.social.cells import FROM_GROUPS, WorkGroup
from app.social.forms import ExternalForm, MonthForm, ProgressionForm, RulesForm, halves_to_choose, written_percent
from app.social.inputs import every_month, every_progression, periods_with_inputs, rules_of
from app.social.models import Progression
from app.social.periods import read_period
from app.social.rates import rates_in_force
from app.social.released import releases_of

router = APIRouter()
MAY_MANAGE = [allow(Permission.MANAGE_SOCIAL)]
PAGE = "/admin/social"


def _everywhere(viewer: Viewer) -> None:
    if not viewer.scope(Permission.MANAGE_SOCIAL).everywhere:
        raise NotFound


@router.get("/admin/social", dependencies=MAY_MANAGE)
def show_inputs(request: Request, db: Db, viewer: SignedIn) -> Response:
    _everywhere(viewer)
    return _inputs_page(request, db)


@router.post("/admin/social/reading", dependencies=MAY_MANAGE)
def post_reading(request: Request, db: Db, viewer: SignedIn) -> Response:
    _everywhere(viewer)
    record(db, "social_figures_read", db.get_one(Municipality, viewer.municipality_id), by=viewer)
    return _inputs_page(request, db, months=every_month(db), progressions=every_progression(db), is_open=True)


@router.post("/admin/social/months", dependencies=MAY_MANAGE)
def post_month(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    _everywhere(viewer)
    form = read(MonthForm, data)
    if form.value is None:
        return _inputs_page(request, db, status=422, month_form=form)
    said = form.value
    try:
        note_month(db, said.month, said.work_group, heads=said.heads, hours=said.hours, by=viewer)
    except SpecialTermsNotAllowed as refusal:
        return _inputs_page(request, db, status=422, month_form=form.refuse("work_group", refusal.sentence))
    except DomainError as refusal:
        return _inputs_page(request, db, status=422, month_form=form.refuse("month", refusal.sentence))
    return see_other(request, PAGE, notice=_("The month is noted"))


@router.post("/admin/social/progressions", dependencies=MAY_MANAGE)
def post_progression(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    _everywhere(viewer)
    form = read(ProgressionForm, data)
    if form.value is None:
        return _inputs_page(request, db, status=422, progression_form=form)
    facts = {name: getattr(form.value, name) for name in ProgressionForm.model_fields if name != "half"}
    try:
        note_progression(db, form.value.half, by=viewer, **facts)
    except (SpecialTermsNotAllowed, UnknownBenefit) as refusal:
        field = "from_group" if isinstance(refusal, SpecialTermsNotAllowed) else "benefit_before"
        return _inputs_page(request, db, status=422, progression_form=form.refuse(field, refusal.sentence))
    except DomainError as refusal:
        return _inputs_page(request, db, status=422, progression_form=form.refuse("half", refusal.sentence))
    return see_other(request, PAGE, notice=_("Those who moved on are noted"))


@router.post("/admin/social/progressions/{progression_id}/removal", dependencies=MAY_MANAGE)
def post_progression_removal(request: Request, db: Db, viewer: SignedIn, progression_id: UUID) -> Response:
    _everywhere(viewer)
    kept = db.exec(select(Progression).where(Progression.id == progression_id)).one_or_none()
    if kept is None:
        raise NotFound
    take_back_progression(db, kept, by=viewer)
    return see_other(request, PAGE, notice=_("It is taken back"))


@router.post("/admin/social/external", dependencies=MAY_MANAGE)
def post_external(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    _everywhere(viewer)
    form = read(ExternalForm, data)
    if form.value is None:
        return _inputs_page(request, db, status=422, external_form=form)
    try:
        note_external_figure(db, by=viewer, **form.value.model_dump())
    except DomainError as refusal:
        return _inputs_page(request, db, status=422, external_form=form.refuse("year", refusal.sentence))
    return see_other(request, PAGE, notice=_("The other calculator’s figure is noted"))


@router.post("/admin/social/rules", dependencies=MAY_MANAGE)
def post_rules(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    _everywhere(viewer)
    form = read(RulesForm, data)
    if form.value is not None and (form.value.special_allowed_on is None) != (form.value.special_allowed_by is None):
        form = form.refuse("special_allowed_on", _("Write both the date and who allowed it, or neither"))
    if form.value is None:
        return _inputs_page(request, db, status=422, rules_form=form)
    said = form.value
    set_social_rules(
        db, by=viewer, deadweight_basis_points=said.deadweight, attribution_basis_points=said.attribution,
        tax_basis_points=said.tax, special_allowed_on=said.special_allowed_on,
        special_allowed_by=said.special_allowed_by,
    )  # fmt: skip
    return see_other(request, PAGE, notice=_("The rules are saved"))


@router.post("/admin/social/releases", dependencies=MAY_MANAGE)
def post_release(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    _everywhere(viewer)
    period = read_period(str(data.get("period", "")))
    if period is None:
        raise DomainError
    release_period(db, period, by=viewer)
    return see_other(request, f"/reports/social?period={period.key}", notice=_("The table is released"))


def _inputs_page(request: Request, db: Session, *, status: int = 200, **given: Any) -> Response:
    """The page; the figures themselves only where `months` and `progressions` are given."""
    rules, out = rules_of(db), {table.period for table in releases_of(db)}
    groups = [group for group in WorkGroup if group is not WorkGroup.SPECIAL_TERMS or rules.special_allowed_on]
    context: dict[str, Any] = {
        "month_form": Filled.of(MonthForm, month=f"{today():%Y-%m}"), "progression_form": Filled.of(ProgressionForm),
        "external_form": Filled.of(ExternalForm, year=today().year - 1), "rules_form": _written(rules),
        "months": [], "progressions": [], "is_open": False, **given,
    }  # fmt: skip
    waiting = [each for each in periods_with_inputs(db) if each.is_over(today()) and each not in out]
    return page(
        request, "social/inputs.html", status=status, words=words, rates=rates_in_force(db), groups=groups,
        from_groups=FROM_GROUPS, halves=halves_to_choose(), waiting=waiting,
        released=sorted(out, reverse=True), **context,
    )  # fmt: skip


def _written(rules: Any) -> Filled[RulesForm]:
    return Filled.of(
        RulesForm, deadweight=written_percent(rules.deadweight_basis_points),
        attribution=written_percent(rules.attribution_basis_points), tax=written_percent(rules.tax_basis_points),
        special_allowed_on=rules.special_allowed_on, special_allowed_by=rules.special_allowed_by or "",
    )  # fmt: skip
