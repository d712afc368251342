"""The planner's pages: the calendar of runs, and one run with what could go along."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.accounts.queries import get_institution
from app.core.clock import today
from app.core.db import Db
from app.core.forms import Filled, Sent, read
from app.core.i18n import _, ngettext_
from app.core.pages import page, see_other
from app.deliveries.actions import add_stops, change_run, move_place, plan_run, remove_stop
from app.deliveries.actions.planning import SameRun
from app.deliveries.calendar import USUAL_WINDOW, usual_run_days
from app.deliveries.forms import RunFactsForm, RunForm
from app.deliveries.models import Run, RunState
from app.deliveries.queries.cargo import Errands, cargo_of, cargo_of_reports, photos_of
from app.deliveries.queries.runs import (
    coming_runs,
    drivers,
    get_run,
    get_stop,
    route_of,
    routes_of,
    routes_with,
    stops_of,
)
from app.deliveries.queries.waiting import errands_waiting, places_waiting, reports_without_stop, waiting_for_a_run

router = APIRouter()

LITRES_PER_M3 = 1000
PLAN = Permission.PLAN_RUNS


def any_run(run_id: UUID, db: Db, viewer: SignedIn) -> Run:
    """The run of the address, in the viewer's municipality."""
    return get_run(db, run_id)


AnyRun = Annotated[Run, Depends(any_run, scope="function")]


def _driver_options(db: Db) -> list[tuple[str, str]]:
    return [(str(person.id), person.name) for person in drivers(db)]


@router.get("/runs", dependencies=[allow(PLAN)])
def show_runs(request: Request, db: Db, viewer: SignedIn) -> Response:
    names = {person.id: person.name for person in drivers(db)}
    waiting = errands_waiting(db, viewer)
    return page(
        request, "deliveries/runs.html", routes=routes_of(db, coming_runs(db)), names=names, today=today(),
        waiting=len(waiting.orders) + len(waiting.reports) + len(waiting.returns), places=len(waiting.places),
    )  # fmt: skip


@router.get("/runs/new", dependencies=[allow(PLAN)])
def show_new_run(request: Request, db: Db) -> Response:
    taken = {run.runs_on for run in coming_runs(db)}
    first = next((day for day in usual_run_days(today(), 10) if day not in taken), None)
    form = Filled.of(RunForm, runs_on=first.isoformat() if first else "", window=USUAL_WINDOW, capacity_m3=14)
    return page(request, "deliveries/new_run.html", form=form, drivers=_driver_options(db), today=today())


@router.post("/runs/new", dependencies=[allow(PLAN)])
def post_new_run(request: Request, db: Db, viewer: SignedIn, data: Sent) -> Response:
    filled = read(RunForm, data)
    if filled.value is not None and not _may_drive(db, filled.value.driver_id):
        filled = filled.refuse("driver_id", _("Choose one of the options"))
    if filled.value is None:
        return _new_run_again(request, db, filled)
    said = filled.value
    try:
        run = plan_run(
            db, viewer.municipality_id, said.runs_on, by=viewer, window=said.window, driver_id=said.driver_id,
            capacity_l=said.capacity_m3 * LITRES_PER_M3,
        )  # fmt: skip
    except SameRun as same:
        return _new_run_again(request, db, filled.refuse("runs_on", same.sentence))
    return see_other(request, f"/runs/{run.id}", notice=_("The run is in the calendar"))


def _new_run_again(request: Request, db: Db, filled: Filled[RunForm]) -> Response:
    return page(request, "deliveries/new_run.html", status=422, form=filled, drivers=_driver_options(db), today=today())


def _may_drive(db: Db, driver_id: UUID | None) -> bool:
    return driver_id is None or driver_id in {person.id for person in drivers(db)}


@router.get("/runs/{run_id}", dependencies=[allow(PLAN)])
def show_run(request: Request, run: AnyRun, db: Db, viewer: SignedIn) -> Response:
    return _plan_page(request, db, run, viewer)


def _plan_page(
    request: Request, db: Db, run: Run, viewer: SignedIn, form: Filled[RunFactsForm] | None = None
) -> Response:
    stops, planned = stops_of(db, [run])
    waiting = errands_waiting(db, viewer) if run.state is RunState.PLANNED else Errands()
    cargo = cargo_of(db, planned | waiting)
    route = routes_with([run], stops, planned, cargo)[0]
    facts = Filled.of(
        RunFactsForm, window=run.window, driver_id=str(run.driver_id or ""), note=run.note,
        capacity_m3=run.capacity_l // LITRES_PER_M3,
    )  # fmt: skip
    return page(
        request, "deliveries/run.html", status=422 if form else 200, route=route, run=run,
        waiting=places_waiting(waiting, cargo), photos=photos_of(db, cargo.values()),
        drivers=_driver_options(db), form=form or facts, distance_m=route.distance_m,
    )  # fmt: skip


@router.post("/runs/{run_id}", dependencies=[allow(PLAN)])
def post_run(request: Request, run: AnyRun, db: Db, viewer: SignedIn, data: Sent) -> Response:
    filled = read(RunFactsForm, data)
    if filled.value is not None and not _may_drive(db, filled.value.driver_id):
        filled = filled.refuse("driver_id", _("Choose one of the options"))
    if filled.value is None:
        return _plan_page(request, db, run, viewer, filled)
    said = filled.value
    change_run(
        db, run, window=said.window, driver_id=said.driver_id, capacity_l=said.capacity_m3 * LITRES_PER_M3,
        note=said.note, by=viewer,
    )  # fmt: skip
    return see_other(request, f"/runs/{run.id}", notice=_("Saved"))


@router.post("/runs/{run_id}/stops", dependencies=[allow(PLAN)])
def post_stops(request: Request, run: AnyRun, db: Db, viewer: SignedIn, data: Sent) -> Response:
    chosen = {str(each) for each in data.getlist("cargo")}
    waiting = [each for place in waiting_for_a_run(db, viewer) for each in place.cargo if str(each.id) in chosen]
    added = add_stops(db, run, waiting, by=viewer)
    said = ngettext_("%(count)s errand is on the run", "%(count)s errands are on the run", len(added))
    return see_other(request, f"/runs/{run.id}", notice=said if added else _("It is on the run already, or gone"))


@router.post("/runs/places/{institution_id}/collection", dependencies=[allow(PLAN)])
def post_collection(request: Request, institution_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    """Put everything that waits to be collected at a workplace on one run."""
    place, chosen = get_institution(db, institution_id), str(data.get("run_id"))
    run = next((each for each in coming_runs(db) if str(each.id) == chosen), None)
    if run is None:
        return see_other(request, "/workshop/surplus?by=place", notice=_("Choose a run"))
    here = [each for each in reports_without_stop(db, viewer) if each.institution_id == place.id]
    added = add_stops(db, run, cargo_of_reports(db, here), by=viewer)
    said = ngettext_("%(count)s errand is on the run", "%(count)s errands are on the run", len(added))
    return see_other(request, f"/runs/{run.id}", notice=said if added else _("It is on the run already, or gone"))


@router.post("/runs/{run_id}/stops/{stop_id}/remove", dependencies=[allow(PLAN)])
def post_remove_stop(request: Request, run: AnyRun, stop_id: UUID, db: Db, viewer: SignedIn) -> Response:
    remove_stop(db, run, get_stop(db, run, stop_id), by=viewer)
    return see_other(request, f"/runs/{run.id}", notice=_("Taken off the run"))


@router.post("/runs/{run_id}/places/{institution_id}/move", dependencies=[allow(PLAN)])
def post_move(request: Request, run: AnyRun, institution_id: UUID, db: Db, viewer: SignedIn, data: Sent) -> Response:
    move_place(db, run, institution_id, is_up=data.get("way") == "up", by=viewer)
    return see_other(request, f"/runs/{run.id}#place-{institution_id}")


@router.get("/runs/{run_id}/notes", dependencies=[allow(PLAN)])
def show_notes(request: Request, run: AnyRun, db: Db) -> Response:
    return page(request, "deliveries/notes.html", route=route_of(db, run), run=run)
