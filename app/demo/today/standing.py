"""What stands where it was given: a set on offer at a school, a room that waits to be fetched, and one who was told.

The set was looked at on the spot by the workshop, which checked it there.
"""

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Category, Unit
from app.demo.gallery import hang_photos
from app.demo.things import facts_of, things
from app.demo.today.stage import Stage
from app.history.models import Event
from app.intake.actions import (
    accept_report,
    close_report_as_received,
    count_line,
    describe_room,
    locate_report,
    send_report,
    start_report,
)
from app.intake.forms import LineForm, RoomForm, WhereForm
from app.intake.lines import lines_in
from app.intake.models import DonorAnswer, Looks, SurplusReport
from app.notifications.fate_letters import tell_all_found
from app.workshop.actions import check_units, offer_item, prepare_item, receive_units

CHAIRS = "shell_orange"


def let_stand(stage: Stage) -> None:
    """The things of this page, by the ordinary actions."""
    _offer_from_where_it_stands(stage)
    _wait_in_a_room(stage)
    _tell_one(stage)


def _report_room(
    stage: Stage, who: str, at: str, lines: dict[str, LineForm], *, days: int, room: str, stays_put: bool = False
) -> SurplusReport:
    """Somebody reports a room, a photo for each kind of thing; so many working days ago."""
    by, place = stage.who(who), stage.town.institutions[at]
    with stage.ago(days, 10) as db:
        report = start_report(db, by=by)
        stage.photograph(report, *lines, by=by)
        said = {line.id: form for line, form in zip(lines_in(db, report), lines.values(), strict=True)}
        describe_room(db, report, RoomForm(looks=Looks.NICE), said, by=by)
        where = WhereForm(
            institution_id=place.id, room=room, access=place.access, contact_name=by.name, contact_phone=by.phone,
            donor_answer=DonorAnswer.STORED, stays_put=stays_put,
        )  # fmt: skip
        locate_report(db, report, where, by=by)
        send_report(db, report, by=by)
    return report


def _offer_from_where_it_stands(stage: Stage) -> None:
    thing, lise, vagn = things()[CHAIRS], stage.who("lise"), stage.who("vagn")
    said = LineForm(quantity=12, words="Orange stabelstole", is_set=True)
    report = _report_room(
        stage, "osvald", "1102", {"shell-chair-orange": said}, days=8, room="Festsalen, bag scenen", stays_put=True
    )
    with stage.ago(7, 9) as db:
        accept_report(db, report, by=lise)
    with stage.ago(4, 10) as db:
        units = _register_there(db, report, stage.town.categories[thing.category], thing.title, vagn)
        check_units(db, units, condition=3, by=lise, minutes=24)
        photos = hang_photos(db, [shot.name for shot in thing.shots], by=lise)
        item = prepare_item(db, units, facts=facts_of(thing, thing.title, 3), photos=list(photos.values()), by=lise)
        offer_item(db, item, by=lise)


def _register_there(db: Session, report: SurplusReport, category: Category, title: str, by: Viewer) -> list[Unit]:
    [line] = lines_in(db, report)
    units = receive_units(
        db, category, count=line.quantity, by=by, title=title, giver_id=report.institution_id, report_id=report.id,
        report_line_id=line.id, stands_at_id=report.institution_id, is_set=True,
    )  # fmt: skip
    count_line(db, report, line, category_id=category.id, quantity=len(units), by=by)
    close_report_as_received(db, report, by=by)
    return units


def _wait_in_a_room(stage: Stage) -> None:
    room = {
        "round-table-white": LineForm(quantity=2, words="Runde mødeborde"),
        "office-chair-red": LineForm(quantity=8, words="Røde kontorstole", is_set=True),
        "whiteboard": LineForm(quantity=1, words="Tavle"),
    }
    report = _report_room(stage, "vivi", "1103", room, days=9, room="Lærerværelset")
    with stage.ago(8, 12) as db:
        accept_report(db, report, by=stage.who("lise"))


def _tell_one(stage: Stage) -> None:
    """The giver whose last thing found its place most lately gets the letter about it."""
    all_found = select(Event).where(Event.name == "surplus_all_found").order_by(col(Event.at).desc())
    with stage.ago(1, 15) as db:
        newest = db.exec(all_found).first()
        if newest is not None:
            tell_all_found(db, newest)
