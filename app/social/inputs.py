"""The unsuppressed figures. Only releasing and the controller's page read them, and that page says so in history."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sqlmodel import Session, col, select

from app.core.clock import today
from app.social.cells import FROM, FROM_GROUPS, GROSS, HEADS, HOURS, MUNICIPAL, TO, TOTAL, Figures, Outcome, WorkGroup
from app.social.models import Progression, ProgressionYear, SocialMonth, SocialRules, SocialYear
from app.social.periods import SocialPeriod, half_of, is_older_than_a_year
from app.social.rates import FLEX_SUBSIDY, Rates, rates_in_force
from app.social.value import Change, Value, value_of

_ORE: Final = 100
_A_THOUSAND: Final = 100_000  # øre


@dataclass(frozen=True)
class Moved:
    """So many moved on, and what that came to in øre."""

    from_group: WorkGroup
    outcome: Outcome
    people: int
    gross_ore: int
    municipal_ore: int


def rules_of(db: Session) -> SocialRules:
    """The municipality's rules; those it begins with where it has said nothing."""
    return db.exec(select(SocialRules)).first() or SocialRules(municipality_id=db.info["municipality_id"])


def months_in(db: Session, period: SocialPeriod) -> list[SocialMonth]:
    """The monthly figures that are kept of the period."""
    within = select(SocialMonth).where(col(SocialMonth.month).between(period.first, period.last))
    return list(db.exec(within.order_by(col(SocialMonth.month), col(SocialMonth.work_group))).all())


def every_month(db: Session) -> list[SocialMonth]:
    """All monthly figures that are kept, newest first."""
    return list(db.exec(select(SocialMonth).order_by(col(SocialMonth.month).desc(), col(SocialMonth.work_group))).all())


def every_progression(db: Session) -> list[Progression]:
    """All groups that moved on, as far as they are kept, newest first."""
    return list(db.exec(select(Progression).order_by(col(Progression.half).desc(), col(Progression.id))).all())


def value_of_group(row: Progression, rules: SocialRules, rates: Rates) -> Value:
    """What a group's moving on came to, with the rates of its year. Without a benefit before it comes to nothing."""
    if not row.benefit_before or not row.months:
        return Value(Decimal(0), Decimal(0), Decimal(0))
    year, wage = row.half.year, Decimal(row.wage_ore) / _ORE
    change = Change(
        benefit_before=rates.monthly_benefit(row.benefit_before, year).value, benefit_after=_after(row, wage, rates),
        wage=wage, months=row.months, people=row.people,
    )  # fmt: skip
    tax = rates.tax_of(year, Decimal(rules.tax_basis_points) / 10_000)
    return value_of(change, tax, own_share=rates.own_share_of(year))


def _after(row: Progression, wage: Decimal, rates: Rates) -> Decimal:
    if row.benefit_after == FLEX_SUBSIDY:
        return rates.monthly_flex_subsidy(wage, row.half.year).value
    if row.benefit_after:
        return rates.monthly_benefit(row.benefit_after, row.half.year).value
    return Decimal(row.after_ore) / _ORE


def moved_in(db: Session, period: SocialPeriod, rules: SocialRules) -> list[Moved]:
    """Everybody who moved on in the period, in groups; what was merged into its year counts only in the year."""
    rows = db.exec(select(Progression).where(col(Progression.half).between(period.first, period.last))).all()
    rates = rates_in_force(db)
    found = [moved(row, rules, rates) for row in rows]
    if not period.half:
        merged = db.exec(select(ProgressionYear).where(ProgressionYear.year == period.year)).all()
        found += [Moved(r.from_group, r.outcome, r.people, r.gross_ore, r.municipal_ore) for r in merged]
    return found


def moved(row: Progression, rules: SocialRules, rates: Rates) -> Moved:
    """The group with its value in øre."""
    value = value_of_group(row, rules, rates)
    gross, municipal = int(value.gross * _ORE), int(value.municipal * _ORE)
    return Moved(row.from_group, row.outcome, row.people, gross, municipal)


def figures_of(db: Session, period: SocialPeriod, rules: SocialRules | None = None) -> Figures | None:
    """The true figures of the period, or None where nothing is kept of it."""
    rules = rules or rules_of(db)
    moves, work = moved_in(db, period, rules), _work(db, period)
    if not moves and not work:
        return None
    groups = [each for each in WorkGroup if each is not WorkGroup.SPECIAL_TERMS or rules.special_allowed_on]
    values = {key: sum(m.people for m in moves if m.outcome is o) for key, o in zip(TO, Outcome, strict=True)}
    values |= {key: sum(m.people for m in moves if m.from_group is g) for key, g in zip(FROM, FROM_GROUPS, strict=True)}
    values[TOTAL] = sum(m.people for m in moves)
    for group in groups:
        heads, hours = work.get(group, (0, 0))
        values |= {HEADS[list(WorkGroup).index(group)]: heads, HOURS[list(WorkGroup).index(group)]: hours}
    values |= {GROSS: thousands(m.gross_ore for m in moves), MUNICIPAL: thousands(m.municipal_ore for m in moves)}
    return Figures(period, values)


def thousands(amounts: Iterable[int]) -> int:
    """The sum of øre, rounded half up to whole thousands of kroner."""
    return int((Decimal(sum(amounts)) / _A_THOUSAND).quantize(Decimal(1), ROUND_HALF_UP))


def _work(db: Session, period: SocialPeriod) -> dict[WorkGroup, tuple[int, int]]:
    found: dict[WorkGroup, list[tuple[int, int]]] = defaultdict(list)
    for month in months_in(db, period):
        found[month.work_group].append((month.heads, month.hours))
    if not period.half:
        for year in db.exec(select(SocialYear).where(SocialYear.year == period.year)).all():
            found[year.work_group].append((year.heads, year.hours))
    return {group: (max(h for h, _ in rows), sum(h for _, h in rows)) for group, rows in found.items()}


def is_merged(period: SocialPeriod, today: date) -> bool:
    """Whether some of the half-year has become part of its year, so that it can no longer be told alone."""
    first_month = (period.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return bool(period.half) and is_older_than_a_year(first_month, today)


def periods_with_inputs(db: Session) -> list[SocialPeriod]:
    """The years and half-years something is kept of, newest first."""
    days = {row.month for row in every_month(db)} | {row.half for row in every_progression(db)}
    years = {row.year for row in db.exec(select(SocialYear)).all()}
    years |= {row.year for row in db.exec(select(ProgressionYear)).all()}
    halves = {half_of(day) for day in days if not is_merged(half_of(day), today())}
    return sorted({*halves, *(SocialPeriod(year) for year in years | {day.year for day in days})}, reverse=True)
