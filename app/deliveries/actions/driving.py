"""Drive a run: load it, close its stops with one tap each, undo, say what failed, end it.

Every step is one conditional UPDATE, so that a second tap or a form sent again changes nothing.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.core.clock import now, today
from app.core.errors import DomainError
from app.core.i18n import _
from app.deliveries.actions.fetching import fetches_of, places_to_fetch_from, settle_fetches
from app.deliveries.actions.planning import drop_stop
from app.deliveries.models import Run, RunState, Stop, StopKind, StopState
from app.deliveries.transport import transport_shares
from app.history import record
from app.intake.models import ReportState, SurplusReport
from app.orders.actions.fulfil import (
    complete_order,
    fetch_units,
    put_units_back,
    reopen_order,
    start_order,
    unload_order,
)
from app.orders.models import Order, OrderState, Return, ReturnState


class NotToday(DomainError):
    message = _("This run is not today.")


class RunNotUnderway(DomainError):
    message = _("The run is not on its way. Load the page again.")


class StopsLeft(DomainError):
    message = _("There are still stops on the run. Hand over, or say why it did not work.")


class NotFetchedYet(DomainError):
    message = _("Fetch the things for %(number)s first, or say why it did not work.")


class DeliveredAlready(DomainError):
    message = _("%(number)s is not in the van any more. Undo that first.")


def start_run(db: Session, run: Run, *, by: Viewer) -> None:
    """Everything is loaded: the orders are on their way. What is no longer wanted is left at home."""
    if run.runs_on > today():
        raise NotToday
    moment = now()
    started = _move_run(db, run, RunState.PLANNED, RunState.ON_THE_WAY, driver_id=by.person_id, started_at=moment)
    if not started:
        if run.state is RunState.ON_THE_WAY:
            return
        raise RunNotUnderway
    for stop in _planned_stops(db, run):
        if stop.order_id is not None and _is_wanted(db, stop):
            settle_fetches(db, run, db.get_one(Order, stop.order_id), by=by)
    for stop in _planned_stops(db, run):
        if not _is_wanted(db, stop):
            drop_stop(db, stop, by=by)
        elif stop.order_id is not None:
            start_order(db, db.get_one(Order, stop.order_id), by=by, at=moment)
    record(db, "run_started", run, by=by, after={"driver_id": by.person_id})


def _planned_stops(db: Session, run: Run) -> list[Stop]:
    return list(db.exec(select(Stop).where(Stop.run_id == run.id, Stop.state == StopState.PLANNED)).all())


def _is_wanted(db: Session, stop: Stop) -> bool:
    if stop.fetch_for_id is not None:
        order = db.get_one(Order, stop.fetch_for_id)
        waits = order.state in (OrderState.CONFIRMED, OrderState.ON_THE_WAY)
        return waits and stop.institution_id in places_to_fetch_from(db, order)
    if stop.order_id is not None:
        return db.get_one(Order, stop.order_id).state is OrderState.CONFIRMED
    if stop.report_id is not None:
        return db.get_one(SurplusReport, stop.report_id).state is ReportState.ACCEPTED
    return db.get_one(Return, stop.return_id).state is ReturnState.ASKED


def close_stops(db: Session, run: Run, institution_id: UUID, kinds: tuple[StopKind, ...], *, by: Viewer) -> list[Stop]:
    """One tap at a workplace: everything of these kinds is handed over (or collected). The stops closed by this tap.

    Orders become delivered, their units handed over, each with its share of the trip. Reports stay accepted and returns
    asked for: the workshop receives the things. What is fetched for an order is in the van from here on;
    `NotFetchedYet` where an order is handed over before that.
    """
    _need_underway(db, run)
    moment = now()
    if StopKind.DELIVERY in kinds:
        _need_fetched(db, run, institution_id)
    closed = [stop for stop in _stops_at(db, run, institution_id, kinds) if _move_stop(
        db, stop, StopState.PLANNED, StopState.DONE, done_at=moment, done_by_id=by.person_id
    )]  # fmt: skip
    shares = transport_shares(db, run) if any(stop.order_id for stop in closed) else {}
    for stop in closed:
        if stop.order_id is not None:
            complete_order(db, db.get_one(Order, stop.order_id), by=by, transport_g_by_unit=shares, at=moment)
        if stop.fetch_for_id is not None:
            fetch_units(db, db.get_one(Order, stop.fetch_for_id), institution_id, by=by, at=moment)
        record(db, "stop_done", stop, by=by, at=moment)
    return closed


def _need_fetched(db: Session, run: Run, institution_id: UUID) -> None:
    there = [stop.order_id for stop in _stops_at(db, run, institution_id, (StopKind.DELIVERY,)) if stop.order_id]
    for stop in fetches_of(db, run, there):
        raise NotFetchedYet(number=db.get_one(Order, stop.fetch_for_id).number)


def reopen_stops(db: Session, run: Run, institution_id: UUID, kinds: tuple[StopKind, ...], *, by: Viewer) -> None:
    """Undo the tap at a workplace, as long as the run has not ended."""
    _need_underway(db, run)
    for stop in _stops_at(db, run, institution_id, kinds):
        if not _move_stop(db, stop, StopState.DONE, StopState.PLANNED, done_at=None, done_by_id=None):
            continue
        if stop.order_id is not None:
            reopen_order(db, db.get_one(Order, stop.order_id), by=by)
        if stop.fetch_for_id is not None:
            _put_back(db, db.get_one(Order, stop.fetch_for_id), institution_id, by)
        record(db, "stop_reopened", stop, by=by)


def _put_back(db: Session, order: Order, institution_id: UUID, by: Viewer) -> None:
    if order.state is not OrderState.ON_THE_WAY:
        raise DeliveredAlready(number=order.number)
    put_units_back(db, order, institution_id, by=by)


def fail_stop(db: Session, run: Run, stop: Stop, reason: str, *, by: Viewer) -> None:
    """It could not be handed over or collected: the errand waits for another run. Sent twice, it is said once.

    What cannot be fetched cannot be handed over, and the other way round: the order waits with all that belongs to it.
    """
    _need_underway(db, run)
    moment = now()
    if not _move_stop(db, stop, StopState.PLANNED, StopState.FAILED, note=reason[:300], done_at=moment,
                      done_by_id=by.person_id):  # fmt: skip
        return
    record(db, "stop_failed", stop, by=by, after={"reason": reason})
    if order_id := stop.order_id or stop.fetch_for_id:
        order = db.get_one(Order, order_id)
        for other in _planned_stops(db, run):
            if order_id in (other.order_id, other.fetch_for_id):
                _move_stop(db, other, StopState.PLANNED, StopState.FAILED, note=reason[:300], done_at=moment,
                           done_by_id=by.person_id)  # fmt: skip
                record(db, "stop_failed", other, by=by, after={"reason": reason})
        unload_order(db, order, by=by)
        record(db, "delivery_failed", order, by=by, after={"reason": reason})


def set_distance(db: Session, run: Run, distance_m: int, *, by: Viewer) -> None:
    """How far the van drives in metres, instead of the estimate; it counts for what is handed over from now on."""
    before = run.distance_m
    run.distance_m = distance_m
    db.add(run)
    db.flush()
    record(db, "run_measured", run, by=by, before={"distance_m": before}, after={"distance_m": distance_m})


def end_run(db: Session, run: Run, *, by: Viewer | None) -> None:
    """The van is home. `StopsLeft` while a stop is open; ended already, nothing happens."""
    db.refresh(run, with_for_update=True)
    if db.exec(select(Stop.id).where(Stop.run_id == run.id, Stop.state == StopState.PLANNED)).first():
        raise StopsLeft
    if _move_run(db, run, RunState.ON_THE_WAY, RunState.DONE, ended_at=now()):
        record(db, "run_ended", run, by=by)


def end_finished_runs(db: Session) -> None:
    """End the runs of earlier days on which nothing is left to do."""
    open_stop = sa.exists().where(col(Stop.run_id) == col(Run.id), col(Stop.state) == StopState.PLANNED)
    forgotten = select(Run).where(Run.state == RunState.ON_THE_WAY, Run.runs_on < today(), ~open_stop)
    for run in db.exec(forgotten).all():
        end_run(db, run, by=None)


def _need_underway(db: Session, run: Run) -> None:
    db.refresh(run, with_for_update=True)
    if run.state is not RunState.ON_THE_WAY:
        raise RunNotUnderway


def _stops_at(db: Session, run: Run, institution_id: UUID, kinds: tuple[StopKind, ...]) -> list[Stop]:
    return list(
        db.exec(
            select(Stop)
            .where(Stop.run_id == run.id, Stop.institution_id == institution_id, col(Stop.kind).in_(kinds))
            .order_by(col(Stop.position))
        ).all()
    )


def _move_stop(db: Session, stop: Stop, here: StopState, there: StopState, **values: object) -> bool:
    """Whether this call moved it; somebody else's second tap moves nothing."""
    moved = db.execute(
        sa.update(Stop)
        .where(col(Stop.id) == stop.id, col(Stop.state) == here)
        .values(state=there, **values)
        .execution_options(synchronize_session=False)
    )
    db.refresh(stop)
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]


def _move_run(db: Session, run: Run, here: RunState, there: RunState, **values: object) -> bool:
    moved = db.execute(
        sa.update(Run)
        .where(col(Run.id) == run.id, col(Run.state) == here)
        .values(state=there, **values)
        .execution_options(synchronize_session=False)
    )
    db.refresh(run)
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]
