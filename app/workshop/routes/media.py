"""A device's disks: listed, corrected, taken off the list; and what ties it to its former owner."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.errors import DomainError, NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import Text, _
from app.core.pages import page, see_other
from app.workshop.actions import Erasing, add_medium, change_medium, record_erasure, release_device, strike_medium
from app.workshop.erasure import words
from app.workshop.erasure.forms import MediumForm, ReleaseForm
from app.workshop.erasure.models import ErasureMethod, Medium, MediumKind, Technique
from app.workshop.numbers import read_unit_number
from app.workshop.queries import UnitFacts, facts_of_unit, get_unit
from app.workshop.readiness import IN_THE_WORKSHOP

router = APIRouter()
MAY_ERASE = [allow(Permission.RECORD_ERASURE)]


def get_device(db: Session, number: str, *, anywhere: bool = False) -> UnitFacts:
    """A device with its disks, in the workshop unless `anywhere`; 404 for anything else."""
    facts = facts_of_unit(db, get_unit(db, read_unit_number(number)))
    if not facts.is_device or not (anywhere or facts.unit.stage in IN_THE_WORKSHOP):
        raise NotFound
    return facts


def get_medium(facts: UnitFacts, medium_id: UUID) -> Medium:
    """One of this device's disks, gone or not."""
    found = [each.medium for each in facts.device.media if each.medium.id == medium_id]
    if not found:
        raise NotFound
    return found[0]


@router.get("/units/{number}/media", dependencies=MAY_ERASE)
def show_media(request: Request, number: str, db: Db) -> Response:
    return _media_page(request, get_device(db, number), Filled.of(MediumForm))


def _media_page(
    request: Request, facts: UnitFacts, form: Filled[MediumForm], medium: Medium | None = None, status: int = 200
) -> Response:
    return page(
        request, "workshop/media.html", status=status, unit=facts.unit, facts=facts, form=form, medium=medium,
        words=words,
    )  # fmt: skip


@router.post("/units/{number}/media", dependencies=MAY_ERASE)
def post_medium(request: Request, number: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    facts = get_device(db, number)
    form = read(MediumForm, data)
    if form.value is None:
        return _media_page(request, facts, form, status=422)
    try:
        # Because a device that has no serial number yet cannot be said to be without storage either.
        with db.begin_nested():
            made = add_medium(db, facts.unit, form.value.facts, by=viewer)
            if made.kind is MediumKind.NONE:
                said = Erasing(ErasureMethod.NOTHING, "", has_passed=True, technique=Technique.LOOKED)
                record_erasure(db, facts.unit, made, said, serial_number=facts.unit.serial_number, by=viewer)
    except DomainError as refusal:
        return _media_page(request, facts, form.refuse("kind", refusal.sentence), status=refusal.status)
    return see_other(request, f"/units/{facts.unit.number}/erasure", notice=_("The disk is on the list."))


@router.get("/units/{number}/media/{medium_id}", dependencies=MAY_ERASE)
def show_medium(request: Request, number: str, medium_id: UUID, db: Db) -> Response:
    facts = get_device(db, number)
    medium = get_medium(facts, medium_id)
    if not medium.is_present:
        raise NotFound
    return _media_page(request, facts, Filled.of(MediumForm, **medium.model_dump(include=set(MediumForm.model_fields))),
                       medium)  # fmt: skip


@router.post("/units/{number}/media/{medium_id}", dependencies=MAY_ERASE)
def post_changed_medium(
    request: Request, number: str, medium_id: UUID, db: Db, viewer: SignedIn, data: Sent
) -> Response:
    facts = get_device(db, number)
    medium, form = get_medium(facts, medium_id), read(MediumForm, data)
    if form.value is None:
        return _media_page(request, facts, form, medium, 422)
    try:
        change_medium(db, facts.unit, medium, form.value.facts, by=viewer)
    except DomainError as refusal:
        return _media_page(request, facts, form.refuse("serial_number", refusal.sentence), medium, refusal.status)
    return see_other(request, f"/units/{facts.unit.number}/erasure", notice=_("Saved"))


@router.post("/units/{number}/media/{medium_id}/removal", dependencies=MAY_ERASE)
def post_struck_medium(request: Request, number: str, medium_id: UUID, db: Db, viewer: SignedIn) -> Response:
    facts = get_device(db, number)
    done: Text = _("The disk is off the list.")
    strike_medium(db, facts.unit, get_medium(facts, medium_id), by=viewer)
    return see_other(request, f"/units/{facts.unit.number}/media", notice=done)


@router.get("/units/{number}/release", dependencies=MAY_ERASE)
def show_release(request: Request, number: str, db: Db) -> Response:
    facts = get_device(db, number)
    form = Filled.of(ReleaseForm, **{name: getattr(facts.device.release, name) for name in ReleaseForm.model_fields})
    return page(request, "workshop/release.html", unit=facts.unit, form=form, words=words)


@router.post("/units/{number}/release", dependencies=MAY_ERASE)
def post_release(request: Request, number: str, db: Db, viewer: SignedIn, data: Sent) -> Response:
    facts = get_device(db, number)
    form = read(ReleaseForm, data)
    if form.value is None:
        return page(request, "workshop/release.html", status=422, unit=facts.unit, form=form, words=words)
    release_device(db, facts.unit, form.value.model_dump(), by=viewer)
    return see_other(request, f"/units/{facts.unit.number}/erasure", notice=_("Saved"))
