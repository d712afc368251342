"""The impact ledger's lines, computed and frozen by the impact module itself."""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any, NamedTuple, cast
from uuid import UUID

from app.catalogue.models import Unit
from app.demo.bulk.book import Row
from app.demo.bulk.workshop import Workshop
from app.impact.actions import HandedOver, entry_facts, freeze_hand_over, years_between
from app.impact.freeze import corrected, returned, undone
from app.impact.frozen import Frozen, FrozenPart
from app.impact.lines import compute
from app.impact.models import EntryKind, ImpactEntry
from app.intake.models import DonorAnswer

_KEPT = (
    "municipality_id", "unit_id", "unit_number", "unit_title", "category_key", "institution_id", "giver_id",
    "order_number", "reservation_id",
)  # fmt: skip


class Tied(NamedTuple):
    """A unit tied to an order's line."""

    reservation: Row
    line: Row
    unit: Row


class Ledger(Workshop):
    """Books what is handed over, undone, returned and given in again."""

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self._tied: dict[UUID, list[Tied]] = defaultdict(list)
        self.tied_by_unit: dict[UUID, Row] = {}
        self._standing: dict[UUID, Row] = {}
        self._last_of_unit: dict[UUID, Row] = {}

    def tie(self, reservation: Row, line: Row, unit: Row) -> None:
        """Remember that the unit belongs to the line."""
        self._tied[line["order_id"]].append(Tied(reservation, line, unit))
        self.tied_by_unit[unit["id"]] = reservation

    def tied_to(self, order: Row) -> list[Tied]:
        """The units tied to the order now, by number."""
        live = [each for each in self._tied[order["id"]] if each.reservation["ended_at"] is None]
        return sorted(live, key=lambda each: str(each.unit["number"]))

    def book_hand_over(self, order: Row, tied: Tied, event: Row) -> None:
        """One line for the unit, with every factor frozen on it."""
        unit, line = tied.unit, tied.line
        category = next(each for each in self.town.categories.values() if each.id == unit["category_id"])
        handed = HandedOver(
            unit=cast("Unit", SimpleNamespace(**unit)), category=category, institution_id=order["institution_id"],
            order_number=order["number"], reservation_id=tied.reservation["id"], answer=line["answer"],
            price_ore=line["price_ore"], new_price_ore=line["new_price_ore"], donor_answer=self._donor_answer(unit),
            labour_ore_per_hour=self.town.municipality.labour_ore_per_hour,
            transport_g=event["after"].get("transport_g", 0), **self._burdens(unit),
        )  # fmt: skip
        about = {
            "municipality_id": self.municipality_id, "unit_id": unit["id"], "unit_number": unit["number"],
            "unit_title": unit["title"], "category_key": category.key, "institution_id": order["institution_id"],
            "giver_id": unit["giver_id"], "order_number": order["number"], "reservation_id": tied.reservation["id"],
        }  # fmt: skip
        row = self._book(freeze_hand_over(handed), EntryKind.HAND_OVER, about, event)
        self._standing[tied.reservation["id"]] = self._last_of_unit[unit["id"]] = row

    def _donor_answer(self, unit: Row) -> str:
        report = self.report_by_id.get(unit["report_id"])
        return str(report["donor_answer"].value) if report else DonorAnswer.UNKNOWN.value

    def _burdens(self, unit: Row) -> dict[str, Any]:
        """What making the unit ready has cost since it was last received."""
        jobs = [job for job in self.jobs.get(unit["id"], []) if job["started_at"] >= unit["received_at"]]
        used = [part for job in jobs for part in self.parts.get(job["id"], [])]
        parts: list[FrozenPart] = [(each["name"], "1", f"{each['co2e_g'] / 1000:.3f}") for each in used]
        return {
            "minutes": sum(job["minutes"] for job in jobs),
            "electricity_wh": sum(job["electricity_wh"] for job in jobs),
            "parts": parts,
            "parts_cost_ore": sum(part["cost_ore"] for part in used),
            "external_cost_ore": sum(job["external_cost_ore"] for job in jobs),
        }

    def book_undo(self, reservation: Row, event: Row) -> None:
        """The hand-over never took place."""
        entry = self._standing.pop(reservation["id"])
        self._reverse(entry, undone(Frozen.from_json(entry["frozen"])), EntryKind.UNDO, event)

    def book_return(self, reservation: Row, event: Row) -> None:
        """Back within the return days."""
        entry = self._standing.pop(reservation["id"])
        self._reverse(entry, returned(Frozen.from_json(entry["frozen"]), trip_g=0), EntryKind.RETURN, event)

    def book_correction(self, unit: Row, event: Row) -> None:
        entry = self._last_of_unit[unit["id"]]
        frozen = corrected(Frozen.from_json(entry["frozen"]), years_between(entry["booked_at"], event["at"]))
        self._reverse(entry, frozen, EntryKind.CORRECTION, event)

    def _reverse(self, entry: Row, frozen: Frozen, kind: EntryKind, event: Row) -> None:
        self._book(frozen, kind, {**{name: entry[name] for name in _KEPT}, "reverses_id": entry["id"]}, event)

    def _book(self, frozen: Frozen, kind: EntryKind, about: dict[str, object], event: Row) -> Row:
        at, key = event["at"], f"{kind.value}:{event['id']}"
        return self.add(ImpactEntry, at, **entry_facts(compute(frozen), kind, about, key=key, at=at))
