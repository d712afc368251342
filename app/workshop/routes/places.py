"""Storage places: the tree, one place with what stands on it, and the lead's changes to it."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.actions.places import (
    MAY_STAND_IN,
    CodeTaken,
    NotACode,
    WrongParent,
    add_place,
    close_place,
    move_place,
    open_place,
    rename_place,
)
from app.catalogue.models import PlaceKind, StoragePlace
from app.catalogue.queries.places import (
    all_places,
    find_place,
    get_place,
    natural,
    place_path,
    place_tree,
    places_below,
    suggest_code,
    units_standing,
)
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Form, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.counting.queries import open_count_at
from app.workshop.numbers import list_unit_numbers
from app.workshop.place_words import KINDS
from app.workshop.routes.pictures import pictures_by_number

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]
MAY_MANAGE = [allow(Permission.MANAGE_WORKSHOP)]
MOST_SHOWN = 120


class PlaceForm(Form):
    """Where a place stands in the tree, and what it is called."""

    kind: PlaceKind
    parent_id: UUID | None = None
    name: str = Field(default="", max_length=80)


class NewPlaceForm(PlaceForm):
    code: str = Field(max_length=20)


@router.get("/places", dependencies=MAY_WORK)
def show_places(request: Request, db: Db) -> Response:
    tree = place_tree(db)
    closed = [place for place in all_places(db, closed=True) if place.closed_at is not None]
    total = sum(node.here for node in tree)
    return page(request, "workshop/places.html", tree=tree, closed=closed, total=total, kinds=KINDS, words=words)


@router.get("/p/{code}", dependencies=MAY_WORK)
def show_scanned_place(request: Request, code: str, db: Db) -> Response:
    return see_other(request, f"/places/{quote(get_place(db, code).code)}")


@router.get("/P/{code}", dependencies=MAY_WORK)
def show_scanned_place_capitals(request: Request, code: str, db: Db) -> Response:
    return show_scanned_place(request, code, db)


@router.get("/places/new", dependencies=MAY_MANAGE)
def show_new_place(request: Request, db: Db, under: str = "", kind: PlaceKind | None = None) -> Response:
    parent = find_place(db, under) if under else None
    kind = kind or _kind_under(parent)
    form = Filled.of(
        NewPlaceForm, kind=kind, parent_id=parent.id if parent else "", code=suggest_code(db, kind, parent)
    )
    return _form_page(request, db, None, form)


def _kind_under(parent: StoragePlace | None) -> PlaceKind:
    if parent is None:
        return PlaceKind.HALL
    return PlaceKind.RACK if parent.kind is PlaceKind.HALL else PlaceKind.SHELF


def _form_page(
    request: Request, db: Session, place: StoragePlace | None, form: Filled[Any], status: int = 200
) -> Response:
    above = [each for each in all_places(db) if each.kind in MAY_STAND_IN[PlaceKind.SHELF]]
    below = {each.id for each in places_below(db, place)} if place else set()
    parents = [(each.id, _called(each)) for each in above if each.id not in below]
    return page(
        request, "workshop/place_form.html", status=status, place=place, form=form, parents=parents, kinds=KINDS
    )


def _called(place: StoragePlace) -> str:
    return place.code if place.name == place.code else f"{place.code} {place.name}"


def _parent(db: Session, parent_id: UUID | None) -> StoragePlace | None:
    if parent_id is None:
        return None
    found = next((place for place in all_places(db) if place.id == parent_id), None)
    if found is None:
        raise NotFound
    return found


@router.post("/places", dependencies=MAY_MANAGE)
def post_place(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(NewPlaceForm, data)
    if form.value is None:
        return _form_page(request, db, None, form, 422)
    said = form.value
    try:
        made = add_place(
            db, viewer.municipality_id, code=said.code, name=said.name, kind=said.kind,
            parent=_parent(db, said.parent_id), by=viewer,
        )  # fmt: skip
    except (NotACode, CodeTaken) as refusal:
        return _form_page(request, db, None, form.refuse("code", refusal.sentence), 422)
    except WrongParent as refusal:
        return _form_page(request, db, None, form.refuse("parent_id", refusal.sentence), 422)
    return see_other(request, _address(made), notice=_("%(code)s is made. Print its label.", code=made.code))


def _address(place: StoragePlace) -> str:
    return f"/places/{quote(place.code)}"


@router.get("/places/{code}", dependencies=MAY_WORK)
def show_place(request: Request, code: str, db: Db) -> Response:
    place = get_place(db, code)
    below = places_below(db, place)
    units, tree = units_standing(db, below), {node.place.id: node for node in place_tree(db)}
    children = [tree[each.id] for each in sorted_children(below, place) if each.id in tree]
    missed = [unit for unit in units if unit.missed_at is not None]
    return page(
        request, "workshop/place.html", place=place, path=place_path(db, place), children=children, units=units,
        shown=units[:MOST_SHOWN], codes={each.id: each.code for each in below}, missed=missed, kinds=KINDS, words=words,
        listed=list_unit_numbers(unit.number for unit in units), count=open_count_at(db, place),
        pictures=pictures_by_number(db, [unit.number for unit in units[:MOST_SHOWN]]),
    )  # fmt: skip


def sorted_children(below: list[StoragePlace], place: StoragePlace) -> list[StoragePlace]:
    """The places right below this one, in the order of their codes."""
    return sorted((each for each in below if each.parent_id == place.id), key=lambda each: natural(each.code))


@router.get("/places/{code}/facts", dependencies=MAY_MANAGE)
def show_place_facts(request: Request, code: str, db: Db) -> Response:
    place = get_place(db, code)
    form = Filled.of(PlaceForm, kind=place.kind, parent_id=place.parent_id or "", name=place.name)
    return _form_page(request, db, place, form)


@router.post("/places/{code}/facts", dependencies=MAY_MANAGE)
def post_place_facts(request: Request, code: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    place, form = get_place(db, code), read(PlaceForm, data)
    if form.value is None:
        return _form_page(request, db, place, form, 422)
    said = form.value
    try:
        move_place(db, place, kind=said.kind, parent=_parent(db, said.parent_id), by=viewer)
    except WrongParent as refusal:
        return _form_page(request, db, place, form.refuse("parent_id", refusal.sentence), 422)
    rename_place(db, place, said.name or place.code, by=viewer)
    return see_other(request, _address(place), notice=_("Saved"))


@router.post("/places/{code}/closing", dependencies=MAY_MANAGE)
def post_place_closing(request: Request, code: str, db: Db, viewer: SignedIn) -> Response:
    place = get_place(db, code)
    close_place(db, place, by=viewer)
    return see_other(request, "/places", notice=_("%(code)s is not in use any more.", code=place.code))


@router.post("/places/{code}/opening", dependencies=MAY_MANAGE)
def post_place_opening(request: Request, code: str, db: Db, viewer: SignedIn) -> Response:
    place = get_place(db, code)
    open_place(db, place, by=viewer)
    return see_other(request, _address(place), notice=_("%(code)s is in use again.", code=place.code))
