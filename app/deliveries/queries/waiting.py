"""What waits for a run, and what waits to be collected at the workshop."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import moment_at, today
from app.core.errors import NotFound
from app.deliveries.models import Run, Stop, StopState
from app.deliveries.queries.cargo import AtPlace, Cargo, Errands, Known, by_place, cargo_of, cargo_of_orders
from app.intake.models import ReportState, SurplusReport
from app.orders.models import Handover, Order, OrderState, Return, ReturnState


def no_live_stop(errand: Any, of: Any) -> ColumnElement[bool]:
    """No run has the errand: `errand` is the stop's column, `of` the column of what it carries."""
    live = sa.select(col(Stop.id)).where(errand == of, col(Stop.state) != StopState.FAILED)
    return ~live.correlate_except(Stop).exists()


def _orders_here(viewer: Viewer, permission: Permission, *conditions: Any) -> Any:
    return (
        sa.select(Order, Institution)
        .join(Institution, col(Institution.id) == col(Order.institution_id))
        .where(viewer.scope(permission).where(col(Institution.path)), *conditions)
        .order_by(col(Order.wanted_on).is_(None), col(Order.wanted_on), col(Order.placed_at))
    )


_DELIVERY_WITHOUT_STOP = sa.and_(
    col(Order.state) == OrderState.CONFIRMED,
    col(Order.handover) == Handover.DELIVERY,
    no_live_stop(col(Stop.order_id), col(Order.id)),
)


def _reports_here(viewer: Viewer) -> Any:
    """Accepted surplus that is to be collected and that no run has, the soonest wanted first."""
    return (
        sa.select(SurplusReport, Institution)
        .join(Institution, col(Institution.id) == col(SurplusReport.institution_id))
        .where(
            viewer.scope(Permission.PLAN_RUNS).where(col(Institution.path)),
            col(SurplusReport.state) == ReportState.ACCEPTED,
            col(SurplusReport.stays_put).is_(False),
            no_live_stop(col(Stop.report_id), col(SurplusReport.id)),
        )
        .order_by(col(SurplusReport.wanted_on).is_(None), col(SurplusReport.wanted_on), col(SurplusReport.id))
    )


def _returns_here(viewer: Viewer) -> Any:
    """Returns that no run has, the oldest first."""
    return (
        sa.select(Return, Institution)
        .join(Order, col(Order.id) == col(Return.order_id))
        .join(Institution, col(Institution.id) == col(Order.institution_id))
        .where(
            viewer.scope(Permission.PLAN_RUNS).where(col(Institution.path)),
            col(Return.state) == ReturnState.ASKED,
            no_live_stop(col(Stop.return_id), col(Return.id)),
        )
        .order_by(col(Return.asked_at))
    )


def reports_without_stop(db: Session, viewer: Viewer) -> list[SurplusReport]:
    """Accepted surplus that is to be collected and that no run has, the soonest wanted first."""
    return [report for report, _place in db.execute(_reports_here(viewer))]


def errands_waiting(db: Session, viewer: Viewer) -> Errands:
    """Everything a run could take along, in three statements."""
    found = Errands()
    wanted: tuple[tuple[dict[UUID, Any], Any], ...] = (
        (found.orders, _orders_here(viewer, Permission.PLAN_RUNS, _DELIVERY_WITHOUT_STOP)),
        (found.reports, _reports_here(viewer)),
        (found.returns, _returns_here(viewer)),
    )
    for kind, statement in wanted:
        for each, place in db.execute(statement):
            kind[each.id], found.places[place.id] = each, place
    return found


def runs_of_reports(db: Session, report_ids: Collection[UUID]) -> dict[UUID, Run]:
    """The run that has each of these reports, for those that are on one."""
    rows = db.exec(
        select(Stop.report_id, Run)
        .join(Run, col(Run.id) == Stop.run_id)
        .where(col(Stop.report_id).in_(report_ids), Stop.state != StopState.FAILED)
    ).all()
    return {report_id: run for report_id, run in rows if report_id is not None}


def waiting_for_a_run(db: Session, viewer: Viewer) -> list[AtPlace]:
    """Everything a run could take along, gathered by workplace."""
    waiting = errands_waiting(db, viewer)
    return places_waiting(waiting, cargo_of(db, waiting))


def places_waiting(waiting: Errands, cargo: Known) -> list[AtPlace]:
    """The same, of what was read of it."""
    return by_place(waiting.places, [cargo[each] for each in (*waiting.orders, *waiting.reports, *waiting.returns)])


@dataclass(frozen=True)
class Waiting:
    """An order that waits; `run` is the one that has it."""

    order: Order
    institution: Institution
    cargo: Cargo
    run: Run | None = None

    @property
    def is_overdue(self) -> bool:
        return self.order.promised_on is not None and self.order.promised_on < today()


@dataclass(frozen=True)
class ToFulfil:
    """The orders of the counter's page; `overdue` are promised for a day that has passed, the oldest promise first.

    Of those that are not, `to_plan` are for delivery and on no run, `at_counter` are collected by the workplaces
    themselves. `handed_out` were handed out today, which can still be undone.
    """

    overdue: list[Waiting]
    to_plan: list[Waiting]
    at_counter: list[Waiting]
    handed_out: list[Waiting]


def orders_to_fulfil(db: Session, viewer: Viewer) -> ToFulfil:
    """What waits at the counter and what was handed out today, in three statements."""
    is_late = sa.and_(
        col(Order.state).in_((OrderState.CONFIRMED, OrderState.ON_THE_WAY)), col(Order.promised_on) < today()
    )
    is_collected = col(Order.handover) == Handover.COLLECT
    was_handed_out = sa.and_(
        is_collected, col(Order.state) == OrderState.DELIVERED, col(Order.closed_at) >= moment_at(today(), 0)
    )
    at_counter = sa.and_(is_collected, col(Order.state) == OrderState.CONFIRMED)
    wanted = _orders_here(
        viewer, Permission.FULFIL_ORDERS, sa.or_(is_late, _DELIVERY_WITHOUT_STOP, at_counter, was_handed_out)
    )
    live = sa.and_(col(Stop.order_id) == col(Order.id), col(Stop.state) != StopState.FAILED)
    with_run = wanted.add_columns(Run).outerjoin(Stop, live).outerjoin(Run, col(Run.id) == col(Stop.run_id))
    rows = db.execute(with_run).all()
    cargo = {each.id: each for each in cargo_of_orders(db, [order for order, _place, _run in rows])}
    found = [Waiting(order, place, cargo[order.id], run) for order, place, run in rows]
    open_ones = [each for each in found if each.order.state is not OrderState.DELIVERED]
    in_time = [each for each in open_ones if not each.is_overdue]
    return ToFulfil(
        overdue=sorted((each for each in open_ones if each.is_overdue), key=lambda each: str(each.order.promised_on)),
        to_plan=[each for each in in_time if each.order.handover is Handover.DELIVERY],
        at_counter=[each for each in in_time if each.order.handover is Handover.COLLECT],
        handed_out=[each for each in found if each.order.state is OrderState.DELIVERED],
    )


def get_order_to_fulfil(db: Session, order_id: UUID, *, viewer: Viewer) -> Order:
    """An order the viewer hands out at the workshop."""
    found: Order | None = db.execute(
        _orders_here(viewer, Permission.FULFIL_ORDERS, col(Order.id) == order_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
