"""The leader's page: released tables of the whole municipality, and never anything else."""

from fastapi import APIRouter, Request, Response

from app.accounts.guard import allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.pages import page
from app.social import cells, words
from app.social.export import table_file
from app.social.released import get_release, releases_of

router = APIRouter()
MAY_SEE = [allow(Permission.SEE_REPORTS)]


@router.get("/reports/social", dependencies=MAY_SEE)
def show_social(request: Request, db: Db, period: str = "") -> Response:
    tables = releases_of(db)
    newest = tables[0] if tables else None
    table = get_release(db, period) if period else newest
    return page(
        request, "social/report.html", table=table, periods=[t.period for t in tables], words=words, cells=cells
    )


@router.get("/reports/social.csv", dependencies=MAY_SEE)
def download_social(db: Db, period: str = "") -> Response:
    table = get_release(db, period)
    headers = {"Content-Disposition": f'attachment; filename="omlob-social-{table.period.key}.csv"'}
    return Response(table_file(table), media_type="text/csv; charset=utf-8", headers=headers)
