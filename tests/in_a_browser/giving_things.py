"""What the pages on giving away show, where the demo has a thing of its own for it."""

from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.history.models import Event
from app.intake.answer_links import ASKED, answer_path
from app.intake.models import ReportLine, ReportState, SurplusReport

Params = dict[str, Any]


def asked_link(db: Session, _person: Person) -> Params:
    """The link in the letter with the last question."""
    asked = db.exec(select(Event).where(Event.name == ASKED).order_by(col(Event.position).desc())).first()
    assert asked is not None
    return {"?link": answer_path(asked).partition("link=")[2]}


def _room(db: Session) -> SurplusReport:
    of_several = select(ReportLine.report_id).where(ReportLine.position > 0)
    wanted = select(SurplusReport).where(
        SurplusReport.state == ReportState.ACCEPTED, col(SurplusReport.id).in_(of_several)
    )
    return db.exec(wanted).one()


def standing_report(db: Session, _person: Person) -> Params:
    """What stands where it was given, and is on offer from there."""
    wanted = select(SurplusReport).where(col(SurplusReport.stays_put), SurplusReport.state == ReportState.RECEIVED)
    return {"report_id": db.exec(wanted).one().id}


def standing_item(db: Session, _person: Person) -> Params:
    """The same as the shop shows it."""
    stands = select(Unit.item_id).where(col(Unit.stands_at_id).is_not(None), Unit.stage == Stage.ON_OFFER)
    return {"item_id": db.exec(select(Item).where(col(Item.id).in_(stands))).one().id}


GIVING = {
    "asked_link": asked_link,
    "room": lambda db, _person: {"report_id": _room(db).id},
    "room_to_receive": lambda db, _person: {"?report": _room(db).id},
    "standing_report": standing_report,
    "standing_item": standing_item,
}
