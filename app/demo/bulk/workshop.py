"""The workshop: jobs, checks, erasures, scrapping, and the way into the shop."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.accounts.models import Person
from app.catalogue.models import Item, ItemPhoto, Unit
from app.catalogue.stages import Stage
from app.core.formats import number
from app.demo.bulk.book import Row
from app.demo.bulk.surplus import Surplus
from app.demo.script import Back, Lot
from app.demo.things import PartKind
from app.workshop.actions.jobs import USUAL_WH, USUAL_WH_DEVICE
from app.workshop.actions.media import MediumFacts
from app.workshop.erasure.models import (
    CheckWay,
    ErasureCheck,
    ErasureMethod,
    ErasureRecord,
    Medium,
    MediumKind,
    Standard,
    Technique,
)
from app.workshop.leaving.models import Departure, DepartureKind
from app.workshop.models import Job, JobPart, JobState, JobTask

ERASED_WITH = "Blancco 7.9"
_STEP = timedelta(minutes=1)


def disk_of(serial_number: str) -> MediumFacts:
    """The disk in the device with this serial number."""
    return MediumFacts(MediumKind.NVME, "Demo", "NVMe 256", f"S-{serial_number}", 256)


class Workshop(Surplus):
    """Plays the work on what came in."""

    def __init__(self, *parts: Any, steps: dict[UUID, list[Row]], photos: dict[str, UUID]) -> None:
        super().__init__(*parts)
        self.steps, self.photos = steps, photos
        self.returned: dict[Back, list[Row]] = {}
        self.item_of: dict[Lot, Row] = {}
        self.jobs: dict[UUID, list[Row]] = {}
        self.parts: dict[UUID, list[Row]] = {}
        self.tasks: dict[UUID, list[Row]] = {}
        self.worked_on: set[UUID] = set()
        self.media: dict[UUID, Row] = {}

    def _begin(self, unit: Row, *, at: datetime, by: Person, with_steps: bool) -> Row:
        if unit["stage"] is not Stage.IN_WORKSHOP:
            self.move(unit, Stage.IN_WORKSHOP, "unit_taken_in", at=at, by=by)
        category = next(each for each in self.town.categories.values() if each.id == unit["category_id"])
        job = self.add(
            Job, at, unit_id=unit["id"], started_by_id=by.id, started_at=at,
            electricity_wh=USUAL_WH_DEVICE if category.is_data_bearing else USUAL_WH,
        )  # fmt: skip
        self.jobs.setdefault(unit["id"], []).append(job)
        for place, step in enumerate(self.steps[category.id] if with_steps else [], 1):
            task = self.add(JobTask, at, job_id=job["id"], position=place, **step)
            self.tasks.setdefault(job["id"], []).append(task)
        self.tell("job_started", Job, job, at=at, by=by, after={"unit": unit["number"]})
        return job

    def _add_minutes(self, job: Row, minutes: int, *, at: datetime, by: Person) -> None:
        before, job["minutes"] = job["minutes"], job["minutes"] + minutes
        job.update(last_minutes=minutes, last_minutes_at=at)
        after = {"minutes": job["minutes"]}
        self.tell("minutes_added", Job, job, at=at, by=by, before={"minutes": before}, after=after)

    def _finish(self, job: Row, *, at: datetime, by: Person) -> None:
        job.update(state=JobState.TO_CHECK, finished_at=at, finished_by_id=by.id)
        self.tell("job_finished", Job, job, at=at, by=by, after={"minutes": job["minutes"]})

    def _pass(self, unit: Row, job: Row, condition: int, faults: str, *, at: datetime, by: Person) -> None:
        unit["condition"] = condition
        job.update(state=JobState.PASSED, faults=faults, checked_by_id=by.id, checked_at=at, ended_at=at)
        if job["minutes"]:
            self.worked_on.add(unit["id"])
        self.tell("job_passed", Job, job, at=at, by=by, after={"condition": condition, "faults": faults})

    def start_unit(self, at: datetime, lot: Lot, place: int) -> None:
        self._begin(self.units[lot][place], at=at, by=lot.worker, with_steps=True)

    def finish_unit(self, at: datetime, lot: Lot, place: int) -> None:
        unit, by = self.units[lot][place], lot.worker
        job = self.jobs[unit["id"]][-1]
        for task in self.tasks.get(job["id"], []):
            task.update(done_at=at, done_by_id=by.id)
            self.tell("task_done", Job, job, at=at, by=by, after={"step": task["text_da"]})
        self._add_minutes(job, lot.minutes[place], at=at, by=by)
        if lot.part and place == 0:
            self._use(job, lot.part, at=at, by=by)
        if unit["serial_number"]:
            self._erase(unit, at=at, by=by)
        self._finish(job, at=at, by=by)

    def _use(self, job: Row, kind: PartKind, *, at: datetime, by: Person) -> None:
        chosen = kind.chosen
        row: Row = {"name": kind.name, "quantity": int(kind.amount), "factor_key": kind.key}
        if chosen and chosen.by_weight:
            weight = number(kind.amount, 0 if kind.amount % 1 == 0 else 2)
            row.update(name=f"{kind.name}, {weight} kg", quantity=1)
        row["co2e_g"] = chosen.co2e_g(kind.amount) if chosen else 0
        part = self.add(JobPart, at, job_id=job["id"], cost_ore=kind.cost_ore, **row)
        self.parts.setdefault(job["id"], []).append(part)
        told = {name: part[name] for name in ("name", "quantity", "cost_ore", "co2e_g")}
        self.tell("part_used", Job, job, at=at, by=by, after=told)

    def _erase(self, unit: Row, *, at: datetime, by: Person) -> None:
        medium = self.media.get(unit["id"]) or self._list_disk(unit, at=at, by=by)
        told = {
            "serial_number": unit["serial_number"], "medium_serial": medium["serial_number"],
            "method": ErasureMethod.PURGE, "tool": ERASED_WITH, "has_passed": True,
        }  # fmt: skip
        record = self.add(
            ErasureRecord, at, unit_id=unit["id"], medium_id=medium["id"], circulation=unit["circulation"],
            performed_by_id=by.id, performed_at=at, technique=Technique.CRYPTO_ERASE, standard=Standard.NIST, **told,
        )  # fmt: skip
        self.tell("erasure_recorded", Unit, unit, at=at, by=by, after={"medium": medium["id"], **told})
        said = {"way": CheckWay.SAMPLE, "is_confirmed": True}
        self.add(
            ErasureCheck, at, record_id=record["id"], verified_by_id=self.lead.id, verified_at=at, **said
        )  # fmt: skip
        told = {"record": record["id"], "medium_serial": medium["serial_number"], **said}
        self.tell("erasure_verified", Unit, unit, at=at, by=self.lead, after=told)

    def _list_disk(self, unit: Row, *, at: datetime, by: Person) -> Row:
        facts = asdict(disk_of(unit["serial_number"]))
        medium = self.add(Medium, at, unit_id=unit["id"], added_by_id=by.id, added_at=at)
        medium.update(facts)
        self.media[unit["id"]] = medium
        self.tell("medium_added", Unit, unit, at=at, by=by, after={"medium": medium["id"], **facts})
        return medium

    def pass_unit(self, at: datetime, lot: Lot, place: int) -> None:
        unit = self.units[lot][place]
        self._pass(unit, self.jobs[unit["id"]][-1], lot.condition, lot.faults, at=at, by=self.lead)

    def check_lot(self, at: datetime, lot: Lot) -> None:
        kept = self.units[lot][: lot.kept]
        share, rest = divmod(lot.checked_minutes, len(kept))
        for place, unit in enumerate(kept):
            minutes = share + (place < rest)
            self._look_over(unit, lot.condition, lot.faults, minutes, at=at, by=lot.worker)

    def _look_over(self, unit: Row, condition: int, faults: str, minutes: int, *, at: datetime, by: Person) -> None:
        job = self._begin(unit, at=at, by=by, with_steps=False)
        if minutes:
            self._add_minutes(job, minutes, at=at, by=by)
        self._finish(job, at=at, by=by)
        self._pass(unit, job, condition, faults, at=at, by=by)

    def scrap_rest(self, at: datetime, lot: Lot) -> None:
        for unit in self.units[lot][lot.kept :]:
            told = {"reason": lot.scrap_reason, "note": "", "kind": DepartureKind.RECYCLED}
            self.move(unit, Stage.RECYCLED, "unit_scrapped", at=at, by=self.lead, after=told)
            unit.update(scrap_reason=lot.scrap_reason.value, storage_place_id=None)
            self.add(
                Departure, at, unit_id=unit["id"], kind=DepartureKind.RECYCLED, reason=lot.scrap_reason, left_at=at
            )
        self.note_found(self.units[lot][lot.kept :], at=at)

    def offer_lot(self, at: datetime, lot: Lot) -> None:
        kept, category = self.units[lot][: lot.kept], self.town.categories[lot.thing.category]
        item = self.add(
            Item, at, category_id=category.id, price_ore=category.price_ore, new_price_ore=category.new_price_ore,
            giver_id=kept[0]["giver_id"], storage_place_id=kept[0]["storage_place_id"],
            was_refurbished=any(unit["id"] in self.worked_on for unit in kept), **lot.facts,
        )  # fmt: skip
        self.items[item["id"]] = self.item_of[lot] = item
        for unit in kept:
            unit.update(item_id=item["id"], title=lot.title, condition=lot.condition)
        told = {"title": lot.title, "units": [unit["number"] for unit in kept]}
        self.tell("item_created", Item, item, at=at, by=self.lead, after=told)
        for position, shot in enumerate(lot.thing.shots_in(lot.condition)):
            self.add(
                ItemPhoto, at, item_id=item["id"], photo_id=self.photos[shot.name], position=position, view=shot.view,
                shows_fault=shot is lot.thing.worn_shot,
            )  # fmt: skip
        for unit in kept:
            self.move(unit, Stage.ON_OFFER, "unit_offered", at=at, by=self.lead)
        item["published_at"] = at
        told_price = {"price_ore": item["price_ore"], "units": len(kept)}
        self.tell("item_published", Item, item, at=at, by=self.lead, after=told_price)

    def check_return(self, at: datetime, back: Back) -> None:
        for unit in self.returned[back]:
            self._look_over(unit, back.line.lot.condition, "", 0, at=at, by=self.lead)

    def join_return(self, at: datetime, back: Back) -> None:
        lot, units = back.line.lot, self.returned[back]
        item = self.item_of[lot]
        numbers = [unit["number"] for unit in units]
        self.tell("units_joined_item", Item, item, at=at, by=self.lead, after={"units": numbers})
        for unit in units:
            self.move(unit, Stage.ON_OFFER, "unit_offered", at=at, by=self.lead)
