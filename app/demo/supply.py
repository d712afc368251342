"""What comes in: the lots institutions give away, and what the workshop makes of them."""

from datetime import date, timedelta
from random import Random
from typing import Any

from app.accounts.models import Institution, Person
from app.catalogue.models import Category
from app.core.clock import local
from app.demo.calendar import clock_on, office_hour, working_days_before, workshop_shifts
from app.demo.script import Lot, Sale
from app.demo.things import PARTS, WORN, Thing, rows_of, things
from app.demo.town import SHELVES, Town
from app.intake.models import DonorAnswer, Looks
from app.orders.deadlines import working_days_after
from app.workshop.actions import ScrapReason

NOTES = (
    "Vi flytter sammen og har for mange.", "Står i depotet.", "Nye møbler er kommet.", "Klassen er lagt sammen.",
    "Kontoret lukker.", "De er ikke i brug mere.", "Tages gerne i én omgang.", "En af dem vipper lidt.",
)  # fmt: skip
ROOMS = ("Depotet", "Kælderen", "Gangen på 1. sal", "Lokale 2.04", "Mødelokalet", "Personalerummet", "Lokale 14")
_DONOR = (
    (DonorAnswer.DISCARDED, 52), (DonorAnswer.STORED, 25), (DonorAnswer.UNKNOWN, 15), (DonorAnswer.GIVEN_AWAY, 6),
    (DonorAnswer.SOLD, 2),
)  # fmt: skip
_BROKEN = (ScrapReason.BROKEN, ScrapReason.MISSING_PARTS, ScrapReason.UNSAFE)
_WORK_MINUTES = {"task_chair": 35, "desk_sitstand": 50, "sofa_2": 45, "laptop_14": 40}
_FEW, _MANY = 8, 24
_PAUSE = 8


class Supply:
    """Makes lots. Every lot is collected by the van on the day given."""

    def __init__(self, town: Town, rng: Random) -> None:
        self.town, self.rng = town, rng
        self._kinds = list(things().values())
        self._places = town.workplaces
        self._sizes = [town.sizes[place.id] for place in self._places]

    def category_of(self, thing: Thing) -> Category:
        return self.town.categories[thing.category]

    def lot_for(self, day: date, in_line: int) -> Lot:
        """Some lot the van brings on that day, as the `in_line`th."""
        rng = self.rng
        thing = rng.choices(self._kinds, [kind.share for kind in self._kinds])[0]
        count = max(1, min(_MANY, round(rng.triangular(1, thing.lot * 2, thing.lot))))
        condition = rng.choices((4, 3, WORN if thing.worn_shot else 3), (30, 60, 10))[0]
        giver = rng.choices(self._places, self._sizes)[0]
        lot = self._lot(thing, count, condition, giver, day, in_line)
        self._scrap_some(lot)
        self._plan_work(lot)
        return lot

    def lot_again(self, sale: Sale, day: date, in_line: int) -> Lot:
        """What was sold years ago comes in again."""
        line = sale.lines[0]
        lot = self._lot(line.lot.thing, line.quantity, 3, sale.institution, day, in_line, came_from=sale)
        lot.note = "Vi fik dem fra jer for nogle år siden."
        self._plan_work(lot)
        return lot

    def window_lots(self, run_days: list[date], today: date) -> list[Lot]:
        """The lots that stand in the shop today, as the demo's table says."""
        made = []
        for in_line, row in enumerate(rows_of("window")):
            offered_on = working_days_before(today - timedelta(days=int(row["days"]) - 1), 1)
            day = max(day for day in run_days if day <= working_days_before(offered_on, 4))
            giver = self.town.institutions[row["giver"]]
            thing = things()[row["thing"]]
            lot = self._lot(thing, int(row["count"]), int(row["condition"]), giver, day, in_line % 12)
            self._plan_work(lot)
            lot.title = row["title"] or thing.title
            lot.offered_at = office_hour(self.rng, offered_on, 9, 14)
            made.append(lot)
        return made

    def _lot(
        self, thing: Thing, count: int, condition: int, giver: Institution, day: date, in_line: int, **more: Any
    ) -> Lot:
        rng = self.rng
        sent_on = working_days_before(day, rng.randint(3, 9))
        accepted_on = working_days_after(sent_on, 1)
        return Lot(
            thing=thing, title=thing.title, count=count, condition=condition, giver=giver,
            reporter=self._reporter(giver),
            worker=self.town.people[rng.choice(("vagn", "birgit", "thor"))], note=rng.choice(NOTES),
            room=rng.choice(ROOMS), looks=Looks.NICE if condition == 4 else Looks.WORN,
            donor_answer=rng.choices([each for each, _w in _DONOR], [w for _e, w in _DONOR])[0],
            place_code=rng.choice(SHELVES), sent_at=office_hour(rng, sent_on),
            accepted_at=office_hour(rng, accepted_on, 9, 14), collected_on=day,
            received_at=clock_on(day, 13, 10 + in_line * 7), offered_at=clock_on(day, 13), **more,
        )  # fmt: skip

    def _reporter(self, giver: Institution) -> Person:
        return self.rng.choice(self.town.staff_of(giver)[:2])

    def _scrap_some(self, lot: Lot) -> None:
        rng = self.rng
        if rng.random() < 0.08 and lot.count > 1 and not self.category_of(lot.thing).is_data_bearing:
            lot.scrapped = rng.randint(1, max(1, lot.count // 4))
            lot.scrapped_at = clock_on(lot.collected_on, 14, 40) + timedelta(seconds=rng.randrange(600))
            lot.scrap_reason = rng.choice(_BROKEN)

    def _plan_work(self, lot: Lot) -> None:
        """Give the work its hours; the last of them decides when the things are in the shop."""
        rng = self.rng
        needs_care = self.category_of(lot.thing).is_data_bearing
        begin = office_hour(rng, working_days_after(lot.collected_on, rng.randint(1, 2)), 8, 11)
        if not needs_care and (lot.kept > _FEW or rng.random() < 0.4):
            lot.checked_at, lot.checked_minutes = begin, rng.randint(2, 6) * lot.kept
            ready = begin
        else:
            usual = _WORK_MINUTES.get(lot.thing.category, 20)
            lot.minutes = tuple(rng.randint(usual // 2, usual * 3 // 2) for _each in range(lot.kept))
            lot.starts = workshop_shifts(begin, lot.minutes, _PAUSE)
            ready = lot.starts[-1] + timedelta(minutes=lot.minutes[-1])
            parts = [part for part in PARTS if part.category == lot.thing.category]
            lot.part = rng.choice(parts) if parts and rng.random() < 0.5 else None
        offered_on = working_days_after(local(ready).date(), rng.choice((1, 1, 2, 3)))
        lot.offered_at = office_hour(rng, offered_on, 9, 14)
