"""Figures of groups are noted, taken back and released. A released period stands: its figures do not change again."""

import hashlib
from datetime import date
from typing import Any

from sqlmodel import Session, select

from app.accounts.viewer import Viewer
from app.core.clock import now, today
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.social.attack import FEWEST
from app.social.cells import FROM_GROUPS, TOTAL, WorkGroup
from app.social.disclosure import ReleasedTable, content_of, disclose, table_from
from app.social.inputs import figures_of, is_merged, rules_of
from app.social.models import ExternalFigure, Progression, SocialMonth, SocialRelease, SocialRules
from app.social.periods import SocialPeriod, half_of, periods_of
from app.social.rates import FLEX_SUBSIDY, rates_in_force
from app.social.released import external_of, releases_of

_A_THOUSAND = 100_000  # øre


class AlreadyReleased(DomainError):
    message = _("%(period)s is released and stands as it is.")


class NotOverYet(DomainError):
    message = _("%(period)s is not over yet. It can be released when it is.")


class NothingKept(DomainError):
    message = _("There are no figures of %(period)s to release.")


class MergedIntoYear(DomainError):
    message = _("%(period)s has become part of its year after twelve months. Release the whole year instead.")


class SpecialTermsNotAllowed(DomainError):
    status = 422
    message = _("The data protection officer must allow this group first.")


class UnknownBenefit(DomainError):
    status = 422
    message = _("Choose one of the options")


def note_month(db: Session, month: date, group: WorkGroup, *, heads: int, hours: int, by: Viewer) -> SocialMonth:
    """So many of the group there were in the month, with so many hours together; noted again, it is corrected."""
    if group is WorkGroup.SPECIAL_TERMS and not rules_of(db).special_allowed_on:
        raise SpecialTermsNotAllowed
    refuse_released(db, half_of(month))
    found = db.exec(select(SocialMonth).where(SocialMonth.month == month, SocialMonth.work_group == group)).first()
    kept = found or SocialMonth(
        municipality_id=by.municipality_id, month=month, work_group=group, heads=0, hours=0
    )  # fmt: skip
    kept.heads, kept.hours = heads, hours
    db.add(kept)
    db.flush()
    # Because history is read by more people than the figures are, it says that, and not how many.
    record(db, "social_month_noted", kept, by=by, after={"month": month, "group": group})
    return kept


def note_progression(db: Session, half: SocialPeriod, *, by: Viewer, **facts: Any) -> Progression:
    """A group moved on in the half-year. `facts` as the columns of `Progression`."""
    refuse_released(db, half)
    if facts["from_group"] not in FROM_GROUPS:
        raise SpecialTermsNotAllowed
    known = {"", FLEX_SUBSIDY, *rates_in_force(db).benefit_names()}
    if not {facts["benefit_after"]} <= known or facts["benefit_before"] not in known - {FLEX_SUBSIDY}:
        raise UnknownBenefit
    kept = Progression(municipality_id=by.municipality_id, half=half.first, **facts)
    db.add(kept)
    db.flush()
    record(db, "progression_noted", kept, by=by, after={"half": half.key})
    return kept


def take_back_progression(db: Session, kept: Progression, *, by: Viewer) -> None:
    """It was noted by mistake."""
    half = half_of(kept.half)
    refuse_released(db, half)
    record(db, "progression_taken_back", kept, by=by, after={"half": half.key})
    db.delete(kept)
    db.flush()


def refuse_released(db: Session, half: SocialPeriod) -> None:
    """`AlreadyReleased` where the half-year or its year is out, `MergedIntoYear` where it is kept no longer."""
    out = {table.period for table in releases_of(db)}
    for period in (half, SocialPeriod(half.year)):
        if period in out:
            raise AlreadyReleased(period=period.name)
    if is_merged(half, today()):
        raise MergedIntoYear(period=half.name)


def note_external_figure(db: Session, *, by: Viewer, **facts: Any) -> ExternalFigure:
    """What another calculator says of a year; noted again, it is corrected until the year is released."""
    year = SocialPeriod(facts["year"])
    if year in {table.period for table in releases_of(db)}:
        raise AlreadyReleased(period=year.name)
    kept = external_of(db, year) or ExternalFigure(municipality_id=by.municipality_id, **facts)
    for name, value in facts.items():
        setattr(kept, name, value)
    db.add(kept)
    db.flush()
    record(db, "external_figure_noted", kept, by=by, after={"year": year.key, "calculator": kept.calculator})
    return kept


def set_social_rules(db: Session, *, by: Viewer, **rules: Any) -> SocialRules:
    """Decide how the value is counted, and whether the data protection officer has allowed special terms."""
    kept = rules_of(db)
    before = {name: getattr(kept, name) for name in rules}
    for name, value in rules.items():
        setattr(kept, name, value)
    db.add(kept)
    db.flush()
    record(db, "social_rules_set", kept, by=by, before=before, after=rules)
    return kept


def release_period(db: Session, period: SocialPeriod, *, by: Viewer) -> ReleasedTable:
    """Let a table out: suppressed, held against all earlier ones, stored for ever with its fingerprint.

    `AlreadyReleased`, `NotOverYet`, `NothingKept`, `MergedIntoYear`, or `disclosure`'s refusals.
    """
    # Because two releases at once must each be held against the other, the rules' row is locked or made first.
    rules = db.exec(select(SocialRules).with_for_update()).first() or set_social_rules(db, by=by)
    earlier = releases_of(db)
    if period in {table.period for table in earlier}:
        raise AlreadyReleased(period=period.name)
    if not period.is_over(today()):
        raise NotOverYet(period=period.name)
    if is_merged(period, today()):
        raise MergedIntoYear(period=period.name)
    figures = figures_of(db, period, rules)
    if figures is None:
        raise NothingKept(period=period.name)
    truths = {other.key: figures_of(db, other, rules) for other in periods_of(period.year) if _is_kept(other)}
    cells = disclose(figures, earlier, {key: truth for key, truth in truths.items() if truth is not None})
    content = content_of(period, cells, _basis(db, period, rules, is_enough=figures[TOTAL] >= FEWEST))
    digest = hashlib.sha256(content.encode()).hexdigest()
    made = SocialRelease(
        municipality_id=by.municipality_id, period=period.key, released_at=now(), content=content, hash=digest
    )  # fmt: skip
    db.add(made)
    db.flush()
    record(db, "social_table_released", made, by=by, after={"period": period.key, "hash": digest})
    return table_from(content, released_at=made.released_at, digest=digest)


def _is_kept(period: SocialPeriod) -> bool:
    return not is_merged(period, today())


def _basis(db: Session, period: SocialPeriod, rules: SocialRules, *, is_enough: bool) -> dict[str, Any]:
    """How the value was counted, and another calculator's figure of the year where five or more are behind it."""
    basis: dict[str, Any] = {
        "rates_of": period.year, "deadweight_basis_points": rules.deadweight_basis_points,
        "attribution_basis_points": rules.attribution_basis_points, "tax_basis_points": rules.tax_basis_points,
    }  # fmt: skip
    external = external_of(db, period)
    if external is not None:
        amount = (external.amount_ore + _A_THOUSAND // 2) // _A_THOUSAND
        basis["external"] = {
            "thousands": amount if is_enough else None, "calculator": external.calculator.value,
            "calculated_on": external.calculated_on.isoformat(), "responsible": external.responsible.value,
        }  # fmt: skip
    return basis
