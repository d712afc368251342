"""Plays a script with the ordinary actions, as people would on the pages: what the bulk player is compared with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.accounts.models import Institution, Person
from app.accounts.viewer import Viewer
from app.catalogue.models import Item, ItemPhoto, Unit
from app.core.clock import as_if
from app.deliveries.actions import add_stops, close_stops, end_run, hand_out_order, plan_run, reopen_stops, start_run
from app.deliveries.models import Run, StopKind
from app.deliveries.queries.cargo import cargo_of_reports, cargo_of_returns
from app.demo.bulk.surplus import serial_of
from app.demo.bulk.workshop import ERASED_WITH, disk_of
from app.demo.script import Back, Lot, Sale, Trip
from app.demo.town import Town
from app.history.work import work_until_idle
from app.intake.actions import (
    accept_report,
    close_report_as_received,
    describe_report,
    locate_report,
    send_report,
    start_report,
)
from app.intake.forms import WhatForm, WhereForm
from app.intake.models import SurplusReport
from app.media.models import Photo
from app.orders.actions import add_to_basket, approve_order, ask_return, place_order, receive_return
from app.orders.actions.fulfil import reserved_units
from app.orders.actions.place import Checkout
from app.orders.models import BasketLine, Order, OrderLine, Return
from app.workshop.actions import (
    Erasing,
    add_medium,
    add_minutes,
    add_units_to_item,
    check_units,
    finish_job,
    finish_task,
    offer_item,
    pass_job,
    prepare_item,
    receive_again,
    receive_units,
    record_erasure,
    scrap_unit,
    start_job,
    use_part,
    verify_erasure,
)
from app.workshop.erasure.models import CheckWay, ErasureMethod, Medium, Standard, Technique
from app.workshop.models import Job, JobTask


class Ordinary:
    """One transaction a step, and after each the worker's reactions."""

    def __init__(self, engine: Engine, town: Town, photos: dict[str, Photo]) -> None:
        self.engine, self.town, self.photos = engine, town, photos
        self.db = Session(engine, expire_on_commit=False)
        self.db.info["municipality_id"] = town.municipality.id
        self.lead = town.viewer("lise")
        self.reports: dict[Lot, SurplusReport] = {}
        self.units: dict[Lot, list[Unit]] = {}
        self.items: dict[Lot, Item] = {}
        self.orders: dict[Sale, Order] = {}
        self.backs: dict[Back, Return] = {}
        self.back_units: dict[Back, list[Unit]] = {}
        self.runs: dict[date, Run] = {}

    @contextmanager
    def step(self, at: datetime) -> Iterator[Session]:
        self.db.expire_all()
        with as_if(at):
            yield self.db
            self.db.commit()
            work_until_idle(self.engine)

    def by(self, person: Person) -> Viewer:
        return self.town.viewers[person.id]

    def send_report(self, at: datetime, lot: Lot) -> None:
        with self.step(at) as db:
            by = self.by(lot.reporter)
            report = self.reports[lot] = start_report(db, by=by)
            what = WhatForm(what=lot.thing.what, quantity=lot.count, looks=lot.looks, note=lot.note)
            describe_report(db, report, what, by=by)
            where = WhereForm(
                institution_id=lot.giver.id, room=lot.room, access=lot.giver.access, contact_name=by.name,
                contact_phone=by.phone, donor_answer=lot.donor_answer,
            )  # fmt: skip
            locate_report(db, report, where, by=by)
            send_report(db, report, by=by)

    def accept_report(self, at: datetime, lot: Lot) -> None:
        with self.step(at) as db:
            accept_report(db, self.reports[lot], by=self.lead)

    def plan_collection(self, at: datetime, lot: Lot) -> None:
        with self.step(at) as db:
            add_stops(db, self.runs[lot.collected_on], cargo_of_reports(db, [self.reports[lot]]), by=self.lead)

    def receive_lot(self, at: datetime, lot: Lot) -> None:
        with self.step(at) as db:
            by, category = self.by(lot.worker), self.town.categories[lot.thing.category]
            if lot.came_from:
                line = db.exec(select(OrderLine).where(OrderLine.order_id == self.orders[lot.came_from].id)).all()[0]
                tied = reserved_units(db, self.orders[lot.came_from])
                self.units[lot] = [each.unit for each in tied if each.line.id == line.id]
                for unit in self.units[lot]:
                    receive_again(db, unit, by=by)
            else:
                serials = [serial_of(f"A-{n:04d}") for n in range(1, lot.count + 1)] if category.is_data_bearing else []
                self.units[lot] = receive_units(
                    db, category, count=lot.count, by=by, title=lot.title, serial_numbers=serials,
                    place_code=lot.place_code, giver_id=lot.giver.id, report_id=self.reports[lot].id,
                )  # fmt: skip
            close_report_as_received(db, self.reports[lot], by=by)

    def _job(self, unit: Unit) -> Job:
        return self.db.exec(select(Job).where(Job.unit_id == unit.id, col(Job.ended_at).is_(None))).one()

    def start_unit(self, at: datetime, lot: Lot, place: int) -> None:
        with self.step(at) as db:
            start_job(db, self.units[lot][place], by=self.by(lot.worker))

    def finish_unit(self, at: datetime, lot: Lot, place: int) -> None:
        with self.step(at) as db:
            unit, by = self.units[lot][place], self.by(lot.worker)
            job = self._job(unit)
            for task in db.exec(select(JobTask).where(JobTask.job_id == job.id).order_by(col(JobTask.position))).all():
                finish_task(db, job, task, by=by)
            add_minutes(db, job, lot.minutes[place], by=by)
            if lot.part and place == 0:
                part = lot.part
                use_part(db, job, amount=part.amount, by=by, cost_ore=part.cost_ore, chosen=part.chosen, name=part.name)
            if unit.serial_number:
                self._erase(db, unit, by)
            finish_job(db, job, by=by)

    def _erase(self, db: Session, unit: Unit, by: Viewer) -> None:
        medium = db.exec(select(Medium).where(Medium.unit_id == unit.id)).first()
        medium = medium or add_medium(db, unit, disk_of(unit.serial_number), by=by)
        said = Erasing(
            ErasureMethod.PURGE, ERASED_WITH, has_passed=True, technique=Technique.CRYPTO_ERASE, standard=Standard.NIST
        )
        made = record_erasure(db, unit, medium, said, serial_number=unit.serial_number, by=by)
        verify_erasure(db, unit, made, way=CheckWay.SAMPLE, is_confirmed=True, by=self.lead)

    def pass_unit(self, at: datetime, lot: Lot, place: int) -> None:
        with self.step(at) as db:
            job = self._job(self.units[lot][place])
            pass_job(db, job, condition=lot.condition, faults=lot.faults, by=self.lead)

    def check_lot(self, at: datetime, lot: Lot) -> None:
        with self.step(at) as db:
            check_units(
                db, self.units[lot][: lot.kept], condition=lot.condition, faults=lot.faults,
                minutes=lot.checked_minutes, by=self.by(lot.worker),
            )  # fmt: skip

    def scrap_rest(self, at: datetime, lot: Lot) -> None:
        with self.step(at) as db:
            for unit in self.units[lot][lot.kept :]:
                scrap_unit(db, unit, reason=lot.scrap_reason, by=self.lead)

    def offer_lot(self, at: datetime, lot: Lot) -> None:
        with self.step(at) as db:
            shots = lot.thing.shots_in(lot.condition)
            photos = [self.photos[shot.name] for shot in shots]
            item = prepare_item(
                db, self.units[lot][: lot.kept], facts=lot.facts, photos=photos, by=self.lead
            )  # fmt: skip
            hung = db.exec(select(ItemPhoto).where(ItemPhoto.item_id == item.id).order_by(col(ItemPhoto.position)))
            for shown, shot in zip(hung.all(), shots, strict=True):
                shown.shows_fault, shown.view = shot is lot.thing.worn_shot, shot.view
                db.add(shown)
            db.flush()
            offer_item(db, item, by=self.lead)
            self.items[lot] = item

    def place_order(self, at: datetime, sale: Sale) -> None:
        with self.step(at) as db:
            by = self.by(sale.requester)
            for line in sale.lines:
                add_to_basket(db, self.items[line.lot], line.quantity, by=by)
            answer = {self.items[line.lot].id: line.answer for line in sale.lines}
            basket = db.exec(select(BasketLine).where(BasketLine.person_id == by.person_id)).all()
            checkout = Checkout(
                submission_key=str(len(self.orders)), institution_id=sale.institution.id, account_id=sale.account.id,
                answers={line.id: answer[line.item_id] for line in basket}, handover=sale.handover,
                wanted_on=None if sale.collected_at else sale.on, room=sale.room, contact_name=by.name,
                contact_phone=by.phone, note=sale.note,
            )  # fmt: skip
            self.orders[sale] = place_order(db, checkout, by=by)

    def approve_order(self, at: datetime, sale: Sale) -> None:
        assert sale.approver
        with self.step(at) as db:
            approve_order(db, self.orders[sale], by=self.by(sale.approver), version=1)

    def hand_out_order(self, at: datetime, sale: Sale) -> None:
        with self.step(at) as db:
            hand_out_order(db, self.orders[sale], by=self.lead)

    def ask_return(self, at: datetime, back: Back) -> None:
        with self.step(at) as db:
            order = self.orders[back.sale]
            item = self.items[back.line.lot]
            line = db.exec(select(OrderLine).where(OrderLine.order_id == order.id, OrderLine.item_id == item.id)).one()
            by = self.by(back.sale.requester)
            self.backs[back] = ask_return(db, order, line, back.quantity, back.reason, by=by)

    def plan_return(self, at: datetime, back: Back) -> None:
        with self.step(at) as db:
            add_stops(db, self.runs[back.collected_on], cargo_of_returns(db, [self.backs[back]]), by=self.lead)

    def receive_return(self, at: datetime, back: Back) -> None:
        with self.step(at) as db:
            self.back_units[back] = receive_return(db, self.backs[back], by=self.lead)

    def check_return(self, at: datetime, back: Back) -> None:
        with self.step(at) as db:
            check_units(db, self.back_units[back], condition=back.line.lot.condition, by=self.lead)

    def join_return(self, at: datetime, back: Back) -> None:
        with self.step(at) as db:
            add_units_to_item(db, self.items[back.line.lot], self.back_units[back], by=self.lead)

    def plan_run(self, at: datetime, trip: Trip) -> None:
        with self.step(at) as db:
            self.runs[trip.on] = plan_run(db, self.town.municipality.id, trip.on, by=None)

    def start_run(self, at: datetime, trip: Trip) -> None:
        with self.step(at) as db:
            start_run(db, self.runs[trip.on], by=self.by(trip.driver))

    def close_place(self, at: datetime, trip: Trip, place: Institution) -> None:
        with self.step(at) as db:
            close_stops(db, self.runs[trip.on], place.id, tuple(StopKind), by=self.by(trip.driver))

    def reopen_place(self, at: datetime, trip: Trip, place: Institution) -> None:
        with self.step(at) as db:
            reopen_stops(db, self.runs[trip.on], place.id, tuple(StopKind), by=self.by(trip.driver))

    def end_run(self, at: datetime, trip: Trip) -> None:
        with self.step(at) as db:
            end_run(db, self.runs[trip.on], by=self.by(trip.driver))
