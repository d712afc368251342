"""Health for those who run it, the accessibility statement for everyone."""

from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.accounts.guard import PerhapsSignedIn, everyone
from app.administration.database import database_fault, newest_step
from app.administration.queries import only_municipality
from app.core.config import settings
from app.core.db import Db
from app.core.pages import page

router = APIRouter()
STATED_ON = date(2026, 11, 22)


@router.get("/health/live", dependencies=[everyone()])
def show_live() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "live"})


@router.get("/health/ready", dependencies=[everyone()])
def show_ready(request: Request) -> JSONResponse:
    """The process can do its work: the database answers and its tables are up to date."""
    if database_fault(request.app.state.engine):
        return JSONResponse({"status": "the database does not answer or its tables are old"}, status_code=503)
    return JSONResponse({"status": "ready", "tables": newest_step()})


@router.get("/was", dependencies=[everyone()])
def show_accessibility(request: Request, db: Db, viewer: PerhapsSignedIn) -> Response:
    owner = viewer.municipality if viewer else only_municipality(db)
    return page(
        request, "administration/accessibility.html", owner=owner, site=settings().base_url, stated_on=STATED_ON,
        municipality=owner,
    )  # fmt: skip
