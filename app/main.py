"""Puts the application together; the only module that knows all others."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from servestatic import ServeStaticASGI
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from app.accounts.deeds import AlreadyDone, answer_again
from app.core import tenancy  # noqa: F401 - because its listeners are the wall between municipalities
from app.core.config import refuse_unsafe_production, settings
from app.core.csrf import prove_own_page
from app.core.db import make_engine
from app.core.edge import Edge
from app.core.errors import DomainError, NotFound, SignInFirst
from app.core.i18n import translations
from app.core.logs import set_up_logs
from app.core.pages import ROOT, environment, layout_parts, page
from app.layout import layout

log = structlog.get_logger("omlob")

MODULES = (
    "administration", "accounts", "media", "catalogue", "impact", "social", "intake", "workshop", "orders",
    "deliveries", "purchases", "reports", "oversight", "quarterly",
    "notifications",
)  # fmt: skip


def _module_parts(name: str) -> list[Any]:
    """The modules of this name that exist: a file is absent until it is needed."""
    found = []
    for module in MODULES:
        folder = ROOT / "app" / module
        if (folder / f"{name}.py").exists() or (folder / name).is_dir():
            found.append(import_module(f"app.{module}.{name}"))
    return found


def routers() -> list[APIRouter]:
    """Every module's routes."""
    return [part.router for part in _module_parts("routes")]


def import_handlers() -> None:
    """Let every module register what it does in the worker."""
    _module_parts("handlers")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.engine.dispose()


def make_app(engine: Engine | None = None) -> FastAPI:
    """The whole application on one database; production settings that are unsafe are refused."""
    refuse_unsafe_production(settings())
    # Because a text that does not fit is found now, and not by the one who opens its page.
    translations("da")
    set_up_logs()
    app = FastAPI(
        title="Omløb",
        openapi_url=None,
        lifespan=_lifespan,
        dependencies=[Depends(prove_own_page)],
        strict_content_type=False,
    )
    app.state.engine = engine or make_engine(settings().database_url)
    import_handlers()
    for router in routers():
        app.include_router(router)
    for error, handler in _error_handlers().items():
        app.add_exception_handler(error, handler)
    layout_parts[:] = [layout]
    environment()
    translations("da")
    app.add_middleware(
        Edge,
        https=settings().is_https,
        on_bug=_bug,
        on_too_much=_refused,
        most_bytes=settings().max_body_bytes,
    )
    app.mount(
        "/static", ServeStaticASGI(_nothing_there, root=ROOT / "static/build", prefix="/static", max_age=31536000)
    )
    return app


async def _nothing_there(scope: Any, receive: Any, send: Any) -> None:
    await Response(status_code=404)(scope, receive, send)


def _error_handlers() -> dict[type[Exception], Callable[[Request, Any], Response]]:
    return {
        AlreadyDone: _answer_again,
        SignInFirst: _ask_to_sign_in,
        DomainError: _refused,
        RequestValidationError: _not_found,
        HTTPException: _http_error,
    }


def _ask_to_sign_in(request: Request, error: SignInFirst) -> Response:
    if request.method == "GET" and request.headers.get("hx-request") != "true":
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(wanted)}", status_code=303)
    return _refused(request, error)


def _answer_again(request: Request, error: AlreadyDone) -> Response:
    return answer_again(request, error.done)


def _refused(request: Request, error: Any) -> Response:
    return page(request, "shared/error.html", status=error.status, text=error.sentence, error_id=None)


def _not_found(request: Request, _error: Exception) -> Response:
    return _refused(request, NotFound())


def _http_error(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return _not_found(request, error)
    return page(request, "shared/error.html", status=error.status_code, text=DomainError.message, error_id=None)


def _bug(request: Request, error: Exception) -> Response:
    error_id = token_hex(3).upper()
    log.error("bug", error_id=error_id, path=request.url.path, exc_info=error)
    return page(request, "shared/error.html", status=500, text=None, error_id=error_id)
