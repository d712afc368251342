"""What the municipality has reached this year, as the front page says it."""

from dataclasses import dataclass
from datetime import date
from time import monotonic
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app.core.clock import today
from app.impact.models import ImpactEntry

KEPT_S = 60

_entry = sa.inspect(ImpactEntry).local_table.c
_THIS_YEAR = (
    _entry.municipality_id == sa.bindparam("municipality_id"),
    _entry.booked_on >= sa.bindparam("first_day", type_=_entry.booked_on.type),
)
_PLACES = sa.union(
    sa.select(_entry.institution_id.label("place")).where(*_THIS_YEAR),
    sa.select(_entry.giver_id.label("place")).where(*_THIS_YEAR, _entry.giver_id.is_not(None)),
).subquery()
_SUMS = sa.select(
    sa.func.coalesce(sa.func.sum(_entry.quantity), 0),
    sa.func.coalesce(sa.func.sum(_entry.net_ore), 0),
    sa.func.coalesce(sa.func.sum(_entry.net_co2e_g), 0),
    sa.select(sa.func.count()).select_from(_PLACES).scalar_subquery(),
).where(*_THIS_YEAR)


@dataclass(frozen=True)
class Year:
    """Net figures: what is left when the work and the trips are paid for."""

    things: int
    saved_ore: int
    co2e_g: int
    workplaces: int


_kept: dict[UUID, tuple[float, date, Year | None]] = {}


def year_so_far(db: Session) -> Year | None:
    """This year's sums of the ledger, at most a minute old; none before there is something to be glad of."""
    here, first_day = db.info["municipality_id"], today().replace(month=1, day=1)
    kept = _kept.get(here)
    if kept and monotonic() - kept[0] < KEPT_S and kept[1] == first_day and kept[2]:
        return kept[2]
    row = db.execute(_SUMS, {"municipality_id": here, "first_day": first_day}).one()
    year = Year(*(int(each) for each in row))
    if year.things <= 0 or year.saved_ore <= 0 or year.co2e_g <= 0:
        return None
    _kept[here] = (monotonic(), first_day, year)
    return year
