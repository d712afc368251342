"""Surplus: reported, accepted, planned for a run, received and numbered."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from app.accounts.models import Person
from app.accounts.numbers import report_number, unit_number
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.demo.bulk.book import Book, Row
from app.demo.script import Lot
from app.intake.models import ReportLine, ReportState, SurplusReport

_FOUND = (Stage.HANDED_OVER, Stage.RECYCLED)
_UNSAID = ("contact_name", "contact_phone")
_REMEMBERED = ("institution_id", "room", "access", "floor", "door_width_mm", "contact_name", "contact_phone")


def serial_of(number: str) -> str:
    """The serial number of the device with this unit number."""
    return f"EK{number.replace('-', '')}"


class Surplus(Book):
    """Plays what comes in."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.reports: dict[Lot, Row] = {}
        self.report_by_id: dict[UUID | None, Row] = {}
        self.units: dict[Lot, list[Row]] = {}
        self.given: dict[UUID, list[Row]] = defaultdict(list)
        self.items: dict[UUID, Row] = {}
        self.last_report: dict[UUID, Row] = {}
        self.lead = self.town.people["lise"]

    def move(
        self, unit: Row, stage: Stage, event: str, *, at: datetime, by: Person | None, after: Row | None = None
    ) -> Row:
        """Move a unit on, keep its item's count, tell it; the event."""
        before = unit["stage"]
        if unit["item_id"] is not None:
            item = self.items[unit["item_id"]]
            item["on_offer"] += (stage == Stage.ON_OFFER) - (before == Stage.ON_OFFER)
        unit["stage"] = stage
        return self.tell(
            event, Unit, unit, at=at, by=by, before={"stage": before}, after={"stage": stage, **(after or {})}
        )

    def note_found(self, units: Iterable[Row], *, at: datetime) -> None:
        """Write on the reports of these units, once, that the last of their things has found its place."""
        for report in (self.report_by_id[key] for key in dict.fromkeys(unit["report_id"] for unit in units) if key):
            left = [unit for unit in self.given[report["id"]] if unit["report_id"] == report["id"]]
            if report["found_at"] is None and all(unit["stage"] in _FOUND for unit in left):
                report["found_at"] = at
                self.tell("surplus_all_found", SurplusReport, report, at=at, by=None, after={"found_at": at})

    def send_report(self, at: datetime, lot: Lot) -> None:
        reporter, giver = lot.reporter, lot.giver
        number = report_number(self.take_number("report"))
        facts = self._from_last_time(reporter)
        report = self.add(SurplusReport, at, number=number, reported_by_id=reporter.id, **facts)
        self.tell("surplus_started", SurplusReport, report, at=at, by=reporter, after={"number": number})
        what = {"what": lot.thing.what, "quantity": lot.count, "looks": lot.looks, "note": lot.note}
        self.change("surplus_described", SurplusReport, report, what, at=at, by=reporter)
        self.add(ReportLine, at, report_id=report["id"], position=0, quantity=lot.count, looks=lot.looks)
        where = {
            "institution_id": giver.id, "room": lot.room, "access": giver.access, "floor": "",
            "contact_name": reporter.name, "contact_phone": reporter.phone, "wanted_on": None,
            "donor_answer": lot.donor_answer, "door_width_mm": None,
        }  # fmt: skip
        self.change("surplus_located", SurplusReport, report, where, at=at, by=reporter, unsaid=_UNSAID)
        sent = {"state": ReportState.SENT, "sent_at": at}
        self.change("surplus_sent", SurplusReport, report, sent, at=at, by=reporter)
        self.reports[lot] = self.last_report[reporter.id] = self.report_by_id[report["id"]] = report

    def _from_last_time(self, reporter: Person) -> Row:
        if last := self.last_report.get(reporter.id):
            return {name: last[name] for name in _REMEMBERED}
        home = next(each for each in self.town.institutions.values() if each.id == reporter.institution_id)
        return {
            "institution_id": home.id,
            "access": home.access,
            "contact_name": reporter.name,
            "contact_phone": reporter.phone,
        }

    def accept_report(self, at: datetime, lot: Lot) -> None:
        state = {"state": ReportState.ACCEPTED}
        self.change("surplus_accepted", SurplusReport, self.reports[lot], state, at=at, by=self.lead)

    def receive_lot(self, at: datetime, lot: Lot) -> None:
        self.units[lot] = self._received_again(at, lot) if lot.came_from else self._received(at, lot)
        closed = {"state": ReportState.RECEIVED, "closed_at": at}
        self.change("surplus_received", SurplusReport, self.reports[lot], closed, at=at, by=lot.worker)

    def _received(self, at: datetime, lot: Lot) -> list[Row]:
        category, shelf = self.town.categories[lot.thing.category], self.town.shelves[lot.place_code]
        first = self.take_number("unit", lot.count)
        units = []
        for number in map(unit_number, range(first, first + lot.count)):
            unit = self.add(
                Unit, at, category_id=category.id, number=number, title=lot.title, condition=3, giver_id=lot.giver.id,
                report_id=self.reports[lot]["id"], storage_place_id=shelf.id, received_at=at,
                serial_number=serial_of(number) if category.is_data_bearing else "",
            )  # fmt: skip
            self.tell(
                "unit_received", Unit, unit, at=at, by=lot.worker, after={"number": number, "giver": lot.giver.id}
            )
            units.append(unit)
        self.given[self.reports[lot]["id"]] += units
        return units

    def _received_again(self, at: datetime, lot: Lot) -> list[Row]:
        units = self.things_of(lot)
        for unit in units:
            holder = unit["holder_id"]
            event = self.move(unit, Stage.RECEIVED, "unit_came_back", at=at, by=lot.worker, after={"giver": holder})
            unit.update(
                circulation=unit["circulation"] + 1, received_at=at, giver_id=holder, holder_id=None, item_id=None,
                report_id=None, handed_over_at=None,
            )  # fmt: skip
            self.untie(unit, at=at)
            self.book_correction(unit, event)
        return units

    def things_of(self, lot: Lot) -> list[Row]:
        """The units of the old sale that come in again with the lot."""
        raise NotImplementedError

    def untie(self, unit: Row, *, at: datetime) -> None:
        """The unit no longer belongs to the order it was delivered with."""
        raise NotImplementedError

    def book_correction(self, unit: Row, event: Row) -> None:
        """Take back the years a unit will not be used where it was."""
        raise NotImplementedError
