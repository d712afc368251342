"""A short script in which everything the demo's history knows happens once."""

from datetime import date, datetime, timedelta
from typing import Any

from app.core.clock import moment_at
from app.demo.script import Back, Lot, Sale, SaleLine, Script, Trip
from app.demo.things import PARTS, things
from app.demo.town import Town
from app.intake.models import DonorAnswer, Looks
from app.orders.models import Answer
from app.workshop.actions import ScrapReason

FIRST, SECOND, THIRD, LATER, LAST = (
    date(2023, 3, 7), date(2023, 3, 16), date(2023, 3, 23), date(2025, 5, 6), date(2025, 5, 20),
)  # fmt: skip


def on(day: date, hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return moment_at(day + timedelta(days=days), hour) + timedelta(minutes=minute)


def make_lot(town: Town, thing: str, count: int, day: date, giver: str, in_line: int, **more: Any) -> Lot:
    place = town.institutions[giver]
    found = things()[thing]
    return Lot(
        thing=found, count=count, giver=place, reporter=town.staff_of(place)[0],
        worker=town.people["vagn"], note="Står i depotet.", room="Depotet",
        looks=Looks.WORN, place_code="A1", sent_at=on(day, 9, in_line, days=-8),
        accepted_at=on(day, 10, in_line, days=-7),
        collected_on=day, received_at=on(day, 13, in_line), offered_at=on(day, 12, in_line, days=3),
        **{"title": found.title, "condition": 3, "donor_answer": DonorAnswer.DISCARDED, **more},
    )  # fmt: skip


def worked(day: date, in_line: int, *minutes: int) -> dict[str, Any]:
    starts = tuple(on(day, 8 + place, 1 + in_line, days=1) for place in range(len(minutes)))
    return {"starts": starts, "minutes": minutes}


def make_sale(town: Town, place: str, day: date, hour: int, *lines: SaleLine, **more: Any) -> Sale:
    there = town.institutions[place]
    return Sale(
        requester=town.staff_of(there)[0], institution=there, account=town.accounts[there.id], lines=list(lines),
        placed_at=on(day, hour, 17, days=-3), on=day, room="Lokale 3.14", **more,
    )  # fmt: skip


def make_trip(town: Town, day: date, *places: str, undone: tuple[int, ...] = ()) -> Trip:
    visited = [town.institutions[place] for place in places]
    return Trip(day, on(day, 5, days=-15), on(day, 8, 10), town.people["karla"], visited, set(undone))


def make_script(town: Town) -> Script:
    part = {each.name: each for each in PARTS}
    laptops = make_lot(
        town, "laptop", 2, FIRST, "3105", 0, part=part["Oplader"], **worked(FIRST, 0, 30, 41)
    )  # first, so that the ordinary player knows their numbers
    chairs = make_lot(
        town, "chair_blue", 6, FIRST, "1101", 1, condition=2, scrapped=1, scrapped_at=on(FIRST, 14, 40),
        scrap_reason=ScrapReason.UNSAFE, checked_at=on(FIRST, 9, 30, days=1), checked_minutes=9,
    )  # fmt: skip
    desks = make_lot(
        town, "desk_oak", 2, FIRST, "3101", 2, condition=4, part=part["Bordplade, egefiner"], **worked(FIRST, 2, 55, 20)
    )
    more_chairs = make_lot(
        town, "chair_black", 2, FIRST, "1101", 3, part=part["Gaslift"], donor_answer=DonorAnswer.STORED,
        **worked(FIRST, 3, 25, 35),
    )  # fmt: skip
    approved = make_sale(
        town, "3103", SECOND, 9, SaleLine(chairs, 4, Answer.NEW), SaleLine(desks, 2, Answer.UNKNOWN),
        approver=town.people["gitte"], approved_at=on(SECOND, 10, days=-2),
    )  # fmt: skip
    approved.back = Back(
        sale=approved, line=approved.lines[0], quantity=2, reason="Vi bestilte for mange",
        asked_at=on(SECOND, 11, days=4), collected_on=THIRD, received_at=on(THIRD, 13, 2),
        checked_at=on(THIRD, 9, days=1), joined_at=on(THIRD, 11, days=1),
    )  # fmt: skip
    undone = make_sale(town, "2101", SECOND, 10, SaleLine(more_chairs, 2, Answer.NONE))
    counter = make_sale(
        town, "3201", THIRD, 11, SaleLine(laptops, 1, Answer.USED), collected_at=on(THIRD, 10, 5), note="Ring først"
    )
    again = make_lot(
        town, "chair_black", 2, LATER, "2101", 0, came_from=undone,
        checked_at=on(LATER, 9, days=1), checked_minutes=0,
    )  # fmt: skip
    sold_again = make_sale(town, "2201", LAST, 9, SaleLine(again, 1, Answer.NEW))
    trips = [
        make_trip(town, FIRST, "3105", "1101", "3101"), make_trip(town, SECOND, "3103", "2101", undone=(1,)),
        make_trip(town, THIRD, "3103"), make_trip(town, LATER, "2101"), make_trip(town, LAST, "2201"),
    ]  # fmt: skip
    return Script([laptops, chairs, desks, more_chairs, again], [approved, undone, counter, sold_again], trips)
