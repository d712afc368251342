"""Labels: choose which, say where the sheet begins, get the PDF."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.models import Unit
from app.core.db import Db
from app.core.errors import NotFound
from app.core.pages import page
from app.workshop import words
from app.workshop.labels import A_SHEET, COLUMNS, MOST_SHEETS, label_pdf
from app.workshop.numbers import list_unit_numbers
from app.workshop.queries import get_item, units_listed, units_of_item, units_of_report

router = APIRouter()
MAY_PRINT = [allow(Permission.PRINT_LABELS)]
Start = Annotated[int, Query(ge=1, le=A_SHEET)]


def _chosen(db: Session, units: str, report: UUID | None, item: UUID | None) -> list[Unit]:
    """The units asked for by number, report or item, at most as many as ten sheets hold."""
    found = units_listed(db, units)
    if report is not None:
        found = units_of_report(db, report)
    elif item is not None:
        found = units_of_item(db, get_item(db, item))
    return found[: A_SHEET * MOST_SHEETS]


@router.get("/labels", dependencies=MAY_PRINT)
def show_labels(
    request: Request, db: Db, units: str = "", report: UUID | None = None, item: UUID | None = None
) -> Response:
    found = _chosen(db, units, report, item)
    return page(
        request, "workshop/labels.html", units=found, asked=units, places=A_SHEET, columns=COLUMNS, words=words,
        listed=list_unit_numbers(unit.number for unit in found),
    )  # fmt: skip


@router.get("/labels.pdf", dependencies=MAY_PRINT)
def show_label_sheet(request: Request, db: Db, viewer: SignedIn, units: str = "", start: Start = 1) -> Response:
    found = _chosen(db, units, None, None)
    if not found:
        raise NotFound
    pdf = label_pdf(found, municipality=viewer.municipality.name, start=start)
    headers = {"Content-Disposition": f'inline; filename="labels-{found[0].number}.pdf"', "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
