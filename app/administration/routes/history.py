"""What happened in the municipality, newest first, and whether the chain of it holds."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.administration.queries import happenings
from app.administration.routes.settings import everywhere
from app.administration.words import EVENTS, event_name
from app.core.db import Db
from app.core.pages import page
from app.history.record import broken_link

router = APIRouter()


@router.get("/admin/history", dependencies=[allow(Permission.SEE_HISTORY)])
def show_history(
    request: Request,
    db: Db,
    viewer: SignedIn,
    name: str = "",
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    check: bool = False,
) -> Response:
    everywhere(viewer, Permission.SEE_HISTORY)
    shown, go_on = happenings(db, name=name[:60], before=before)
    return page(
        request, "administration/history.html", shown=shown, go_on=go_on, name=name[:60], is_first=before is None,
        names=sorted(((key, str(word)) for key, word in EVENTS.items()), key=lambda pair: pair[1]),
        event_name=event_name, checked=check, broken=broken_link(db, viewer.municipality_id) if check else None,
    )  # fmt: skip
