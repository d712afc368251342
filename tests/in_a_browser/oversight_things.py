"""Where in the demo the pages of management control are."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, select

from app.accounts.models import Person, RoleHeld
from app.core.clock import today
from app.oversight.holders import SIGNING_ROLES
from app.reports.periods import PeriodKind, around

Params = dict[str, Any]


def page_of(*, quarters_ago: int) -> Callable[[Session, Person], Params]:
    """The person's own page of the quarter that runs, or of one before it."""

    def find(db: Session, person: Person) -> Params:
        held = db.exec(select(RoleHeld).where(RoleHeld.person_id == person.id)).all()
        at = next(each.institution_id for each in held if each.role in SIGNING_ROLES)
        period = around(PeriodKind.QUARTER, today())
        for _step in range(quarters_ago):
            before = period.before()
            assert before is not None
            period = before
        return {"institution_id": at, "quarter": period.key}

    return find


OVERSIGHT = {"running": page_of(quarters_ago=0), "ended": page_of(quarters_ago=1)}
