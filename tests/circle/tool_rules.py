"""What the tools of the workshop can try: drafts, places, parts, repairers, undoing, devices and their disks."""

from decimal import Decimal

from sqlmodel import col, select

from app.accounts.models import Role
from app.catalogue.models import Category, StoragePlace, Unit
from app.catalogue.stages import IN_THE_HOUSE, Stage
from app.workshop import actions as workshop
from app.workshop.actions.drafts import register_draft
from app.workshop.actions.parts import use_part_from_stock
from app.workshop.actions.put_away import put_units, undo_put
from app.workshop.actions.receive import place_for
from app.workshop.actions.repairs import send_out, take_back
from app.workshop.actions.stock import add_part_to_stock, bring_in_parts, count_stock
from app.workshop.actions.undo import undo_last
from app.workshop.erasure.models import CheckWay, ErasureRecord
from app.workshop.leaving.models import ExternalRepair
from app.workshop.models import Job, JobPart, JobState
from app.workshop.stock.models import PartStock
from tests.circle.machine import PICK, Machine, deed
from tests.factories import make_viewer
from tests.workshop.erasing import record_only, verify
from tests.workshop.factories import make_photo

HERE = (Unit, Stage.RECEIVED, Stage.IN_WORKSHOP)
AT_WORK = (Job, JobState.OPEN, JobState.TO_CHECK)
LIVE = col(Job.ended_at).is_(None)


class ToolRules(Machine):
    """Beside the job itself."""

    @deed()
    def photograph(self, pick: int) -> None:
        if pick % 3 == 0:
            register_draft(self.db, [make_photo(self.db, self.lead)], by=self.lead)

    @deed(HERE)
    def describe(self, pick: int) -> None:
        unit = self.one(Unit, pick, col(Unit.is_draft))
        kind = self.one(Category, pick, col(Category.key).in_(("task_chair", "laptop_14")))
        serial = f"SN-D{pick}" if kind.is_data_bearing else ""
        workshop.change_unit(
            self.db, unit, category=kind, title="", serial_number=serial, place_code="", by=self.lead, condition=3
        )

    @deed(HERE)
    def put_away(self, pick: int) -> None:
        place_for(self.db, self.lead.municipality_id, f"R{pick % 3}", by=self.lead)
        units = self.units(pick, *IN_THE_HOUSE)
        put_units(self.db, units, self.one(StoragePlace, pick), by=self.lead)

    @deed(HERE)
    def take_from_place(self, pick: int) -> None:
        undo_put(self.db, self.units(pick, *IN_THE_HOUSE), by=self.lead)

    @deed()
    def buy_parts(self, pick: int) -> None:
        if self.db.exec(select(PartStock)).first() is None:
            add_part_to_stock(self.db, by=self.lead, name="Hjul", price_ore=2_500, co2e_g=400)
        bring_in_parts(self.db, self.one(PartStock, pick), Decimal(pick % 5 + 1), by=self.lead)

    @deed(AT_WORK)
    def use_parts(self, pick: int) -> None:
        job, stock = self.one(Job, pick, LIVE), self.one(PartStock, pick)
        use_part_from_stock(self.db, job, stock, amount=Decimal(pick % 6 + 1), by=self.lead)

    @deed(AT_WORK)
    def put_parts_back(self, pick: int) -> None:
        part = self.one(JobPart, pick)
        workshop.remove_part(self.db, self.one(Job, pick, Job.id == part.job_id), part, by=self.lead)

    @deed()
    def count_parts(self, pick: int) -> None:
        count_stock(self.db, self.one(PartStock, pick), Decimal(pick % 9), by=self.lead)

    @deed(HERE)
    def send_to_repairer(self, pick: int) -> None:
        send_out(self.db, self.one(Unit, pick), repairer="Polstreren", by=self.lead)

    @deed(AT_WORK)
    def get_back_from_repairer(self, pick: int) -> None:
        repair = self.one(ExternalRepair, pick)
        job = self.one(Job, pick, Job.id == repair.job_id)
        take_back(self.db, self.one(Unit, pick, Unit.id == job.unit_id), repair, price_ore=pick, by=self.lead)

    @deed((Job, *JobState))
    def undo(self, pick: int) -> None:
        undo_last(self.db, self.one(Job, pick), by=self.lead)

    @deed(HERE, has_passed=(True, True, True, False), other=PICK)
    def erase(self, pick: int, has_passed: bool, other: int) -> None:
        device = self.one(Unit, pick, Unit.serial_number != "")
        done = record_only(self.db, device, self.lead, has_passed=has_passed)
        if has_passed and other % 4:
            verify(self.db, device, done)

    @deed(HERE)
    def verify_later(self, pick: int) -> None:
        done = self.one(ErasureRecord, pick)
        device = self.one(Unit, pick, Unit.id == done.unit_id)
        other = make_viewer(self.db, Role.WORKSHOP)
        workshop.verify_erasure(self.db, device, done, way=CheckWay.SAMPLE, is_confirmed=bool(pick % 4), by=other)
