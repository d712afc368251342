"""The letters about reported surplus: yes please, a question, no."""

from sqlmodel import Session

from app.accounts.models import Person
from app.core.i18n import Text, _
from app.history import on
from app.history.models import Event
from app.intake.models import SurplusReport
from app.intake.words import INSTEAD, counted, label_of
from app.notifications.write import Words, write_letter


def _to_reporter(db: Session, event: Event, subject: Text, *said: Text | str) -> None:
    report = db.get_one(SurplusReport, event.subject_id)
    reporter = db.get_one(Person, report.reported_by_id)
    about = _("It is about number %(number)s: %(things)s.", number=report.number,
              things=counted(report.what, report.quantity))  # fmt: skip
    write_letter(
        db, event, reporter, lambda: Words(subject, [*said, about], f"/surplus/{report.id}", _("See what you reported"))
    )


@on("surplus_accepted")
def tell_accepted(db: Session, event: Event) -> None:
    """Yes please."""
    _to_reporter(
        db, event, _("Yes please, we collect your things"),
        _("The workshop would like to have them. The driver calls if there is anything to ask."),
    )  # fmt: skip


@on("surplus_asked")
def tell_asked(db: Session, event: Event) -> None:
    """The workshop has a question."""
    question = str(event.after.get("question") or "")
    _to_reporter(
        db, event, _("The workshop has a question about your things"), f"»{question}«", _("Answer it on the page.")
    )


@on("surplus_declined")
def tell_declined(db: Session, event: Event) -> None:
    """No, why, and what to do instead."""
    report = db.get_one(SurplusReport, event.subject_id)
    instead = label_of(INSTEAD, report.instead)
    advice = _("What you can do: %(advice)s.", advice=instead) if instead is not None else ""
    _to_reporter(db, event, _("The workshop cannot use your things"), f"»{report.decline_reason}«", advice)
