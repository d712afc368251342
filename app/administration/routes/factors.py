"""Factors: every one with its source, grade and date; a new set is looked at before it is loaded."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session, col, select
from starlette.datastructures import UploadFile

from app.accounts.guard import SignedIn, allow
from app.accounts.models import Person
from app.accounts.permissions import Permission
from app.administration.routes.settings import everywhere
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Sent
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.impact.factors import BENEFIT_FILE, CATEGORY_FILE, PRICE_FILE, PROCESS_FILE, TAX_FILE
from app.impact.loading import MAX_BYTES, FactorFile, UnusableFactors, read_factor_file
from app.impact.versions import factors_in_force, hash_in_force, load_factors, texts_in_force, versions_of
from app.social.rates import rates_in_force

router = APIRouter()
SETTINGS: Final = [allow(Permission.MANAGE_SETTINGS)]
FILES: Final = {
    "categories": CATEGORY_FILE, "processes": PROCESS_FILE, "prices": PRICE_FILE, "benefits": BENEFIT_FILE,
    "taxes": TAX_FILE,
}  # fmt: skip
NAMES: Final = {
    CATEGORY_FILE: _("Things: CO₂e of a new one"),
    PROCESS_FILE: _("Driving, electricity, materials and parts"),
    PRICE_FILE: _("Prices of new things"),
    BENEFIT_FILE: _("Rates of benefits"),
    TAX_FILE: _("Tax and refunds"),
}


@router.get("/admin/factors", dependencies=SETTINGS)
def show_factors(request: Request, db: Db, viewer: SignedIn) -> Response:
    everywhere(viewer, Permission.MANAGE_SETTINGS)
    return _factors_page(request, db)


@router.get("/admin/factors.csv", dependencies=SETTINGS)
def download_factors(db: Db, viewer: SignedIn, kind: str = "categories") -> Response:
    """The file in force, to change and send again."""
    everywhere(viewer, Permission.MANAGE_SETTINGS)
    if kind not in FILES:
        raise NotFound
    disposition = {"Content-Disposition": f'attachment; filename="{FILES[kind]}"'}
    return Response("\ufeff" + texts_in_force(db)[FILES[kind]], media_type="text/csv", headers=disposition)


@router.post("/admin/factors", dependencies=SETTINGS)
def post_factor_file(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    everywhere(viewer, Permission.MANAGE_SETTINGS)
    sent = data.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _factors_page(request, db, status=422, refusal=_("Choose a file"))
    raw = sent.file.read(MAX_BYTES + 1)
    try:
        file = read_factor_file(raw, texts_in_force(db))
    except UnusableFactors as unusable:
        return _factors_page(request, db, status=422, unusable=unusable, file_name=sent.filename)
    if not file.changes:
        return _factors_page(request, db, status=422, refusal=_("The file says what is in force already."))
    return _preview(request, db, file, raw.decode("utf-8-sig"))


@router.post("/admin/factors/load", dependencies=SETTINGS)
def post_factors(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    everywhere(viewer, Permission.MANAGE_SETTINGS)
    try:
        file = read_factor_file(str(data.get("content", "")).encode(), texts_in_force(db))
    except UnusableFactors as unusable:
        return _factors_page(request, db, status=422, unusable=unusable, file_name="")
    load_factors(db, file, stands_on=str(data.get("stands_on", "")), by=viewer)
    notice = _("The new factors count from now on. What is booked stays as it is.")
    return see_other(request, "/admin/factors", notice=notice)


def _preview(request: Request, db: Session, file: FactorFile, content: str) -> Response:
    return page(
        request, "administration/factors_preview.html", file=file, name=NAMES[file.name], content=content,
        stands_on=hash_in_force(db), is_prices=file.name == PRICE_FILE,
    )  # fmt: skip


def _factors_page(
    request: Request,
    db: Session,
    *,
    status: int = 200,
    refusal: Text | None = None,
    unusable: UnusableFactors | None = None,
    file_name: str = "",
) -> Response:
    versions = versions_of(db)
    return page(
        request, "administration/factors.html", status=status, factors=factors_in_force(db), names=NAMES,
        files=FILES, rates=rates_in_force(db), versions=versions,
        people=_names(db, [each.loaded_by_id for each in versions if each.loaded_by_id]),
        refusal=refusal, unusable=unusable, file_name=file_name,
    )  # fmt: skip


def _names(db: Session, ids: list[UUID]) -> dict[UUID, str]:
    return dict(db.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids))).all())
