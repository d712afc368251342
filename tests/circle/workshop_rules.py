"""What the workshop can try: in, through, out."""

from sqlmodel import col, select

from app.catalogue.actions import publish_item, withdraw_item
from app.catalogue.models import Category, Item, Unit
from app.catalogue.stages import Stage
from app.workshop import actions as workshop
from app.workshop.actions import ScrapReason, SellReason
from app.workshop.models import Job, JobState, JobTask, StopReason
from tests.circle.machine import EITHER, PICK, Machine, Nothing, deed
from tests.workshop.factories import FACTS, make_photo

IN_THE_WORKSHOP = (Stage.RECEIVED, Stage.IN_WORKSHOP)
REASONS = (StopReason.MISSING_PARTS, StopReason.TOO_HARD, StopReason.IMPOSSIBLE)
IN_EARNEST = 8


def in_earnest(pick: int) -> int:
    """The pick for a deed that ends something; because most things should live on, only one try in eight is."""
    if pick % IN_EARNEST:
        raise Nothing
    return pick // IN_EARNEST


class WorkshopRules(Machine):
    """Receive, work, check, publish, scrap."""

    @deed(count=range(1, 5), is_device=EITHER)
    def receive(self, pick: int, count: int, is_device: bool) -> None:
        kind = self.one(Category, pick, Category.is_data_bearing == is_device)
        serials = [f"SN-{self.serials + n}" for n in range(count)] if is_device else []
        self.serials += count
        giver = self.world.places[pick % 2]
        workshop.receive_units(self.db, kind, count=count, by=self.lead, serial_numbers=serials, giver_id=giver.id)

    @deed((Unit, Stage.HANDED_OVER), often=3)
    def come_back(self, pick: int) -> None:
        workshop.receive_again(self.db, self.one(Unit, pick, Unit.stage == Stage.HANDED_OVER), by=self.lead)

    @deed((Unit, *IN_THE_WORKSHOP))
    def start(self, pick: int) -> None:
        workshop.start_job(self.db, self.one(Unit, pick), by=self.lead)

    @deed((Job, JobState.OPEN), minutes=range(-30, 61))
    def work(self, pick: int, minutes: int) -> None:
        self._work(self.one(Job, pick, Job.state == JobState.OPEN), minutes)

    def _work(self, job: Job, minutes: int) -> None:
        workshop.add_minutes(self.db, job, minutes, by=self.lead)
        for task in self.db.exec(select(JobTask).where(JobTask.job_id == job.id)).all():
            workshop.finish_task(self.db, job, task, by=self.lead)

    @deed((Job, JobState.OPEN), often=3)
    def finish(self, pick: int) -> None:
        workshop.finish_job(self.db, self.one(Job, pick), by=self.lead)

    @deed((Job, JobState.TO_CHECK), is_good=EITHER, often=3)
    def check(self, pick: int, is_good: bool) -> None:
        job = self.one(Job, pick, Job.state == JobState.TO_CHECK)
        if is_good:
            workshop.pass_job(self.db, job, condition=2 + pick % 3, by=self.lead)
        else:
            workshop.send_back_job(self.db, job, note="igen", by=self.lead)

    @deed((Job, JobState.OPEN), reason=REASONS)
    def stop(self, pick: int, reason: StopReason) -> None:
        workshop.stop_job(self.db, self.one(Job, pick), reason=reason, by=self.lead)

    @deed((Unit, *IN_THE_WORKSHOP), is_device=EITHER, often=8)
    def make_ready(self, pick: int, is_device: bool) -> None:
        """All of the workshop's way at once, so that every life of the machine also sees the shop."""
        kind = self.one(Category, pick, Category.is_data_bearing == is_device)
        wanted = select(Unit).where(Unit.category_id == kind.id, col(Unit.stage).in_(IN_THE_WORKSHOP))
        units = list(self.db.exec(wanted.order_by(col(Unit.id))).all())[: 1 + pick % 3]
        for unit in units:
            job = workshop.start_job(self.db, unit, by=self.lead)
            self._work(job, 20)
            workshop.finish_job(self.db, job, by=self.lead)
            workshop.pass_job(self.db, job, condition=3, by=self.lead)
        self._offer(units)

    @deed((Job, JobState.PASSED))
    def offer(self, pick: int) -> None:
        self._offer(self.units(pick, *IN_THE_WORKSHOP))

    def _offer(self, units: list[Unit]) -> None:
        photo = make_photo(self.db, self.lead)
        item = workshop.prepare_item(self.db, units, facts=FACTS, photos=[photo], by=self.lead)
        workshop.offer_item(self.db, item, by=self.lead)

    @deed((Job, JobState.PASSED))
    def join(self, pick: int) -> None:
        units = self.units(pick, *IN_THE_WORKSHOP)
        workshop.add_units_to_item(self.db, self.one(Item, pick), units, by=self.lead)

    @deed((Unit, *IN_THE_WORKSHOP))
    def publish(self, pick: int) -> None:
        publish_item(self.db, self.one(Item, pick), by=self.lead)

    @deed((Unit, Stage.ON_OFFER))
    def withdraw(self, pick: int) -> None:
        withdraw_item(self.db, self.one(Item, in_earnest(pick)), by=self.lead)

    @deed((Unit, Stage.ON_OFFER))
    def rename(self, pick: int) -> None:
        workshop.revise_item(self.db, self.one(Item, pick), facts={"title": f"Stol {pick}"}, by=self.lead)

    @deed((Unit, *IN_THE_WORKSHOP), other=PICK)
    def call_it_something_else(self, pick: int, other: int) -> None:
        unit, kind = self.one(Unit, pick), self.one(Category, other)
        workshop.change_unit(
            self.db, unit, category=kind, title="", serial_number=unit.serial_number, place_code="R1", by=self.lead
        )

    @deed((Unit, *IN_THE_WORKSHOP), reason=tuple(ScrapReason))
    def scrap(self, pick: int, reason: ScrapReason) -> None:
        workshop.scrap_unit(self.db, self.one(Unit, in_earnest(pick)), reason=reason, by=self.lead)

    @deed((Unit, *IN_THE_WORKSHOP), reason=tuple(SellReason))
    def sell_off(self, pick: int, reason: SellReason) -> None:
        workshop.sell_off_unit(self.db, self.one(Unit, in_earnest(pick)), reason=reason, by=self.lead)
