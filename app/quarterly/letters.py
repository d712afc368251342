"""The letter with a quarter's figures: those of the page, as the one who reads may see them."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.models import Person
from app.accounts.permissions import Permission
from app.accounts.sessions import viewer_of
from app.core.clock import today
from app.core.formats import kr_short, number
from app.core.i18n import Text, _
from app.history import on
from app.history.models import Event
from app.notifications.write import Words, write_letter
from app.quarterly.actions import lapse
from app.quarterly.models import ReportSubscription
from app.quarterly.queries import may_go_on
from app.reports.forms import ReportQuery
from app.reports.overview import Overview, ask, overview
from app.reports.words import between, co2e


@on("quarter_reported")
def send_quarter(db: Session, event: Event) -> None:
    """One letter about the quarter; none to who stopped it meanwhile, or may not see the figures any longer."""
    subscription = db.get_one(ReportSubscription, event.subject_id)
    person = db.get_one(Person, subscription.person_id)
    if subscription.ended_at is not None:
        return
    if not may_go_on(db, subscription, person):
        lapse(db, subscription)
        return
    query = ReportQuery(period=event.after["quarter"], institution=subscription.institution_id)
    report = overview(db, ask(db, viewer_of(db, person), query, Permission.SEE_REPORTS, today()))
    write_letter(db, event, person, lambda: words_of(report), language=subscription.language)


def words_of(report: Overview) -> Words:
    """What the letter says, in the language that is spoken."""
    asked = report.asked
    subject = _("The figures of %(quarter)s: %(place)s", quarter=asked.period.name, place=asked.about)
    stop = _("You asked for this letter each quarter. You stop it at the bottom of the page.")
    return Words(subject, [*_told(report), stop], asked.address(), _("See all the figures"))


def _told(report: Overview) -> Sequence[Text | str]:
    if not report.total.lines:
        return [_("Nothing was delivered in %(period)s", period=report.asked.period.name)]
    return [
        report.headline,
        "\n".join(f"{label}: {value}" for label, value in figures(report)),
        _("What we probably did not have to buy new, less what workshop, parts and transport cost. An estimate."),
        _assumed(report) if report.is_thin else "",
    ]


def figures(report: Overview) -> list[tuple[Text, Text | str]]:
    """The four figures as the page says them."""
    total = report.total
    money = between(kr_short(total.low_ore), kr_short(total.high_ore))
    climate = between(co2e(total.low_co2e_g), co2e(total.high_co2e_g))
    return [
        (_("Things in use again"), number(total.things)),
        (_("Saved, net"), f"{kr_short(total.net_ore)} ({money})"),
        (_("CO₂e avoided, net"), f"{co2e(total.net_co2e_g)} ({climate})"),
        (_("Turnover, internal prices"), kr_short(total.price_ore)),
    ]


def _assumed(report: Overview) -> Text:
    return _(
        "The buyer answered for %(answered)s %% of the things, and the price of a new one is known for %(priced)s %%. "
        "Under 80 %% the figures are rough.",
        answered=report.answered_percent,
        priced=report.priced_percent,
    )
