"""The one letter to those who gave: the last of their things has found its place."""

from sqlmodel import Session, select

from app.accounts.models import Person
from app.catalogue.models import Unit
from app.core.i18n import _, ngettext_
from app.history import on
from app.history.models import Event
from app.intake.actions.review import note_all_found
from app.intake.fates import fates_of
from app.intake.models import SurplusReport
from app.notifications.write import Words, write_letter


@on("unit_handed_over")
@on("unit_scrapped")
@on("unit_sold_off")
def look_for_the_last(db: Session, event: Event) -> None:
    """Whether this was the last thing of its report; the first to see it writes it down."""
    unit = db.get_one(Unit, event.subject_id)
    report = db.exec(select(SurplusReport).where(SurplusReport.id == unit.report_id)).one_or_none()
    if report is not None:
        note_all_found(db, report)


@on("surplus_received")
def look_when_it_is_closed(db: Session, event: Event) -> None:
    """Whether everything had found its place already when the report was closed."""
    note_all_found(db, db.get_one(SurplusReport, event.subject_id))


@on("surplus_all_found")
def tell_all_found(db: Session, event: Event) -> None:
    """All of it has a new life: what became of it, and thanks."""
    report = db.get_one(SurplusReport, event.subject_id)
    reporter = db.get_one(Person, report.reported_by_id)

    def say() -> Words:
        fates = fates_of(db, [report.id]).get(report.id, [])
        return Words(
            _("The last of your things has found its place"),
            [
                ngettext_(
                    "You gave %(count)s thing away (number %(number)s). Here is what became of it:",
                    "You gave %(count)s things away (number %(number)s). Here is what became of them:",
                    report.quantity,
                    number=report.number,
                ),
                "\n".join(f"• {fate}" for fate in fates),
                _("Thank you for passing them on. Do you have more? A photo is enough."),
            ],
            f"/surplus/{report.id}",
            _("See what became of it"),
        )

    write_letter(db, event, reporter, say)
