"""Labels: choose which and on what, say where a sheet begins, get the PDF; and labels that have no thing yet."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.actions.sets import gather_units
from app.catalogue.models import Unit
from app.catalogue.queries.places import all_places
from app.catalogue.queries.sets import sets_listed
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Form, Sent, read
from app.core.i18n import _, language
from app.core.pages import page, see_other
from app.workshop.actions.labels import make_labels
from app.workshop.labels.formats import BY_KEY, FORMATS, USUAL, LabelFormat
from app.workshop.labels.queries import labels_listed
from app.workshop.labels.sheets import (
    MOST_LABELS,
    MOST_SHEETS,
    Sticker,
    blank_stickers,
    label_pdf,
    stickers_of_places,
    stickers_of_sets,
    stickers_of_units,
)
from app.workshop.numbers import list_unit_numbers, read_unit_numbers
from app.workshop.queries import get_item, units_listed, units_of_item, units_of_report

router = APIRouter()
MAY_PRINT = [allow(Permission.PRINT_LABELS)]
MOST_BLANKS = 195


class Asked(BaseModel):
    """Which labels, on what, and from which place of the sheet on."""

    units: str = ""
    report: UUID | None = None
    item: UUID | None = None
    sets: str = ""
    places: str = ""
    codes: str = ""
    format: str = USUAL.key
    start: int = Field(default=1, ge=1)

    @property
    def kind(self) -> LabelFormat:
        return BY_KEY.get(self.format, USUAL)

    @property
    def first(self) -> int:
        """The place on the sheet; one it does not have is its last."""
        return min(self.start, self.kind.places)


class BlankForm(Form):
    """How many labels without a thing."""

    count: int = Field(ge=1, le=MOST_BLANKS)


class SetForm(Form):
    """Things that belong together, by their numbers, and what they are called."""

    units: str = Field(max_length=4000)
    name: str = Field(min_length=1, max_length=120)


AskedFor = Annotated[Asked, Query()]


def _units(db: Session, asked: Asked) -> list[Unit]:
    if asked.report is not None:
        return units_of_report(db, asked.report)
    if asked.item is not None:
        return units_of_item(db, get_item(db, asked.item))
    return units_listed(db, asked.units)


def _chosen(db: Session, asked: Asked) -> tuple[list[Sticker], dict[str, str]]:
    """The labels asked for, at most as many as ten sheets hold, and the lists that ask for them again."""
    units = _units(db, asked)
    sets = sets_listed(db, read_unit_numbers(asked.sets))
    wanted = {code.strip().casefold() for code in asked.places.split(",") if code.strip()}
    places = [place for place in all_places(db) if place.code.casefold() in wanted] if wanted else []
    labels = labels_listed(db, read_unit_numbers(asked.codes))
    stickers = [
        *stickers_of_units(units), *stickers_of_sets(sets), *stickers_of_places(places), *blank_stickers(labels),
    ]  # fmt: skip
    lists = {
        "units": list_unit_numbers(unit.number for unit in units),
        "sets": list_unit_numbers(each.number for each, _count in sets),
        "places": ",".join(place.code for place in places),
        "codes": list_unit_numbers(label.code for label in labels),
    }
    most = min(MOST_LABELS, asked.kind.places * MOST_SHEETS if not asked.kind.is_roll else MOST_LABELS)
    return stickers[:most], {name: value for name, value in lists.items() if value}


@router.get("/labels", dependencies=MAY_PRINT)
def show_labels(request: Request, db: Db, asked: AskedFor) -> Response:
    return _labels_page(request, db, asked)


def _labels_page(
    request: Request, db: Session, asked: Asked, form: Filled[Any] | None = None, status: int = 200
) -> Response:
    stickers, lists = _chosen(db, asked)
    return page(
        request, "workshop/labels.html", status=status, stickers=stickers, lists=lists, asked=asked, kind=asked.kind,
        formats=FORMATS, most=MOST_BLANKS, form=form,
    )  # fmt: skip


@router.get("/labels.pdf", dependencies=MAY_PRINT)
def show_label_sheet(request: Request, db: Db, viewer: SignedIn, asked: AskedFor) -> Response:
    stickers, _lists = _chosen(db, asked)
    if not stickers:
        raise NotFound
    pdf = label_pdf(
        stickers, municipality=viewer.municipality.name, kind=asked.kind, start=asked.first, language=language()
    )
    name = "".join(sign for sign in stickers[0].number if sign.isascii() and (sign.isalnum() or sign == "-"))
    headers = {"Content-Disposition": f'inline; filename="labels-{name}.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.post("/labels/blank", dependencies=MAY_PRINT)
def post_blank_labels(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(BlankForm, data)
    if form.value is None:
        return _labels_page(request, db, Asked(), form, 422)
    made = make_labels(db, form.value.count, by=viewer)
    return see_other(request, f"/labels?codes={list_unit_numbers(label.code for label in made)}")


@router.post("/sets", dependencies=[allow(Permission.RECEIVE_UNITS)])
def post_set(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    form = read(SetForm, data)
    units = units_listed(db, form.value.units if form.value else str(data.get("units", "")))
    if not units:
        raise NotFound
    if form.value is None:
        return _labels_page(request, db, Asked(units=list_unit_numbers(unit.number for unit in units)), form, 422)
    made = gather_units(db, units, name=form.value.name, by=viewer)
    return see_other(request, f"/sets/{made.number}", notice=_("They belong together now. Print a label for the set."))
