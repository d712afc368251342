"""The data on a device: what is left to do, an erasure recorded, a colleague who makes sure, the certificate."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session, select
from starlette.datastructures import FormData, UploadFile

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import local, now
from app.core.db import Db
from app.core.errors import DomainError, NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.media.storage import NotStored, storage
from app.workshop.actions import WrongSerial, keep_log, record_erasure, verify_erasure
from app.workshop.erasure import words
from app.workshop.erasure.certificate import certificate_of, certificate_pdf
from app.workshop.erasure.forms import CheckForm, ErasureForm
from app.workshop.erasure.models import ErasureLog, ErasureMethod, MediumKind, Standard
from app.workshop.erasure.state import MediumState, MediumStep
from app.workshop.queries import UnitFacts
from app.workshop.routes.media import get_device

router = APIRouter()
MAY_ERASE = [allow(Permission.RECORD_ERASURE)]
MOST_BYTES = 5 * 1024 * 1024
ATTACHMENT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@router.get("/units/{number}/erasure", dependencies=MAY_ERASE)
def show_erasure(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    facts = get_device(db, number)
    return page(request, "workshop/erasure.html", unit=facts.unit, facts=facts, words=words, person_id=viewer.person_id)


def _state(facts: UnitFacts, medium_id: UUID, *steps: MediumStep) -> MediumState:
    """A disk of this device that waits for one of these steps; 404 otherwise."""
    found = [each for each in facts.device.media if each.medium.id == medium_id and each.step in steps]
    if not found:
        raise NotFound
    return found[0]


def _to_erase(facts: UnitFacts, medium_id: UUID) -> MediumState:
    """A disk that is in the device: an erasure that passed may be done over, and any disk may be destroyed."""
    state = _state(facts, medium_id, *MediumStep)
    if not state.medium.is_present:
        raise NotFound
    return state


@router.get("/units/{number}/media/{medium_id}/erasure", dependencies=MAY_ERASE)
def show_medium_erasure(request: Request, number: str, medium_id: UUID, db: Db) -> Response:
    facts = get_device(db, number)
    state = _to_erase(facts, medium_id)
    is_lost = state.step is MediumStep.DESTROY
    form = Filled.of(
        ErasureForm, serial_number="", method=ErasureMethod.DESTROY if is_lost else ErasureMethod.PURGE,
        standard=Standard.NIST, result="passed" if is_lost else "",
        ended_at=local(now()).strftime("%Y-%m-%dT%H:%M"), destination="reuse",
    )  # fmt: skip
    return _erasure_page(request, facts, state, form)


def _erasure_page(
    request: Request, facts: UnitFacts, state: MediumState, form: Filled[ErasureForm], status: int = 200
) -> Response:
    return page(
        request, "workshop/medium_erasure.html", status=status, unit=facts.unit, facts=facts, state=state,
        medium=state.medium, form=form, words=words,
    )  # fmt: skip


@router.post("/units/{number}/media/{medium_id}/erasure", dependencies=MAY_ERASE)
def post_erasure(request: Request, number: str, medium_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    facts = get_device(db, number)
    state = _to_erase(facts, medium_id)
    form = read(ErasureForm, _with_nothing(data, state))
    if form.value is None:
        return _erasure_page(request, facts, state, form, 422)
    said = form.value
    if said.serial_number != facts.unit.serial_number:
        wrong = WrongSerial(number=facts.unit.number, serial=facts.unit.serial_number or "–")
        return _erasure_page(request, facts, state, form.refuse("serial_number", wrong.sentence), 422)
    try:
        # Because the log of an erasure that is refused is not kept.
        with db.begin_nested():
            erasing = said.erasing(_sent_log(db, data, viewer))
            made = record_erasure(db, facts.unit, state.medium, erasing, serial_number=said.serial_number, by=viewer)
    except DomainError as refusal:
        return _erasure_page(request, facts, state, form.refuse("method", refusal.sentence), refusal.status)
    done = _("Saved. A colleague must make sure.") if made.has_passed else _("The disk must be destroyed.")
    return see_other(request, f"/units/{facts.unit.number}/erasure", notice=done)


def _with_nothing(data: FormData, state: MediumState) -> FormData:
    """Where there is no disk, the answer is known: there was nothing to erase."""
    if state.medium.kind is not MediumKind.NONE:
        return data
    known = {"method": "nothing", "tool": "–", "technique": "looked", "result": "passed"}
    return FormData({**{key: data[key] for key in ("serial_number", "note") if key in data}, **known})


class LogTooLarge(DomainError):
    status = 422
    message = _("The log is too large. It may take up at most 5 MB.")


def _sent_log(db: Session, data: FormData, viewer: Viewer) -> ErasureLog | None:
    sent = data.get("log")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    content = sent.file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise LogTooLarge
    return keep_log(db, sent.filename, content, by=viewer)


@router.get("/units/{number}/media/{medium_id}/verification", dependencies=MAY_ERASE)
def show_verification(request: Request, number: str, medium_id: UUID, db: Db, viewer: SignedIn) -> Response:
    facts = get_device(db, number)
    return _check_page(request, facts, _state(facts, medium_id, MediumStep.VERIFY), Filled.of(CheckForm), viewer)


def _check_page(
    request: Request, facts: UnitFacts, state: MediumState, form: Filled[CheckForm], viewer: Viewer, status: int = 200
) -> Response:
    is_own = state.record is not None and state.record.performed_by_id == viewer.person_id
    return page(
        request, "workshop/verification.html", status=status, unit=facts.unit, state=state, medium=state.medium,
        form=form, words=words, is_own=is_own,
    )  # fmt: skip


@router.post("/units/{number}/media/{medium_id}/verification", dependencies=MAY_ERASE)
def post_verification(request: Request, number: str, medium_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    facts = get_device(db, number)
    state = _state(facts, medium_id, MediumStep.VERIFY)
    form = read(CheckForm, data)
    if form.value is None or state.record is None:
        return _check_page(request, facts, state, form, viewer, 422)
    said = form.value
    try:
        verify_erasure(
            db, facts.unit, state.record, way=said.way, is_confirmed=said.result == "gone", note=said.note, by=viewer
        )
    except DomainError as refusal:
        return _check_page(request, facts, state, form.refuse("form", refusal.sentence), viewer, refusal.status)
    done: Text = _("The data is gone. Thank you.") if said.result == "gone" else _("The disk must be destroyed.")
    return see_other(request, f"/units/{facts.unit.number}/erasure", notice=done)


@router.get("/units/{number}/erasure.pdf", dependencies=MAY_ERASE)
def show_certificate(number: str, db: Db, viewer: SignedIn) -> Response:
    facts = get_device(db, number, anywhere=True)
    certificate = certificate_of(db, facts.unit, facts.device)
    if not certificate.entries:
        raise NotFound
    pdf = certificate_pdf(certificate, municipality=viewer.municipality)
    disposition = f'inline; filename="erasure-{facts.unit.number}.pdf"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.get("/erasure-logs/{log_id}/file", dependencies=MAY_ERASE)
def show_log_file(log_id: UUID, db: Db) -> Response:
    kept = db.exec(select(ErasureLog).where(ErasureLog.id == log_id)).one_or_none()
    if kept is None:
        raise NotFound
    try:
        content = storage().get(kept.storage_key)
    except NotStored as gone:
        raise NotFound from gone
    # Because what a stranger's tool wrote is never shown as a page of ours.
    headers = {**ATTACHMENT, "Content-Disposition": f'attachment; filename="log-{kept.sha256[:12]}.txt"'}
    return Response(content, media_type="application/octet-stream", headers=headers)
