"""The checklists of the workshop, edited by the lead: one list a category, a step at a time."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from sqlmodel import Session, col, select

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Category
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.media.queries import progress_by_id
from app.workshop import step_words
from app.workshop.actions.checklists import TooManySteps, add_step, change_step, move_step, remove_step
from app.workshop.checklist_forms import StepForm
from app.workshop.models import ChecklistStep
from app.workshop.queries import active_categories, get_category
from app.workshop.routes.pictures import receive_files

router = APIRouter()
MANAGES = [allow(Permission.MANAGE_WORKSHOP)]


@dataclass(frozen=True)
class Listed:
    """A category, and how many steps its checklist has."""

    category: Category
    name: str
    steps: int


@router.get("/workshop/checklists", dependencies=MANAGES)
def show_checklists(request: Request, db: Db) -> Response:
    counted = select(ChecklistStep.category_id, sa.func.count()).group_by(col(ChecklistStep.category_id))
    steps = dict(db.exec(counted).all())
    listed = [Listed(each, each.name, steps.get(each.id, 0)) for each in active_categories(db)]
    return page(request, "workshop/checklists.html", listed=listed)


@router.get("/workshop/checklists/{category_id}", dependencies=MANAGES)
def show_checklist(request: Request, category_id: UUID, db: Db) -> Response:
    return _checklist_page(request, db, get_category(db, category_id), Filled.of(StepForm, icon="tool"))


def _checklist_page(
    request: Request, db: Session, category: Category, form: Filled[StepForm], status: int = 200
) -> Response:
    found = select(ChecklistStep).where(ChecklistStep.category_id == category.id)
    steps = db.exec(found.order_by(col(ChecklistStep.position))).all()
    photos = progress_by_id(db, [each.photo_id for each in steps if each.photo_id])
    return page(
        request, "workshop/checklist.html", status=status, category=category, name=category.name, steps=steps,
        photos=photos, form=form, icons_offered=step_words.ICONS,
    )  # fmt: skip


@router.post("/workshop/checklists/{category_id}/steps", dependencies=MANAGES)
def post_step(request: Request, category_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    category, form = get_category(db, category_id), read(StepForm, data)
    form, photo_id = _with_photo(request, db, form, data, None, viewer)
    if form.value is None:
        return _checklist_page(request, db, category, form, 422)
    try:
        add_step(db, category, **form.value.words, photo_id=photo_id, by=viewer)
    except TooManySteps as full:
        return _checklist_page(request, db, category, form.refuse("text_da", full.sentence), 409)
    return see_other(request, f"/workshop/checklists/{category.id}", notice=_("Saved"))


def _with_photo(
    request: Request, db: Session, form: Filled[StepForm], data: Sent, kept: UUID | None, viewer: Viewer
) -> tuple[Filled[StepForm], UUID | None]:
    """The photo that was sent, or the one there was; a picture we cannot read is a fault of the form."""
    if form.value is None:
        return form, kept
    taken, faults = receive_files(db, data, key=request.headers.get("idempotency-key", ""), by=viewer)
    if faults:
        return form.refuse("photo", faults[0]), kept
    return form, taken[0].id if taken else None if form.value.drop_photo else kept


@router.get("/workshop/checklists/steps/{step_id}", dependencies=MANAGES)
def show_step(request: Request, step_id: UUID, db: Db) -> Response:
    step = _get_step(db, step_id)
    form = Filled.of(StepForm, text_da=step.text_da, text_en=step.text_en, icon=step.icon)
    return _step_page(request, db, step, form)


def _get_step(db: Session, step_id: UUID) -> ChecklistStep:
    found = db.exec(select(ChecklistStep).where(ChecklistStep.id == step_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _step_page(
    request: Request, db: Session, step: ChecklistStep, form: Filled[StepForm], status: int = 200
) -> Response:
    category = get_category(db, step.category_id)
    photo = progress_by_id(db, [step.photo_id]).get(step.photo_id) if step.photo_id else None
    return page(
        request, "workshop/checklist_step.html", status=status, step=step, form=form, name=category.name,
        photo=photo, icons_offered=step_words.ICONS,
    )  # fmt: skip


@router.post("/workshop/checklists/steps/{step_id}", dependencies=MANAGES)
def post_step_change(request: Request, step_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    step, form = _get_step(db, step_id), read(StepForm, data)
    form, photo_id = _with_photo(request, db, form, data, step.photo_id, viewer)
    if form.value is None:
        return _step_page(request, db, step, form, 422)
    change_step(db, step, **form.value.words, photo_id=photo_id, by=viewer)
    return see_other(request, f"/workshop/checklists/{step.category_id}", notice=_("Saved"))


@router.post("/workshop/checklists/steps/{step_id}/place", dependencies=MANAGES)
def post_step_place(request: Request, step_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    step = _get_step(db, step_id)
    move_step(db, step, up=data.get("to") == "up", by=viewer)
    return see_other(request, f"/workshop/checklists/{step.category_id}#step_{step.id}")


@router.post("/workshop/checklists/steps/{step_id}/removal", dependencies=MANAGES)
def post_step_removal(request: Request, step_id: UUID, db: Db, viewer: SignedIn) -> Response:
    step = _get_step(db, step_id)
    category_id = step.category_id
    remove_step(db, step, by=viewer)
    return see_other(request, f"/workshop/checklists/{category_id}", notice=_("The step is removed"))
