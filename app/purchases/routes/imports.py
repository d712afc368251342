"""New purchases from the finance system: send the spreadsheet, look at what it would do, read it in."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.administration.columns import PURCHASES
from app.administration.import_purchases import PurchasePlan
from app.administration.imports import (
    SHOWN_ROWS,
    AlreadyImported,
    drop_kept_file,
    get_kept_file,
    import_file,
    keep_file,
    plan_import,
)
from app.administration.models import ImportKind
from app.administration.spreadsheets import MAX_BYTES, Unusable, empty_sheet
from app.core.db import Db
from app.core.forms import Sent
from app.core.i18n import Text, _, ngettext_
from app.core.pages import page, see_other

router = APIRouter()
REGISTER = [allow(Permission.REGISTER_PURCHASES)]
KINDS = (ImportKind.PURCHASES,)
PAGE = "/purchases/import"


@router.get("/purchases/import", dependencies=REGISTER)
def show_purchase_import(request: Request) -> Response:
    return _import_page(request)


@router.get("/purchases/import.csv", dependencies=REGISTER)
def show_empty_purchases() -> Response:
    """A spreadsheet with the headings and no rows."""
    disposition = {"Content-Disposition": 'attachment; filename="nyindkoeb.csv"'}
    return Response(empty_sheet(PURCHASES), media_type="text/csv", headers=disposition)


@router.post("/purchases/import", dependencies=REGISTER)
def post_purchase_file(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    sent = data.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _import_page(request, status=422, refusal=_("Choose a file"))
    try:
        kept = keep_file(db, ImportKind.PURCHASES, sent.filename, sent.file.read(MAX_BYTES + 1), by=viewer)
    except Unusable as unusable:
        return _import_page(request, status=422, unusable=unusable, file_name=sent.filename)
    except AlreadyImported as before:
        return _import_page(request, status=409, refusal=before.sentence)
    return see_other(request, f"{PAGE}/{kept.id}")


@router.get("/purchases/import/{file_id}", dependencies=REGISTER)
def show_purchase_preview(request: Request, db: Db, viewer: SignedIn, file_id: UUID) -> Response:
    kept = get_kept_file(db, file_id, viewer=viewer, kinds=KINDS)
    try:
        plan = plan_import(db, kept.kind, kept.content, by=viewer)
    except Unusable as unusable:
        return _import_page(request, unusable=unusable, file_name=kept.name)
    return page(request, "purchases/preview.html", kept=kept, plan=plan, most=SHOWN_ROWS, base=PAGE)


@router.post("/purchases/import/{file_id}", dependencies=REGISTER)
def post_purchases_read_in(request: Request, db: Db, viewer: SignedIn, file_id: UUID) -> Response:
    kept = get_kept_file(db, file_id, viewer=viewer, kinds=KINDS)
    try:
        plan = import_file(db, kept, by=viewer)
    except Unusable as unusable:
        return _import_page(request, status=422, unusable=unusable, file_name=kept.name)
    new = len(plan.new) if isinstance(plan, PurchasePlan) else 0
    done = ngettext_("%(count)s purchase is registered", "%(count)s purchases are registered", new)
    return see_other(request, "/purchases", notice=done)


@router.post("/purchases/import/{file_id}/drop", dependencies=REGISTER)
def post_purchases_dropped(request: Request, db: Db, viewer: SignedIn, file_id: UUID) -> Response:
    drop_kept_file(db, get_kept_file(db, file_id, viewer=viewer, kinds=KINDS))
    return see_other(request, "/purchases", notice=_("Nothing has been read in"))


def _import_page(
    request: Request, *, status: int = 200, unusable: Unusable | None = None, refusal: Text | None = None,
    file_name: str = "",
) -> Response:  # fmt: skip
    return page(
        request, "purchases/import.html", status=status, unusable=unusable, refusal=refusal, file_name=file_name,
        columns=PURCHASES,
    )  # fmt: skip
