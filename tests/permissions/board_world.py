"""What the lead of the workshop edits and answers, for the table of who may open what."""

from typing import TYPE_CHECKING, Any

from app.accounts.models import Person
from app.core.db import uuid7
from app.workshop.models import ChecklistStep, HelpCall, Station
from tests.factories import make_category

if TYPE_CHECKING:
    from tests.permissions.world import Place, World


def call_for_help(world: "World", place: "Place", maker: Person) -> dict[str, Any]:
    """Somebody asked for help with a job."""
    job = world._job(place, maker)
    call = HelpCall(municipality_id=place.municipality_id, job_id=job["job_id"], asked_by_id=maker.id)
    return {"call_id": world._add(call).id}


def checklist_step(world: "World", place: "Place", _maker: Person) -> dict[str, Any]:
    """The one step of a new category's checklist."""
    category = make_category(world.db, f"kind_{uuid7().hex[-12:]}")
    step = ChecklistStep(
        municipality_id=place.municipality_id, category_id=category.id, position=1, text_da="Rens", text_en="Clean"
    )
    return {"category_id": category.id, "step_id": world._add(step).id}


def station(world: "World", place: "Place", _maker: Person) -> dict[str, Any]:
    """A station in use."""
    made = Station(municipality_id=place.municipality_id, name=f"Station {uuid7().hex[-12:]}")
    return {"station_id": world._add(made).id}


MAKERS = {"call": call_for_help, "step": checklist_step, "station": station}
