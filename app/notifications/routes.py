"""The administrator's list of letters."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.config import settings
from app.core.db import Db
from app.core.errors import NotFound
from app.core.pages import page
from app.notifications.queries import letters

router = APIRouter()


@router.get("/admin/letters", dependencies=[allow(Permission.MANAGE_SETTINGS)])
def show_letters(request: Request, db: Db, viewer: SignedIn, before: UUID | None = None) -> Response:
    # Because letters are not kept by workplace, only those who look after the whole municipality see them.
    if not viewer.scope(Permission.MANAGE_SETTINGS).everywhere:
        raise NotFound
    rows, next_before = letters(db, before=before)
    return page(
        request, "notifications/letters.html", letters=rows, next_before=next_before,
        has_server=bool(settings().smtp_url), before=before,
    )  # fmt: skip
