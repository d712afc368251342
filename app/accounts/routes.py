"""Sign in, sign out, change language."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from app.accounts import passwords
from app.accounts.actions import WrongPassword, begin_known_session, sign_in, sign_out
from app.accounts.forms import SignInForm
from app.accounts.guard import PerhapsSignedIn, everyone
from app.accounts.models import Person
from app.accounts.queries import demo_people
from app.accounts.sessions import viewer_of
from app.accounts.words import DEMO_ROLES
from app.core import csrf
from app.core.config import settings
from app.core.db import Db
from app.core.edge import LANGUAGE_COOKIE
from app.core.errors import NotFound, TooMany
from app.core.forms import Filled, Sent, read
from app.core.i18n import LANGUAGES
from app.core.pages import page, see_other

router = APIRouter()


def own_path(wanted: str) -> str:
    """Where to go on to: a path on this site, or the front page."""
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if is_ours else "/"


@router.get("/sign-in", dependencies=[everyone()])
def show_sign_in(request: Request, db: Db, wanted: Annotated[str, Query(alias="next")] = "/") -> Response:
    return _sign_in_page(request, db, Filled.of(SignInForm, next=own_path(wanted)))


def _sign_in_page(request: Request, db: Db, form: Filled[SignInForm], status: int = 200) -> Response:
    people = demo_people(db) if settings().offers_demo_people else []
    return page(request, "accounts/sign_in.html", status=status, form=form, demo_people=people, demo_roles=DEMO_ROLES)


@router.post("/sign-in", dependencies=[everyone()])
def post_sign_in(request: Request, db: Db, data: Sent) -> Response:
    form = read(SignInForm, data)
    if form.value is None:
        return _sign_in_page(request, db, form, 422)
    address = request.client.host if request.client else ""
    try:
        person, token = sign_in(db, email=form.value.email, password=form.value.password, address=address)
    except WrongPassword as wrong:
        passwords.note_failure(db, email=form.value.email, address=address)
        return _sign_in_page(request, db, form.refuse("password", wrong.sentence), 422)
    except TooMany as many:
        answer = _sign_in_page(request, db, form.refuse("password", many.sentence), 429)
        answer.headers["Retry-After"] = "900"
        return answer
    return _welcome(request, db, person, token, form.value.next)


@router.post("/sign-in/demo", dependencies=[everyone()])
def post_demo_sign_in(request: Request, db: Db, data: Sent) -> Response:
    if not settings().offers_demo_people:
        raise NotFound
    people = (each.person for each in demo_people(db))
    person = next((each for each in people if str(each.id) == data.get("person_id")), None)
    if person is None:
        raise NotFound
    return _welcome(request, db, person, begin_known_session(db, person), str(data.get("next") or "/"))


def _welcome(request: Request, db: Db, person: Person, token: str, wanted: str) -> Response:
    wanted = own_path(wanted)
    answer = see_other(request, wanted if wanted != "/" else viewer_of(db, person).start_page)
    secure = settings().is_https
    answer.set_cookie(
        csrf.cookie_name(csrf.SESSION_COOKIE), token, max_age=12 * 3600, httponly=True, samesite="lax", secure=secure
    )
    return answer


@router.post("/sign-out", dependencies=[everyone()])
def post_sign_out(request: Request, db: Db, viewer: PerhapsSignedIn) -> Response:
    if viewer is not None:
        sign_out(db, viewer)
    answer = see_other(request, "/sign-in")
    answer.delete_cookie(csrf.cookie_name(csrf.SESSION_COOKIE), secure=settings().is_https, httponly=True)
    return answer


@router.get("/signed-in", dependencies=[everyone()])
def show_signed_in(request: Request, viewer: PerhapsSignedIn) -> Response:
    """Who is signed in, and the token of their forms: for what was kept without signal and is sent now."""
    said = {"person": viewer.person_id.hex, "token": csrf.token_for(request)} if viewer else {"person": None}
    return JSONResponse(said, headers={"Cache-Control": "no-store"})


@router.post("/language", dependencies=[everyone()])
def post_language(request: Request, data: Sent) -> Response:
    wanted = str(data.get("language"))
    answer = see_other(request, own_path(str(data.get("next") or "/")))
    answer.set_cookie(
        LANGUAGE_COOKIE, wanted if wanted in LANGUAGES else "da", max_age=365 * 86400, samesite="lax",
        secure=settings().is_https, httponly=True,
    )  # fmt: skip
    return answer
