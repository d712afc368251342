"""The story of an item: where its things come from, who had them, what was done to them; never a person's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from app.accounts.models import Institution
from app.catalogue.models import Item, Unit
from app.core.clock import local
from app.core.formats import month, number
from app.core.i18n import Text, _, ngettext_
from app.orders.models import Order, OrderLine, Reservation
from app.workshop.models import Job, JobPart, JobState

_item = sa.inspect(Item).local_table.c
_unit = sa.inspect(Unit).local_table.c
_institution = sa.inspect(Institution).local_table.c
_reservation = sa.inspect(Reservation).local_table.c
_line = sa.inspect(OrderLine).local_table.c
_order = sa.inspect(Order).local_table.c
_job = sa.inspect(Job).local_table.c
_part = sa.inspect(JobPart).local_table.c

# The municipality is asked of the item alone, because SQLite would otherwise look through all units there are.
_OF_ITEM = (
    _unit.item_id
    == sa.select(_item.id)
    .where(
        _item.municipality_id == sa.bindparam("municipality_id"),
        _item.id == sa.bindparam("item_id", type_=_item.id.type),
    )
    .scalar_subquery(),
)
_NOTHING: Any = sa.literal_column("''")
_NEVER = sa.cast(sa.null(), _unit.received_at.type)
_NONE: Any = sa.literal_column("0")


def _kind(name: str) -> Any:
    return sa.literal_column(f"'{name}'").label("kind")


_GIVEN = (
    sa.select(
        _kind("given"), sa.func.coalesce(_institution.name, _NOTHING).label("name"),
        sa.func.min(_unit.received_at).label("at"), sa.func.count().label("count"), _NONE.label("minutes"),
    )
    .select_from(_unit.id.table.outerjoin(_institution.id.table, _institution.id == _unit.giver_id))
    .where(*_OF_ITEM)
    .group_by(_institution.name)
)  # fmt: skip
_HOMES = (
    sa.select(
        _kind("home"), _institution.name, sa.func.max(_reservation.handed_over_at), sa.func.count(), _NONE,
    )
    .select_from(
        _unit.id.table.join(_reservation.id.table, _reservation.unit_id == _unit.id)
        .join(_line.id.table, _line.id == _reservation.line_id)
        .join(_order.id.table, _order.id == _line.order_id)
        .join(_institution.id.table, _institution.id == _order.institution_id)
    )
    .where(*_OF_ITEM, _unit.circulation > 1, _reservation.handed_over_at < _unit.received_at)
    .group_by(_institution.name)
)  # fmt: skip
_WORK = (
    sa.select(_kind("work"), _NOTHING, _NEVER, sa.func.count(), sa.func.sum(_job.minutes))
    .select_from(_unit.id.table.join(_job.id.table, _job.unit_id == _unit.id))
    .where(*_OF_ITEM, _job.state == JobState.PASSED, _job.started_at >= _unit.received_at)
    .having(sa.func.count() > _NONE)
)
_PARTS = (
    sa.select(_kind("part"), _part.name, _NEVER, sa.func.sum(_part.quantity), _NONE)
    .select_from(
        _unit.id.table.join(_job.id.table, _job.unit_id == _unit.id).join(_part.id.table, _part.job_id == _job.id)
    )
    .where(*_OF_ITEM, _job.state == JobState.PASSED, _job.started_at >= _unit.received_at)
    .group_by(_part.name)
)
_STORY = sa.union_all(_GIVEN, _HOMES, _WORK, _PARTS)


@dataclass(frozen=True)
class Chapter:
    """One thing that happened, as a line of the story."""

    icon: str
    title: Text | str
    text: Text | str


def story_of(db: Session, item_id: UUID, *, workshop: str) -> list[Chapter]:
    """The story so far, oldest first."""
    asked = {"municipality_id": db.info["municipality_id"], "item_id": item_id}
    rows: dict[str, list[Any]] = {"given": [], "home": [], "work": [], "part": []}
    for row in db.execute(_STORY, asked):
        rows[row.kind].append(row)
    told = [_lived(row) for row in sorted(rows["home"], key=lambda row: row.at)]
    told += [_given(row) for row in sorted(rows["given"], key=lambda row: row.at) if row.name]
    return [*told, *(_made_fit(row, rows["part"], workshop) for row in rows["work"] if row.minutes)]


def _month(at: datetime) -> str:
    return month(local(at).date())


def _given(row: Any) -> Chapter:
    return Chapter("school", row.name, _("Given away in %(month)s", month=_month(row.at)))


def _lived(row: Any) -> Chapter:
    return Chapter("repeat", row.name, _("Had it from %(month)s and sent it on", month=_month(row.at)))


def _made_fit(row: Any, parts: Sequence[Any], workshop: str) -> Chapter:
    minutes = ngettext_("%(count)s minute of work", "%(count)s minutes of work", round(row.minutes / row.count))
    said = _("%(minutes)s on each", minutes=minutes) if row.count > 1 else minutes
    if parts:
        names = ", ".join(_said_of(each, row.count) for each in parts)
        said = _("%(work)s. New: %(parts)s", work=said, parts=names)
    return Chapter("tool", _("Made ready at %(workshop)s", workshop=workshop), said)


def _said_of(part: Any, things: int) -> str:
    """So many for each thing, or in all where they do not divide evenly."""
    each, rest = divmod(part.count, things)
    return f"{number(part.count if rest else each)} {part.name}"
