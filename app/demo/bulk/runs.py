"""The van's runs: planned, driven, closed place by place."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.accounts.models import Institution, Person
from app.deliveries.calendar import USUAL_WINDOW
from app.deliveries.models import Run, RunState, Stop, StopKind, StopState
from app.deliveries.transport import estimate_distance_m
from app.demo.bulk.book import Row
from app.demo.bulk.orders import Orders
from app.demo.script import Back, Lot, Sale, Trip
from app.impact.factors import factor_set
from app.impact.formulas import allocate, whole
from app.orders.models import Order, OrderState


class BulkPlayer(Orders):
    """Plays a whole script into a book."""

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self.runs: dict[date, Row] = {}
        self.stops: dict[date, list[Row]] = defaultdict(list)
        self.sale_of: dict[UUID, Sale] = {}
        self._shares: dict[date, dict[UUID, int]] = {}

    def plan_run(self, at: datetime, trip: Trip) -> None:
        run = self.add(Run, at, runs_on=trip.on, window=USUAL_WINDOW)
        self.runs[trip.on] = run
        self.tell("run_planned", Run, run, at=at, by=None, after={"runs_on": trip.on, "window": USUAL_WINDOW})

    def _add_stop(
        self, on: date, place_id: UUID, kind: StopKind, errand: dict[str, Any], number: str, *,
        at: datetime, by: Person | None,
    ) -> dict[str, Any]:  # fmt: skip
        run, stops = self.runs[on], self.stops[on]
        stop = self.add(
            Stop, at, run_id=run["id"], position=len(stops) + 1, kind=kind, institution_id=place_id, **errand
        )
        stops.append(stop)
        told = {"run_id": run["id"], "runs_on": on, "window": USUAL_WINDOW}
        self.tell("stop_planned", Stop, stop, at=at, by=by, after={**told, "number": number})
        return told

    def plan_collection(self, at: datetime, lot: Lot) -> None:
        report = self.reports[lot]
        errand = {"report_id": report["id"]}
        self._add_stop(
            lot.collected_on, lot.giver.id, StopKind.COLLECTION, errand, report["number"], at=at, by=self.lead
        )

    def plan_return(self, at: datetime, back: Back) -> None:
        order, place = self.orders[back.sale], back.sale.institution
        errand = {"return_id": self.backs[back]["id"]}
        self._add_stop(back.collected_on, place.id, StopKind.RETURN, errand, order["number"], at=at, by=self.lead)

    def settle(self, sale: Sale, *, at: datetime) -> None:
        order = self.orders[sale]
        errand = {"order_id": order["id"]}
        told = self._add_stop(
            sale.on, sale.institution.id, StopKind.DELIVERY, errand, order["number"], at=at, by=None
        )  # fmt: skip
        self.sale_of[order["id"]] = sale
        order["promised_on"] = sale.on
        self.tell("delivery_planned", Order, order, at=at, by=None, after=told)

    def start_run(self, at: datetime, trip: Trip) -> None:
        run = self.runs[trip.on]
        run.update(state=RunState.ON_THE_WAY, driver_id=trip.driver.id, started_at=at)
        for stop in self.stops[trip.on]:
            if stop["order_id"]:
                order = self.orders[self.sale_of[stop["order_id"]]]
                order["state"] = OrderState.ON_THE_WAY
                self.tell("order_loaded", Order, order, at=at, by=trip.driver)
        self.tell("run_started", Run, run, at=at, by=trip.driver, after={"driver_id": trip.driver.id})

    def _at(self, trip: Trip, place: Institution) -> list[Row]:
        return [stop for stop in self.stops[trip.on] if stop["institution_id"] == place.id]

    def close_place(self, at: datetime, trip: Trip, place: Institution) -> None:
        for stop in self._at(trip, place):
            stop.update(state=StopState.DONE, done_at=at, done_by_id=trip.driver.id)
        shares = self._transport(trip)
        for stop in self._at(trip, place):
            if stop["order_id"]:
                self.complete(self.sale_of[stop["order_id"]], shares, at=at, by=trip.driver)
            self.tell("stop_done", Stop, stop, at=at, by=trip.driver)

    def reopen_place(self, at: datetime, trip: Trip, place: Institution) -> None:
        for stop in self._at(trip, place):
            stop.update(state=StopState.PLANNED, done_at=None, done_by_id=None)
            if stop["order_id"]:
                self.reopen(self.sale_of[stop["order_id"]], at=at, by=trip.driver)
            self.tell("stop_reopened", Stop, stop, at=at, by=trip.driver)

    def end_run(self, at: datetime, trip: Trip) -> None:
        run = self.runs[trip.on]
        run.update(state=RunState.DONE, ended_at=at)
        self.tell("run_ended", Run, run, at=at, by=trip.driver)

    def _transport(self, trip: Trip) -> dict[UUID, int]:
        """Grams CO2e of the run for each unit it delivers, as `deliveries.transport` shares them."""
        if trip.on not in self._shares:
            orders = [self.orders[self.sale_of[stop["order_id"]]] for stop in self.stops[trip.on] if stop["order_id"]]
            units = [each.unit for order in orders for each in self.tied_to(order)]
            volumes = {each.id: each.volume_l for each in self.town.categories.values()}
            here = {stop["institution_id"] for stop in self.stops[trip.on]}
            distances = [each.distance_m for each in self.town.institutions.values() if each.id in here]
            total_g = whole(Decimal(estimate_distance_m(distances)) * factor_set().van_kg_per_km)
            shares = allocate(total_g, [Decimal(volumes[unit["category_id"]]) for unit in units]) if units else []
            self._shares[trip.on] = {unit["id"]: share for unit, share in zip(units, shares, strict=True)}
        return self._shares[trip.on]
