"""What goes out: orders that together reach the published figures, their hand-overs, and what comes back."""

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from app.accounts.models import Institution, Person
from app.core.clock import local
from app.demo.calendar import clock_on, office_hour, working_days_before
from app.demo.script import Back, Lot, Sale, SaleLine, Trip
from app.demo.town import Town
from app.orders.deadlines import working_days_after
from app.orders.models import Answer

_ANSWERS = ((Answer.NEW, 56), (Answer.UNKNOWN, 18), (Answer.NONE, 14), (Answer.USED, 12))
_ROOMS = (
    "Lokale 3.14", "Lærerværelset", "Personalerummet", "Kontoret", "Mødelokale 2", "Receptionen", "Stuen til højre",
    "1. sal, lokale 11", "Grupperummet", "Depotet",
)  # fmt: skip
_NOTES = ("", "", "", "", "Ring, når I er fremme.", "Brug bagindgangen.", "Stil dem i gangen.", "Ikke mellem 10 og 11.")
_REASONS = ("Den passede ikke i rummet", "Vi bestilte for mange", "Farven passede ikke til resten")
_MOST_OF = {"stacking_chair": 14, "task_chair": 7, "desk_sitstand": 4, "monitor_27": 5}
_MOST = 3
_CHILDREN_ONLY = "school_desk"
_CHILDREN_PLACES = ("11", "12", "3201", "3202")


@dataclass(eq=False)
class Shelf:
    """What a lot still has for sale: so many from each moment on."""

    lot: Lot
    free: list[tuple[datetime, int]] = field(default_factory=list)

    def at(self, moment: datetime) -> int:
        """How many can be had at the moment."""
        return sum(count for since, count in self.free if since < moment)

    @property
    def left(self) -> int:
        return sum(count for _since, count in self.free)

    def take(self, moment: datetime, quantity: int) -> None:
        """Have so many less, those that came last first, so that earlier buyers still find theirs."""
        for place in range(len(self.free) - 1, -1, -1):
            since, count = self.free[place]
            if since < moment and quantity:
                took = min(count, quantity)
                self.free[place], quantity = (since, count - took), quantity - took
        self.free = [each for each in self.free if each[1]]


class Demand:
    """Makes sales from what stands on the shelves."""

    def __init__(self, town: Town, rng: Random, run_days: list[date]) -> None:
        self.town, self.rng, self.run_days = town, rng, run_days
        self.shelves: deque[Shelf] = deque()
        self._places = town.workplaces
        self._sizes = [town.sizes[place.id] for place in self._places]
        self._children = {each.id for each in self._places if each.number.startswith(_CHILDREN_PLACES)}

    def price_of(self, lot: Lot) -> int:
        """Øre for a new one of the lot's things."""
        return self.town.categories[lot.thing.category].new_price_ore

    def stock_ore(self) -> int:
        """Øre, at the price of new, of everything that still waits for a buyer or for the workshop."""
        return sum(shelf.left * self.price_of(shelf.lot) for shelf in self.shelves)

    def put(self, lot: Lot) -> None:
        """The lot will be in the shop."""
        self.shelves.append(Shelf(lot, [(lot.offered_at, lot.kept)]))

    def sell(self, day: date, at_most_ore: float, requester: Person | None = None) -> Sale | None:
        """A sale handed over on that day, of about so much at most; None where nothing fitting is in the shop.

        A requester who is named orders for their own workplace.
        """
        rng = self.rng
        placed_at = office_hour(rng, working_days_before(day, rng.randint(2, 7)))
        place = rng.choices(self._places, self._sizes)[0]
        if requester:
            place = next(each for each in self._places if each.id == requester.institution_id)
        lines = self._lines(place, placed_at, at_most_ore)
        if not lines:
            return None
        requester = requester or rng.choice(self.town.staff_of(place)[:2])
        sale = Sale(
            requester=requester, institution=place, account=self.town.accounts[place.id], lines=lines,
            placed_at=placed_at, on=day, room=rng.choice(_ROOMS), note=rng.choice(_NOTES),
        )  # fmt: skip
        self._ask_for_yes(sale)
        if rng.random() < 0.08:
            sale.collected_at = office_hour(rng, day, 10, 14)
        return sale

    def _lines(self, place: Institution, placed_at: datetime, at_most_ore: float) -> list[SaleLine]:
        rng, lines, rest = self.rng, list[SaleLine](), at_most_ore
        for shelf in list(self.shelves):
            there = shelf.at(placed_at)
            price = self.price_of(shelf.lot)
            if not there or price > max(rest, 0) * 1.3 or not self._fits(shelf.lot, place) or rng.random() < 0.3:
                continue
            most = min(there, _MOST_OF.get(shelf.lot.thing.category, _MOST), max(1, int(rest / price)))
            quantity = rng.randint(max(1, most // 2), most)
            shelf.take(placed_at, quantity)
            answer = rng.choices([each for each, _w in _ANSWERS], [w for _e, w in _ANSWERS])[0]
            lines.append(SaleLine(shelf.lot, quantity, answer))
            rest -= quantity * price
            if rng.random() < 0.65:
                break
        self.shelves = deque(shelf for shelf in self.shelves if shelf.free)
        return lines

    def _fits(self, lot: Lot, place: Institution) -> bool:
        return lot.giver.id != place.id and (lot.thing.category != _CHILDREN_ONLY or place.id in self._children)

    def _ask_for_yes(self, sale: Sale) -> None:
        prices = self.town.categories
        total = sum(line.quantity * prices[line.lot.thing.category].price_ore for line in sale.lines)
        if total <= self.town.municipality.approval_limit_ore:
            return
        sale.approver = self.town.approver_of(sale.institution, sale.requester)
        on = min(working_days_after(local(sale.placed_at).date(), 1), working_days_before(sale.on, 1))
        sale.approved_at = office_hour(self.rng, on, 8, 15)
        if sale.approved_at <= sale.placed_at:
            sale.approved_at = sale.placed_at + timedelta(minutes=25)

    def gross_of(self, sale: Sale) -> int:
        """Øre of avoided purchase (gross) of the whole sale."""
        return sum(line.quantity * self.price_of(line.lot) for line in sale.lines)

    def bring_back(self, sale: Sale, trips: dict[date, Trip], until: date) -> Back | None:
        """Some of the sale goes back within the return days; None where there is no run before `until` for it."""
        rng = self.rng
        line = sale.lines[0]
        asked_on = working_days_after(sale.on, rng.randint(1, 5))
        at = bisect_left(self.run_days, working_days_after(asked_on, 1))
        again = at < len(self.run_days) and working_days_after(self.run_days[at], 3) < until
        if not again or self.town.categories[line.lot.thing.category].is_data_bearing:
            return None
        day = self.run_days[at]
        checked_on = working_days_after(day, 1)
        back = Back(
            sale=sale, line=line, quantity=rng.randint(1, max(1, line.quantity // 2)), reason=rng.choice(_REASONS),
            asked_at=office_hour(rng, asked_on), collected_on=day,
            received_at=clock_on(day, 13, 2) + timedelta(seconds=rng.randrange(400)),
            checked_at=office_hour(rng, checked_on, 8, 11), joined_at=office_hour(rng, checked_on, 11, 14),
        )  # fmt: skip
        trips[day].visit(sale.institution)
        self._shelve(line.lot, back)
        return back

    def _shelve(self, lot: Lot, back: Back) -> None:
        shelf = next((each for each in self.shelves if each.lot is lot), None)
        if shelf is None:
            shelf = Shelf(lot)
            self.shelves.append(shelf)
        shelf.free.append((back.joined_at, back.quantity))
