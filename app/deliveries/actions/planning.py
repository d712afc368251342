"""Plan runs: make them, put errands on them, take errands off, put the places in order."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Municipality
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.core.errors import DomainError
from app.core.i18n import _
from app.deliveries.actions.fetching import (
    FetchedFirst,
    fetched_first,
    fetches_of,
    places_of,
    put_places_in_order,
    settle_fetches,
    stops_in_order,
)
from app.deliveries.calendar import USUAL_WINDOW, usual_run_days
from app.deliveries.models import Run, RunState, Stop, StopKind, StopState
from app.deliveries.queries.cargo import Cargo, cargo_of_orders
from app.history import record
from app.intake.actions import ReportMovedOn
from app.intake.models import ReportState, SurplusReport
from app.orders.actions.fulfil import promise_order
from app.orders.models import Handover, Order, OrderState, Return, ReturnState


class RunUnderway(DomainError):
    message = _("The run has started and can no longer be planned. Choose another run.")


class AlreadyOnARun(DomainError):
    message = _("%(number)s is already on a run. Load the page again.")


class ReturnMovedOn(DomainError):
    message = _("The return from order %(number)s is no longer waiting. Load the page again.")


class SameRun(DomainError):
    message = _("There is already a run on that day at that time.")


def plan_run(
    db: Session,
    municipality_id: UUID,
    runs_on: date,
    *,
    by: Viewer | None,
    window: str = USUAL_WINDOW,
    driver_id: UUID | None = None,
    capacity_l: int | None = None,
) -> Run:
    """A new run without stops; `SameRun` where there is one on that day at that time."""
    _one_planner_at_a_time(db, municipality_id)
    if db.exec(select(Run.id).where(Run.runs_on == runs_on, Run.window == window)).first():
        raise SameRun
    run = Run(municipality_id=municipality_id, runs_on=runs_on, window=window, driver_id=driver_id)
    if capacity_l is not None:
        run.capacity_l = capacity_l
    db.add(run)
    db.flush()
    record(db, "run_planned", run, by=by, after={"runs_on": runs_on, "window": window})
    return run


def plan_weekly_runs(
    db: Session, municipality: Municipality, *, weeks: int = 3, start: date | None = None
) -> list[Run]:
    """Make sure there is a run on each of the usual days from `start` (today) on; the answer is the new ones."""
    _one_planner_at_a_time(db, municipality.id)
    days = usual_run_days(start or today(), weeks)
    taken = set(db.exec(select(col(Run.runs_on)).where(col(Run.runs_on).in_(days))).all())
    return [plan_run(db, municipality.id, day, by=None) for day in days if day not in taken]


def _one_planner_at_a_time(db: Session, municipality_id: UUID) -> None:
    db.exec(select(Municipality.id).where(Municipality.id == municipality_id).with_for_update(key_share=True)).one()


def lock_planned(db: Session, run: Run) -> None:
    """Nobody else changes the run from here to the end of the transaction; `RunUnderway` once it has started."""
    db.refresh(run, with_for_update=True)
    if run.state is not RunState.PLANNED:
        raise RunUnderway


def change_run(
    db: Session, run: Run, *, window: str, driver_id: UUID | None, capacity_l: int, note: str, by: Viewer
) -> None:
    """Set the run's time of day, driver, room in litres and note, until it starts."""
    lock_planned(db, run)
    facts = {"window": window, "driver_id": driver_id, "capacity_l": capacity_l, "note": note}
    before = {name: getattr(run, name) for name, value in facts.items() if getattr(run, name) != value}
    if not before:
        return
    for name in before:
        setattr(run, name, facts[name])
    db.add(run)
    db.flush()
    record(db, "run_changed", run, by=by, before=before, after={name: facts[name] for name in before})


def add_stops(db: Session, run: Run, cargo: Sequence[Cargo], *, by: Viewer | None) -> list[Stop]:
    """Put these errands last on the run; each order is promised for its day. What is on the run already stays there.

    What an order's things need fetching from comes along, ahead of the order. `AlreadyOnARun`, `OrderMovedOn`,
    `ReportMovedOn` or `ReturnMovedOn` where one is on another run or no longer waits; `FetchedFirst` where two orders
    each wait for the other's place.
    """
    lock_planned(db, run)
    stops = [_add(db, run, each, by) for each in cargo]
    return [stop for stop in stops if stop is not None]


def _add(db: Session, run: Run, cargo: Cargo, by: Viewer | None) -> Stop | None:
    there = live_stop_of(db, cargo.kind, cargo.id)
    if there is not None and there.run_id == run.id:
        return None
    order = _hold(db, run, cargo)
    if live_stop_of(db, cargo.kind, cargo.id) is not None:
        raise AlreadyOnARun(number=cargo.number)
    last = db.exec(select(sa.func.coalesce(sa.func.max(col(Stop.position)), 0)).where(Stop.run_id == run.id)).one()
    stop = Stop(
        municipality_id=run.municipality_id, run_id=run.id, position=last + 1, kind=cargo.kind,
        institution_id=cargo.institution_id,
    )  # fmt: skip
    setattr(stop, _column(cargo.kind), cargo.id)
    db.add(stop)
    db.flush()
    told = {"run_id": run.id, "runs_on": run.runs_on, "window": run.window}
    record(db, "stop_planned", stop, by=by, after={**told, "number": cargo.number})
    if order is not None:
        record(db, "delivery_planned", order, by=by, after=told)
        settle_fetches(db, run, order, by=by)
    return stop


def _column(kind: StopKind) -> str:
    return {StopKind.DELIVERY: "order_id", StopKind.COLLECTION: "report_id", StopKind.RETURN: "return_id"}[kind]


def live_stop_of(db: Session, kind: StopKind, subject_id: UUID) -> Stop | None:
    """The stop that has this order, report or return now, if any."""
    return db.exec(
        select(Stop).where(getattr(Stop, _column(kind)) == subject_id, Stop.state != StopState.FAILED)
    ).one_or_none()


def _hold(db: Session, run: Run, cargo: Cargo) -> Order | None:
    """Take hold of what is planned, so that no other run gets it meanwhile; the order, where it is one."""
    if cargo.kind is StopKind.DELIVERY:
        order = db.get_one(Order, cargo.id)
        promise_order(db, order, run.runs_on)
        return order
    if cargo.kind is StopKind.COLLECTION:
        report = db.get_one(SurplusReport, cargo.id, with_for_update=True, populate_existing=True)
        if report.state is not ReportState.ACCEPTED:
            raise ReportMovedOn(number=cargo.number)
        return None
    back = db.get_one(Return, cargo.id, with_for_update=True, populate_existing=True)
    if back.state is not ReturnState.ASKED:
        raise ReturnMovedOn(number=cargo.number)
    return None


def remove_stop(db: Session, run: Run, stop: Stop, *, by: Viewer | None) -> None:
    """Take an errand off a run that has not started; an order that still waits has no promised day any more.

    An order and what has to be fetched for it leave the run together.
    """
    lock_planned(db, run)
    order_id = stop.order_id or stop.fetch_for_id
    together = fetches_of(db, run, [order_id]) if order_id else []
    if stop.fetch_for_id and (main := live_stop_of(db, StopKind.DELIVERY, stop.fetch_for_id)):
        together.append(main)
    for each in {each.id: each for each in (*together, stop)}.values():
        drop_stop(db, each, by=by)
    order = db.get_one(Order, order_id) if order_id else None
    if order is not None and order.state is OrderState.CONFIRMED:
        promise_order(db, order, None)


_CARRIED = ("order_id", "report_id", "return_id", "fetch_for_id")


def drop_stop(db: Session, stop: Stop, *, by: Viewer | None) -> None:
    """Delete the stop; history keeps what it was."""
    carried = {name: getattr(stop, name) for name in _CARRIED if getattr(stop, name)}
    record(db, "stop_removed", stop, by=by, before={"run_id": stop.run_id, **carried})
    db.delete(stop)
    db.flush()


def move_place(db: Session, run: Run, institution_id: UUID, *, is_up: bool, by: Viewer) -> None:
    """Drive to this workplace one place earlier or later; at the end of the row nothing happens.

    `FetchedFirst` where something would then be handed over before it is fetched.
    """
    lock_planned(db, run)
    stops = stops_in_order(db, run)
    places = places_of(stops)
    if institution_id not in places:
        return
    here = places.index(institution_id)
    there = here - 1 if is_up else here + 1
    if not 0 <= there < len(places):
        return
    places[here], places[there] = places[there], places[here]
    if fetched_first(places, stops) != places:
        raise FetchedFirst
    put_places_in_order(db, run, stops, places)
    record(db, "places_reordered", run, by=by, after={"places": places})


def settle_order(db: Session, order: Order, *, by: Viewer | None = None) -> None:
    """Bring the runs in line with an order that was confirmed, changed or ended; said again, nothing happens.

    A confirmed order for delivery goes on the run of the day it is wanted, if there is one that has not started. An
    order that no longer waits, is collected, or is wanted on another day, leaves the run it was on.
    """
    stop = live_stop_of(db, StopKind.DELIVERY, order.id)
    if stop is not None and stop.state is StopState.PLANNED:
        run = db.get_one(Run, stop.run_id)
        if run.state is RunState.PLANNED and not _belongs_on(run, order):
            remove_stop(db, run, stop, by=by)
            stop = None
        elif order.state is OrderState.CONFIRMED and order.promised_on != run.runs_on:
            promise_order(db, order, run.runs_on)
        if stop is not None and run.state is RunState.PLANNED:
            settle_fetches(db, run, order, by=by)
    if stop is None and (wanted := _run_wanted(db, order)) is not None:
        _add_if_it_can_be_driven(db, wanted, order, by)


def _add_if_it_can_be_driven(db: Session, run: Run, order: Order, by: Viewer | None) -> None:
    """An order that waits for a place that waits for its own is left to the planner."""
    try:
        with db.begin_nested():
            add_stops(db, run, cargo_of_orders(db, [order]), by=by)
    except FetchedFirst:
        db.refresh(order)


def _waits_for_delivery(order: Order) -> bool:
    return order.state is OrderState.CONFIRMED and order.handover is Handover.DELIVERY


def _belongs_on(run: Run, order: Order) -> bool:
    return _waits_for_delivery(order) and order.wanted_on in (None, run.runs_on)


def _run_wanted(db: Session, order: Order) -> Run | None:
    if not _waits_for_delivery(order) or order.wanted_on is None or order.wanted_on < today():
        return None
    return db.exec(
        select(Run).where(Run.runs_on == order.wanted_on, Run.state == RunState.PLANNED).order_by(col(Run.id)).limit(1)
    ).first()
