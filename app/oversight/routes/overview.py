"""The controller's overview: every place and quarter, who has signed, what waits and what is overdue."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.db import Db
from app.core.errors import NotFound
from app.core.pages import page
from app.oversight import words
from app.oversight.export import exported
from app.oversight.forms import OverviewQuery
from app.oversight.holders import tree_of
from app.oversight.queries import Listed, State, opened_quarters, pages_visible_to, read_quarter

router = APIRouter()
SEE = [allow(Permission.SEE_OVERSIGHT)]
Asked = Annotated[OverviewQuery, Query()]


@router.get("/oversight/overview", dependencies=SEE)
def show_overview(request: Request, db: Db, viewer: SignedIn, query: Asked) -> Response:
    every = _pages(db, viewer, query)
    return page(
        request, "oversight/overview.html", pages=_in_state(every, query.state), query=query, words=words,
        states=Counter(each.state for each in every), quarters=[read_quarter(key) for key in opened_quarters(db)],
        every=list(State), chosen=read_quarter(query.quarter) if query.quarter else None,
    )  # fmt: skip


@router.get("/oversight/overview.csv", dependencies=SEE)
def download_overview(db: Db, viewer: SignedIn, query: Asked) -> Response:
    rows = _in_state(_pages(db, viewer, query), query.state)
    name = f"omlob-tilsyn-{query.quarter}.csv" if query.quarter else "omlob-tilsyn.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(exported(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _pages(db: Session, viewer: Viewer, query: OverviewQuery) -> list[Listed]:
    """The overview is of the whole municipality."""
    if not viewer.scope(Permission.SEE_OVERSIGHT).everywhere:
        raise NotFound
    return pages_visible_to(db, viewer, tree_of(db), quarter=query.quarter)


def _in_state(pages: Sequence[Listed], state: State | None) -> list[Listed]:
    return [each for each in pages if state is None or each.state is state]
