"""Fetch what stands at one workplace for the order of another, on the same run and before the order is handed over."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.core.errors import DomainError
from app.core.i18n import _
from app.deliveries.models import Run, Stop, StopKind, StopState
from app.history import record
from app.orders.actions.fulfil import reserved_units
from app.orders.models import Order

# Positions move out of the way by this much before they get their new numbers, because two may never be equal.
ASIDE = 100_000


class FetchedFirst(DomainError):
    message = _("What is fetched for others comes before the place it goes to. Put one of the orders on another run.")


def places_to_fetch_from(db: Session, order: Order) -> list[UUID]:
    """The workplaces where things of the order stand, its own left out: what stands there already needs no van."""
    found = {each.unit.stands_at_id for each in reserved_units(db, order)}
    return sorted(each for each in found if each is not None and each != order.institution_id)


def fetches_of(db: Session, run: Run, order_ids: Collection[UUID]) -> list[Stop]:
    """The run's stops that still have to fetch something for these orders."""
    return list(
        db.exec(
            select(Stop).where(
                Stop.run_id == run.id, col(Stop.fetch_for_id).in_(order_ids), Stop.state == StopState.PLANNED
            )
        ).all()
    )


def settle_fetches(db: Session, run: Run, order: Order, *, by: Viewer | None) -> None:
    """Give the run a stop wherever something of the order stands, and none where nothing does; said again, nothing.

    The order itself is on the run. `FetchedFirst` where two orders each wait for the other's place.
    """
    wanted, there = places_to_fetch_from(db, order), fetches_of(db, run, [order.id])
    for stop in there:
        if stop.institution_id not in wanted:
            record(db, "stop_removed", stop, by=by, before={"run_id": run.id, "fetch_for_id": order.id})
            db.delete(stop)
    db.flush()
    for place_id in wanted:
        if place_id not in {stop.institution_id for stop in there}:
            _add(db, run, order, place_id, by)
    stops = stops_in_order(db, run)
    places = places_of(stops)
    fetching_order = fetched_first(places, stops)
    if fetching_order != places:
        put_places_in_order(db, run, stops, fetching_order)


def _add(db: Session, run: Run, order: Order, place_id: UUID, by: Viewer | None) -> None:
    last = db.exec(select(sa.func.coalesce(sa.func.max(col(Stop.position)), 0)).where(Stop.run_id == run.id)).one()
    stop = Stop(
        municipality_id=run.municipality_id, run_id=run.id, position=last + 1, kind=StopKind.FETCH,
        institution_id=place_id, fetch_for_id=order.id,
    )  # fmt: skip
    db.add(stop)
    db.flush()
    told = {"run_id": run.id, "runs_on": run.runs_on, "window": run.window, "number": order.number}
    record(db, "stop_planned", stop, by=by, after=told)


def stops_in_order(db: Session, run: Run) -> Sequence[Stop]:
    """The run's stops as it drives."""
    return db.exec(select(Stop).where(Stop.run_id == run.id).order_by(col(Stop.position))).all()


def places_of(stops: Sequence[Stop]) -> list[UUID]:
    """The workplaces in driving order, each once."""
    return list(dict.fromkeys(stop.institution_id for stop in stops))


def fetched_first(places: Sequence[UUID], stops: Sequence[Stop]) -> list[UUID]:
    """The same places, each behind those where something is fetched for it; otherwise as they were.

    `FetchedFirst` where that cannot be done, because two places wait for each other.
    """
    goes_to = {stop.order_id: stop.institution_id for stop in stops if stop.order_id is not None}
    needs: dict[UUID, list[UUID]] = {}
    for stop in stops:
        if stop.fetch_for_id in goes_to and stop.state is StopState.PLANNED:
            needs.setdefault(goes_to[stop.fetch_for_id], []).append(stop.institution_id)
    done: list[UUID] = []
    for place in places:
        _visit(place, needs, done, ())
    return done


def _visit(place: UUID, needs: dict[UUID, list[UUID]], done: list[UUID], waiting: tuple[UUID, ...]) -> None:
    if place in done:
        return
    if place in waiting:
        raise FetchedFirst
    for before in needs.get(place, []):
        _visit(before, needs, done, (*waiting, place))
    done.append(place)


def put_places_in_order(db: Session, run: Run, stops: Sequence[Stop], places: Sequence[UUID]) -> None:
    """Number the run's stops anew, place by place."""
    db.flush()
    db.execute(sa.update(Stop).where(col(Stop.run_id) == run.id).values(position=col(Stop.position) + ASIDE))
    in_order = sorted(stops, key=lambda stop: (places.index(stop.institution_id), stop.position))
    for position, stop in enumerate(in_order, 1):
        db.execute(sa.update(Stop).where(col(Stop.id) == stop.id).values(position=position))
