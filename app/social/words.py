"""The words of the social figures, and a figure as one reads it."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.core.formats import NBSP, kr, number
from app.core.i18n import Text, _
from app.social.attack import FEW
from app.social.cells import GROSS, HEADS, HOURS, TOTAL, Outcome, WorkGroup
from app.social.disclosure import ReleasedTable, ShownFigure
from app.social.models import ExternalSource, RoleHolder
from app.social.periods import SocialPeriod, half_of
from app.social.rates import FLEX_SUBSIDY, Rates

GROUPS: Final[Mapping[WorkGroup, Text]] = {
    WorkGroup.ALL_STAFF: _("All staff"),
    WorkGroup.TRAINEES: _("Trainees"),
    WorkGroup.SPECIAL_TERMS: _("Staff on special terms, all together"),
}
OUTCOMES: Final[Mapping[Outcome, Text]] = {
    Outcome.JOB: _("Ordinary job"),
    Outcome.FLEX_JOB: _("Flex job"),
    Outcome.EDUCATION: _("Education"),
    Outcome.OTHER_COURSE: _("Another course"),
    Outcome.ENDED: _("Ended without"),
}
ROLE_HOLDERS: Final[Mapping[RoleHolder, Text]] = {
    RoleHolder.DATA_PROTECTION_OFFICER: _("The data protection officer"),
    RoleHolder.CONTROLLER: _("The controller"),
    RoleHolder.JOB_CENTRE: _("The job centre"),
    RoleHolder.WORKSHOP_LEAD: _("The workshop lead"),
}
CALCULATORS: Final[Mapping[ExternalSource, Text]] = {
    ExternalSource.GROW: _("GROW’s calculator"),
    ExternalSource.CABI: _("Cabi’s calculator"),
    ExternalSource.SOM: _("The social investment model"),
    ExternalSource.OTHER: _("Another calculator"),
}
NOT_SHOWN: Final = _("Not shown")
NOT_COUNTED: Final = (
    _("Better health, and fewer visits to the doctor"),
    _("Less crime, housing support and activation"),
    _("What the work itself was worth, and the furniture that was saved"),
    _("What it means to have somewhere to go in the morning"),
)
HONEST: Final = (
    _("Whoever is in a work trial saves nothing until they move on."),
    _("A flex job saves little benefit, because the flex subsidy takes its place."),
    _("A disability pension is not saved by a job beside it."),
    _("Where the municipality itself pays the wage, that is a cost of its own and not part of the gain."),
    _("Equalisation between municipalities takes much of the municipality’s share back."),
)
_ORE_IN_A_THOUSAND: Final = 100_000


def shown(figure: ShownFigure) -> Text | str:
    """A count as everybody may see it: 12, <5, or that it is not shown."""
    if figure.is_few:
        return FEW
    return NOT_SHOWN if figure.value is None else number(figure.value)


def shown_money(figure: ShownFigure) -> Text | str:
    """Thousands of kroner in kroner, or that it is not shown."""
    return NOT_SHOWN if figure.value is None else kr(figure.value * _ORE_IN_A_THOUSAND)


def state_share(table: ReleasedTable) -> ShownFigure:
    """The state's part: the rest, from the rounded figures, so that the two add up."""
    gross, municipal = table[GROSS].value, table["money:municipal"].value
    return ShownFigure() if gross is None or municipal is None else ShownFigure(gross - municipal)


def net(table: ReleasedTable) -> ShownFigure | None:
    """The gross figure less those who would have moved on anyway, times our part; None where both are left out."""
    kept, part = 10_000 - table.basis["deadweight_basis_points"], table.basis["attribution_basis_points"]
    if kept == part == 10_000:
        return None
    gross = table[GROSS].value
    return ShownFigure() if gross is None else ShownFigure(round(gross * kept * part / 100_000_000))


def headline(table: ReleasedTable) -> Text:
    """The period in a sentence, people before money."""
    trainees, total = table[HEADS[1]], table[TOTAL]
    words: dict[str, Text | str] = {"period": table.period.name}
    if trainees.value and total.value:
        words |= {"trainees": shown(trainees), "moved": shown(total)}
        return _("%(trainees)s trainees found a place here in %(period)s, and %(moved)s finished").fill(**words)
    if trainees.value:
        return _("%(trainees)s trainees found a place here in %(period)s").fill(trainees=shown(trainees), **words)
    return _("People at work in %(period)s").fill(**words)


def hours_of_work(table: ReleasedTable) -> Text | str:
    """The hours of staff and trainees together where both are shown, else those that are."""
    staff, trainees = table[HOURS[0]].value, table[HOURS[1]].value
    known = [hours for hours in (staff, trainees) if hours is not None]
    return number(sum(known)) if known else NOT_SHOWN


def benefit_options(rates: Rates) -> list[tuple[str, str]]:
    """The benefits for a select; their names are those of the law, in Danish."""
    return list(rates.benefit_names().items())


def benefit_after_options(rates: Rates) -> list[tuple[str, Text | str]]:
    """The same, and the flex subsidy, which follows the wage."""
    return [(FLEX_SUBSIDY, _("Flex subsidy, worked out from the wage")), *benefit_options(rates)]


def group_options(groups: Iterable[WorkGroup]) -> list[tuple[str, Text]]:
    """These groups for a select."""
    return [(group.value, GROUPS[group]) for group in groups]


def half_options(halves: Iterable[SocialPeriod]) -> list[tuple[str, Text | str]]:
    """These half-years for a select."""
    return [(half.key, half.name) for half in halves]


def half_name(first: date) -> Text | str:
    """The half-year that begins on the day."""
    return half_of(first).name


def percent(basis_points: int) -> str:
    """Hundredths of a percent in percent: 25,6 %."""
    share = Decimal(basis_points) / 100
    return f"{number(share, 0 if share == share.to_integral_value() else 2)}{NBSP}%"


def calculator(external: Mapping[str, Any]) -> Text:
    """Whose calculator the released figure comes from."""
    return CALCULATORS[ExternalSource(external["calculator"])]


def responsible(external: Mapping[str, Any]) -> Text:
    """Who answers for the released figure."""
    return ROLE_HOLDERS[RoleHolder(external["responsible"])]


def calculated_on(external: Mapping[str, Any]) -> date:
    """When others calculated it."""
    return date.fromisoformat(external["calculated_on"])


def external_money(external: Mapping[str, Any]) -> Text | str:
    """Others' figure, rounded as ours is."""
    return shown_money(ShownFigure(external["thousands"]))
