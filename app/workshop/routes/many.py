"""Scan many things, then act once. The list stands in the address, so that a reload loses nothing."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.catalogue.queries.places import all_places, find_place
from app.core.db import Db
from app.core.errors import DomainError, NotFound
from app.core.forms import Filled, Form, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.workshop import words
from app.workshop.actions.many import NEEDED, Act, Recycling, act_on_many, chances
from app.workshop.actions.scrap import ScrapReason
from app.workshop.leaving.models import Fraction
from app.workshop.leaving.words import FRACTIONS
from app.workshop.numbers import MOST, list_unit_numbers, read_unit_number, read_unit_numbers
from app.workshop.place_words import ACTS, DONE
from app.workshop.queries import units_listed
from app.workshop.routes.pictures import pictures_by_number
from app.workshop.routes.scanning import LONGEST_SCAN, shown_scan, stay
from app.workshop.scans import find_things, read_place_code
from app.workshop.stock.forms import Grams

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]
HERE = "/workshop/many"
LONGEST_LIST = 4000
PLAIN_FRACTIONS = [(each.value, name) for each, name in FRACTIONS.items() if each is not Fraction.ELECTRONICS]


class ManyForm(Form):
    """Which things, and what the act needs to know."""

    units: str = Field(max_length=LONGEST_LIST)
    place_code: str = Field(default="", max_length=100)
    reason: ScrapReason | None = None
    fraction: Fraction | None = None
    grams: Grams = 0
    note: str = Field(default="", max_length=150)

    @property
    def recycling(self) -> Recycling | None:
        """Why and as what they leave, where that is said."""
        if self.reason is None or self.fraction is None:
            return None
        return Recycling(self.reason, self.fraction, self.grams, self.note)


def _with_faults(form: Filled[ManyForm]) -> Filled[ManyForm]:
    said = form.value
    if said is not None and said.reason is None:
        form = form.refuse("reason", _("Say why"))
    if said is not None and said.fraction is None:
        form = form.refuse("fraction", _("Choose one of the options"))
    if said is not None and not said.grams:
        form = form.refuse("grams", _("Write how much it weighs. A guess will do."))
    return form


@router.get("/workshop/many", dependencies=MAY_WORK)
def show_many(
    request: Request, db: Db, viewer: SignedIn, units: str = "", scan: str = "", lines: str = "", drop: str = ""
) -> Response:
    scan = scan.strip()[:LONGEST_SCAN]
    typed = ",".join(lines[:LONGEST_LIST].replace(";", ",").split())
    listed = [each for each in read_unit_numbers(f"{units[:LONGEST_LIST]},{typed}") if each != read_unit_number(drop)]
    found = find_things(db, scan, units_first=True) if scan else None
    things = found if isinstance(found, list) else []
    listed = [*listed, *(unit.number for unit in things)][:MOST]
    if things or typed or drop:
        last = f"&last={things[-1].number}" if things else ""
        return see_other(request, f"{HERE}?units={list_unit_numbers(listed)}{last}")
    unknown = shown_scan(scan) if scan else ""
    return _many_page(
        request, db, viewer, units_listed(db, ",".join(listed)), unknown=unknown, is_place=found is not None
    )


def _many_page(
    request: Request, db: Session, viewer: Viewer, units: list[Unit], *, status: int = 200, unknown: str = "",
    is_place: bool = False, form: Filled[ManyForm] | None = None, act: Act | None = None,
) -> Response:  # fmt: skip
    shown: dict[str, Any] = {"form": form or Filled.of(ManyForm), "act": act, "unknown": unknown, "is_place": is_place}
    made = page(
        request, "workshop/many.html", status=422 if unknown else status, units=units, words=words, acts=ACTS,
        listed=list_unit_numbers(unit.number for unit in units), last=request.query_params.get("last", ""),
        chances=chances(db, units, by=viewer) if units else [], numbers=list_unit_numbers,
        places=[place.code for place in all_places(db)], fractions=PLAIN_FRACTIONS, **shown,
        pictures=pictures_by_number(db, [unit.number for unit in units]),
    )  # fmt: skip
    return stay(made) if unknown else made


@router.post("/workshop/many/{act}", dependencies=MAY_WORK)
def post_many(request: Request, act: Act, db: Db, viewer: SignedIn, data: Sent) -> Response:
    if not viewer.may(NEEDED[act]):
        raise NotFound
    form = read(ManyForm, data)
    units = units_listed(db, str(data.get("units", ""))[:LONGEST_LIST])
    everything = units_listed(db, str(data.get("all", ""))[:LONGEST_LIST]) or units
    if not units:
        raise NotFound
    place = None
    if form.value is not None and act is Act.PLACE:
        place = find_place(db, read_place_code(form.value.place_code) or form.value.place_code)
        if place is None:
            form = form.refuse("place_code", _("Write or scan the code of a place we know"))
    if act is Act.RECYCLE:
        form = _with_faults(form)
    if form.value is None:
        return _many_page(request, db, viewer, everything, status=422, form=form, act=act)
    try:
        # Because it is done with all of them or with none.
        with db.begin_nested():
            act_on_many(db, act, units, by=viewer, place=place, recycling=form.value.recycling)
    except DomainError as refusal:
        return _many_page(
            request, db, viewer, everything, status=409, form=form.refuse("form", refusal.sentence), act=act
        )
    listed = list_unit_numbers(unit.number for unit in everything)
    return see_other(
        request,
        f"{HERE}?units={listed}",
        notice=_("%(count)s: %(done)s", count=words.counted(len(units)), done=DONE[act]),
    )
