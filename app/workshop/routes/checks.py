"""The quality check: of one unit after its job, or of many equal ones that need no work."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.catalogue.suitability import read_suitability, written_suitability
from app.core.db import Db, uuid7
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.media.models import Photo
from app.workshop import words
from app.workshop.actions import CheckByAnother, add_job_photo, check_units, send_back_job
from app.workshop.forms import FAULT_ROWS, BackForm, CheckForm
from app.workshop.models import Job, JobState, PhotoMoment
from app.workshop.numbers import list_unit_numbers, read_unit_number
from app.workshop.queries import get_unit, job_photos, last_job, same_before, units_like, units_listed
from app.workshop.readiness import IN_THE_WORKSHOP
from app.workshop.routes.marks import marks_of, receive_photos
from app.workshop.routes.pictures import pictures_by_number, progress_in_order

router = APIRouter()
MAY_WORK = [allow(Permission.WORK_ON_UNITS)]


def checkable(db: Session, *, units: str, like: str = "") -> list[Unit]:
    """The units that are asked for, or all that wait like the one; 404 for none."""
    found = units_like(db, get_unit(db, read_unit_number(like)), passed=False) if like else units_listed(db, units)
    standing = [unit for unit in found if unit.stage in IN_THE_WORKSHOP]
    if not standing or len({unit.category_id for unit in standing}) > 1:
        raise NotFound
    return standing


@router.get("/workshop/check", dependencies=MAY_WORK)
def show_check(request: Request, db: Db, viewer: SignedIn, units: str = "", like: str = "") -> Response:
    found = checkable(db, units=units, like=like)
    before = same_before(db, found[0])
    suited = read_suitability(before.suitability) if before else []
    form = Filled.of(CheckForm, condition=max(2, found[0].condition), suitability=suited)
    return _check_page(request, db, viewer, found, form)


def _check_page(
    request: Request, db: Session, viewer: Viewer, units: list[Unit], form: Filled[CheckForm],
    back: Filled[BackForm] | None = None, status: int = 200, kept: Mapping[int, Photo] | None = None,
) -> Response:  # fmt: skip
    """The check; `kept` are the photos of marks that came with what was refused."""
    job = last_job(db, units[0]) if len(units) == 1 else None
    waiting = job if job is not None and job.state is JobState.TO_CHECK else None
    photos = progress_in_order(db, [each.photo_id for each in job_photos(db, waiting)]) if waiting else []
    return page(
        request, "workshop/check.html", status=status, units=units, unit=units[0], job=waiting, form=form, words=words,
        back_form=back or Filled.of(BackForm), listed=list_unit_numbers(unit.number for unit in units),
        photos=[each.view for each in photos if each.view], rows=FAULT_ROWS,
        once=uuid7().hex, kept=kept or {}, must_be_another=_must_be_another(waiting, viewer),
        picture=pictures_by_number(db, [units[0].number]).get(units[0].number),
    )  # fmt: skip


def _must_be_another(job: Job | None, viewer: Viewer) -> bool:
    """Whether these eyes are the ones that did the work, and the municipality wants others."""
    if job is None or not viewer.municipality.check_by_another:
        return False
    return viewer.person_id in (job.started_by_id, job.finished_by_id)


@router.post("/workshop/check", dependencies=MAY_WORK)
def post_check(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    units = checkable(db, units=str(data.get("units", "")))
    form = read(CheckForm, data)
    if len(units) == 1 and _must_be_another(last_job(db, units[0]), viewer) and last_job_waits(db, units[0]):
        return _check_page(request, db, viewer, units, form.refuse("form", CheckByAnother.message), status=409)
    # Because nobody takes a photo twice for a word that was missing, it is kept also where the check is refused.
    photos, unreadable = receive_photos(db, data, by=viewer)
    if form.value is None:
        return _check_page(request, db, viewer, units, form, status=422, kept=photos)
    said = form.value
    if said.condition == 2 and not said.all_faults:
        form = form.refuse("faults", _("Say which marks there are"))
        return _check_page(request, db, viewer, units, form, status=422, kept=photos)
    marks, wordless = marks_of(photos, said.fault_words)
    if fault := unreadable or wordless:
        form = form.refuse("fault_words", fault)
        return _check_page(request, db, viewer, units, form, status=422, kept=photos)
    passed = check_units(
        db, units, condition=said.condition, faults=said.all_faults, minutes=said.minutes, by=viewer,
        suitability=written_suitability(said.suitability),
    )  # fmt: skip
    for job in passed:
        for photo, mark in marks:
            add_job_photo(db, job, photo, PhotoMoment.FAULT, words=mark, by=viewer)
    if not passed:
        return see_other(request, "/workshop", notice=_("Somebody else checks it now."))
    listed = list_unit_numbers(unit.number for unit in units)
    return see_other(request, f"/workshop/items/new?units={listed}", notice=_("It has passed its check."))


def last_job_waits(db: Session, unit: Unit) -> bool:
    """Whether the unit's job waits for its check."""
    job = last_job(db, unit)
    return job is not None and job.state is JobState.TO_CHECK


@router.post("/workshop/check/back", dependencies=MAY_WORK)
def post_back(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    units = checkable(db, units=str(data.get("units", "")))
    job = last_job(db, units[0])
    if job is None or len(units) > 1:
        raise NotFound
    form = read(BackForm, data)
    if form.value is None:
        check = Filled.of(CheckForm, condition=max(2, units[0].condition))
        return _check_page(request, db, viewer, units, check, form, 422)
    send_back_job(db, job, note=form.value.note, by=viewer)
    return see_other(request, "/workshop", notice=_("It is back on the board."))
