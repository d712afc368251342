"""Writes the script: five years in which the published figures come true, and the shop as it stands today."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from app.deliveries.calendar import usual_run_days
from app.demo.calendar import clock_on
from app.demo.demand import Demand
from app.demo.script import Sale, Script, Trip
from app.demo.supply import Supply
from app.demo.targets import OPENED_ON, month_ore, total_ore_by
from app.demo.town import Town

FIRST_RUN = date(2021, 3, 2)
_MONTHS_IN_STOCK = 2.2
_LOTS_A_RUN = 7
_DAYS_WITHOUT_NEW_LOTS = 62
_SMALLEST_SALE_ORE = 60_000
_LARGEST_SALE_ORE = 2_200_000
_YEARS_IN_USE = timedelta(days=600)


def write_script(town: Town, *, seed: int, today: date, scale: float = 1.0) -> Script:
    """What happens from March 2021 until yesterday. `scale` makes everything so many times smaller."""
    days = [day for day in usual_run_days(FIRST_RUN, 1 + (today - FIRST_RUN).days // 7) if day < today]
    return _Writing(town, Random(f"omlob {seed}"), days, today, scale).write()


class _Writing:
    def __init__(self, town: Town, rng: Random, days: list[date], today: date, scale: float) -> None:
        self.town, self.rng, self.days, self.today, self.scale = town, rng, days, today, scale
        self.script = Script()
        self.trips = {day: self._trip(day) for day in days}
        self.supply, self.demand = Supply(town, rng), Demand(town, rng, days)
        self.booked_ore = 0.0
        self.returned: Counter[date] = Counter()
        self.reused: set[int] = set()

    def _trip(self, day: date) -> Trip:
        driver = self.town.people["karla" if self.rng.random() < 0.85 else "thor"]
        planned_on = max(FIRST_RUN - timedelta(days=14), day - timedelta(days=21))
        return Trip(day, clock_on(planned_on, 5), clock_on(day, 8, self.rng.randrange(5, 15)), driver)

    def write(self) -> Script:
        for day in self.days:
            self._bring(day)
            self._deliver(day)
        self._fill_window()
        self.script.trips = [trip for trip in self.trips.values() if trip.places]
        return self.script

    def _bring(self, day: date) -> None:
        """The van brings lots until there is stock for some months."""
        if day > self.today - timedelta(days=_DAYS_WITHOUT_NEW_LOTS):
            return
        ahead = max(OPENED_ON, day + timedelta(days=30))
        wanted = month_ore(ahead.replace(day=1)) * _MONTHS_IN_STOCK * self.scale
        for in_line in range(_LOTS_A_RUN):
            if self.demand.stock_ore() >= wanted:
                return
            old = self._old_sale(day) if self.rng.random() < 0.04 else None
            lot = self.supply.lot_again(old, day, in_line) if old else self.supply.lot_for(day, in_line)
            self.script.lots.append(lot)
            self.trips[day].visit(lot.giver)
            self.demand.put(lot)

    def _old_sale(self, day: date) -> Sale | None:
        """A sale from years ago whose things may be worn out where they are."""
        old = [
            sale
            for sale in self.script.sales[:400]
            if sale.on < day - _YEARS_IN_USE and id(sale) not in self.reused and self._may_come_again(sale)
        ]
        found = self.rng.choice(old) if old else None
        self.reused.add(id(found))
        return found

    def _may_come_again(self, sale: Sale) -> bool:
        category = self.town.categories[sale.lines[0].lot.thing.category]
        return sale.back is None and not category.is_data_bearing and sale.lines[0].lot.came_from is None

    def _deliver(self, day: date) -> None:
        """The van delivers until the total so far is what was published."""
        trip, missed = self.trips[day], 0
        self.booked_ore -= self.returned[day]
        while total_ore_by(day) * self.scale - self.booked_ore > _SMALLEST_SALE_ORE and missed < 4:
            missing = total_ore_by(day) * self.scale - self.booked_ore
            # Because the employee of the demo has something that came lately and may still be returned.
            first = self.town.people["mette"] if trip.on in self.days[-2:] and not trip.places else None
            sale = self.demand.sell(day, min(missing, _LARGEST_SALE_ORE), first)
            missed = 0 if sale else missed + 1
            if sale:
                self._book(sale, trip)

    def _book(self, sale: Sale, trip: Trip) -> None:
        self.script.sales.append(sale)
        self.booked_ore += self.demand.gross_of(sale)
        if sale.collected_at:
            return
        trip.visit(sale.institution)
        if self.rng.random() < 0.008:
            trip.undone.add(trip.places.index(sale.institution))
        elif self.rng.random() < 0.03:
            sale.back = self.demand.bring_back(sale, self.trips, self.today)
            if sale.back:
                self.returned[sale.back.collected_on] += sale.back.quantity * self.demand.price_of(sale.back.line.lot)

    def _fill_window(self) -> None:
        for lot in self.supply.window_lots(self.days, self.today):
            self.script.lots.append(lot)
            self.trips[lot.collected_on].visit(lot.giver)
