"""Checked units become an item: what the shop shall show of them."""

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.catalogue.suitability import read_suitability
from app.core.amounts import written_kroner
from app.core.db import Db
from app.core.errors import NotFound
from app.core.formats import cm
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.actions import prepare_item, usual_price_ore
from app.workshop.forms import NewItemForm
from app.workshop.numbers import list_unit_numbers, read_unit_number
from app.workshop.queries import get_category, get_unit, last_job, photos_listed, same_before, units_like, units_listed
from app.workshop.routes.pictures import photo_ids_of_units, progress_in_order

router = APIRouter()
MAY_PREPARE = [allow(Permission.WORK_ON_UNITS)]
MOST_PHOTOS = 12


def _units(db: Session, *, units: str, like: str = "") -> list[Unit]:
    """The units that are asked for, or all checked ones like the one; 404 for none and for a mixture."""
    found = units_like(db, get_unit(db, read_unit_number(like)), passed=True) if like else units_listed(db, units)
    if not found or len({unit.category_id for unit in found}) > 1:
        raise NotFound
    return found


@router.get("/workshop/items/new", dependencies=MAY_PREPARE)
def show_new_item(request: Request, db: Db, viewer: SignedIn, units: str = "", like: str = "") -> Response:
    found = _units(db, units=units, like=like)
    listed = list_unit_numbers(unit.number for unit in found)
    photos = photo_ids_of_units(db, found)[:MOST_PHOTOS]
    prefilled = {"units": listed, "photos": [str(each) for each in photos], **_usual_facts(db, viewer, found[0])}
    return _new_item_page(request, db, found, Filled.of(NewItemForm, **prefilled))


def _usual_facts(db: Session, viewer: Viewer, unit: Unit) -> dict[str, Any]:
    """What is known beforehand: from the check, from the category, and from the last item of the same name."""
    category, job, before = get_category(db, unit.category_id), last_job(db, unit), same_before(db, unit)
    facts = {
        "title": unit.title, "condition": max(2, unit.condition), "faults": job.faults if job else "",
        "price_ore": written_kroner(usual_price_ore(viewer.municipality, category)),
        "new_price_ore": written_kroner(category.new_price_ore),
    }  # fmt: skip
    if suited := (job and job.suitability) or (before and before.suitability):
        facts["suitability"] = read_suitability(suited)
    if before is None:
        return facts
    sizes = {name: cm(getattr(before, name)) for name in ("width_mm", "depth_mm", "height_mm")}
    kept = {"colour": before.colour, "material": before.material, "description": before.description}
    return {**facts, **kept, **sizes, "new_price_ore": written_kroner(before.new_price_ore)}


def _new_item_page(
    request: Request, db: Session, units: list[Unit], form: Filled[NewItemForm], status: int = 200
) -> Response:
    photos = progress_in_order(db, photo_ids_of_units(db, units)[:MOST_PHOTOS])
    return page(
        request, "workshop/new_item.html", status=status, units=units, unit=units[0], form=form, words=words,
        photos=[each for each in photos if each.view], chosen=[str(each) for each in form["photos"]],
    )  # fmt: skip


@router.post("/workshop/items", dependencies=MAY_PREPARE)
def post_new_item(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(NewItemForm, data)
    units = _units(db, units=str(form["units"]))
    if form.value is None:
        return _new_item_page(request, db, units, form, 422)
    said = form.value
    if said.condition == words.WORN and not said.faults:
        return _new_item_page(request, db, units, form.refuse("faults", _("Say which marks there are")), 422)
    ours = set(photo_ids_of_units(db, units))
    photos = photos_listed(db, [each for each in said.photos if each in ours])
    item = prepare_item(db, units, facts=said.facts, photos=photos, by=viewer)
    return see_other(request, f"/workshop/items/{item.id}", notice=_("Saved"))
