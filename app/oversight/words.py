"""How management control is said: states, the lead over each list, days and amounts read back from what was signed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.core.formats import clock, long_date
from app.core.formats import number as shown_number
from app.core.i18n import Text, _, ngettext_
from app.oversight.models import Oversight
from app.oversight.queries import Page, State
from app.reports.periods import Period, PeriodKind, around

# A state's name, the kind of its tag, and its icon.
STATES: Mapping[State, tuple[Text, str, str]] = {
    State.SIGNED: (_("Signed"), "good", "check"),
    State.WAITING: (_("Waits for a signature"), "info", "clock"),
    State.OVERDUE: (_("Past its day"), "bad", "alert-triangle"),
}


def day(iso: str) -> str:
    """A day as it was written down."""
    return long_date(date.fromisoformat(iso))


def at(iso: str) -> Text:
    """A moment as it was written down, with its year."""
    when = datetime.fromisoformat(iso)
    return _("%(day)s at %(clock)s", day=long_date(when), clock=clock(when))


def pieces(count: int) -> Text:
    return ngettext_("%(count)s thing", "%(count)s things", count)


def points(count: int) -> Text:
    """How many findings a signed page has."""
    return ngettext_("%(count)s finding", "%(count)s findings", count)


def sum_ore(findings: Sequence[Mapping[str, Any]]) -> int:
    """What the findings of one list amount to, in øre."""
    return sum(each["ore"] for each in findings)


def headline(count: int) -> Text:
    """How much there is to look at."""
    if not count:
        return _("There is nothing to look at this quarter.")
    return ngettext_("There is %(count)s thing to look at.", "There are %(count)s things to look at.", count)


def quarter(row: Oversight) -> Text | str:
    """The name of a page's quarter."""
    return around(PeriodKind.QUARTER, row.first_on).name


def url_of(found: Page) -> str:
    return f"/oversight/{found.subject.place.id}/{found.subject.period.key}"


def told(counts: Mapping[State, int], period: Period | None) -> Text:
    """The overview in a sentence."""
    signed, total = counts.get(State.SIGNED, 0), sum(counts.values())
    words = {"signed": shown_number(signed), "total": shown_number(total)}
    if period is None:
        return _("%(signed)s of %(total)s pages are signed", **words)
    return _("%(signed)s of %(total)s pages are signed for %(quarter)s", **words, quarter=period.name)
