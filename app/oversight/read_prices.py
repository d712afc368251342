"""Prices somebody set otherwise: what was bought at another price than the usual, and what was changed in the shop."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Account, Institution, Person, PriceMode
from app.catalogue.models import Category, Item
from app.core.clock import local, moment_at
from app.core.formats import kr
from app.core.i18n import _
from app.history.models import Event
from app.orders.models import Order, OrderLine
from app.oversight.findings import Finding, Kind, Stretch
from app.oversight.read_orders import CAME_TO_NOTHING

_PRICE = "price_ore"


def read_prices(db: Session, stretch: Stretch) -> list[Finding]:
    """What these workplaces paid another price for, and the prices their own people changed; two statements.

    Where the shop takes no price there is none to set otherwise.
    """
    if stretch.municipality.price_mode is not PriceMode.FIXED:
        return []
    return [*_bought(db, stretch), *_changed(db, stretch)]


def _moments(stretch: Stretch) -> tuple[Any, Any]:
    return moment_at(stretch.told_from, 0), moment_at(stretch.last + timedelta(days=1), 0)


def _bought(db: Session, stretch: Stretch) -> Iterator[Finding]:
    begins, ends = _moments(stretch)
    rows = db.execute(
        sa.select(OrderLine, Order, col(Account.institution_id), col(Institution.name), col(Category.price_ore))
        .join(Order, col(Order.id) == OrderLine.order_id)
        .join(Account, col(Account.id) == Order.account_id)
        .join(Institution, col(Institution.id) == Order.institution_id)
        .join(Item, col(Item.id) == OrderLine.item_id)
        .join(Category, col(Category.id) == Item.category_id)
        .where(
            col(Account.institution_id).in_(stretch.ids),
            col(Order.state).not_in(CAME_TO_NOTHING),
            col(Order.placed_at) >= begins,
            col(Order.placed_at) < ends,
            col(OrderLine.quantity) > 0,
            col(Category.price_ore) > 0,
            col(OrderLine.price_ore) != Category.price_ore,
        )
    )
    for line, order, payer, place, usual in rows:
        prices = {"price": kr(line.price_ore), "usual": kr(usual)}
        yield Finding(
            kind=Kind.PRICE, key=f"{Kind.PRICE}:{line.id}", ref=order.number, url=f"/orders/{order.id}",
            title=line.title, at=payer, place=place, on=local(order.placed_at).date(), quantity=line.quantity,
            ore=line.quantity * line.price_ore,
            why=_("Bought for %(price)s each, where %(usual)s is the usual price.", **prices),
        )  # fmt: skip


def _changed(db: Session, stretch: Stretch) -> Iterator[Finding]:
    """What the shop asked for was changed by somebody who works at one of these places."""
    begins, ends = _moments(stretch)
    rows = db.execute(
        sa.select(Event, Item, col(Person.institution_id), col(Institution.name))
        .join(Item, col(Item.id) == Event.subject_id)
        .join(Person, col(Person.id) == Event.actor_id)
        .join(Institution, col(Institution.id) == Person.institution_id)
        .where(
            col(Event.subject_type) == "item",
            col(Event.name) == "item_revised",
            col(Event.at) >= begins,
            col(Event.at) < ends,
            col(Person.institution_id).in_(stretch.ids),
        )
    )
    for event, item, at, place in rows:
        if _PRICE in event.before:
            yield _change(event, item, at, place)


def _change(event: Event, item: Item, at: UUID, place: str) -> Finding:
    before, after = int(event.before[_PRICE]), int(event.after[_PRICE])
    return Finding(
        kind=Kind.PRICE, key=f"{Kind.PRICE}:{event.id}", ref="", url=f"/items/{item.id}", title=item.title,
        at=at, place=place, on=local(event.at).date(), quantity=0, ore=after,
        why=_("Changed from %(before)s to %(after)s in the shop.", before=kr(before), after=kr(after)),
    )  # fmt: skip
