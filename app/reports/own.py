"""What somebody has saved by what they ordered themselves: for that person's eyes, and nobody else's."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.impact.sums import ENTRY
from app.orders.models import Order, OrderLine, Reservation
from app.reports.rows import here, table_of

_ORDER, _LINE, _RESERVATION = table_of(Order), table_of(OrderLine), table_of(Reservation)
_SUMS: Final = [sa.func.coalesce(sa.func.sum(ENTRY.c[name]), 0) for name in ("quantity", "net_ore", "net_co2e_g")]
_OWN: Final[Any] = (
    sa.select(*_SUMS)
    .select_from(
        _ORDER.join(_LINE, _LINE.c.order_id == _ORDER.c.id)
        .join(_RESERVATION, _RESERVATION.c.line_id == _LINE.c.id)
        .join(ENTRY, ENTRY.c.reservation_id == _RESERVATION.c.id)
    )
    .where(here(_ORDER), here(ENTRY), _ORDER.c.requester_id == sa.bindparam("person_id"))
)


@dataclass(frozen=True)
class OwnSaving:
    """Things handed over less those that came back, and what they saved net, in øre and grams of CO2e."""

    things: int
    net_ore: int
    net_co2e_g: int


def own_saving(db: Session, viewer: Viewer) -> OwnSaving | None:
    """The ledger's lines of the viewer's own orders; None before anything was handed over.

    Takes no person but the one who looks, so that no address can ask for somebody else's.
    """
    asked = {"municipality_id": viewer.municipality_id, "person_id": viewer.person_id}
    found = OwnSaving(*map(int, db.execute(_OWN, asked).one()))
    return found if found.things > 0 else None
