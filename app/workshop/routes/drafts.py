"""Photo first: one photo makes a thing known; what is not yet described waits on a list."""

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db, uuid7
from app.core.forms import Sent
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.workshop.actions.drafts import PhotoMissing, register_draft
from app.workshop.actions.labels import bind_label
from app.workshop.drafts import draft_count, drafts
from app.workshop.labels.queries import get_label
from app.workshop.numbers import read_unit_number
from app.workshop.routes.pictures import pictures_by_number, receive_files

router = APIRouter()
MAY_RECEIVE = [allow(Permission.RECEIVE_UNITS)]


@router.get("/workshop/new", dependencies=MAY_RECEIVE)
def show_new(request: Request, db: Db, label: str = "") -> Response:
    return _new_page(request, db, label=label)


def _new_page(
    request: Request, db: Session, *, label: str, faults: tuple[Text | str, ...] = (), status: int = 200
) -> Response:
    return page(
        request, "workshop/new.html", status=status, label=label[:80], faults=faults, waiting=draft_count(db),
        deed=uuid7().hex,
    )  # fmt: skip


@router.post("/workshop/new", dependencies=MAY_RECEIVE)
def post_new(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    label = str(data.get("label") or "")
    key = str(request.headers.get("idempotency-key") or data.get("deed") or "")
    taken, faults = receive_files(db, data, key=key, by=viewer)
    if faults or not taken:
        return _new_page(request, db, label=label, faults=tuple(faults) or (PhotoMissing.message,), status=422)
    unit = register_draft(db, taken, by=viewer)
    if label:
        bind_label(db, get_label(db, read_unit_number(label)), unit, by=viewer)
    notice = _("%(number)s is registered. Take the next one.", number=unit.number)
    return see_other(request, "/workshop/new", notice=notice)


@router.get("/workshop/drafts", dependencies=MAY_RECEIVE)
def show_drafts(request: Request, db: Db) -> Response:
    found = drafts(db)
    return page(
        request, "workshop/drafts.html", drafts=found, total=draft_count(db),
        pictures=pictures_by_number(db, [each.number for each in found]),
    )  # fmt: skip
