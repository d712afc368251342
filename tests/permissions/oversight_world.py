"""Pages of management control for the table of permissions."""

from datetime import timedelta
from itertools import count
from typing import Any

from app.accounts.models import Municipality
from app.core.clock import now, today
from app.impact.frozen import canonical
from app.oversight.content import Subject, fingerprint, show, signed_content
from app.oversight.models import Oversight
from app.oversight.queries import read_quarter

_quarters = count()


def waiting_page(world: Any, place: Any, maker: Any) -> dict[str, Any]:
    """A quarter in which nothing happened, not signed."""
    row = _opened(world, place)
    return {"institution_id": row.institution_id, "quarter": row.quarter}


def signed_page(world: Any, place: Any, maker: Any) -> dict[str, Any]:
    """The same, signed."""
    row = _opened(world, place)
    municipality = world.db.get_one(Municipality, place.municipality_id)
    subject = Subject(municipality, place.institution, read_quarter(row.quarter), [place.institution.id])
    signature = {"signed_at": now().isoformat(), "signed_by": {"id": str(maker.id), "name": maker.name}}
    row.content = signed_content(show(world.db, subject), comment="", **signature)
    row.hash, row.signed_by_id, row.signed_at = fingerprint(row.content), maker.id, now()
    world.db.add(row)
    world.db.flush()
    return {"institution_id": row.institution_id, "quarter": row.quarter}


def _opened(world: Any, place: Any) -> Oversight:
    n = next(_quarters) % 80
    period = read_quarter(f"20{n // 4:02d}-Q{n % 4 + 1}")
    made = Oversight(
        municipality_id=place.municipality_id, institution_id=place.institution.id, quarter=period.key,
        first_on=period.first, last_on=period.last, covers=canonical([str(place.institution.id)]),
        due_on=today() + timedelta(days=30),
    )  # fmt: skip
    world.db.add(made)
    world.db.flush()
    return made


MAKERS = {"oversight": waiting_page, "signed": signed_page}
