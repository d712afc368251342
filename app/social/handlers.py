"""What is kept of the social figures grows coarser by the clock."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, select

from app.accounts.models import Municipality
from app.accounts.queries import each_municipality
from app.core.clock import today
from app.history import record
from app.history.timed import every
from app.social.inputs import moved, rules_of
from app.social.models import Progression, ProgressionYear, SocialMonth, SocialYear
from app.social.periods import half_of, is_older_than_a_year
from app.social.rates import rates_in_force


@every(timedelta(days=1))
def merge_old_social_figures(db: Session) -> None:
    """Let what is older than twelve months become part of its year, in every municipality."""
    for municipality in each_municipality(db):
        merge_old_figures(db, municipality)


def merge_old_figures(db: Session, municipality: Municipality) -> None:
    """The same in the municipality the session stands in: sums stay, months and what each group had are gone."""
    day = today()
    months = [row for row in db.exec(select(SocialMonth)).all() if is_older_than_a_year(_end(row), day)]
    groups = [row for row in db.exec(select(Progression)).all() if is_older_than_a_year(half_of(row.half).last, day)]
    _merge_months(db, municipality.id, months)
    _merge_progressions(db, municipality.id, groups)
    for row in (*months, *groups):
        db.delete(row)
    if months or groups:
        db.flush()
        record(db, "social_figures_merged", municipality, by=None, after={"months": len(months), "groups": len(groups)})


def _end(row: SocialMonth) -> date:
    return (row.month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _merge_months(db: Session, municipality_id: UUID, months: Iterable[SocialMonth]) -> None:
    kept = {(row.year, row.work_group): row for row in db.exec(select(SocialYear)).all()}
    for month in months:
        key = (month.month.year, month.work_group)
        if key not in kept:
            kept[key] = SocialYear(municipality_id=municipality_id, year=key[0], work_group=key[1], heads=0, hours=0)
        kept[key].heads = max(kept[key].heads, month.heads)
        kept[key].hours += month.hours
        db.add(kept[key])


def _merge_progressions(db: Session, municipality_id: UUID, groups: Iterable[Progression]) -> None:
    rules, rates = rules_of(db), rates_in_force(db)
    kept = {(row.year, row.from_group, row.outcome): row for row in db.exec(select(ProgressionYear)).all()}
    for group in groups:
        key = (group.half.year, group.from_group, group.outcome)
        if key not in kept:
            kept[key] = ProgressionYear(
                municipality_id=municipality_id, year=key[0], from_group=key[1], outcome=key[2], people=0,
                gross_ore=0, municipal_ore=0,
            )  # fmt: skip
        told = moved(group, rules, rates)
        kept[key].people += told.people
        kept[key].gross_ore += told.gross_ore
        kept[key].municipal_ore += told.municipal_ore
        db.add(kept[key])
