"""What waits for a run, and what waits to be collected at the workshop."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Institution
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.core.clock import moment_at, today
from app.core.errors import NotFound
from app.deliveries.models import Run, Stop, StopState
from app.deliveries.queries.cargo import (
    AtPlace,
    Cargo,
    by_place,
    cargo_of_orders,
    cargo_of_reports,
    cargo_of_returns,
)
from app.intake.models import ReportState, SurplusReport
from app.orders.models import Handover, Order, OrderState, Return, ReturnState


def no_live_stop(errand: Any, of: Any) -> ColumnElement[bool]:
    """No run has the errand: `errand` is the stop's column, `of` the column of what it carries."""
    return ~sa.exists(sa.select(col(Stop.id)).where(errand == of, col(Stop.state) != StopState.FAILED))


def _orders_here(viewer: Viewer, permission: Permission) -> SelectOfScalar[Order]:
    return (
        select(Order)
        .join(Institution, col(Institution.id) == Order.institution_id)
        .where(viewer.scope(permission).where(col(Institution.path)))
        .order_by(col(Order.wanted_on).is_(None), col(Order.wanted_on), col(Order.placed_at))
    )


def orders_without_stop(db: Session, viewer: Viewer, *, permission: Permission = Permission.PLAN_RUNS) -> list[Order]:
    """Confirmed orders for delivery that no run has, the soonest wanted first."""
    return list(
        db.exec(
            _orders_here(viewer, permission).where(
                Order.state == OrderState.CONFIRMED,
                Order.handover == Handover.DELIVERY,
                no_live_stop(col(Stop.order_id), col(Order.id)),
            )
        ).all()
    )


def reports_without_stop(db: Session, viewer: Viewer) -> list[SurplusReport]:
    """Accepted surplus that is to be collected and that no run has, the soonest wanted first."""
    return list(
        db.exec(
            select(SurplusReport)
            .join(Institution, col(Institution.id) == SurplusReport.institution_id)
            .where(
                viewer.scope(Permission.PLAN_RUNS).where(col(Institution.path)),
                SurplusReport.state == ReportState.ACCEPTED,
                col(SurplusReport.stays_put).is_(False),
                no_live_stop(col(Stop.report_id), col(SurplusReport.id)),
            )
            .order_by(col(SurplusReport.wanted_on).is_(None), col(SurplusReport.wanted_on), col(SurplusReport.id))
        ).all()
    )


def runs_of_reports(db: Session, report_ids: Collection[UUID]) -> dict[UUID, Run]:
    """The run that has each of these reports, for those that are on one."""
    rows = db.exec(
        select(Stop.report_id, Run)
        .join(Run, col(Run.id) == Stop.run_id)
        .where(col(Stop.report_id).in_(report_ids), Stop.state != StopState.FAILED)
    ).all()
    return {report_id: run for report_id, run in rows if report_id is not None}


def returns_without_stop(db: Session, viewer: Viewer) -> list[Return]:
    """Returns that no run has, the oldest first."""
    return list(
        db.exec(
            select(Return)
            .join(Order, col(Order.id) == Return.order_id)
            .join(Institution, col(Institution.id) == Order.institution_id)
            .where(
                viewer.scope(Permission.PLAN_RUNS).where(col(Institution.path)),
                Return.state == ReturnState.ASKED,
                no_live_stop(col(Stop.return_id), col(Return.id)),
            )
            .order_by(col(Return.asked_at))
        ).all()
    )


def waiting_for_a_run(db: Session, viewer: Viewer) -> list[AtPlace]:
    """Everything a run could take along, gathered by workplace."""
    cargo = cargo_of_orders(db, orders_without_stop(db, viewer))
    cargo += cargo_of_reports(db, reports_without_stop(db, viewer))
    return by_place(db, cargo + cargo_of_returns(db, returns_without_stop(db, viewer)))


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


def _waiting(db: Session, orders: list[Order]) -> list[Waiting]:
    cargo = {each.id: each for each in cargo_of_orders(db, orders)}
    places = {place.institution.id: place.institution for place in by_place(db, list(cargo.values()))}
    runs = dict(
        db.exec(
            select(Stop.order_id, Run)
            .join(Run, col(Run.id) == Stop.run_id)
            .where(col(Stop.order_id).in_(cargo), Stop.state != StopState.FAILED)
        ).all()
    )
    return [Waiting(each, places[each.institution_id], cargo[each.id], runs.get(each.id)) for each in orders]


def overdue_orders(db: Session, viewer: Viewer) -> list[Waiting]:
    """Orders that were promised for a day that has passed, the oldest promise first."""
    late = _orders_here(viewer, Permission.FULFIL_ORDERS).where(
        col(Order.state).in_((OrderState.CONFIRMED, OrderState.ON_THE_WAY)), col(Order.promised_on) < today()
    )
    return _waiting(db, list(db.exec(late.order_by(None).order_by(col(Order.promised_on))).all()))


def orders_to_plan(db: Session, viewer: Viewer) -> list[Waiting]:
    """Orders for delivery that no run has and that are not overdue."""
    found = orders_without_stop(db, viewer, permission=Permission.FULFIL_ORDERS)
    return [each for each in _waiting(db, found) if not each.is_overdue]


def orders_at_the_counter(db: Session, viewer: Viewer) -> list[Waiting]:
    """Orders the workplaces collect themselves, and that are not overdue."""
    found = db.exec(
        _orders_here(viewer, Permission.FULFIL_ORDERS).where(
            Order.state == OrderState.CONFIRMED, Order.handover == Handover.COLLECT
        )
    ).all()
    return [each for each in _waiting(db, list(found)) if not each.is_overdue]


def handed_out_today(db: Session, viewer: Viewer) -> list[Waiting]:
    """Orders handed out at the counter today, which can still be undone."""
    found = db.exec(
        _orders_here(viewer, Permission.FULFIL_ORDERS).where(
            Order.state == OrderState.DELIVERED,
            Order.handover == Handover.COLLECT,
            col(Order.closed_at) >= moment_at(today(), 0),
        )
    ).all()
    return _waiting(db, list(found))


def get_order_to_fulfil(db: Session, order_id: UUID, *, viewer: Viewer) -> Order:
    """An order the viewer hands out at the workshop."""
    found = db.exec(_orders_here(viewer, Permission.FULFIL_ORDERS).where(Order.id == order_id)).one_or_none()
    if found is None:
        raise NotFound
    return found
