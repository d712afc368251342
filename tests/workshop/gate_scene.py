"""Things that bear data and were never erased, one at every stage, and whatever an action may ask for around them."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, SQLModel, select

from app.accounts.models import Institution, Municipality, Role
from app.accounts.viewer import Viewer
from app.catalogue.actions import add_item_photo
from app.catalogue.models import Category, Item, StoragePlace, Unit
from app.catalogue.stages import Stage
from app.core.clock import now, today
from app.intake.models import SurplusReport
from app.orders.models import Order, OrderState, Reservation
from app.workshop.models import Job, JobState
from tests.deliveries.factories import make_report, make_run, put_on
from tests.factories import make_category, make_institution, make_item, make_unit, make_viewer
from tests.orders.factories import line_of, make_order
from tests.workshop.factories import make_photo

Rows = dict[type[SQLModel], SQLModel]


class Unresolved(LookupError):
    """Nobody knows what to give an action for this parameter: it needs a recipe."""


class Scene:
    """One unit at each stage, with its item, order, run and job; `at(stage)` says which of them are looked at."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.lead: Viewer = make_viewer(db, *Role)
        self.institution = make_institution(db, "Sølund Skole")
        self.category = make_category(db, "laptop_14", name_da="Bærbar computer")
        self.rows: dict[Stage, Rows] = {}
        for stage in (Stage.RECEIVED, Stage.IN_WORKSHOP):
            self.rows[stage] = self._in_the_workshop(stage)
        self.rows[Stage.ON_OFFER] = self._in_the_shop()
        self.rows[Stage.RESERVED] = self._ordered(OrderState.CONFIRMED)
        self.rows[Stage.HANDED_OVER] = self._ordered(OrderState.DELIVERED)
        self.looked_at = Stage.RECEIVED
        self.made: Rows = {}
        # Only now does anybody say that such things bear data; so they got where they are.
        self.category.is_data_bearing = True
        db.add(self.category)
        db.commit()

    def _item(self, *, is_in_shop: bool) -> Item:
        shown = now() if is_in_shop else None
        item = make_item(self.db, units=0, category=self.category, title="Bærbar", condition=3, published_at=shown)
        add_item_photo(self.db, item, make_photo(self.db, self.lead))
        return item

    def _unit(self, item: Item, stage: Stage) -> Unit:
        serial = f"SN-{stage}"
        unit = make_unit(
            self.db, category=self.category, item=item, stage=stage, serial_number=serial, condition=3,
            giver_id=self.institution.id,
        )  # fmt: skip
        item.on_offer += stage is Stage.ON_OFFER
        return unit

    def _in_the_workshop(self, stage: Stage) -> Rows:
        item = self._item(is_in_shop=False)
        unit = self._unit(item, stage)
        job = Job(
            municipality_id=unit.municipality_id, unit_id=unit.id, started_by_id=self.lead.person_id,
            state=JobState.PASSED, ended_at=now(), checked_at=now(),
        )  # fmt: skip
        self.db.add(job)
        self.db.flush()
        return {Item: item, Unit: unit, Job: job}

    def _in_the_shop(self) -> Rows:
        item = self._item(is_in_shop=True)
        return {Item: item, Unit: self._unit(item, Stage.ON_OFFER)}

    def _ordered(self, state: OrderState) -> Rows:
        rows = self._in_the_shop()
        item, unit = rows[Item], rows[Unit]
        assert isinstance(item, Item)
        assert isinstance(unit, Unit)
        order = make_order(self.db, self.lead, self.institution, item=item)
        run = make_run(self.db, driver_id=self.lead.person_id)
        stops = put_on(self.db, run, order, make_report(self.db, self.lead, self.institution))
        order.state = state
        if state is OrderState.DELIVERED:
            unit.stage, unit.holder_id, unit.handed_over_at = Stage.HANDED_OVER, self.institution.id, now()
            order.closed_at = now()
            tied = self.db.exec(select(Reservation).where(Reservation.unit_id == unit.id)).one()
            tied.handed_over_at = now()
            self.db.add(tied)
        self.db.add_all([order, unit])
        self.db.flush()
        line = line_of(self.db, order)
        return {**rows, Order: order, type(line): line, type(run): run, type(stops[0]): stops[0]}

    def at(self, stage: Stage) -> "Scene":
        """Look at what stands at this stage from now on; what was made up for another is forgotten."""
        self.looked_at, self.made = stage, {}
        return self

    @property
    def unit(self) -> Unit:
        return self.row(Unit)

    def row(self, table: type[Any]) -> Any:
        """A row of the table: that of the stage looked at, else any there is, else one that is made up."""
        if table is Municipality:
            return self.lead.municipality
        if table is Institution:
            return self.institution
        found = self.rows[self.looked_at].get(table) or self.made.get(table)
        if found is None and table in (Category, StoragePlace, SurplusReport, Order):
            found = self.db.exec(select(table)).first()
        if found is None:
            found = table(**{
                column.key: self._cell(table, column)
                for column in table.__table__.columns
                if not column.nullable and table.model_fields[column.key].is_required()
            })  # fmt: skip
            self.db.add(found)
            self.db.flush()
            self.made[table] = found
        return found

    def _cell(self, table: type[Any], column: sa.Column[Any]) -> Any:
        for key in column.foreign_keys:
            return self.id_in(key.column.table.name)
        return self.give(column.key, get_type_hints(table)[column.key])

    def id_in(self, table_name: str) -> UUID:
        """The id of a row of the table with this name."""
        for mapper in SQLModel._sa_registry.mappers:
            if getattr(mapper.local_table, "name", "") == table_name:
                if table_name == "person":
                    return self.lead.person_id
                found: UUID = self.row(mapper.class_).id
                return found
        raise Unresolved(table_name)

    def give(self, name: str, kind: Any) -> Any:
        """Something believable for a parameter or field of this name and type."""
        if get_origin(kind) is Annotated:
            return self.give(name, get_args(kind)[0])
        if kind in PLAIN:
            return PLAIN[kind]() if kind is not str else WORDS.get(name, "x")
        if kind is UUID:
            return self.lead.person_id if "person" in name or "driver" in name else self.id_in(_table_of(name))
        if kind is Viewer:
            return self.lead
        origin, inner = get_origin(kind), get_args(kind)
        if origin in (Union, UnionType):
            return self.give(name, next(each for each in inner if each is not NoneType))
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {}
        if isinstance(origin, type) and issubclass(origin, Iterable):
            made = self.give(name.removesuffix("s"), inner[0])
            return origin([made]) if origin in (set, frozenset, tuple, list) else [made]
        return self._made(name, kind)

    def _made(self, name: str, kind: Any) -> Any:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        if isinstance(kind, type) and issubclass(kind, SQLModel) and hasattr(kind, "__table__"):
            return self.row(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            hints = get_type_hints(kind, include_extras=True)
            needed = [key for key, field in kind.model_fields.items() if field.is_required()]
            return kind.model_construct(**{key: self.give(key, hints[key]) for key in needed})
        if isinstance(kind, type) and is_dataclass(kind):
            hints = get_type_hints(kind)
            return kind(**{each.name: self.give(each.name, hints[each.name]) for each in fields(kind)})
        raise Unresolved(f"{name}: {kind}")


PLAIN: dict[Any, Any] = {
    str: str, int: lambda: 1, bool: lambda: True, bytes: lambda: b"x", Decimal: lambda: Decimal(1),
    datetime: now, date: today, object: lambda: "x", Any: lambda: "x",
}  # fmt: skip
WORDS = {"event": "unit_tried", "serial_number": "SN-received", "place_code": "A1", "number": "9999"}
TABLES = {"storage_place": "storage_place", "report": "surplus_report", "order": "order_placed", "line": "order_line"}


def _table_of(name: str) -> str:
    said = name.removesuffix("_id").removesuffix("_ids")
    return TABLES.get(said, said)
