"""The letters about reported surplus: yes please, a question, no."""

from sqlmodel import Session

from app.accounts.models import Person
from app.core.i18n import Text, _
from app.history import on
from app.history.models import Event
from app.intake.answer_links import answer_path
from app.intake.models import SurplusReport
from app.intake.words import INSTEAD, counted, label_of
from app.notifications.write import Words, write_letter


def _to_reporter(db: Session, event: Event, subject: Text, *said: Text | str) -> None:
    report = db.get_one(SurplusReport, event.subject_id)
    reporter = db.get_one(Person, report.reported_by_id)
    link = f"/surplus/{report.id}"
    write_letter(db, event, reporter, lambda: Words(subject, [*said, _about(report)], link, _("See what you reported")))


def _about(report: SurplusReport) -> Text:
    things = counted(report.what, report.quantity)
    return _("It is about number %(number)s: %(things)s.", number=report.number, things=things)


@on("surplus_accepted")
def tell_accepted(db: Session, event: Event) -> None:
    """Yes please."""
    if db.get_one(SurplusReport, event.subject_id).stays_put:
        subject = _("Yes please, your things stay until somebody wants them")
        said = _("We offer them to all workplaces. Let them stand where they are. We come when somebody wants them.")
    else:
        subject = _("Yes please, we collect your things")
        said = _("The workshop would like to have them. The driver calls if there is anything to ask.")
    _to_reporter(db, event, subject, said)


@on("surplus_asked")
def tell_asked(db: Session, event: Event) -> None:
    """The workshop has a question; the link opens a page that asks for nothing but the answer."""
    question = str(event.after.get("question") or "")
    report = db.get_one(SurplusReport, event.subject_id)
    reporter = db.get_one(Person, report.reported_by_id)
    subject = _("The workshop has a question about your things")
    said: list[Text | str] = [
        f"»{question}«",
        _("Press the button and write your answer. You need not sign in."),
        _about(report),
    ]
    write_letter(db, event, reporter, lambda: Words(subject, said, answer_path(event), _("Answer the question")))


@on("surplus_declined")
def tell_declined(db: Session, event: Event) -> None:
    """No, why, and what to do instead."""
    report = db.get_one(SurplusReport, event.subject_id)
    instead = label_of(INSTEAD, report.instead)
    advice = _("What you can do: %(advice)s.", advice=instead) if instead is not None else ""
    _to_reporter(db, event, _("The workshop cannot use your things"), f"»{report.decline_reason}«", advice)
