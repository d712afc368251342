"""Goals of a year: how they stand, and setting, changing and withdrawing them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session, col, select

from app.accounts.guard import SignedIn, allow
from app.accounts.models import Person
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.amounts import NotAnAmount
from app.core.clock import today
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.history.record import events_of
from app.reports.goals import words
from app.reports.goals.actions import GoalStandsAlready, change_goal, set_goal, withdraw_goal
from app.reports.goals.forms import WHOLE_MUNICIPALITY, GoalForm, TargetForm, read_target, written_target
from app.reports.goals.models import Goal, GoalKind
from app.reports.goals.queries import category_names, get_goal, may_set, seen, standing_of, standings, years_with_goals
from app.reports.places import Places
from app.workshop.queries import active_categories

router = APIRouter()
SEE = [allow(Permission.SEE_REPORTS)]
SET = [allow(Permission.SET_GOALS)]
PAGE = "/reports/goals"


@router.get("/reports/goals", dependencies=SEE)
def show_goals(request: Request, db: Db, viewer: SignedIn, year: int | None = None) -> Response:
    years = years_with_goals(db)
    if year is not None and year not in years:
        raise NotFound
    shown, places = year or today().year, seen(viewer, db)
    return page(
        request, "reports/goals.html", year=shown, years=years, places=places, today=today(), words=words,
        goals=standings(db, places, shown), names=category_names(db),
        may_change={each.id for each in places.every if may_set(viewer, places, each.id)},
        may_change_all=may_set(viewer, places, None),
    )  # fmt: skip


@router.get("/reports/goals/new", dependencies=SET)
def show_new_goal(request: Request, db: Db, viewer: SignedIn) -> Response:
    return _new_page(request, db, viewer, Filled.of(GoalForm, year=today().year, kind=GoalKind.THINGS))


@router.post("/reports/goals", dependencies=SET)
def post_goal(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(GoalForm, data)
    said, target = form.value, 0
    if said is not None:
        form, target = _checked(form, said, db, viewer)
    if said is None or form.errors:
        return _new_page(request, db, viewer, form, status=422)
    facts = said.model_dump(include={"year", "institution_id", "category_key"})
    try:
        set_goal(db, said.kind, target=target, by=viewer, **facts)
    except GoalStandsAlready as refusal:
        return _new_page(request, db, viewer, form.refuse("kind", refusal.sentence), status=422)
    return see_other(request, f"{PAGE}?year={said.year}", notice=_("The goal is set"))


@router.get("/reports/goals/{goal_id}", dependencies=SET)
def show_goal(request: Request, db: Db, viewer: SignedIn, goal_id: UUID) -> Response:
    places = seen(viewer, db)
    goal = get_goal(db, goal_id, viewer=viewer, places=places)
    return _goal_page(request, db, places, goal)


@router.post("/reports/goals/{goal_id}", dependencies=SET)
def post_goal_target(request: Request, db: Db, viewer: SignedIn, goal_id: UUID, data: Sent) -> Response:
    places = seen(viewer, db)
    goal = get_goal(db, goal_id, viewer=viewer, places=places)
    form = read(TargetForm, data)
    if form.value is None:
        return _goal_page(request, db, places, goal, form, status=422)
    try:
        change_goal(db, goal, read_target(goal.kind, form.value.target), by=viewer)
    except NotAnAmount as refusal:
        return _goal_page(request, db, places, goal, form.refuse("target", refusal.args[0]), status=422)
    return see_other(request, f"{PAGE}?year={goal.year}", notice=_("The goal is changed"))


@router.post("/reports/goals/{goal_id}/withdrawal", dependencies=SET)
def post_goal_withdrawal(request: Request, db: Db, viewer: SignedIn, goal_id: UUID) -> Response:
    goal = get_goal(db, goal_id, viewer=viewer, places=seen(viewer, db))
    withdraw_goal(db, goal, by=viewer)
    return see_other(request, PAGE, notice=_("The goal is withdrawn"))


def places_to_set(viewer: Viewer, places: Places) -> list[tuple[str, Any]]:
    """The workplaces the viewer sets goals for, for a select."""
    scope = viewer.scope(Permission.SET_GOALS)
    found: list[tuple[str, Any]] = [
        (str(each.id), "\u2003" * each.depth + each.name) for each in places.every if scope.covers(each.path)
    ]
    return [(WHOLE_MUNICIPALITY, _("The whole municipality")), *found] if scope.everywhere else found


def _checked(form: Filled[GoalForm], said: GoalForm, db: Session, viewer: Viewer) -> tuple[Filled[GoalForm], int]:
    """The form with what else is wrong with it, and the target in the unit of its kind."""
    target = 0
    if said.year not in _years():
        form = form.refuse("year", _("Choose one of the options"))
    if not may_set(viewer, seen(viewer, db), said.institution_id):
        form = form.refuse("institution_id", _("Choose one of the options"))
    if said.category_key and said.category_key not in category_names(db):
        form = form.refuse("category_key", _("Choose one of the options"))
    if said.kind is GoalKind.FEWER_NEW and not said.category_key:
        form = form.refuse("category_key", _("Choose which kind of thing to buy fewer of"))
    try:
        target = read_target(said.kind, said.target)
    except NotAnAmount as refusal:
        form = form.refuse("target", refusal.args[0])
    return form, target


def _years() -> list[int]:
    return [today().year, today().year + 1]


def _new_page(request: Request, db: Session, viewer: Viewer, form: Filled[GoalForm], *, status: int = 200) -> Response:
    return page(
        request, "reports/goal_new.html", status=status, form=form, years=[(str(each), str(each)) for each in _years()],
        kinds=[{"value": kind.value, "label": name, "sub": told} for kind, (name, told) in words.KINDS.items()],
        places=places_to_set(viewer, seen(viewer, db)),
        categories=[(each.key, each.name) for each in active_categories(db)],
    )  # fmt: skip


def _goal_page(
    request: Request, db: Session, places: Places, goal: Goal, form: Filled[TargetForm] | None = None, *,
    status: int = 200,
) -> Response:  # fmt: skip
    story = events_of(db, [goal])
    who = dict(
        db.exec(select(Person.id, Person.name).where(col(Person.id).in_({each.actor_id for each in story}))).all()
    )
    return page(
        request, "reports/goal.html", status=status, standing=standing_of(db, places, goal), story=story, who=who,
        form=form or Filled.of(TargetForm, target=written_target(goal.kind, goal.target)), words=words,
        names=category_names(db), place=places.name_of(goal.institution_id),
    )  # fmt: skip
