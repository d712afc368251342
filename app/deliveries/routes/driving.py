"""The driver's phone: today's run, one tap at each place."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.core.db import Db
from app.core.errors import NotFound
from app.core.forms import Filled, Sent, read
from app.core.i18n import _
from app.core.pages import page, see_other
from app.deliveries.actions import close_stops, end_run, fail_stop, reopen_stops, set_distance, start_run
from app.deliveries.forms import WHY_NOT, DistanceForm, FailureForm
from app.deliveries.models import Run, StopKind
from app.deliveries.queries.cargo import photos_of
from app.deliveries.queries.runs import get_run_to_drive, get_stop, next_run_day, route_of, run_to_drive

router = APIRouter()

OUTWARD, INWARD = (StopKind.DELIVERY,), (StopKind.FETCH, StopKind.COLLECTION, StopKind.RETURN)
TODAY = "/runs/today"


def own_run(run_id: UUID, db: Db, viewer: SignedIn) -> Run:
    """The run of the address, where it is the viewer's to drive."""
    return get_run_to_drive(db, run_id, viewer=viewer)


OwnRun = Annotated[Run, Depends(own_run, scope="function")]


def _private(answer: Response) -> Response:
    # Because names and telephone numbers must not stay behind on a shared telephone.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _run_page(request: Request, db: Db, run: Run, *, distance: Filled[DistanceForm] | None = None) -> Response:
    route = route_of(db, run)
    answer = page(
        request, "deliveries/today.html", status=422 if distance else 200, route=route, run=run,
        photos=photos_of(db, [each.cargo for each in route.errands]), distance_m=route.distance_m,
        distance=distance or Filled.of(DistanceForm, km=-(-route.distance_m // 1000)),
    )  # fmt: skip
    return _private(answer)


@router.get(TODAY, dependencies=[allow(Permission.DRIVE_RUNS)])
def show_today(request: Request, db: Db, viewer: SignedIn) -> Response:
    run = run_to_drive(db, viewer)
    if run is None:
        return _private(page(request, "deliveries/no_run.html", next_day=next_run_day(db, viewer)))
    return _run_page(request, db, run)


@router.post("/runs/{run_id}/start", dependencies=[allow(Permission.DRIVE_RUNS)])
def post_start(request: Request, run: OwnRun, db: Db, viewer: SignedIn) -> Response:
    start_run(db, run, by=viewer)
    return see_other(request, TODAY, notice=_("Everything is loaded. Drive safely."))


@router.post("/runs/{run_id}/places/{institution_id}/delivered", dependencies=[allow(Permission.DRIVE_RUNS)])
def post_delivered(request: Request, run: OwnRun, institution_id: UUID, db: Db, viewer: SignedIn) -> Response:
    close_stops(db, run, institution_id, OUTWARD, by=viewer)
    return see_other(request, TODAY, notice=_("Handed over"))


@router.post("/runs/{run_id}/places/{institution_id}/collected", dependencies=[allow(Permission.DRIVE_RUNS)])
def post_collected(request: Request, run: OwnRun, institution_id: UUID, db: Db, viewer: SignedIn) -> Response:
    close_stops(db, run, institution_id, INWARD, by=viewer)
    return see_other(request, TODAY, notice=_("Collected"))


@router.post("/runs/{run_id}/places/{institution_id}/undo", dependencies=[allow(Permission.DRIVE_RUNS)])
def post_undo(request: Request, run: OwnRun, institution_id: UUID, db: Db, viewer: SignedIn) -> Response:
    reopen_stops(db, run, institution_id, OUTWARD + INWARD, by=viewer)
    return see_other(request, TODAY, notice=_("Undone"))


@router.get("/runs/{run_id}/stops/{stop_id}/failed", dependencies=[allow(Permission.DRIVE_RUNS)])
def show_failed(request: Request, run: OwnRun, stop_id: UUID, db: Db) -> Response:
    return _failure_page(request, db, run, stop_id, None)


def _failure_page(request: Request, db: Db, run: Run, stop_id: UUID, form: Filled[FailureForm] | None) -> Response:
    errand = next((each for each in route_of(db, run).errands if each.stop.id == stop_id), None)
    if errand is None:
        raise NotFound
    answer = page(
        request, "deliveries/failed.html", status=422 if form else 200, run=run, errand=errand, form=form,
        reasons=[{"value": why.value, "label": said} for why, said in WHY_NOT.items()],
    )  # fmt: skip
    return _private(answer)


@router.post("/runs/{run_id}/stops/{stop_id}/failed", dependencies=[allow(Permission.DRIVE_RUNS)])
def post_failed(request: Request, run: OwnRun, stop_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    filled = read(FailureForm, data)
    if filled.value is None:
        return _failure_page(request, db, run, stop_id, filled)
    reason = ". ".join(part for part in (str(WHY_NOT[filled.value.why]), filled.value.note) if part)
    fail_stop(db, run, get_stop(db, run, stop_id), reason, by=viewer)
    return see_other(request, TODAY, notice=_("Noted. The workshop finds another day."))


@router.post("/runs/{run_id}/distance", dependencies=[allow(Permission.DRIVE_RUNS)])
def post_distance(request: Request, run: OwnRun, db: Db, viewer: SignedIn, data: Sent) -> Response:
    filled = read(DistanceForm, data)
    if filled.value is None:
        return _run_page(request, db, run, distance=filled)
    set_distance(db, run, filled.value.km * 1000, by=viewer)
    return see_other(request, TODAY, notice=_("Saved"))


@router.post("/runs/{run_id}/end", dependencies=[allow(Permission.DRIVE_RUNS)])
def post_end(request: Request, run: OwnRun, db: Db, viewer: SignedIn) -> Response:
    end_run(db, run, by=viewer)
    return see_other(request, TODAY, notice=_("The run has ended. Thank you for today."))
