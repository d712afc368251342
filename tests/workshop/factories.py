"""Believable things for the workshop's tests."""

from typing import Any

from sqlmodel import Session

from app.accounts.models import Role
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Item, Unit
from app.core.clock import now
from app.core.db import uuid7
from app.media.models import Photo, PhotoState
from app.workshop.actions import finish_job, pass_job, prepare_item, receive_units, start_job
from app.workshop.models import ChecklistStep, Job
from tests.factories import make_category, make_viewer

FACTS = {
    "title": "Kontorstol, blå", "condition": 3, "width_mm": 660, "depth_mm": 660, "height_mm": 1080,
    "price_ore": 35_000, "new_price_ore": 250_000,
}  # fmt: skip


def make_worker(db: Session) -> Viewer:
    """Somebody of the workshop."""
    return make_viewer(db, Role.WORKSHOP)


def make_lead(db: Session) -> Viewer:
    """The workshop's lead."""
    return make_viewer(db, Role.WORKSHOP_LEAD)


def make_device_category(db: Session) -> Category:
    """A kind of thing that holds data."""
    return make_category(db, "laptop_14", name_da="Bærbar computer", is_data_bearing=True)


def make_steps(db: Session, category: Category, *texts: str) -> None:
    """The category's checklist."""
    for place, text in enumerate(texts, 1):
        step = ChecklistStep(
            municipality_id=category.municipality_id, category_id=category.id, position=place, text_da=text,
            text_en=text,
        )  # fmt: skip
        db.add(step)
    db.flush()


def make_photo(db: Session, by: Viewer, **facts: Any) -> Photo:
    """A photo whose sizes are made (its files are not)."""
    photo = Photo(
        municipality_id=by.municipality_id, uploaded_by_id=by.person_id, upload_key=uuid7().hex,
        **{"state": PhotoState.READY, "width": 800, "height": 600, "ready_at": now(), **facts},
    )  # fmt: skip
    db.add(photo)
    db.flush()
    return photo


def make_units(
    db: Session, by: Viewer, count: int = 1, *, category: Category | None = None, **facts: Any
) -> list[Unit]:
    """Things just received."""
    return receive_units(db, category or make_category(db), count=count, by=by, **{"title": "Kontorstol, blå", **facts})


def make_device(db: Session, by: Viewer, serial: str = "SN-1") -> Unit:
    """A laptop just received."""
    return make_units(db, by, category=make_device_category(db), title="Bærbar", serial_numbers=[serial])[0]


def make_checked(db: Session, unit: Unit, by: Viewer, **facts: Any) -> Job:
    """The unit has been worked on and has passed its check; `facts` are those of `pass_job`."""
    job = start_job(db, unit, by=by)
    finish_job(db, job, by=by)
    pass_job(db, job, by=by, **{"condition": 3, **facts})
    return job


def make_prepared(db: Session, units: list[Unit], by: Viewer, **facts: Any) -> Item:
    """An item of these units (checked already), ready to be put in the shop."""
    return prepare_item(db, units, facts={**FACTS, **facts}, photos=[make_photo(db, by)], by=by)
