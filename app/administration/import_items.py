"""Things from a spreadsheet: each row becomes numbered units in the workshop and an item that waits for its photo."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from app.accounts.models import Institution
from app.accounts.viewer import Viewer
from app.administration.names import Names, look_up
from app.administration.spreadsheets import Row, Sheet
from app.catalogue.actions import create_item, register_units
from app.catalogue.models import Category, StoragePlace, Unit
from app.catalogue.stages import Stage
from app.core.i18n import _
from app.history import record

FACTS = ("colour", "width_mm", "depth_mm", "height_mm", "price_ore", "new_price_ore", "description")
# Because an import is one transaction, and on SQLite everybody else who writes waits for its end.
MAX_THINGS = 5_000
GONE = (Stage.RECYCLED, Stage.SOLD_OFF)


@dataclass
class Lot:
    """One row: so many equal things."""

    row: Row
    category: Category
    giver: Institution | None
    place: str

    @property
    def count(self) -> int:
        return int(self.row.get("count", 1))

    @property
    def condition(self) -> int:
        return int(self.row.get("condition", 3))

    @property
    def price_ore(self) -> int:
        typed = self.row.get("price_ore")
        return self.category.price_ore if typed is None else int(typed)


@dataclass
class ItemPlan:
    """What the import would do; `sheet.faults` says what stops it."""

    sheet: Sheet
    lots: list[Lot]
    places: Mapping[str, StoragePlace]  # by code, in lower case

    @property
    def units(self) -> int:
        return sum(lot.count for lot in self.lots)

    @property
    def new_places(self) -> list[str]:
        """The storage places the import would add, in the order of the file."""
        wanted = {lot.place.casefold(): lot.place for lot in self.lots if lot.place}
        return [code for key, code in wanted.items() if key not in self.places]


def plan_items(db: Session, sheet: Sheet) -> ItemPlan:
    """Compare the file with the municipality's categories, workplaces and storage places. Changes nothing."""
    categories = Names(_all(db, select(Category).where(col(Category.is_active))), "key", "name_da", "name_en")
    workplaces = Names(_all(db, select(Institution)), "number", "name")
    places = {row.code.casefold(): row for row in db.exec(select(StoragePlace))}
    lots = []
    for row in sheet.rows:
        category = look_up(sheet, row, "category", categories, _("We do not know the category %(name)s"))
        giver = look_up(sheet, row, "giver", workplaces, _("We know no workplace called %(name)s"))
        if category is not None:
            lots.append(Lot(row, category, giver, row.get("place", "")))
    plan = ItemPlan(sheet, lots, places)
    _check_serial_numbers(db, plan)
    if plan.units > MAX_THINGS:
        too_many = _("That is %(count)s things. A file may have at most 5,000: divide it.", count=plan.units)
        sheet.fault(sheet.rows[-1], "count", too_many)
    return plan


def _all(db: Session, query: Any) -> list[SQLModel]:
    return list(db.exec(query).all())


def _check_serial_numbers(db: Session, plan: ItemPlan) -> None:
    """As many serial numbers as things, or none; and no number that is here already, in the file or in the house."""
    used = {
        serial: _("%(serial)s is already on %(number)s", serial=serial, number=number)
        for serial, number in db.exec(
            select(Unit.serial_number, Unit.number).where(Unit.serial_number != "", col(Unit.stage).not_in(GONE))
        )
    }
    for lot in plan.lots:
        serials = lot.row.get("serial_numbers", ())
        if serials and len(serials) != lot.count:
            counts = {"serials": len(serials), "count": lot.count}
            plan.sheet.fault(lot.row, "serial_numbers", _COUNTS_DIFFER.fill(**counts))
        for serial in serials:
            if serial in used:
                plan.sheet.fault(lot.row, "serial_numbers", used[serial])
            used[serial] = _("%(value)s is also in row %(row)s", value=serial, row=lot.row.number)


_COUNTS_DIFFER = _("There are %(serials)s serial numbers for %(count)s things")


def import_items(db: Session, plan: ItemPlan, *, by: Viewer | None) -> None:
    """Do what the plan says: units as received and, because they have no photo yet, items that are not in the shop."""
    places = {code: place.id for code, place in plan.places.items()}
    for code in plan.new_places:
        places[code.casefold()] = _add_place(db, code, by).id
    for lot in plan.lots:
        _import_lot(db, lot, places.get(lot.place.casefold()), by)


def _add_place(db: Session, code: str, by: Viewer | None) -> StoragePlace:
    made = StoragePlace(municipality_id=db.info["municipality_id"], code=code, name=code)
    db.add(made)
    db.flush()
    record(db, "storage_place_added", made, by=by, after={"code": code})
    return made


def _import_lot(db: Session, lot: Lot, place_id: UUID | None, by: Viewer | None) -> None:
    giver_id = lot.giver.id if lot.giver else None
    same: dict[str, Any] = {"title": lot.row["title"], "condition": lot.condition, "by": by, "giver_id": giver_id}
    units = register_units(
        db, lot.category, count=lot.count, storage_place_id=place_id,
        serial_numbers=lot.row.get("serial_numbers", ()), **same,
    )  # fmt: skip
    facts = {key: lot.row[key] for key in FACTS if lot.row.get(key) is not None}
    create_item(db, units, category=lot.category, storage_place_id=place_id, **same, **facts)
