"""Baskets, orders and their lines, the reservation that ties a unit to a line, approvals, returns."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from app.core.clock import now
from app.core.db import TenantRow, choice


class Answer(StrEnum):
    """What the buyer would have done without the item (impact method 2.3)."""

    NEW = "NEW"
    USED = "USED"
    NONE = "NONE"
    UNKNOWN = "UNKNOWN"


class OrderState(StrEnum):
    AWAITING_APPROVAL = "awaiting_approval"
    CONFIRMED = "confirmed"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


class Handover(StrEnum):
    DELIVERY = "delivery"
    COLLECT = "collect"


class Decision(StrEnum):
    APPROVED = "approved"
    REDUCED = "reduced"
    REJECTED = "rejected"


class ReturnState(StrEnum):
    ASKED = "asked"
    RECEIVED = "received"


class BasketLine(TenantRow, table=True):
    """So many of an item in a person's basket; the units are held on the unit itself until `held_until`."""

    __tablename__ = "basket_line"
    __table_args__ = (
        UniqueConstraint("person_id", "item_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    person_id: UUID = Field(foreign_key="person.id", index=True)
    item_id: UUID = Field(foreign_key="item.id")
    quantity: int
    held_until: datetime
    added_at: datetime = Field(default_factory=now)


class Order(TenantRow, table=True):
    """What somebody asked for, on whose account, to where. The submission key makes a resent form one order."""

    __tablename__ = "order_placed"
    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        UniqueConstraint("requester_id", "submission_key"),
        Index("ix_order_placed_state", "municipality_id", "state"),
        CheckConstraint("delivery_ore >= 0 AND fee_ore >= 0", name="money"),
    )

    number: str = Field(max_length=20)
    state: OrderState = Field(sa_type=choice(OrderState))
    requester_id: UUID = Field(foreign_key="person.id", index=True)
    on_behalf_of: str = Field(default="", max_length=120)
    institution_id: UUID = Field(foreign_key="institution.id", index=True)
    account_id: UUID = Field(foreign_key="account.id")
    handover: Handover = Field(sa_type=choice(Handover))
    room: str = Field(default="", max_length=120)
    contact_name: str = Field(default="", max_length=120)
    contact_phone: str = Field(default="", max_length=30)
    note: str = Field(default="", max_length=500)
    wanted_on: date | None = None
    promised_on: date | None = None
    delivery_ore: int = 0
    fee_ore: int = 0
    submission_key: str = Field(max_length=80)
    version: int = 1
    placed_at: datetime = Field(default_factory=now)
    closed_at: datetime | None = None
    close_reason: str = Field(default="", max_length=300)


class OrderLine(TenantRow, table=True):
    """An item and a quantity, with the price and the buyer's answer frozen on it."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "item_id"),
        CheckConstraint("quantity >= 0 AND price_ore >= 0", name="amounts"),
    )

    order_id: UUID = Field(foreign_key="order_placed.id", index=True)
    item_id: UUID = Field(foreign_key="item.id", index=True)
    title: str = Field(max_length=120)
    quantity: int
    price_ore: int  # for one
    new_price_ore: int = 0  # for one
    answer: Answer = Field(default=Answer.UNKNOWN, sa_type=choice(Answer))


class Reservation(TenantRow, table=True):
    """Ties one unit to one line until it is handed over or given back. A unit has at most one live reservation."""

    __tablename__ = "reservation"
    __table_args__ = (
        Index("uq_reservation_live", "unit_id", unique=True, sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    line_id: UUID = Field(foreign_key="order_line.id", index=True)
    made_at: datetime = Field(default_factory=now)
    handed_over_at: datetime | None = None
    ended_at: datetime | None = None
    fetched_from_id: UUID | None = Field(default=None, foreign_key="institution.id")  # where it stood until then


class Approval(TenantRow, table=True):
    """A question to the budget holders of an account, for one version of an order, and their answer."""

    __tablename__ = "approval"
    __table_args__ = (UniqueConstraint("order_id", "order_version"),)

    order_id: UUID = Field(foreign_key="order_placed.id", index=True)
    order_version: int
    amount_ore: int
    asked_at: datetime = Field(default_factory=now)
    answer_by: date
    decision: Decision | None = Field(default=None, sa_type=choice(Decision))
    decided_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    reason: str = Field(default="", max_length=500)
    voided_at: datetime | None = None


class Return(TenantRow, table=True):
    """Units of a delivered order that go back within the return days."""

    __tablename__ = "order_return"

    order_id: UUID = Field(foreign_key="order_placed.id", index=True)
    line_id: UUID = Field(foreign_key="order_line.id", index=True)
    quantity: int
    reason: str = Field(default="", max_length=300)
    state: ReturnState = Field(default=ReturnState.ASKED, sa_type=choice(ReturnState))
    asked_by_id: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(default_factory=now)
    received_at: datetime | None = None
