"""Short functions that make one believable thing each."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.social.actions import note_month, note_progression
from app.social.cells import Outcome, WorkGroup
from app.social.models import Progression
from app.social.periods import SocialPeriod

YEAR = SocialPeriod(2025)
TO_JOB = {
    "from_group": WorkGroup.TRAINEES, "outcome": Outcome.JOB, "people": 6, "wage_ore": 2_500_000, "months": 10,
    "benefit_before": "kontanthjaelp_30_uden_barn", "benefit_after": "", "after_ore": 0,
}  # fmt: skip


def make_months(db: Session, by: Viewer, *, staff: int = 8, trainees: int = 15, first: int = 1) -> None:
    """A half-year's months from `first` on."""
    for month in range(first, first + 6):
        for group, heads in ((WorkGroup.ALL_STAFF, staff), (WorkGroup.TRAINEES, trainees)):
            note_month(db, date(YEAR.year, month, 1), group, heads=heads, hours=heads * 60, by=by)


def make_moves(db: Session, by: Viewer, half: int = 1, **facts: Any) -> Progression:
    """A group that moved on."""
    return note_progression(db, SocialPeriod(YEAR.year, half), by=by, **{**TO_JOB, **facts})
