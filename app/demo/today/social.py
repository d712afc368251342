"""What the work means for people: monthly figures, those who moved on, and the tables that were released of them.

2023 is as the model's case tells it: eight staff, fifteen trainees, almost 600,000 kr. with at least five who came on.
Everything is noted and released by the ordinary actions, on days when an administrator would have.
"""

from datetime import date
from typing import Final

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.core.clock import today
from app.demo.today.stage import Stage
from app.social.actions import note_external_figure, note_month, note_progression, release_period
from app.social.cells import Outcome, WorkGroup
from app.social.handlers import merge_old_figures
from app.social.models import ExternalSource, RoleHolder
from app.social.periods import SocialPeriod
from app.social.rates import FLEX_SUBSIDY

FIRST_YEAR: Final = 2022
# Staff and trainees when there were most; the hours of one of them in a month.
HEADS: Final = {2022: (6, 9), 2023: (8, 15), 2024: (8, 17), 2025: (9, 18)}
_HOURS: Final = (96, 61)
# Which way those who moved on went, in each half of the year.
MOVES: Final = {
    2022: ({Outcome.JOB: 1, Outcome.OTHER_COURSE: 2}, {Outcome.OTHER_COURSE: 4}),
    2023: (
        {Outcome.JOB: 1, Outcome.FLEX_JOB: 2, Outcome.OTHER_COURSE: 2},
        {Outcome.JOB: 2, Outcome.EDUCATION: 2, Outcome.OTHER_COURSE: 4},
    ),
    2024: (
        {Outcome.JOB: 2, Outcome.FLEX_JOB: 3, Outcome.OTHER_COURSE: 4},
        {Outcome.JOB: 3, Outcome.EDUCATION: 2, Outcome.OTHER_COURSE: 4},
    ),
    2025: (
        {Outcome.JOB: 6, Outcome.FLEX_JOB: 2, Outcome.EDUCATION: 1, Outcome.OTHER_COURSE: 5},
        {Outcome.FLEX_JOB: 3, Outcome.EDUCATION: 2, Outcome.OTHER_COURSE: 4, Outcome.ENDED: 2},
    ),
}
# Benefit before and after, another one after in øre, wage in øre, months counted.
TERMS: Final = {
    Outcome.JOB: ("kontanthjaelp_30_uden_barn", "", 0, 2_500_000, 10),
    Outcome.FLEX_JOB: ("ledighedsydelse_89", FLEX_SUBSIDY, 0, 900_000, 8),
    Outcome.EDUCATION: ("kontanthjaelp_u30_udeboende", "", 639_700, 0, 8),
    Outcome.OTHER_COURSE: ("", "", 0, 0, 0),
    Outcome.ENDED: ("", "", 0, 0, 0),
}
GROWS_FIGURE_ORE: Final = 64_000_000


def count_people(stage: Stage) -> None:
    """Every year until now; what is older than twelve months then is merged, as the timed job does it."""
    asta = stage.who("asta")
    for year in range(FIRST_YEAR, today().year + 1):
        for half in (1, 2):
            _note_half(stage, SocialPeriod(year, half), by=asta)
        if year < today().year:
            _release(stage, SocialPeriod(year), date(year + 1, 1, 20), by=asta)
        elif SocialPeriod(year, 1).is_over(today()):
            _release(stage, SocialPeriod(year, 1), date(year, 7, 1), by=asta)
    merge_old_figures(stage.db, stage.town.municipality)
    stage.db.commit()


def _note_half(stage: Stage, half: SocialPeriod, *, by: Viewer) -> None:
    plan = min(half.year, max(HEADS))
    months = [date(half.year, n, 1) for n in range(half.first.month, half.last.month + 1)]
    noted, is_over = [month for month in months if month < today().replace(day=1)], half.is_over(today())
    if not noted:
        return
    with stage.on(min(half.last, today()), 10) as db:
        for month in noted:
            _note_month(db, month, HEADS[plan], by=by)
        if is_over:
            _note_moves(db, half, MOVES[plan][half.half - 1], by=by)


def _note_month(db: Session, month: date, heads: tuple[int, int], *, by: Viewer) -> None:
    groups = zip((WorkGroup.ALL_STAFF, WorkGroup.TRAINEES), heads, _HOURS, strict=True)
    for group, most, hours in groups:
        # July is quiet, and not everybody is there all the year.
        here = most - (1 if month.month in (1, 2, 7) else 0)
        note_month(db, month, group, heads=here, hours=here * (hours // 2 if month.month == 7 else hours), by=by)


def _note_moves(db: Session, half: SocialPeriod, moves: dict[Outcome, int], *, by: Viewer) -> None:
    for outcome, people in moves.items():
        before, after, after_ore, wage_ore, months = TERMS[outcome]
        note_progression(
            db, half, by=by, from_group=WorkGroup.TRAINEES, outcome=outcome, people=people, benefit_before=before,
            benefit_after=after, after_ore=after_ore, wage_ore=wage_ore, months=months,
        )  # fmt: skip


def _release(stage: Stage, period: SocialPeriod, day: date, *, by: Viewer) -> None:
    with stage.on(min(day, today()), 11) as db:
        if period.year == 2023:
            note_external_figure(
                db, by=by, year=2023, amount_ore=GROWS_FIGURE_ORE, calculator=ExternalSource.GROW,
                calculated_on=date(2024, 1, 15), responsible=RoleHolder.JOB_CENTRE,
            )  # fmt: skip
        release_period(db, period, by=by)
