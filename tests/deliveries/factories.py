"""Runs and what they carry, as tests need them."""

from typing import Any

from sqlmodel import Session, SQLModel, col, select

from app.accounts.models import Institution, Municipality, Person
from app.accounts.numbers import report_number, take_numbers
from app.accounts.viewer import Viewer
from app.core.clock import now, today
from app.deliveries.actions import add_stops
from app.deliveries.models import Run, Stop
from app.deliveries.queries.cargo import cargo_of_orders, cargo_of_reports
from app.intake.models import ReportState, SurplusReport, What
from app.orders.models import Order
from tests.factories import make_municipality


def make_run(db: Session, **facts: Any) -> Run:
    """A run today, unless said otherwise."""
    run = Run(municipality_id=db.info["municipality_id"], **{"runs_on": today(), **facts})
    db.add(run)
    db.flush()
    return run


def make_report(db: Session, reporter: Person | Viewer, institution: Institution, **facts: Any) -> SurplusReport:
    """Reported surplus that the workshop has said yes to."""
    person_id = reporter.person_id if isinstance(reporter, Viewer) else reporter.id
    report = SurplusReport(
        municipality_id=institution.municipality_id, reported_by_id=person_id, institution_id=institution.id,
        **{"number": report_number(take_numbers(db, institution.municipality_id, "report")), "sent_at": now(),
           "state": ReportState.ACCEPTED, "what": What.CHAIRS, "quantity": 24, "note": "24 stole", "room": "depot",
           **facts},
    )  # fmt: skip
    db.add(report)
    db.flush()
    return report


def put_on(db: Session, run: Run, *things: Order | SurplusReport) -> list[Stop]:
    """Put these on the run, as the planner would."""
    orders = [each for each in things if isinstance(each, Order)]
    reports = [each for each in things if isinstance(each, SurplusReport)]
    return add_stops(db, run, cargo_of_orders(db, orders) + cargo_of_reports(db, reports), by=None)


def stops_of(db: Session, run: Run) -> list[Stop]:
    """The run's stops in driving order, as the database has them now."""
    db.flush()
    wanted = select(Stop).where(Stop.run_id == run.id).order_by(col(Stop.position))
    found = list(db.exec(wanted.execution_options(populate_existing=True)).all())
    db.commit()
    return found


def look_at(db: Session, *rows: SQLModel) -> None:
    """Read the rows again, and let go of the database so that the browser may write."""
    for row in rows:
        db.refresh(row)
    db.commit()


def make_neighbour(db: Session) -> Municipality:
    """Another municipality; the session goes on standing in its own."""
    here = db.info["municipality_id"]
    made = make_municipality(db)
    db.flush()
    db.info["municipality_id"] = here
    return made
