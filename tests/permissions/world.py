"""Two mirrored municipalities, a person for every role, and one of each kind of thing, made when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.accounts.models import Institution, Person, Role, RoleHeld
from app.administration.models import ImportFile, ImportKind
from app.catalogue.actions import add_item_photo
from app.catalogue.models import Item, StoragePlace, Unit
from app.catalogue.stages import Stage
from app.core.clock import now, today
from app.core.db import uuid7
from app.deliveries.models import Run, Stop, StopKind
from app.impact.actions import HandedOver, book_hand_over
from app.intake.models import ReportLine, ReportPhoto, ReportState, SurplusReport, What
from app.media.models import Photo, PhotoState
from app.media.storage import photo_key, storage
from app.orders.models import Approval, BasketLine, OrderState, Return
from app.workshop.counting.models import StockCount
from app.workshop.erasure.models import ErasureLog, ErasureMethod, ErasureRecord, Medium, MediumKind
from app.workshop.models import Job, JobPart, JobPhoto, JobState, JobTask, PhotoMoment
from tests.factories import make_category, make_institution, make_item, make_municipality, make_person, make_unit
from tests.orders.factories import line_of, make_order
from tests.permissions import board_world, label_world, leaving_world, social_world

AT_INSTITUTION = (Role.EMPLOYEE, Role.CARETAKER, Role.APPROVER, Role.INSTITUTION_MANAGER, Role.LEADER)
Params = dict[str, Any]


@dataclass
class Place:
    """One institution with somebody who works there and somebody for every role."""

    municipality_id: UUID
    institution: Institution
    colleague: Person
    people: dict[Role, Person] = field(default_factory=dict)


class World:
    """Makes things in a place for a person; what a route's address needs comes back as its parameters."""

    def __init__(self, db: Session) -> None:
        self.db = db
        first = db.info["municipality_id"]
        self.own = self._place("Sølund Skole", everyone=True)
        self.other = self._place("Børnehuset Kløver")
        make_municipality(db)
        self.foreign = self._place("Sølund Skole")
        db.info["municipality_id"] = first
        db.commit()

    def _place(self, name: str, *, everyone: bool = False) -> Place:
        institution = make_institution(self.db, name)
        place = Place(self.db.info["municipality_id"], institution, make_person(self.db, home=institution))
        for role in Role if everyone else ():
            at = institution if role in AT_INSTITUTION else None
            place.people[role] = make_person(self.db, role, at=at, home=institution)
        return place

    def make(self, kind: str, whose: str, role: Role) -> Params:
        """A thing of this kind: the viewer's own, another institution's, or a foreign municipality's."""
        place: Place = getattr(self, whose)
        maker = self.own.people[role] if whose == "own" else place.colleague
        before = self.db.info["municipality_id"]
        self.db.info["municipality_id"] = place.municipality_id
        params = MAKERS[kind](self, place, maker)
        self.db.commit()
        self.db.info["municipality_id"] = before
        return params

    def _add(self, row: Any) -> Any:
        self.db.add(row)
        self.db.flush()
        return row

    def _stored_photo(self, maker: Person) -> Photo:
        photo = self._add(
            Photo(
                municipality_id=self.db.info["municipality_id"], uploaded_by_id=maker.id, upload_key=uuid7().hex,
                state=PhotoState.READY, width=320, height=240,
            )
        )  # fmt: skip
        storage().put(photo_key(photo.id, 320), b"RIFF a photo")
        return photo

    def _none(self, _place: Place, _maker: Person) -> Params:
        return {}

    def _sheet(self, _place: Place, _maker: Person) -> Params:
        return {"kind": "institutions", "?kind": "institutions"}

    def _item(self, _place: Place, maker: Person) -> Params:
        item, photo = make_item(self.db), self._stored_photo(maker)
        add_item_photo(self.db, item, photo)
        return {"item_id": item.id, "photo_id": photo.id}

    def _photo(self, place: Place, maker: Person) -> Params:
        report, photo = self._new_report(place, maker, ReportState.SENT), self._stored_photo(maker)
        self._add(ReportPhoto(municipality_id=place.municipality_id, report_id=report.id, photo_id=photo.id))
        return {"photo_id": photo.id, "width": 320}

    def _basket(self, place: Place, maker: Person) -> Params:
        line = BasketLine(
            municipality_id=place.municipality_id, person_id=maker.id, item_id=make_item(self.db).id, quantity=1,
            held_until=now(),
        )  # fmt: skip
        return {"line_id": self._add(line).id}

    def _order(self, place: Place, maker: Person) -> Params:
        return {"order_id": make_order(self.db, maker, place.institution).id}

    def _approval(self, place: Place, _maker: Person) -> Params:
        # Because nobody approves their own order, it is always a colleague's.
        order = make_order(self.db, place.colleague, place.institution, state=OrderState.AWAITING_APPROVAL)
        self._add(
            Approval(
                municipality_id=place.municipality_id, order_id=order.id, order_version=order.version, amount_ore=1,
                answer_by=today(),
            )
        )  # fmt: skip
        return {"order_id": order.id, "?version": order.version, "?verdict": "reject"}

    def _return(self, place: Place, maker: Person) -> Params:
        order = make_order(self.db, maker, place.institution, state=OrderState.DELIVERED)
        made = Return(
            municipality_id=place.municipality_id, order_id=order.id, line_id=line_of(self.db, order).id, quantity=1,
            asked_by_id=maker.id,
        )  # fmt: skip
        return {"return_id": self._add(made).id}

    def _new_report(self, place: Place, maker: Person, state: ReportState) -> SurplusReport:
        made: SurplusReport = self._add(
            SurplusReport(
                municipality_id=place.municipality_id, number=uuid7().hex[-8:], institution_id=place.institution.id,
                reported_by_id=maker.id, state=state, what=What.CHAIRS, note="To reoler",
                sent_at=None if state == ReportState.DRAFT else now(),
            )
        )  # fmt: skip
        return made

    def _report(self, place: Place, maker: Person) -> Params:
        return {"report_id": self._new_report(place, maker, ReportState.SENT).id}

    def _draft(self, place: Place, maker: Person) -> Params:
        report, photo = self._new_report(place, maker, ReportState.DRAFT), self._stored_photo(maker)
        facts: dict[str, Any] = {"municipality_id": place.municipality_id, "report_id": report.id}
        line = self._add(ReportLine(**facts, position=0))
        self._add(ReportPhoto(**facts, photo_id=photo.id, line_id=line.id))
        return {"report_id": report.id, "photo_id": photo.id, "line_id": line.id}

    def _unit(self, _place: Place, _maker: Person) -> Params:
        return {"number": make_unit(self.db).number, "way": "recycling"}

    def _device(self, _place: Place, _maker: Person) -> Params:
        laptop = make_category(self.db, "laptop_14", name_da="Bærbar pc", is_data_bearing=True)
        return {"number": make_unit(self.db, category=laptop, serial_number="S1").number}

    def _disk(self, place: Place, maker: Person) -> Params:
        params = self._device(place, maker)
        unit = self.db.exec(select(Unit).where(Unit.number == params["number"])).one()
        medium = self._add(Medium(municipality_id=place.municipality_id, unit_id=unit.id, kind=MediumKind.SSD))
        return {**params, "medium_id": medium.id}

    def _erased(self, place: Place, maker: Person) -> Params:
        params = self._disk(place, maker)
        medium = self.db.get_one(Medium, params["medium_id"])
        done = ErasureRecord(
            municipality_id=place.municipality_id, unit_id=medium.unit_id, medium_id=medium.id, serial_number="S1",
            method=ErasureMethod.PURGE, tool="Blancco", has_passed=True, performed_by_id=place.colleague.id,
        )  # fmt: skip
        self._add(done)
        return params

    def _log(self, place: Place, maker: Person) -> Params:
        log = self._add(ErasureLog(municipality_id=place.municipality_id, name="log.csv", sha256=uuid7().hex))
        storage().put(log.storage_key, b"Serienummer;Metode;Resultat;Slut\nS1;purge;ok;2026-11-20 14:05\n")
        return {"log_id": log.id}

    def _units(self, _place: Place, _maker: Person) -> Params:
        return {"?units": make_unit(self.db).number}

    def _tocheck(self, place: Place, maker: Person) -> Params:
        unit = make_unit(self.db, stage=Stage.IN_WORKSHOP)
        tenant, state = place.municipality_id, JobState.TO_CHECK
        self._add(Job(municipality_id=tenant, unit_id=unit.id, started_by_id=maker.id, state=state))
        return {"?units": unit.number}

    def _prepared(self, place: Place, maker: Person) -> Params:
        params = self._item(place, maker)
        item = self.db.get_one(Item, params["item_id"])
        item.published_at, item.on_offer = None, 0
        for unit in self.db.exec(select(Unit).where(Unit.item_id == item.id)):
            unit.stage = Stage.IN_WORKSHOP
            self.db.add(unit)
        self._add(item)
        return params

    def _labels(self, _place: Place, _maker: Person) -> Params:
        return {"?units": make_unit(self.db).number}

    def _job(self, place: Place, maker: Person) -> Params:
        unit, photo, tenant = (
            make_unit(self.db, stage=Stage.IN_WORKSHOP),
            self._stored_photo(maker),
            place.municipality_id,
        )
        job = self._add(Job(municipality_id=tenant, unit_id=unit.id, started_by_id=maker.id))
        task = self._add(JobTask(municipality_id=tenant, job_id=job.id, position=1, text_da="Rens", text_en="Clean"))
        part = self._add(JobPart(municipality_id=tenant, job_id=job.id, name="Hjul"))
        self._add(JobPhoto(municipality_id=tenant, job_id=job.id, photo_id=photo.id, moment=PhotoMoment.BEFORE))
        return {"job_id": job.id, "task_id": task.id, "part_id": part.id, "photo_id": photo.id, "moment": "before"}

    def _place_of_storage(self, place: Place, _maker: Person) -> Params:
        made = StoragePlace(municipality_id=place.municipality_id, code=uuid7().hex[-8:].upper(), name="Reol")
        return {"code": self._add(made).code}

    def _many(self, place: Place, maker: Person) -> Params:
        return {"act": "recycle", "?units": self._unit(place, maker)["number"]}

    def _count(self, place: Place, maker: Person) -> Params:
        code, unit = self._place_of_storage(place, maker)["code"], make_unit(self.db)
        shelf = self.db.exec(select(StoragePlace).where(StoragePlace.code == code)).one()
        made = self._add(StockCount(municipality_id=place.municipality_id, place_id=shelf.id, started_by_id=maker.id))
        return {"count_id": made.id, "number": unit.number}

    def _run(self, place: Place, maker: Person) -> Params:
        tenant, driver = place.municipality_id, maker.id
        run = self._add(Run(municipality_id=tenant, runs_on=date.today(), driver_id=driver))  # noqa: DTZ011
        order = make_order(self.db, place.colleague, place.institution)
        stop = self._add(
            Stop(
                municipality_id=tenant, run_id=run.id, position=1, kind=StopKind.DELIVERY, order_id=order.id,
                institution_id=place.institution.id,
            )
        )  # fmt: skip
        return {"run_id": run.id, "stop_id": stop.id, "institution_id": place.institution.id}

    def _entry(self, place: Place, _maker: Person) -> Params:
        unit: Unit = make_unit(self.db, stage=Stage.HANDED_OVER)
        handed = HandedOver(
            unit=unit, category=make_category(self.db), institution_id=place.institution.id, order_number="B-1",
            reservation_id=None, answer="NEW", price_ore=1, new_price_ore=100,
        )  # fmt: skip
        return {"entry_id": book_hand_over(self.db, handed, key=uuid7().hex).id}

    def _person(self, place: Place, _maker: Person) -> Params:
        person = make_person(self.db, home=place.institution)
        held = self.db.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)).one()
        return {"person_id": person.id, "held_id": held.id}

    def _import(self, place: Place, maker: Person) -> Params:
        made = ImportFile(
            municipality_id=place.municipality_id, kind=ImportKind.INSTITUTIONS, name="a.csv", sha256=uuid7().hex,
            content=b"Nummer;Navn\n1;Skole\n", sent_by_id=maker.id, rows=1,
        )  # fmt: skip
        return {"file_id": self._add(made).id, "kind": "institutions"}


MAKERS: dict[str, Callable[[World, Place, Person], Params]] = {
    "none": World._none,
    "sheet": World._sheet,
    "item": World._item,
    "photo": World._photo,
    "basket": World._basket,
    "order": World._order,
    "approval": World._approval,
    "return": World._return,
    "report": World._report,
    "draft": World._draft,
    "unit": World._unit,
    "device": World._device,
    "disk": World._disk,
    "erased": World._erased,
    "log": World._log,
    "units": World._units,
    "tocheck": World._tocheck,
    "prepared": World._prepared,
    "labels": World._labels,
    "blank": label_world.blank_label,
    "set": label_world.unit_set,
    "stock": leaving_world.part_in_stock,
    "departed": leaving_world.departed,
    "out": leaving_world.out_for_repair,
    "job": World._job,
    **board_world.MAKERS,
    **social_world.MAKERS,
    "place": World._place_of_storage,
    "many": World._many,
    "count": World._count,
    "run": World._run,
    "entry": World._entry,
    "person": World._person,
    "import": World._import,
}
