"""Short functions that make one believable purchase each."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.accounts.models import Institution
from app.accounts.viewer import Viewer
from app.core.clock import today
from app.purchases.actions import Purchase, register_purchases
from app.purchases.models import NewPurchase, PurchaseSource
from tests.factories import make_category, make_institution


def make_purchase(
    db: Session, *, by: Viewer | None = None, institution: Institution | None = None, key: str = "task_chair",
    quantity: int = 2, amount_ore: int = 500_000, bought_on: date | None = None, **facts: Any,
) -> NewPurchase:  # fmt: skip
    """Two chairs bought today, when nothing else is said."""
    told = Purchase(
        institution or make_institution(db), make_category(db, key), quantity, amount_ore, bought_on or today(), **facts
    )
    return register_purchases(db, [told], source=PurchaseSource.TYPED, by=by)[0]
