"""A released table and a group that moved on, for the table of permissions."""

from itertools import count
from typing import Any

from app.core.clock import today
from app.social.cells import EVERY, Outcome, WorkGroup
from app.social.disclosure import content_of
from app.social.models import Progression, SocialRelease
from app.social.periods import SocialPeriod, half_of
from tests.permissions import goal_world, oversight_world
from tests.permissions.period_world import closed_period, report_guest

_years = count()


def released_table(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """A table of a year that no other municipality has released."""
    period = SocialPeriod(2000 + next(_years) % 100)
    basis = dict.fromkeys(("deadweight_basis_points", "tax_basis_points"), 0)
    basis |= {"attribution_basis_points": 10_000, "rates_of": period.year}
    content = content_of(period, dict.fromkeys(EVERY, 0), basis)
    world.db.add(
        SocialRelease(municipality_id=place.municipality_id, period=period.key, content=content, hash="0" * 64)
    )
    world.db.flush()
    return {"?period": period.key}


def moved_on(world: Any, place: Any, _maker: Any) -> dict[str, Any]:
    """A group of the place's municipality that moved on."""
    made = Progression(
        municipality_id=place.municipality_id, half=half_of(today()).first, from_group=WorkGroup.TRAINEES,
        outcome=Outcome.JOB, people=1,
    )  # fmt: skip
    world.db.add(made)
    world.db.flush()
    return {"progression_id": made.id}


MAKERS = {
    "table": released_table,
    "moved": moved_on,
    "closed": closed_period,
    "guest": report_guest,
    **oversight_world.MAKERS,
    **goal_world.MAKERS,
}
