"""Pages: one template each; a fragment is a named block of its page; after a change comes a 303."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block

from app.core import csrf
from app.core.config import settings
from app.core.formats import FILTERS
from app.core.i18n import Text, gettext, language, ngettext
from app.core.secrets import random_token, sign, unsign

ROOT = Path(__file__).parent.parent.parent
MANIFEST = ROOT / "static/build/manifest.json"
NOTICE_COOKIE = "notice"


@dataclass(frozen=True)
class Done:
    """That a request was answered well: where the answer led and what it said, or the part of a page that it was."""

    location: str = ""
    notice: str = ""
    html: str = ""


# What a layout shows beside the page itself; main.py hangs the modules' parts in here.
layout_parts: list[Callable[[Request], dict[str, Any]]] = []


@lru_cache
def _manifest(_changed_at: float) -> dict[str, str]:
    read: dict[str, str] = json.loads(MANIFEST.read_text())
    return read


def asset(name: str) -> str:
    """The address of a built front-end file, its content's hash in its name."""
    return f"/static/{_manifest(MANIFEST.stat().st_mtime if settings().debug else 0.0)[name]}"


def built(name: str) -> bytes:
    """What a built front-end file holds."""
    return (MANIFEST.parent / asset(name).removeprefix("/static/")).read_bytes()


def assets() -> dict[str, str]:
    """Every built front-end file: its name and its address."""
    return {name: asset(name) for name in _manifest(MANIFEST.stat().st_mtime if settings().debug else 0.0)}


@lru_cache
def environment() -> Environment:
    """The template environment, made once."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().debug,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(FILTERS)
    made.globals.update(asset=asset)
    return made


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("hx-request") == "true"


def _is_for_later(request: Request) -> bool:
    """Whether the tablet only keeps the page for the hours without signal; nobody looks at it now."""
    return "x-keep" in request.headers


def _layout(request: Request) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "request": request,
        "path": request.url.path,
        "language": language(),
        "csrf_token": csrf.token_for(request),
        "notice": "" if _is_for_later(request) else unsign("notice", request.cookies.get(NOTICE_COOKIE, "")),
        "viewer": getattr(request.state, "viewer", None),
        "municipality": getattr(getattr(request.state, "viewer", None), "municipality", None),
    }
    for part in layout_parts:
        parts.update(part(request))
    return parts


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """The whole page."""
    visit = _visit(request)
    html = environment().get_template(template).render({**_layout(request), "status": status, **context})
    return _answer(request, html, status, visit)


def block(request: Request, template: str, name: str, *, status: int = 200, **context: Any) -> Response:
    """One named block of the page, for htmx."""
    html = render_block(environment(), template, name, {**_layout(request), **context})
    answer = _answer(request, html, status, None)
    if status < 400:
        request.state.done = Done(html=html)
    return answer


def see_other(request: Request, url: str, notice: Text | str | None = None) -> RedirectResponse:
    """Done: go and look. The notice is shown once, on the page that comes.

    A script that sends what was kept without signal (X-Deed: now or later) goes there by itself, or does not.
    """
    request.state.done = Done(url, "" if notice is None else str(notice))
    by_script = request.headers.get("x-deed")
    answer = RedirectResponse(url, status_code=204 if by_script else 303)
    if notice is not None and by_script != "later":
        answer.set_cookie(
            NOTICE_COOKIE, sign("notice", str(notice)), max_age=60, httponly=True, samesite="lax",
            secure=settings().is_https,
        )  # fmt: skip
    return answer


def _visit(request: Request) -> str | None:
    """A visitor without any cookie of ours gets one, so that the forms can carry a token."""
    names = (csrf.cookie_name(csrf.SESSION_COOKIE), csrf.cookie_name(csrf.VISIT_COOKIE))
    if any(name in request.cookies for name in names):
        return None
    request.state.visit = random_token()
    made: str = request.state.visit
    return made


def _answer(request: Request, html: str, status: int, visit: str | None) -> Response:
    # Because the back button must not find the fragment where the page was, under the same address.
    answer = HTMLResponse(html, status_code=status, headers={"Vary": "HX-Request"})
    if status < 400:
        request.state.done = Done()
    if viewer := getattr(request.state, "viewer", None):
        # Because a tablet without signal keeps pages, and must know whose they are.
        answer.headers["X-Viewer"] = viewer.person_id.hex
    if visit:
        name = csrf.cookie_name(csrf.VISIT_COOKIE)
        answer.set_cookie(name, visit, httponly=True, samesite="lax", secure=settings().is_https, path="/")
    if NOTICE_COOKIE in request.cookies and not is_fragment(request) and not _is_for_later(request):
        answer.delete_cookie(NOTICE_COOKIE)
    return answer
