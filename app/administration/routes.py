"""Health for those who run it, the accessibility statement for everyone."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.guard import PerhapsSignedIn, everyone
from app.core.pages import page

router = APIRouter()


@router.get("/health/live", dependencies=[everyone()])
def show_live() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "live"})


@router.get("/health/ready", dependencies=[everyone()])
def show_ready(request: Request) -> JSONResponse:
    """The process can do its work: the database answers and its tables are up to date."""
    try:
        with request.app.state.engine.connect() as connection:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return JSONResponse({"status": "the database does not answer"}, status_code=503)
    return JSONResponse({"status": "ready", "tables": version})


@router.get("/was", dependencies=[everyone()])
def show_accessibility(request: Request, viewer: PerhapsSignedIn) -> Response:
    return page(request, "administration/accessibility.html")
