"""Thirteen things in the workshop, each as far as the next."""

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.demo.bulk.workshop import disk_of
from app.demo.gallery import hang_photos
from app.demo.things import PARTS, things
from app.demo.today.stage import Stage
from app.demo.today.stations import ask_the_lead, open_stations
from app.demo.today.surplus import Told, send_in
from app.intake.actions import accept_report, close_report_as_received
from app.intake.models import Looks, SurplusReport, What
from app.workshop.actions import (
    Erasing,
    add_job_photo,
    add_medium,
    add_minutes,
    finish_job,
    finish_task,
    pass_job,
    receive_units,
    record_erasure,
    release_device,
    send_back_job,
    start_job,
    stop_job,
    use_part,
    verify_erasure,
)
from app.workshop.erasure.models import CheckWay, ErasureMethod, ErasureRecord, Standard, Technique
from app.workshop.erasure.words import TIES
from app.workshop.models import Job, JobTask, PhotoMoment, StopReason


def fill_workshop(stage: Stage) -> None:
    """Chairs, pcs and desks that came in during the last days."""
    open_stations(stage)
    _work_on_chairs(stage, _receive_chairs(stage))
    _work_on_laptops(stage, _receive_laptops(stage))
    _work_on_desks(stage)
    _receive_what_is_wished_for(stage)


def _receive(stage: Stage, told: Told, category: str, title: str, serials: tuple[str, ...] = ()) -> list[Unit]:
    report = send_in(stage, told, days=7, hour=10)
    with stage.ago(6, 9) as db:
        accept_report(db, report, by=stage.who("lise"))
    with stage.ago(2, 13) as db:
        return _bring_in(db, stage, report, category, title, serials)


def _bring_in(
    db: Session, stage: Stage, report: SurplusReport, category: str, title: str, serials: tuple[str, ...]
) -> list[Unit]:
    by = stage.who("vagn")
    units = receive_units(
        db, stage.town.categories[category], count=report.quantity, by=by, title=title, serial_numbers=serials,
        place_code="B2", giver_id=report.institution_id, report_id=report.id,
    )  # fmt: skip
    close_report_as_received(db, report, by=by)
    return units


def _receive_chairs(stage: Stage) -> list[Unit]:
    told = Told(
        who="jonas", at="3103", what=What.CHAIRS, quantity=6, looks=Looks.WORN, room="Samtalerummene",
        note="Seks grå kontorstole.", photos=("office-chair-grey",),
    )  # fmt: skip
    return _receive(stage, told, "task_chair", "Kontorstol, grå")


def _receive_laptops(stage: Stage) -> list[Unit]:
    told = Told(
        who="iben", at="3105", what=What.IT, quantity=4, looks=Looks.NICE, room="It-lageret",
        note="Fire bærbare. Opladere ligger i kassen.", photos=("laptop-14",),
    )  # fmt: skip
    return _receive(stage, told, "laptop_14", "Bærbar pc, 14 tommer", tuple(f"PF4DEM{n:02d}" for n in range(1, 5)))


def _receive_what_is_wished_for(stage: Stage) -> None:
    """One of a kind that sold out: somebody waits for it."""
    thing, by = things()["filing_cabinet"], stage.who("vagn")
    with stage.ago(1, 15) as db:
        photo = hang_photos(db, [thing.shots[0].name], by=by)[thing.shots[0].name]
        [unit] = receive_units(
            db, stage.town.categories[thing.category], count=1, by=by, title=thing.title, place_code="B2",
            giver_id=stage.town.institutions["3103"].id,
        )  # fmt: skip
        job = start_job(db, unit, by=by)
        add_job_photo(db, job, photo, PhotoMoment.BEFORE, by=by)
        stop_job(db, job, reason=StopReason.MISSING_PARTS, note="Vi mangler en nøgle.", by=by)


def _tick(db: Session, job: Job, by: Viewer, count: int | None = None) -> None:
    tasks = db.exec(select(JobTask).where(JobTask.job_id == job.id).order_by(col(JobTask.position))).all()
    for task in tasks[:count]:
        finish_task(db, job, task, by=by)


def _work_on_chairs(stage: Stage, units: list[Unit]) -> None:
    vagn, birgit, lise = stage.who("vagn"), stage.who("birgit"), stage.who("lise")
    with stage.ago(1, 8, 20) as db:
        half, stopped, to_check, passed = (start_job(db, unit, by=vagn) for unit in units[:4])
    with stage.ago(1, 10) as db:
        _tick(db, half, vagn, 2)
        add_minutes(db, half, 15, by=vagn)
        stop_job(db, stopped, reason=StopReason.MISSING_PARTS, note="Gasliften er utæt. Vi har ingen.", by=vagn)
        for job in (to_check, passed):
            _tick(db, job, vagn)
            add_minutes(db, job, 30, by=vagn)
            finish_job(db, job, by=vagn)
        pass_job(db, passed, condition=3, by=lise)
    with stage.this_morning() as db:
        begun = start_job(db, units[4], by=birgit)
    ask_the_lead(stage, begun)


def _work_on_laptops(stage: Stage, units: list[Unit]) -> None:
    birgit, lise = stage.who("birgit"), stage.who("lise")
    with stage.ago(1, 9) as db:
        erased, failed = (start_job(db, unit, by=birgit) for unit in units[:2])
        done = _erase(db, units[0], has_passed=True, by=birgit)
        _erase(db, units[1], has_passed=False, by=birgit)
        _erase(db, units[2], has_passed=True, by=birgit)
        verify_erasure(db, units[0], done, way=CheckWay.SAMPLE, is_confirmed=True, by=lise)
        release_device(db, units[0], dict.fromkeys(TIES, True), by=birgit)
        add_medium(db, units[3], disk_of(units[3].serial_number), by=birgit)
        _tick(db, erased, birgit, 3)
        add_minutes(db, erased, 25, by=birgit)
        stop_job(db, failed, reason=StopReason.TOO_HARD, note="Data kan ikke slettes.", by=birgit)


def _erase(db: Session, unit: Unit, *, has_passed: bool, by: Viewer) -> ErasureRecord:
    medium = add_medium(db, unit, disk_of(unit.serial_number), by=by)
    said = Erasing(
        ErasureMethod.PURGE, "Blancco", has_passed, technique=Technique.CRYPTO_ERASE, standard=Standard.NIST,
        tool_version="7.9", note="" if has_passed else "Disken svarer ikke.",
    )  # fmt: skip
    return record_erasure(db, unit, medium, said, serial_number=unit.serial_number, by=by)


def _work_on_desks(stage: Stage) -> None:
    vagn, lise = stage.who("vagn"), stage.who("lise")
    top = next(part for part in PARTS if part.name == "Bordplade, egefiner")
    with stage.ago(3, 14) as db:
        units = receive_units(
            db, stage.town.categories["desk_sitstand"], count=2, by=vagn, title="Hæve-sænkebord, egetræ",
            place_code="C1", giver_id=stage.town.institutions["3104"].id,
        )  # fmt: skip
        photos = hang_photos(db, ["desk-sitstand-before", "desk-sitstand-oak"], by=vagn)
        before, after = photos["desk-sitstand-before"], photos["desk-sitstand-oak"]
    with stage.ago(2, 9) as db:
        done, again = (start_job(db, unit, by=vagn) for unit in units)
        for job in (done, again):
            add_job_photo(db, job, before, PhotoMoment.BEFORE, by=vagn)
    with stage.ago(1, 12) as db:
        for job in (done, again):
            _tick(db, job, vagn)
            add_minutes(db, job, 55, by=vagn)
        use_part(db, done, amount=top.amount, by=vagn, cost_ore=top.cost_ore, chosen=top.chosen, name=top.name)
        add_job_photo(db, done, after, PhotoMoment.AFTER, by=vagn)
        for job in (done, again):
            finish_job(db, job, by=vagn)
        pass_job(db, done, condition=4, by=lise)
        send_back_job(db, again, note="Bordet hakker, når det kører op.", by=lise)
