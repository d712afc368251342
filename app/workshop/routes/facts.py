"""What is registered of one unit: corrected, or said for the first time where there was only a photo."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.queries import get_institution, institutions
from app.catalogue.actions.places import NotACode
from app.catalogue.models import Unit
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.intake.suggestions import suggest_categories
from app.workshop import words
from app.workshop.actions import SerialInUse, SerialsMissing, change_unit
from app.workshop.drafts import draft_count, unit_photo_ids, usual_categories
from app.workshop.forms import UnitForm
from app.workshop.gate import NotErased
from app.workshop.numbers import read_unit_number
from app.workshop.queries import active_categories, facts_of_unit, get_category, get_unit
from app.workshop.routes.pictures import progress_in_order
from app.workshop.routes.receive import category_groups

router = APIRouter()
MAY_RECEIVE = [allow(Permission.RECEIVE_UNITS)]


@router.get("/units/{number}/facts", dependencies=MAY_RECEIVE)
def show_facts(request: Request, number: str, db: Db) -> Response:
    unit = get_unit(db, read_unit_number(number))
    place = facts_of_unit(db, unit).place
    form = Filled.of(
        UnitForm, category_id="" if unit.is_draft else unit.category_id, title="" if unit.is_draft else unit.title,
        serial_number=unit.serial_number, place_code=place.code if place else "", condition=unit.condition,
        giver_id=unit.giver_id or "",
    )  # fmt: skip
    return _facts_page(request, db, unit, form)


def _facts_page(request: Request, db: Session, unit: Unit, form: Filled[UnitForm], status: int = 200) -> Response:
    photos = progress_in_order(db, unit_photo_ids(db, unit))
    groups = category_groups(active_categories(db))
    if unit.is_draft and (likely := _likely_categories(db, unit, form)):
        groups = [(_("Most likely"), likely), *groups]
    return page(
        request, "workshop/unit_facts.html", status=status, unit=unit, form=form, words=words, groups=groups,
        photos=[each.view for each in photos if each.view],
        institutions=[(each.id, each.name) for each in institutions(db)] if unit.is_draft else [],
    )  # fmt: skip


@router.post("/units/{number}/facts", dependencies=MAY_RECEIVE)
def post_facts(request: Request, number: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    unit = get_unit(db, read_unit_number(number))
    form = read(UnitForm, data)
    if form.value is None:
        return _facts_page(request, db, unit, form, 422)
    said, was_draft = form.value, unit.is_draft
    category = get_category(db, said.category_id)
    if not category.is_active and category.id != unit.category_id:
        raise NotFound
    further = {"condition": said.condition, "giver_id": _giver_id(db, said)} if was_draft else {}
    try:
        change_unit(
            db, unit, category=category, title=said.title, serial_number=said.serial_number,
            place_code=said.place_code, by=viewer, **further,
        )  # fmt: skip
    except (SerialsMissing, SerialInUse) as refusal:
        return _facts_page(request, db, unit, form.refuse("serial_number", refusal.sentence), 422)
    except NotACode as refusal:
        return _facts_page(request, db, unit, form.refuse("place_code", refusal.sentence), 422)
    except NotErased as refusal:
        return _facts_page(request, db, unit, form.refuse("category_id", refusal.sentence), 422)
    if was_draft and draft_count(db):
        return see_other(request, "/workshop/drafts", notice=_("%(number)s is described.", number=unit.number))
    return see_other(request, f"/units/{unit.number}", notice=_("Saved"))


def _likely_categories(db: Session, unit: Unit, form: Filled[UnitForm]) -> list[tuple[UUID, str]]:
    """What the words typed and the giver say; where they say nothing, what the last things were."""
    typed, giver = str(form["title"]), unit.giver_id or unit.id
    said = suggest_categories(db, giver, typed) if typed or unit.giver_id else []
    return [(each.id, each.name) for each in said or usual_categories(db)]


def _giver_id(db: Session, said: UnitForm) -> object:
    giver = get_institution(db, said.giver_id) if said.giver_id else None
    return giver.id if giver else None
