"""A closed period and a guest of the totals for the table of permissions."""

from datetime import date
from itertools import count
from typing import Any

from app.core.clock import now
from app.impact.frozen import canonical
from app.impact.models import ClosedPeriod
from app.impact.sums import Sums
from app.reports.guests.models import ReportGuest

_years = count()


def closed_period(world: Any, place: Any, maker: Any) -> dict[str, Any]:
    """A year nothing happened in."""
    year = 2000 + next(_years) % 20
    content = canonical({"total": Sums()._asdict(), "places": [], "kinds": [], "lines": {"count": 0, "sha256": ""}})
    made = ClosedPeriod(
        municipality_id=place.municipality_id, period=f"{year}", first_on=date(year, 1, 1), last_on=date(year, 12, 31),
        closed_by_id=maker.id, hash="0" * 64, content=content,
    )  # fmt: skip
    world.db.add(made)
    world.db.flush()
    return {"closed_id": made.id}


def report_guest(world: Any, place: Any, maker: Any) -> dict[str, Any]:
    """Somebody of another municipality who sees this one's totals."""
    elsewhere = world.foreign if place is not world.foreign else world.own
    made = ReportGuest(
        municipality_id=place.municipality_id, person_id=elsewhere.colleague.id, given_by_id=maker.id, ended_at=now()
    )
    world.db.add(made)
    world.db.flush()
    return {"guest_id": made.id}
