"""New purchases: what a workplace bought new of a kind of thing, and how many of it stood in the shop that day."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice

MOST_AT_ONCE = 10_000


class PurchaseSource(StrEnum):
    TYPED = "typed"
    IMPORTED = "imported"


class NewPurchase(TenantRow, table=True):
    """So many new things of one kind that a workplace paid for on one day; taken back where it was a mistake.

    `on_offer_then` is written when the purchase is registered and never changes: so many units of the kind stood in
    the shop at every moment of the day of the purchase, or none where nobody can know.
    """

    __tablename__ = "new_purchase"
    __table_args__ = (
        Index("ix_new_purchase_report", "municipality_id", "bought_on", "institution_id"),
        CheckConstraint("quantity > 0 AND amount_ore >= 0", name="amounts"),
        CheckConstraint("on_offer_then IS NULL OR on_offer_then >= 0", name="on_offer_then"),
    )

    institution_id: UUID = Field(foreign_key="institution.id")
    category_id: UUID = Field(foreign_key="category.id")
    quantity: int
    amount_ore: int  # for all of them together, without VAT
    bought_on: date
    voucher: str = Field(default="", max_length=30)  # its number in the finance system
    source: PurchaseSource = Field(sa_type=choice(PurchaseSource))
    on_offer_then: int | None = None
    registered_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    registered_at: datetime = Field(default_factory=now)
    taken_back_at: datetime | None = None

    @property
    def was_in_stock(self) -> bool:
        """Whether any of the kind stood in the shop all that day; not where nobody can know."""
        return bool(self.on_offer_then)

    @property
    def could_all_be_reused(self) -> bool:
        """Whether as many as were bought stood in the shop all that day."""
        return self.on_offer_then is not None and self.on_offer_then >= self.quantity
