"""Register what was bought new, and take a mistake back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.accounts.models import Institution
from app.accounts.viewer import Viewer
from app.catalogue.models import Category
from app.core.clock import now
from app.history import record
from app.purchases.models import NewPurchase, PurchaseSource
from app.purchases.stock import fewest_on_offer


@dataclass(frozen=True)
class Purchase:
    """What somebody says was bought new; the amount is for all of them together, without VAT."""

    institution: Institution
    category: Category
    quantity: int
    amount_ore: int
    bought_on: date
    voucher: str = ""


def register_purchases(
    db: Session, told: Sequence[Purchase], *, source: PurchaseSource, by: Viewer | None
) -> list[NewPurchase]:
    """Keep these purchases, each with how many of its kind stood in the shop that day."""
    stock = fewest_on_offer(db, {(each.category.id, each.bought_on) for each in told})
    made = [
        NewPurchase(
            municipality_id=each.institution.municipality_id, institution_id=each.institution.id,
            category_id=each.category.id, quantity=each.quantity, amount_ore=each.amount_ore, bought_on=each.bought_on,
            voucher=each.voucher, source=source, on_offer_then=stock[each.category.id, each.bought_on],
            registered_by_id=by.person_id if by else None,
        )
        for each in told
    ]  # fmt: skip
    db.add_all(made)
    db.flush()
    for row, each in zip(made, told, strict=True):
        told_of = {"name": each.institution.name, "category": each.category.key, "source": source}
        record(db, "purchase_registered", row, by=by, after={**told_of, **_figures(row)})
    return made


def take_back_purchase(db: Session, purchase: NewPurchase, *, by: Viewer) -> None:
    """It was a mistake: from now on it counts nowhere. History keeps it."""
    purchase.taken_back_at = now()
    db.add(purchase)
    db.flush()
    record(db, "purchase_taken_back", purchase, by=by, before=_figures(purchase))


def _figures(purchase: NewPurchase) -> dict[str, Any]:
    return {
        name: getattr(purchase, name) for name in ("quantity", "amount_ore", "bought_on", "voucher", "on_offer_then")
    }
