"""Lines of the ledger as reports need them, booked by the ordinary actions."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.accounts.models import Institution
from app.catalogue.stages import Stage
from app.core.clock import moment_at
from app.core.db import uuid7
from app.impact.actions import HandedOver, book_hand_over
from app.impact.models import ImpactEntry
from app.reports.slices import Slice
from tests.factories import make_category, make_institution, make_unit


def book(
    db: Session, *, at: date = date(2026, 5, 11), to: Institution | None = None, category: str = "task_chair",
    giver: Institution | None = None, **facts: Any,
) -> ImpactEntry:  # fmt: skip
    """A chair handed over to somebody who would have bought new: 76 kg, 2.500 kr., 350 kr. internally."""
    kind = make_category(db, category)
    handed = HandedOver(
        unit=make_unit(db, category=kind, stage=Stage.HANDED_OVER, condition=4, giver_id=giver.id if giver else None),
        category=kind, institution_id=(to or make_institution(db)).id,
        **{"order_number": "B-2026-00001", "reservation_id": uuid7(), "answer": "NEW", "price_ore": 35_000,
           "new_price_ore": 250_000, **facts},
    )  # fmt: skip
    return book_hand_over(db, handed, key=uuid7().hex, at=moment_at(at))


def everything(db: Session) -> Slice:
    """All lines of the session's municipality."""
    return Slice(db.info["municipality_id"], date(2000, 1, 1), date(2099, 12, 31))
