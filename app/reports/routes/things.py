"""The things behind what became of what came in."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.clock import today
from app.core.db import Db
from app.core.pages import page
from app.reports.forms import ThingsQuery
from app.reports.given import GIVEN_ON_A_PAGE, given_things
from app.reports.outcomes import NEVER_CAME, OUTCOMES
from app.reports.overview import ask

router = APIRouter()


@router.get("/reports/things", dependencies=[allow(Permission.SEE_REPORTS)])
def show_things(request: Request, db: Db, viewer: SignedIn, query: Annotated[ThingsQuery, Query()]) -> Response:
    asked = ask(db, viewer, query, Permission.SEE_REPORTS, today())
    rows = given_things(db, asked.lines, query.outcome, skip=query.skip)
    is_more = len(rows) > GIVEN_ON_A_PAGE
    return page(
        request, "reports/things.html", asked=asked, outcome=query.outcome, name=OUTCOMES[query.outcome],
        rows=rows[:GIVEN_ON_A_PAGE], skip=query.skip, following=query.skip + GIVEN_ON_A_PAGE if is_more else None,
        is_report=query.outcome in NEVER_CAME,
    )  # fmt: skip
