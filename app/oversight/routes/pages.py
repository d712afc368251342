"""A budget holder's pages: what waits, one page with its findings and the signature, and the page as a PDF."""

import re
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.impact.frozen import canonical
from app.oversight import words
from app.oversight.actions import CommentMissing, FoundMore, sign_oversight
from app.oversight.content import fingerprint
from app.oversight.forms import SignForm
from app.oversight.holders import tree_of
from app.oversight.models import LONGEST_COMMENT
from app.oversight.pdf import page_pdf
from app.oversight.queries import Page, get_page, my_places, pages_visible_to
from app.reports.periods import PeriodKind, around

router = APIRouter()
SEE = [allow(Permission.SEE_OVERSIGHT)]
SIGN = [allow(Permission.SIGN_OVERSIGHT)]


@router.get("/oversight", dependencies=SEE)
def show_oversights(request: Request, db: Db, viewer: SignedIn) -> Response:
    if not viewer.may(Permission.SIGN_OVERSIGHT):
        return see_other(request, "/oversight/overview")
    tree = tree_of(db)
    return page(
        request, "oversight/list.html", pages=pages_visible_to(db, viewer, tree), places=my_places(viewer, tree),
        running=around(PeriodKind.QUARTER, today()), words=words,
        may_check=viewer.scope(Permission.SEE_OVERSIGHT).everywhere,
    )  # fmt: skip


@router.get("/oversight/{institution_id}/{quarter}", dependencies=SEE)
def show_oversight(request: Request, db: Db, viewer: SignedIn, institution_id: UUID, quarter: str) -> Response:
    found = get_page(db, institution_id, quarter, viewer=viewer)
    return _page(request, db, viewer, found, Filled.of(SignForm))


def _page(
    request: Request, db: Session, viewer: Viewer, found: Page, form: Filled[SignForm], *, status: int = 200,
    changed: bool = False,
) -> Response:  # fmt: skip
    place = found.subject.place
    return page(
        request, "oversight/page.html", status=status, found=found, form=form, words=words, changed=changed,
        seen=fingerprint(canonical(found.shown)), longest=LONGEST_COMMENT,
        may_see_orders=viewer.may_at(Permission.SEE_INSTITUTION_ORDERS, place.path),
    )  # fmt: skip


@router.post("/oversight/{institution_id}/{quarter}/signature", dependencies=SIGN)
def post_signature(
    request: Request, db: Db, viewer: SignedIn, institution_id: UUID, quarter: str, data: Sent
) -> Response:
    found = get_page(db, institution_id, quarter, viewer=viewer)
    form = read(SignForm, data)
    if not found.may_sign:
        raise NotFound
    if form.value is None:
        return _page(request, db, viewer, found, form, status=422)
    try:
        sign_oversight(db, found, comment=form.value.comment, seen=form.value.seen, by=viewer)
    except CommentMissing as refused:
        return _page(request, db, viewer, found, form.refuse("comment", refused.sentence), status=422)
    except FoundMore:
        return _page(request, db, viewer, found, form, status=409, changed=True)
    return see_other(request, words.url_of(found), notice=_("Signed. The page stands as you saw it."))


@router.get("/oversight/{institution_id}/{quarter}/page.pdf", dependencies=SEE)
def download_oversight(db: Db, viewer: SignedIn, institution_id: UUID, quarter: str) -> Response:
    """A signed page as a PDF; one that is not signed has none."""
    found = get_page(db, institution_id, quarter, viewer=viewer)
    if not found.is_signed:
        raise NotFound
    number = re.sub("[^A-Za-z0-9-]", "", found.subject.place.number)
    name = f"tilsyn-{found.subject.period.key}-{number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(page_pdf(found), media_type="application/pdf", headers=headers)
