"""Spreadsheets: send one, look at what it would do, read it in."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session
from starlette.datastructures import UploadFile

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.administration.columns import INSTITUTIONS, ITEMS
from app.administration.import_institutions import InstitutionPlan
from app.administration.imports import (
    SHOWN_ROWS,
    AlreadyImported,
    drop_kept_file,
    get_kept_file,
    import_file,
    keep_file,
    past_imports,
    plan_import,
)
from app.administration.models import ImportKind
from app.administration.routes.settings import everywhere
from app.administration.spreadsheets import MAX_BYTES, Unusable, empty_sheet
from app.administration.words import IMPORTS
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Sent
from app.core.i18n import Text, _, ngettext_
from app.core.pages import page, see_other

router = APIRouter()
IMPORT = [allow(Permission.IMPORT_FILES)]
COLUMNS = {ImportKind.INSTITUTIONS: INSTITUTIONS, ImportKind.ITEMS: ITEMS}
PREVIEWS = {
    ImportKind.INSTITUTIONS: "administration/preview_institutions.html",
    ImportKind.ITEMS: "administration/preview_items.html",
}


@router.get("/admin/imports", dependencies=IMPORT)
def show_imports(request: Request, db: Db, viewer: SignedIn) -> Response:
    everywhere(viewer, Permission.IMPORT_FILES)
    return _imports_page(request, db)


@router.get("/admin/imports/{kind}.csv", dependencies=IMPORT)
def show_empty_sheet(kind: ImportKind) -> Response:
    """A spreadsheet with the headings and no rows, as Excel opens it."""
    if kind not in COLUMNS:
        raise NotFound
    disposition = {"Content-Disposition": f'attachment; filename="{kind}.csv"'}
    return Response(empty_sheet(COLUMNS[kind]), media_type="text/csv", headers=disposition)


@router.post("/admin/imports", dependencies=IMPORT)
def post_import(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    everywhere(viewer, Permission.IMPORT_FILES)
    kind, sent = _kind(data.get("kind")), data.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _imports_page(request, db, status=422, kind=kind, refusal=_("Choose a file"))
    try:
        kept = keep_file(db, kind, sent.filename, sent.file.read(MAX_BYTES + 1), by=viewer)
    except Unusable as unusable:
        return _imports_page(request, db, status=422, kind=kind, unusable=unusable, file_name=sent.filename)
    except AlreadyImported as before:
        return _imports_page(request, db, status=409, kind=kind, refusal=before.sentence)
    return see_other(request, f"/admin/imports/{kept.id}")


@router.get("/admin/imports/{file_id}", dependencies=IMPORT)
def show_preview(request: Request, db: Db, viewer: SignedIn, file_id: UUID) -> Response:
    everywhere(viewer, Permission.IMPORT_FILES)
    kept = get_kept_file(db, file_id, viewer=viewer, kinds=COLUMNS)
    try:
        plan = plan_import(db, kept.kind, kept.content)
    except Unusable as unusable:
        return _imports_page(request, db, kind=kept.kind, unusable=unusable, file_name=kept.name)
    return page(request, PREVIEWS[kept.kind], kept=kept, plan=plan, most=SHOWN_ROWS)


@router.post("/admin/imports/{file_id}", dependencies=IMPORT)
def post_read_in(request: Request, db: Db, viewer: SignedIn, file_id: UUID) -> Response:
    everywhere(viewer, Permission.IMPORT_FILES)
    kept = get_kept_file(db, file_id, viewer=viewer, kinds=COLUMNS)
    try:
        plan = import_file(db, kept, by=viewer)
    except Unusable as unusable:
        return _imports_page(request, db, status=422, kind=kept.kind, unusable=unusable, file_name=kept.name)
    if isinstance(plan, InstitutionPlan):
        return see_other(request, "/admin/institutions", notice=_rows_read(kept.rows))
    return see_other(request, "/admin/imports", notice=_rows_read(kept.rows))


@router.post("/admin/imports/{file_id}/drop", dependencies=IMPORT)
def post_dropped(request: Request, db: Db, viewer: SignedIn, file_id: UUID) -> Response:
    everywhere(viewer, Permission.IMPORT_FILES)
    drop_kept_file(db, get_kept_file(db, file_id, viewer=viewer, kinds=COLUMNS))
    return see_other(request, "/admin/imports", notice=_("Nothing has been read in"))


def _rows_read(rows: int) -> Text:
    return ngettext_("%(count)s row is read in", "%(count)s rows are read in", rows)


def _kind(typed: object) -> ImportKind:
    if typed not in list(COLUMNS):
        raise NotFound
    return ImportKind(str(typed))


def _imports_page(
    request: Request,
    db: Session,
    *,
    status: int = 200,
    kind: ImportKind | None = None,
    unusable: Unusable | None = None,
    refusal: Text | None = None,
    file_name: str = "",
) -> Response:
    return page(
        request, "administration/imports.html", status=status, kind=kind, unusable=unusable, refusal=refusal,
        file_name=file_name, past=past_imports(db), kinds=IMPORTS, columns=COLUMNS,
    )  # fmt: skip
