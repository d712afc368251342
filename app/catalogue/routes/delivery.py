"""When a thing can be there: the next run that goes to the viewer's workplace anyway, or the next run at all."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.models import Institution
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.deliveries.models import Run, RunState, Stop, StopState

AHEAD = timedelta(days=28)

_run = sa.inspect(Run).local_table.c
_stop = sa.inspect(Stop).local_table.c
_place = sa.inspect(Institution).local_table.c

_NEXT = (
    sa.select(_run.runs_on, _place.name)
    .select_from(
        _run.id.table.outerjoin(
            _stop.id.table,
            sa.and_(
                _stop.run_id == _run.id,
                _stop.institution_id == sa.bindparam("institution_id", type_=_stop.institution_id.type),
                _stop.state == StopState.PLANNED,
            ),
        ).outerjoin(_place.id.table, _place.id == _stop.institution_id)
    )
    .where(
        _run.municipality_id == sa.bindparam("municipality_id"),
        _run.state == RunState.PLANNED,
        _run.runs_on.between(
            sa.bindparam("first", type_=_run.runs_on.type), sa.bindparam("last", type_=_run.runs_on.type)
        ),
    )
    .order_by(sa.case((_stop.id.is_not(None), 0), else_=1), _run.runs_on)
    .limit(1)
)


@dataclass(frozen=True)
class Earliest:
    """A day the van drives; `place` is the viewer's workplace when it goes there anyway."""

    on: date
    place: str | None


def earliest_delivery(db: Session, viewer: Viewer) -> Earliest | None:
    """The day to promise; none when no run is planned for the next four weeks."""
    tomorrow = today() + timedelta(days=1)
    asked = {
        "municipality_id": viewer.municipality_id,
        "institution_id": viewer.institution_id,
        "first": tomorrow,
        "last": tomorrow + AHEAD,
    }
    row = db.execute(_NEXT, asked).first()
    return Earliest(row[0], row[1]) if row else None
