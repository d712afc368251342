"""What an order costs, by the municipality's price mode. Every amount in øre; the server alone decides them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.models import ApprovalRule, Municipality, PriceMode


@dataclass(frozen=True)
class Counted:
    """So many of one thing, with the price of one and what one costs new (0: unknown)."""

    quantity: int
    price_ore: int
    new_price_ore: int


@dataclass(frozen=True)
class Sums:
    """The sum of an order, part by part. `new_ore` is none where the price of something new is unknown."""

    quantity: int
    goods_ore: int
    delivery_ore: int
    fee_ore: int
    new_ore: int | None

    @property
    def total_ore(self) -> int:
        return self.goods_ore + self.delivery_ore + self.fee_ore

    @property
    def saved_ore(self) -> int | None:
        """What the things would have cost new, less what they cost here; none where unknown or nothing."""
        if self.new_ore is None or self.new_ore <= self.total_ore:
            return None
        return self.new_ore - self.total_ore


def price_here(municipality: Municipality, price_ore: int) -> int:
    """What one costs the buyer: the item's price where prices are fixed, nothing where they are free or cost a fee."""
    return price_ore if municipality.price_mode == PriceMode.FIXED else 0


def order_fee(municipality: Municipality) -> int:
    """The handling fee of one order, whatever is in it."""
    return municipality.handling_fee_ore if municipality.price_mode == PriceMode.HANDLING_FEE else 0


def sum_up(lines: Iterable[Counted], *, delivery_ore: int, fee_ore: int) -> Sums:
    """The sums of these lines."""
    lines = [line for line in lines if line.quantity]
    knows_new = all(line.new_price_ore for line in lines)
    return Sums(
        quantity=sum(line.quantity for line in lines),
        goods_ore=sum(line.quantity * line.price_ore for line in lines),
        delivery_ore=delivery_ore,
        fee_ore=fee_ore,
        new_ore=sum(line.quantity * line.new_price_ore for line in lines) if lines and knows_new else None,
    )


def needs_approval(municipality: Municipality, total_ore: int) -> bool:
    """Whether a budget holder must say yes to an order of this sum."""
    if municipality.approval_rule == ApprovalRule.ABOVE_LIMIT:
        return total_ore > municipality.approval_limit_ore
    return municipality.approval_rule == ApprovalRule.ALWAYS
