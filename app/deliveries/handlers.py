"""What deliveries do in the worker: keep runs in the calendar, put orders on them, book what was handed over."""

from datetime import timedelta

from sqlmodel import Session

from app.accounts.queries import each_municipality
from app.deliveries import ledger  # noqa: F401 - because importing it registers what the impact ledger books
from app.deliveries.actions.driving import end_finished_runs
from app.deliveries.actions.planning import plan_weekly_runs, settle_order
from app.history import every, on
from app.history.models import Event
from app.orders.models import Order


@on("order_confirmed")
@on("order_edited")
@on("order_cancelled")
@on("order_rejected")
def settle_runs(db: Session, event: Event) -> None:
    """Put a confirmed order on the run of its day; take it off again where it no longer belongs."""
    settle_order(db, db.get_one(Order, event.subject_id))


@every(timedelta(days=1))
def keep_runs_in_the_calendar(db: Session) -> None:
    """Each municipality's usual runs for the coming weeks, and the end of those that were forgotten."""
    for municipality in each_municipality(db):
        plan_weekly_runs(db, municipality)
        end_finished_runs(db)
        db.flush()
