"""All devices' data: what waits, logs read in, what is demanded, and every record as a spreadsheet."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlmodel import Session, col, select
from starlette.datastructures import UploadFile

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.administration.erasure_logs import LOG_COLUMNS, Match, get_log, import_log, match_log, read_log
from app.administration.routes.settings import everywhere
from app.administration.spreadsheets import MAX_BYTES, Unusable
from app.core.clock import today
from app.core.db import Db
from app.core.errors import DomainError, NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _, ngettext_
from app.core.pages import page, see_other
from app.workshop.actions import keep_log, policy_of, set_erasure_policy
from app.workshop.erasure import words
from app.workshop.erasure.export import devices_at_work, export_erasures
from app.workshop.erasure.forms import PolicyForm
from app.workshop.erasure.models import ErasureLog
from app.workshop.erasure.state import device_states

router = APIRouter()
MAY_ERASE = [allow(Permission.RECORD_ERASURE)]
MAY_MANAGE = [allow(Permission.MANAGE_ERASURE)]


@router.get("/workshop/erasures", dependencies=MAY_ERASE)
def show_erasures(request: Request, db: Db) -> Response:
    return _erasures_page(request, db)


def _erasures_page(
    request: Request, db: Session, *, refusal: Text | None = None, unusable: Unusable | None = None, status: int = 200
) -> Response:
    units = devices_at_work(db)
    states = device_states(db, units)
    devices = [(unit, states[unit.id]) for unit in units]
    logs = db.exec(select(ErasureLog).order_by(col(ErasureLog.sent_at).desc()).limit(20)).all()
    return page(
        request, "administration/erasures.html", status=status, devices=devices, logs=logs, refusal=refusal,
        unusable=unusable, columns=LOG_COLUMNS, words=words,
    )  # fmt: skip


@router.post("/workshop/erasures/logs", dependencies=MAY_ERASE)
def post_log(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    sent = data.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _erasures_page(request, db, refusal=_("Choose a file"), status=422)
    content = sent.file.read(MAX_BYTES + 1)
    try:
        read_log(content)
    except Unusable as unusable:
        return _erasures_page(request, db, unusable=unusable, status=422)
    kept = keep_log(db, sent.filename, content, by=viewer)
    return see_other(request, f"/workshop/erasures/logs/{kept.id}")


def _get_log(db: Session, log_id: UUID) -> ErasureLog:
    found = get_log(db, log_id)
    if found is None:
        raise NotFound
    return found


def _matches(db: Session, log: ErasureLog) -> list[Match]:
    """What the log says; nothing where it is no list of erasures but belongs to one that was typed."""
    try:
        return match_log(db, log)
    except Unusable:
        return []


@router.get("/workshop/erasures/logs/{log_id}", dependencies=MAY_ERASE)
def show_log(request: Request, db: Db, log_id: UUID) -> Response:
    log = _get_log(db, log_id)
    return page(request, "administration/erasure_log.html", log=log, matches=_matches(db, log), words=words)


@router.post("/workshop/erasures/logs/{log_id}", dependencies=MAY_ERASE)
def post_log_read_in(request: Request, db: Db, viewer: SignedIn, log_id: UUID) -> Response:
    log = _get_log(db, log_id)
    try:
        done, _refused = import_log(db, log, by=viewer)
    except Unusable as unusable:
        return _erasures_page(request, db, unusable=unusable, status=422)
    notice = ngettext_("%(count)s erasure is recorded. A colleague must make sure.",
                       "%(count)s erasures are recorded. A colleague must make sure.", done)  # fmt: skip
    return see_other(request, f"/workshop/erasures/logs/{log.id}", notice=notice)


@router.get("/admin/erasure", dependencies=MAY_MANAGE)
def show_policy(request: Request, db: Db, viewer: SignedIn) -> Response:
    everywhere(viewer, Permission.MANAGE_ERASURE)
    policy = policy_of(db, viewer)
    form = Filled.of(PolicyForm, least=policy.least, needs_second_person=policy.needs_second_person)
    return _policy_page(request, form, viewer)


def _policy_page(request: Request, form: Filled[PolicyForm], viewer: Viewer, status: int = 200) -> Response:
    return page(
        request, "administration/erasure_policy.html", status=status, form=form, words=words,
        is_lead=viewer.may(Permission.RECORD_ERASURE),
    )  # fmt: skip


@router.post("/admin/erasure", dependencies=MAY_MANAGE)
def post_policy(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    everywhere(viewer, Permission.MANAGE_ERASURE)
    form = read(PolicyForm, data)
    if form.value is None:
        return _policy_page(request, form, viewer, 422)
    said = form.value
    try:
        set_erasure_policy(db, least=said.least, needs_second_person=said.needs_second_person, by=viewer)
    except DomainError as refusal:
        return _policy_page(request, form.refuse("least", refusal.sentence), viewer, refusal.status)
    return see_other(request, "/admin/erasure", notice=_("Saved"))


@router.post("/admin/erasure/export", dependencies=MAY_MANAGE)
def post_export(db: Db, viewer: SignedIn) -> Response:
    everywhere(viewer, Permission.MANAGE_ERASURE)
    _count, pieces = export_erasures(db, by=viewer)
    disposition = f'attachment; filename="erasures-{today().isoformat()}.csv"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)
