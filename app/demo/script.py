"""What happens in the demo's history, as plain facts: things that come in, orders that go out, trips between.

A script is played by a player: in the demo by one that writes rows in bulk, in the tests also by the ordinary actions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from app.accounts.models import Account, Institution, Person
from app.demo.things import PartKind, Thing, facts_of
from app.intake.models import DonorAnswer, Looks
from app.orders.models import Answer, Handover
from app.workshop.actions import ScrapReason

_TO_CHECK, _UNDO, _REDO = timedelta(minutes=6), timedelta(minutes=3), timedelta(minutes=5)
_TO_PLAN = timedelta(minutes=12)


@dataclass(eq=False, kw_only=True)
class Lot:
    """Equal things one institution gives away at once, and what the workshop makes of them.

    `starts` and `minutes` are one per unit that is worked on; without any, all are looked over at `checked_at`. The
    last `scrapped` units are taken apart. `came_from` is the sale whose first line comes back after years.
    """

    thing: Thing
    title: str
    count: int
    condition: int
    giver: Institution
    reporter: Person
    worker: Person
    note: str
    room: str
    looks: Looks
    donor_answer: DonorAnswer
    place_code: str
    sent_at: datetime
    accepted_at: datetime
    collected_on: date
    received_at: datetime
    offered_at: datetime
    checked_at: datetime | None = None
    checked_minutes: int = 0
    starts: tuple[datetime, ...] = ()
    minutes: tuple[int, ...] = ()
    part: PartKind | None = None
    scrapped: int = 0
    scrapped_at: datetime | None = None
    scrap_reason: ScrapReason = ScrapReason.BROKEN
    came_from: "Sale | None" = None

    @property
    def kept(self) -> int:
        return self.count - self.scrapped

    @property
    def facts(self) -> dict[str, Any]:
        """What the shop says of the lot, beside its price."""
        return facts_of(self.thing, self.title, self.condition)

    @property
    def faults(self) -> str:
        """The marks a worn lot is sold with."""
        return str(self.facts["faults"])


@dataclass(eq=False)
class SaleLine:
    """So many of a lot's things, and what the buyer would have done without them."""

    lot: Lot
    quantity: int
    answer: Answer


@dataclass(eq=False, kw_only=True)
class Back:
    """Some of a sale's line go back and are in the shop again."""

    sale: "Sale"
    line: SaleLine
    quantity: int
    reason: str
    asked_at: datetime
    collected_on: date
    received_at: datetime
    checked_at: datetime
    joined_at: datetime


@dataclass(eq=False, kw_only=True)
class Sale:
    """An order and its hand-over: by the van on `on`, or at the counter at `collected_at`."""

    requester: Person
    institution: Institution
    account: Account
    lines: list[SaleLine]
    placed_at: datetime
    on: date
    room: str
    note: str = ""
    approver: Person | None = None
    approved_at: datetime | None = None
    collected_at: datetime | None = None
    back: Back | None = None

    @property
    def handover(self) -> Handover:
        return Handover.COLLECT if self.collected_at else Handover.DELIVERY


@dataclass(eq=False)
class Trip:
    """One run of the van. `undone` are places where the hand-over was tapped too early and undone."""

    on: date
    planned_at: datetime
    started_at: datetime
    driver: Person
    places: list[Institution] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)

    def visit(self, place: Institution) -> None:
        """Have the place on the way."""
        if place not in self.places:
            self.places.append(place)


@dataclass(eq=False)
class Script:
    """Everything that happens, in no particular order."""

    lots: list[Lot] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)


class Player(Protocol):
    """Whoever acts a script out; each verb happens at the moment given."""

    def send_report(self, at: datetime, lot: Lot) -> None: ...
    def accept_report(self, at: datetime, lot: Lot) -> None: ...
    def plan_collection(self, at: datetime, lot: Lot) -> None: ...
    def receive_lot(self, at: datetime, lot: Lot) -> None: ...
    def start_unit(self, at: datetime, lot: Lot, place: int) -> None: ...
    def finish_unit(self, at: datetime, lot: Lot, place: int) -> None: ...
    def pass_unit(self, at: datetime, lot: Lot, place: int) -> None: ...
    def check_lot(self, at: datetime, lot: Lot) -> None: ...
    def scrap_rest(self, at: datetime, lot: Lot) -> None: ...
    def offer_lot(self, at: datetime, lot: Lot) -> None: ...
    def place_order(self, at: datetime, sale: Sale) -> None: ...
    def approve_order(self, at: datetime, sale: Sale) -> None: ...
    def hand_out_order(self, at: datetime, sale: Sale) -> None: ...
    def ask_return(self, at: datetime, back: Back) -> None: ...
    def plan_return(self, at: datetime, back: Back) -> None: ...
    def receive_return(self, at: datetime, back: Back) -> None: ...
    def check_return(self, at: datetime, back: Back) -> None: ...
    def join_return(self, at: datetime, back: Back) -> None: ...
    def plan_run(self, at: datetime, trip: Trip) -> None: ...
    def start_run(self, at: datetime, trip: Trip) -> None: ...
    def close_place(self, at: datetime, trip: Trip, place: Institution) -> None: ...
    def reopen_place(self, at: datetime, trip: Trip, place: Institution) -> None: ...
    def end_run(self, at: datetime, trip: Trip) -> None: ...


@dataclass(frozen=True)
class Step:
    """One thing that happens at a moment."""

    at: datetime
    act: Callable[[Player, datetime], None]


def play(script: Script, player: Player) -> int:
    """Act the whole script out in the order of time; the number of steps."""
    steps = sorted(steps_of(script), key=lambda step: step.at)
    for step in steps:
        step.act(player, step.at)
    return len(steps)


def steps_of(script: Script) -> Iterator[Step]:
    """Every step; those at the same moment happen in the order they are told here."""
    for trip in script.trips:
        yield from _trip_steps(trip)
    for lot in script.lots:
        yield from _lot_steps(lot)
    for sale in script.sales:
        yield from _sale_steps(sale)


def _lot_steps(lot: Lot) -> Iterator[Step]:
    yield Step(lot.sent_at, lambda p, at: p.send_report(at, lot))
    yield Step(lot.accepted_at, lambda p, at: p.accept_report(at, lot))
    yield Step(lot.accepted_at + _TO_PLAN, lambda p, at: p.plan_collection(at, lot))
    yield Step(lot.received_at, lambda p, at: p.receive_lot(at, lot))
    if lot.scrapped_at:
        yield Step(lot.scrapped_at, lambda p, at: p.scrap_rest(at, lot))
    if lot.checked_at:
        yield Step(lot.checked_at, lambda p, at: p.check_lot(at, lot))
    for place, (start, minutes) in enumerate(zip(lot.starts, lot.minutes, strict=True)):
        done = start + timedelta(minutes=minutes)
        yield Step(start, lambda p, at, i=place: p.start_unit(at, lot, i))  # type: ignore[misc]
        yield Step(done, lambda p, at, i=place: p.finish_unit(at, lot, i))  # type: ignore[misc]
        yield Step(done + _TO_CHECK, lambda p, at, i=place: p.pass_unit(at, lot, i))  # type: ignore[misc]
    yield Step(lot.offered_at, lambda p, at: p.offer_lot(at, lot))


def _sale_steps(sale: Sale) -> Iterator[Step]:
    yield Step(sale.placed_at, lambda p, at: p.place_order(at, sale))
    if sale.approved_at:
        yield Step(sale.approved_at, lambda p, at: p.approve_order(at, sale))
    if sale.collected_at:
        yield Step(sale.collected_at, lambda p, at: p.hand_out_order(at, sale))
    back = sale.back
    if back is None:
        return
    yield Step(back.asked_at, lambda p, at: p.ask_return(at, back))
    yield Step(back.asked_at + _TO_PLAN, lambda p, at: p.plan_return(at, back))
    yield Step(back.received_at, lambda p, at: p.receive_return(at, back))
    yield Step(back.checked_at, lambda p, at: p.check_return(at, back))
    yield Step(back.joined_at, lambda p, at: p.join_return(at, back))


def _trip_steps(trip: Trip) -> Iterator[Step]:
    yield Step(trip.planned_at, lambda p, at: p.plan_run(at, trip))
    if not trip.places:
        return
    yield Step(trip.started_at, lambda p, at: p.start_run(at, trip))
    pause = timedelta(minutes=min(25, 200 // len(trip.places)))
    moment = trip.started_at + timedelta(minutes=20)
    for number, place in enumerate(trip.places):
        yield Step(moment, lambda p, at, there=place: p.close_place(at, trip, there))  # type: ignore[misc]
        if number in trip.undone:
            yield Step(moment + _UNDO, lambda p, at, there=place: p.reopen_place(at, trip, there))  # type: ignore[misc]
            yield Step(moment + _REDO, lambda p, at, there=place: p.close_place(at, trip, there))  # type: ignore[misc]
        moment += pause
    yield Step(moment, lambda p, at: p.end_run(at, trip))
