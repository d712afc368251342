"""What it is worth to the public that somebody comes into work: our own transparent formula, pure and in Decimal.

Kroner before tax: the benefit that is saved, and tax, less the tax of that benefit; shared by the ladder of refunds
between state and municipality (in force since 4 January 2016). It is a least value: nothing is counted of health,
crime, housing, or of what the work itself produced.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MONTHS: Final = Decimal(12)
WEEKS: Final = 52
_ORE: Final = Decimal("0.01")
_FLEX_UNDER: Final = Decimal("0.30")
_FLEX_OVER: Final = Decimal("0.55")


@dataclass(frozen=True, slots=True)
class Tax:
    """Parameters of income tax in a year: rates as fractions, amounts in kroner a year (`app/social/data`)."""

    am: Decimal
    allowance: Decimal
    bottom: Decimal
    municipal: Decimal
    work_rate: Decimal = Decimal(0)
    work_most: Decimal = Decimal(0)
    job_rate: Decimal = Decimal(0)
    job_floor: Decimal = Decimal(0)
    job_most: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Change:
    """A group that moved on: kroner a month of benefit before and after and of wage, months counted, and how many."""

    benefit_before: Decimal
    benefit_after: Decimal
    wage: Decimal
    months: int
    people: int


@dataclass(frozen=True, slots=True)
class Value:
    """Kroner for the whole group, each rounded to the øre; `gross` is their sum, split into municipality and state."""

    benefit: Decimal
    tax: Decimal
    municipal: Decimal

    @property
    def gross(self) -> Decimal:
        return self.benefit + self.tax

    @property
    def state(self) -> Decimal:
        return self.gross - self.municipal


def to_ore(kroner: Decimal) -> Decimal:
    """Kroner rounded half up to whole øre, still in kroner."""
    return kroner.quantize(_ORE, ROUND_HALF_UP)


def municipal_tax(tax: Tax, wage: Decimal, benefit: Decimal) -> Decimal:
    """Municipal income tax of a year in kroner; wage and benefit in kroner a year."""
    income = wage * (1 - tax.am) + benefit
    job = min(max(Decimal(0), wage - tax.job_floor) * tax.job_rate, tax.job_most)
    relief = min(wage * tax.work_rate, tax.work_most) + job
    return tax.municipal * max(Decimal(0), income - relief - tax.allowance)


def yearly_tax(tax: Tax, wage: Decimal, benefit: Decimal) -> Decimal:
    """Labour market contribution, bottom tax and municipal tax of a year in kroner, for wage and benefit a year."""
    contribution = tax.am * wage
    bottom = tax.bottom * max(Decimal(0), wage - contribution + benefit - tax.allowance)
    return contribution + bottom + municipal_tax(tax, wage, benefit)


def flex_subsidy(wage: Decimal, *, most: Decimal, threshold: Decimal) -> Decimal:
    """Fleksløntilskud in kroner a month: the most, less 30 % of the wage up to the threshold and 55 % above it."""
    under, over = min(wage, threshold), max(Decimal(0), wage - threshold)
    return max(Decimal(0), most - _FLEX_UNDER * under - _FLEX_OVER * over)


def municipal_share(ladder: tuple[tuple[int, Decimal], ...]) -> Decimal:
    """What the municipality itself pays of a benefit in the first 52 weeks, as a fraction.

    `ladder`: the last week of each step and the state's refund in it, as (4, 0.80), (26, 0.40), (52, 0.30).
    """
    own, before = Decimal(0), 0
    for last, refund in ladder:
        weeks = max(0, min(last, WEEKS) - before)
        own += weeks * (1 - refund)
        before = last
    return own / WEEKS


def value_of(change: Change, tax: Tax, *, own_share: Decimal) -> Value:
    """The value of a group in its period. `own_share`: from `municipal_share`.

    The tax that the benefit would have paid is subtracted from the tax of the wage.
    """
    months = Decimal(change.months)
    saved = (change.benefit_before - change.benefit_after) * months
    after = (tax, MONTHS * change.wage, MONTHS * change.benefit_after)
    before = (tax, Decimal(0), MONTHS * change.benefit_before)
    share_of_year = months / MONTHS
    taxed = (yearly_tax(*after) - yearly_tax(*before)) * share_of_year
    to_municipality = (municipal_tax(*after) - municipal_tax(*before)) * share_of_year
    people = Decimal(change.people)
    return Value(
        benefit=to_ore(people * saved),
        tax=to_ore(people * taxed),
        municipal=to_ore(people * (saved * own_share + to_municipality)),
    )


def netted(gross: Decimal, *, deadweight: Decimal, attribution: Decimal) -> Decimal:
    """The gross value less those who would have come on anyway, times our part in it; both fractions (SROI)."""
    return to_ore(gross * (1 - deadweight) * attribution)
