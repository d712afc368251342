"""An unsafe request must come from our own page: by its origin, and by a token. Fails closed."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from fastapi import Request

from app.core.config import settings
from app.core.errors import ForeignRequest
from app.core.secrets import same, signature

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION_COOKIE = "session"
VISIT_COOKIE = "visit"


def cookie_name(name: str) -> str:
    """The cookie's name; over https it carries the prefix that binds it to this very host."""
    return f"__Host-{name}" if settings().is_https else name


def token_for(request: Request) -> str:
    """The token that forms of this visitor carry; a new sign-in makes a new one."""
    cookies = request.cookies
    holder = cookies.get(cookie_name(SESSION_COOKIE)) or getattr(request.state, "visit", None)
    holder = holder or cookies.get(cookie_name(VISIT_COOKIE)) or ""
    return signature("csrf", holder)


def comes_from_our_page(request: Request) -> bool:
    """What the browser says: Sec-Fetch-Site where it sends it, Origin where it does not, neither is refused.

    The rules of Go 1.25's CrossOriginProtection, stricter in that a request that says nothing is refused.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return False
    ours = {urlsplit(settings().base_url).netloc, request.headers.get("host", "")}
    return urlsplit(origin).netloc in ours


async def prove_own_page(request: Request) -> AsyncIterator[None]:
    """Refuse an unsafe request that is not from our own page or does not carry this visitor's token."""
    try:
        if request.method not in SAFE_METHODS:
            await _prove(request)
        yield
    finally:
        # Because the files of a form lie open until somebody closes them.
        await request.close()


async def _prove(request: Request) -> None:
    if not comes_from_our_page(request):
        raise ForeignRequest
    token = request.headers.get("x-csrf-token") or (await request.form()).get("csrf_token")
    has_holder = cookie_name(SESSION_COOKIE) in request.cookies or cookie_name(VISIT_COOKIE) in request.cookies
    if not has_holder or not isinstance(token, str) or not same(token, token_for(request)):
        raise ForeignRequest
