"""What a tablet keeps for the hours without signal: the board, its first things, and one's own work with every step."""

from typing import Final

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.workshop.models import Job, JobState
from app.workshop.queries import tasks_of
from app.workshop.readiness import STANDS_HERE
from app.workshop.screens import TOOLS

ALWAYS: Final = (
    "/workshop/waiting", "/workshop/new", "/workshop", "/workshop?show=mine", "/workshop/receive", "/workshop/put-away",
)  # fmt: skip
MOST_JOBS, MOST_UNITS = 6, 36


def addresses_to_keep(db: Session, viewer: Viewer) -> list[str]:
    """The addresses of those pages, what is needed first standing first."""
    begun = (
        select(Job, Unit.number)
        .join(Unit, col(Unit.id) == Job.unit_id)
        .where(Job.started_by_id == viewer.person_id, Job.state == JobState.OPEN)
        .order_by(col(Job.started_at))
        .limit(MOST_JOBS)
    )
    jobs = db.exec(begun).all()
    waiting = select(Unit.number).where(STANDS_HERE).order_by(col(Unit.received_at), col(Unit.number))
    units = dict.fromkeys([*(number for _job, number in jobs), *db.exec(waiting.limit(MOST_UNITS))])
    screens = [address for job, _number in jobs for address in _screens(db, job)]
    return [*ALWAYS, *screens, *(f"/units/{number}" for number in units)]


def _screens(db: Session, job: Job) -> list[str]:
    address, steps = f"/workshop/jobs/{job.id}", range(1, len(tasks_of(db, job)) + 1)
    return [address, *(f"{address}?step={each}" for each in (*steps, *TOOLS))]
