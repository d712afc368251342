"""Where in the demo each page's thing is: what its address names, found in the database."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.sessions import viewer_of
from app.administration.imports import keep_file
from app.administration.models import ImportFile, ImportKind
from app.catalogue.models import Category, Item, Unit
from app.catalogue.stages import Stage
from app.core.pages import ROOT
from app.deliveries.models import Run, RunState, Stop, StopState
from app.impact.models import ClosedPeriod, ImpactEntry
from app.intake.models import ReportState, SurplusReport
from app.orders.models import Order, OrderState, Return
from app.reports.closing import close_period
from app.reports.periods import PeriodKind, around
from app.workshop.actions import keep_log
from app.workshop.counting.models import StockCount
from app.workshop.erasure.models import ErasureCheck, ErasureRecord
from app.workshop.models import ChecklistStep, Job, JobState, JobTask, Station
from tests.in_a_browser.giving_things import GIVING
from tests.in_a_browser.goal_things import GOALS
from tests.in_a_browser.label_things import LABELS
from tests.in_a_browser.leaving_things import LEAVING
from tests.in_a_browser.oversight_things import OVERSIGHT

NWIPE_LOG = ROOT / "tests/administration/logs/nwipe_0.38.txt"

BEFORE_OFFER = (Stage.RECEIVED, Stage.IN_WORKSHOP)
SHEETS = {
    ImportKind.INSTITUTIONS: """Nummer;Navn;Forvaltning;Type;Adresse;Postnr;By;Adgang
900;Ny forvaltning;;Forvaltning;Torvet 3;9970;Egekøbing;Elevator
901;Skovskolen;900;;Skovvej 1;9970;Egekøbing;Trapper
""",
    ImportKind.ITEMS: """Kategori,Vare,Antal,Stand,Farve,Bredde (cm),Dybde (cm),Højde (cm),Pris,Plads
Kontorstol,"Kontorstol, gul",8,God stand,Gul,66,66,108,350,A1
Reol,"Reol, ask",1,Brugt med mærker,Træ,80,30,180,500,A2
""",
}

Params = dict[str, Any]
Find = Callable[[Session, Person], Params]


def _first(db: Session, statement: Any) -> Any:
    return db.exec(statement.limit(1)).one()


def item(db: Session, _person: Person) -> Params:
    """The item with most of it on offer."""
    return {"item_id": _first(db, select(Item).order_by(col(Item.on_offer).desc(), col(Item.id))).id}


def worn_item(db: Session, _person: Person) -> Params:
    """An item on offer whose faults are told."""
    return {"item_id": _first(db, select(Item).where(Item.on_offer > 0, Item.faults != "").order_by(col(Item.id))).id}


def gone_item(db: Session, _person: Person) -> Params:
    """An item of which nothing is left."""
    return {"item_id": _first(db, select(Item).where(Item.on_offer == 0).order_by(col(Item.id).desc())).id}


def removed_item(db: Session, person: Person) -> Params:
    """The basket just after a thing was taken out."""
    return {"?removed": item(db, person)["item_id"], "?quantity": 2}


def order(state: OrderState) -> Find:
    """The person's newest order in this state, or anyone's when they have none."""

    def find(db: Session, person: Person) -> Params:
        own = col(Order.requester_id) == person.id
        found = select(Order).where(Order.state == state).order_by(own.desc(), col(Order.placed_at).desc())
        return {"order_id": _first(db, found).id}

    return find


def returned_order(db: Session, _person: Person) -> Params:
    """An order of which something comes back."""
    return {"order_id": _first(db, select(Return).order_by(col(Return.id).desc())).order_id}


def report(state: ReportState, name: str = "report_id") -> Find:
    """The person's newest report in this state, or anyone's when they have none."""

    def find(db: Session, person: Person) -> Params:
        own = col(SurplusReport.reported_by_id) == person.id
        wanted = select(SurplusReport).where(SurplusReport.state == state)
        return {name: _first(db, wanted.order_by(own.desc(), col(SurplusReport.id).desc())).id}

    return find


def unit(stage: Stage) -> Find:
    """The newest unit at this stage."""

    def find(db: Session, _person: Person) -> Params:
        return {"number": _first(db, select(Unit).where(Unit.stage == stage).order_by(col(Unit.id).desc())).number}

    return find


def draft_unit(db: Session, _person: Person) -> Params:
    """A thing of which there is only a photo."""
    return {"number": _first(db, select(Unit).where(col(Unit.is_draft)).order_by(col(Unit.number))).number}


def device(db: Session, _person: Person) -> Params:
    """A unit in the workshop that carries data nobody has tried to erase yet."""
    tried = select(ErasureRecord.unit_id)
    bearing = select(Unit).join(Category).where(col(Category.is_data_bearing), col(Unit.stage).in_(BEFORE_OFFER))
    return {"number": _first(db, bearing.where(col(Unit.id).not_in(tried)).order_by(col(Unit.number).desc())).number}


def disk(*, has_passed: bool) -> Find:
    """A disk in the workshop whose erasure passed and nobody has verified, or one whose erasure failed."""

    def find(db: Session, _person: Person) -> Params:
        checked = select(ErasureCheck.record_id)
        tried = select(ErasureRecord, Unit).join(Unit, col(Unit.id) == ErasureRecord.unit_id)
        tried = tried.where(ErasureRecord.has_passed == has_passed, col(ErasureRecord.id).not_in(checked))
        record, unit = _first(db, tried.where(col(Unit.stage).in_(BEFORE_OFFER)))
        return {"number": unit.number, "medium_id": record.medium_id}

    return find


def erasure_log(db: Session, person: Person) -> Params:
    """A log of nwipe that one disk of the workshop stands in. It is sent in here, so the database is written to."""
    kept = keep_log(db, "nwipe_log.txt", NWIPE_LOG.read_bytes(), by=viewer_of(db, person))
    db.commit()
    return {"log_id": kept.id}


def labels(db: Session, _person: Person) -> Params:
    """The last two dozen units."""
    numbers = db.exec(select(Unit.number).order_by(col(Unit.number).desc()).limit(24)).all()
    return {"?units": ",".join(numbers)}


def job(db: Session, _person: Person) -> Params:
    """The open job with most done."""
    return {"job_id": _first(db, select(Job).where(Job.state == JobState.OPEN).order_by(col(Job.minutes).desc())).id}


def begun_job(db: Session, _person: Person) -> Params:
    """The open job with least done, and with steps to do."""
    left = select(JobTask.job_id).where(col(JobTask.done_at).is_(None))
    begun = select(Job).where(Job.state == JobState.OPEN, col(Job.id).in_(left))
    return {"job_id": _first(db, begun.order_by(col(Job.minutes), col(Job.id))).id}


def stopped_job(db: Session, _person: Person) -> Params:
    """A job that was put aside."""
    found = select(Job).where(Job.state == JobState.STOPPED).order_by(col(Job.ended_at).desc(), col(Job.id).desc())
    return {"job_id": _first(db, found).id}


def checklist(db: Session, _person: Person) -> Params:
    """The first step of the checklist of chairs."""
    steps = select(ChecklistStep).join(Category, col(Category.id) == ChecklistStep.category_id)
    first = _first(db, steps.where(Category.key == "task_chair").order_by(col(ChecklistStep.position)))
    return {"category_id": first.category_id, "step_id": first.id}


def station(db: Session, _person: Person) -> Params:
    """A station of the workshop."""
    return {"station_id": _first(db, select(Station).order_by(col(Station.position))).id}


def job_to_check(db: Session, _person: Person) -> Params:
    """A unit whose job is done."""
    return {"?units": _unit_of_job(db, JobState.TO_CHECK)}


def checked_job(db: Session, _person: Person) -> Params:
    """A unit that passed and is not on offer yet."""
    return {"?units": _unit_of_job(db, JobState.PASSED)}


def _unit_of_job(db: Session, state: JobState) -> str:
    done = select(Unit).join(Job, col(Job.unit_id) == Unit.id).where(Job.state == state)
    return str(_first(db, done.where(Unit.stage == Stage.IN_WORKSHOP).order_by(col(Job.id).desc())).number)


def run(state: RunState) -> Find:
    """The run in this state that comes first."""

    def find(db: Session, _person: Person) -> Params:
        return {"run_id": _first(db, select(Run).where(Run.state == state).order_by(col(Run.runs_on))).id}

    return find


def stop(db: Session, person: Person) -> Params:
    """A stop of today's run that is still ahead."""
    found = run(RunState.ON_THE_WAY)(db, person)
    ahead = select(Stop).where(Stop.run_id == found["run_id"], Stop.state == StopState.PLANNED)
    return {**found, "stop_id": _first(db, ahead.order_by(col(Stop.position))).id}


def entry(db: Session, _person: Person) -> Params:
    """The newest line of the impact ledger."""
    return {"entry_id": _first(db, select(ImpactEntry).order_by(col(ImpactEntry.id).desc())).id}


def colleague(db: Session, person: Person) -> Params:
    """Somebody else."""
    return {"person_id": _first(db, select(Person).where(Person.id != person.id).order_by(col(Person.name))).id}


def sheet(kind: ImportKind) -> Find:
    """A spreadsheet that waits for its last yes. It is sent in here, so the database is written to."""

    def find(db: Session, person: Person) -> Params:
        kept = db.exec(select(ImportFile).where(ImportFile.kind == kind)).first()
        if kept is None:
            kept = keep_file(db, kind, "fra-os.csv", SHEETS[kind].encode(), by=viewer_of(db, person))
            db.commit()
        return {"file_id": kept.id}

    return find


def place(code: str) -> Find:
    """The storage place with this code."""
    return lambda _db, _person: {"code": code}


def stock_count(*, closed: bool) -> Find:
    """A count that goes on, or one that is done."""
    at = col(StockCount.closed_at)

    def find(db: Session, _person: Person) -> Params:
        return {"count_id": _first(db, select(StockCount).where(at.is_not(None) if closed else at.is_(None))).id}

    return find


def missed_unit(db: Session, _person: Person) -> Params:
    """A thing that was not found when its shelf was counted."""
    return {"number": _first(db, select(Unit).where(col(Unit.missed_at).is_not(None))).number}


def many(db: Session, _person: Person) -> Params:
    """Twelve things of different stages."""
    last = [
        _first(db, select(Unit).where(Unit.stage == stage).order_by(col(Unit.number).desc())).number
        for stage in (Stage.IN_WORKSHOP, Stage.ON_OFFER, Stage.RESERVED, Stage.HANDED_OVER, Stage.RECYCLED)
    ]
    standing = select(Unit.number).where(col(Unit.stage).in_(BEFORE_OFFER)).order_by(col(Unit.number))
    return {"?units": ",".join([*last, *db.exec(standing.limit(7)).all()])}


def closed_period(db: Session, person: Any) -> Params:
    """March 2026 closed, as the first to ask finds it."""
    if not db.exec(select(ClosedPeriod).where(ClosedPeriod.period == "2026-03")).first():
        close_period(db, around(PeriodKind.MONTH, date(2026, 3, 1)), by=viewer_of(db, person))
        db.commit()
    return {"closed_id": _first(db, select(ClosedPeriod)).id}


FIND: dict[str, Find] = {
    "-": lambda _db, _person: {},
    "item": item, "worn_item": worn_item, "gone_item": gone_item, "removed_item": removed_item,
    "waiting_order": order(OrderState.AWAITING_APPROVAL), "confirmed_order": order(OrderState.CONFIRMED),
    "delivered_order": order(OrderState.DELIVERED), "returned_order": returned_order,
    "draft": report(ReportState.DRAFT), "sent_report": report(ReportState.SENT),
    "asked_report": report(ReportState.ASKED), "declined_report": report(ReportState.DECLINED),
    "accepted_report": report(ReportState.ACCEPTED), "received_report": report(ReportState.RECEIVED),
    "report_to_receive": report(ReportState.ACCEPTED, "?report"),
    "unit_in_workshop": unit(Stage.IN_WORKSHOP), "unit_on_offer": unit(Stage.ON_OFFER),
    "unit_handed_over": unit(Stage.HANDED_OVER), "device": device, "draft_unit": draft_unit,
    "to_verify": disk(has_passed=True), "failed_disk": disk(has_passed=False), "erasure_log": erasure_log,
    "labels": labels,
    "job": job, "stopped_job": stopped_job, "begun_job": begun_job, "checklist": checklist,
    "station": station, "job_to_check": job_to_check, "checked_job": checked_job,
    "run": run(RunState.PLANNED), "run_on_the_way": run(RunState.ON_THE_WAY), "run_done": run(RunState.DONE),
    "shelf": place("H1-R1-S1"), "hall": place("H1"), "missed_unit": missed_unit, "many": many,
    "count": stock_count(closed=False), "count_done": stock_count(closed=True),
    "stop": stop, "entry": entry, "closed_period": closed_period, "colleague": colleague,
    **GOALS,
    **GIVING,
    **LEAVING,
    **OVERSIGHT,
    **LABELS,
    "institutions_sheet": sheet(ImportKind.INSTITUTIONS), "items_sheet": sheet(ImportKind.ITEMS),
}  # fmt: skip
