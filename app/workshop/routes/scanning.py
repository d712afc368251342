"""What a scan leads to: the thing, the place, or the question whether it is new."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.models import StoragePlace, Unit, UnitSet
from app.core.db import Db
from app.core.forms import Sent
from app.core.i18n import _
from app.core.pages import page, see_other
from app.workshop.actions.put_away import see_units
from app.workshop.labels.models import LabelCode
from app.workshop.numbers import read_unit_number
from app.workshop.queries import get_unit
from app.workshop.scans import find_label_or_set, find_scanned

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]
LONGEST_SCAN = 300


def scanned_text(data: Sent) -> str:
    """What was scanned or typed, cut where no label goes on."""
    return str(data.get("scan", "")).replace("\x00", "").strip()[:LONGEST_SCAN]


def shown_scan(scan: str) -> str:
    """The part of a scan that a person can compare with the label."""
    return scan.rpartition("/")[2][:40] or scan[:40]


def stay(answer: Response) -> Response:
    """Keep the page's address where a refusal is shown inside it, so that a reload loses nothing that was scanned."""
    answer.headers["HX-Replace-Url"] = "false"
    return answer


@router.get("/workshop/find", dependencies=MAY_WORK)
def show_find(request: Request, db: Db, number: str | None = None) -> Response:
    found = _found(db, number[:LONGEST_SCAN]) if number else None
    if found is not None:
        return see_other(request, _page_of(found))
    return page(request, "workshop/find.html", status=404 if number else 200, number=shown_scan(number or ""))


@router.post("/workshop/find", dependencies=MAY_WORK)
def post_find(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    scan = scanned_text(data)
    found = _found(db, scan)
    if found is None:
        return page(request, "workshop/find.html", status=404 if scan else 422, number=shown_scan(scan))
    if isinstance(found, Unit):
        see_units(db, [found], by=viewer)
    return see_other(request, _page_of(found))


Found = Unit | StoragePlace | LabelCode | UnitSet


def _found(db: Session, scan: str) -> Found | None:
    return find_scanned(db, scan, units_first=True) or find_label_or_set(db, scan)


def _page_of(found: Found) -> str:
    if isinstance(found, Unit):
        return f"/units/{found.number}"
    if isinstance(found, UnitSet):
        return f"/sets/{found.number}"
    return f"/labels/blank/{found.code}" if isinstance(found, LabelCode) else f"/places/{quote(found.code)}"


@router.post("/units/{number}/sighting", dependencies=MAY_WORK)
def post_sighting(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    unit = get_unit(db, read_unit_number(number))
    see_units(db, [unit], by=viewer)
    return see_other(request, f"/units/{unit.number}", notice=_("Good that it is here."))
