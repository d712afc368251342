"""What surrounds every request: its id, the reader's language, the headers, one log line."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import TooMuch
from app.core.i18n import speak

_request_id: ContextVar[str] = ContextVar("request_id", default="")
log = structlog.get_logger("omlob.request")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}
LANGUAGE_COOKIE = "language"


def request_id() -> str:
    """The id of the request (or of the worker's task) that is under way; it stands in history and in the log."""
    return _request_id.get()


def begin_request(name: str = "") -> str:
    """Give what starts now an id of its own."""
    made = name or uuid4().hex[:12]
    _request_id.set(made)
    return made


OnError = Callable[[Request, Exception], ASGIApp]


class Edge:
    """Pure ASGI, because it touches every byte and must cost next to nothing."""

    def __init__(
        self, app: ASGIApp, *, on_bug: OnError, on_too_much: OnError, most_bytes: int, https: bool = False
    ) -> None:
        self.app, self.on_bug, self.on_too_much, self.most_bytes = app, on_bug, on_too_much, most_bytes
        self.headers = dict(HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        rid, started, status = begin_request(), time.perf_counter(), 0
        speak(_language_of(scope))
        # Because PostgreSQL keeps no NUL, and nobody types one into an address.
        scope["query_string"] = scope["query_string"].replace(b"%00", b"")

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = rid
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "private, no-cache"
            await send(message)

        try:
            if _announced_bytes(scope) > self.most_bytes:
                await self.on_too_much(Request(scope, receive), TooMuch())(scope, receive, send_with_headers)
                return
            await self.app(scope, _measured(receive, self.most_bytes), send_with_headers)
        except Exception as error:
            if status:
                raise
            # Because the page that says sorry needs the same headers as any other, bugs end here.
            await self.on_bug(Request(scope, receive), error)(scope, receive, send_with_headers)
        finally:
            if not scope["path"].startswith("/static/"):
                took = round((time.perf_counter() - started) * 1000, 1)
                log.info("request", id=rid, method=scope["method"], path=scope["path"], status=status, ms=took)


def _measured(receive: Receive, most_bytes: int) -> Receive:
    """The same body, refused as soon as it grows past the limit, whatever was announced."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most_bytes:
            raise TooMuch
        return message

    return counted


def _announced_bytes(scope: Scope) -> int:
    said = Headers(scope=scope).get("content-length", "0")
    return int(said) if said.isdecimal() else 0


def _language_of(scope: Scope) -> str:
    # Because other sites of the domain set cookies of any kind, which the standard library's reader stumbles over.
    return cookie_parser(Headers(scope=scope).get("cookie", "")).get(LANGUAGE_COOKIE, "da")
