"""The steps of a category's checklist: the lead adds, changes, moves and removes them. Jobs that go on keep theirs."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Category
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.models import ChecklistStep

MOST_STEPS: Final = 20


class TooManySteps(DomainError):
    message = _("There is room for %(most)s steps. Remove one first.")


def add_step(
    db: Session, category: Category, *, text_da: str, text_en: str, icon: str, photo_id: UUID | None = None, by: Viewer
) -> ChecklistStep:
    """One more step, last in the category's checklist; `TooManySteps` where there are twenty."""
    steps = lock_steps(db, category.id)
    if len(steps) >= MOST_STEPS:
        raise TooManySteps(most=MOST_STEPS)
    made = ChecklistStep(
        municipality_id=category.municipality_id, category_id=category.id, position=len(steps) + 1,
        text_da=text_da, text_en=text_en or text_da, icon=icon, photo_id=photo_id,
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "checklist_step_added", made, by=by, after={"category": category.key, "step": text_da})
    return made


def change_step(
    db: Session, step: ChecklistStep, *, text_da: str, text_en: str, icon: str, photo_id: UUID | None, by: Viewer
) -> None:
    """What the step says and shows, from the next job on."""
    before = {"step": step.text_da, "icon": step.icon, "photo_id": step.photo_id}
    step.text_da, step.text_en, step.icon, step.photo_id = text_da, text_en or text_da, icon, photo_id
    db.add(step)
    db.flush()
    after = {"step": text_da, "icon": icon, "photo_id": photo_id}
    record(db, "checklist_step_changed", step, by=by, before=before, after=after)


def move_step(db: Session, step: ChecklistStep, *, up: bool, by: Viewer) -> None:
    """Change places with the step before it, or after it; the first goes no further up."""
    steps = lock_steps(db, step.category_id)
    at = next(n for n, each in enumerate(steps) if each.id == step.id)
    other = at - 1 if up else at + 1
    if 0 <= other < len(steps):
        before = step.position
        steps[at], steps[other] = steps[other], steps[at]
        _number(db, steps)
        record(db, "checklist_step_moved", step, by=by, before={"position": before}, after={"position": step.position})


def remove_step(db: Session, step: ChecklistStep, *, by: Viewer) -> None:
    """Take the step off the checklist; the ones after it move up."""
    steps = [each for each in lock_steps(db, step.category_id) if each.id != step.id]
    record(db, "checklist_step_removed", step, by=by, before={"step": step.text_da, "position": step.position})
    db.delete(step)
    db.flush()
    _number(db, steps)


def lock_steps(db: Session, category_id: UUID) -> list[ChecklistStep]:
    """The checklist in its order; whoever changes it at the same time waits."""
    db.flush()
    db.exec(select(Category.id).where(Category.id == category_id).with_for_update(key_share=True)).one()
    found = select(ChecklistStep).where(ChecklistStep.category_id == category_id)
    fresh = found.order_by(col(ChecklistStep.position)).execution_options(populate_existing=True)
    return list(db.exec(fresh).all())


def _number(db: Session, steps: list[ChecklistStep]) -> None:
    """Give the steps the places 1, 2, 3 …; by way of places nobody has, because each may be had once only."""
    ids = [each.id for each in steps]
    away = sa.update(ChecklistStep).where(col(ChecklistStep.id).in_(ids))
    db.execute(away.values(position=-ChecklistStep.position).execution_options(synchronize_session=False))
    for place, each in enumerate(steps, 1):
        own = sa.update(ChecklistStep).where(col(ChecklistStep.id) == each.id).values(position=place)
        db.execute(own.execution_options(synchronize_session=False))
        db.refresh(each)
