"""New purchases from the finance system's spreadsheet: what is registered already is not registered again."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.administration.names import Names, look_up
from app.administration.spreadsheets import Row, Sheet
from app.catalogue.models import Category
from app.core.i18n import _
from app.purchases.actions import Purchase, register_purchases
from app.purchases.models import NewPurchase, PurchaseSource

_SAME = ("institution_id", "category_id", "quantity", "amount_ore", "bought_on", "voucher")


@dataclass
class PurchasePlan:
    """What the import would do: `new` purchases by the row they stand in, and how many rows are `known` already."""

    sheet: Sheet
    new: list[tuple[Row, Purchase]]
    known: int

    @property
    def things(self) -> int:
        return sum(each.quantity for _row, each in self.new)

    @property
    def amount_ore(self) -> int:
        return sum(each.amount_ore for _row, each in self.new)


def plan_purchases(db: Session, sheet: Sheet, *, by: Viewer | None) -> PurchasePlan:
    """Compare the file with the workplaces the sender registers for, and with what is registered. Changes nothing.

    Because each month's file often holds the months before it too, a row is new only where the file has it more
    often than it is registered.
    """
    categories = Names(db.exec(select(Category)).all(), "key", "name_da", "name_en")
    workplaces = Names(_workplaces(db, by), "number", "name")
    told: list[tuple[Row, Purchase]] = []
    for row in sheet.rows:
        category = look_up(sheet, row, "category", categories, _("We do not know the category %(name)s"))
        place = look_up(sheet, row, "place", workplaces, _("You register for no workplace called %(name)s"))
        if category is not None and place is not None:
            facts = {name: row[name] for name in ("quantity", "amount_ore", "bought_on")}
            told.append((row, Purchase(place, category, **facts, voucher=row.get("voucher", ""))))
    registered = _registered(db, [each for _row, each in told])
    new = []
    for row, each in told:
        if registered[_identity(each)] > 0:
            registered[_identity(each)] -= 1
        else:
            new.append((row, each))
    return PurchasePlan(sheet, new, len(told) - len(new))


def _workplaces(db: Session, by: Viewer | None) -> list[Institution]:
    query = select(Institution)
    if by is not None:
        query = query.where(by.scope(Permission.REGISTER_PURCHASES).where(col(Institution.path)))
    return list(db.exec(query).all())


def _identity(each: Purchase) -> tuple[Any, ...]:
    return each.institution.id, each.category.id, each.quantity, each.amount_ore, each.bought_on, each.voucher


def _registered(db: Session, told: list[Purchase]) -> Counter[tuple[Any, ...]]:
    if not told:
        return Counter()
    days = [each.bought_on for each in told]
    here = select(NewPurchase).where(
        col(NewPurchase.bought_on).between(min(days), max(days)), col(NewPurchase.taken_back_at).is_(None)
    )
    return Counter(tuple(getattr(row, name) for name in _SAME) for row in db.exec(here))


def import_purchases(db: Session, plan: PurchasePlan, *, by: Viewer | None) -> None:
    """Register what is new."""
    register_purchases(db, [each for _row, each in plan.new], source=PurchaseSource.IMPORTED, by=by)
