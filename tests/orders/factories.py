"""Orders as tests need them."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.accounts.models import Account, Institution, Person
from app.accounts.viewer import Viewer
from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.core.db import uuid7
from app.orders.models import Answer, BasketLine, Handover, Order, OrderLine, OrderState, Reservation
from tests.factories import make_account, make_item


def make_order(
    db: Session, requester: Person | Viewer, institution: Institution, *, item: Item | None = None, quantity: int = 1,
    account: Account | None = None, **facts: Any,
) -> Order:  # fmt: skip
    """An order of one line with its units reserved, confirmed unless said otherwise."""
    item = item or make_item(db, units=quantity)
    person_id = requester.person_id if isinstance(requester, Viewer) else requester.id
    order = Order(
        municipality_id=db.info["municipality_id"], requester_id=person_id, institution_id=institution.id,
        account_id=(account or make_account(db, institution)).id,
        **{"number": f"B-{uuid7().hex[-8:]}", "state": OrderState.CONFIRMED, "handover": Handover.DELIVERY,
           "room": "3.14", "submission_key": uuid7().hex, **facts},
    )  # fmt: skip
    db.add(order)
    db.flush()
    line = OrderLine(
        municipality_id=order.municipality_id, order_id=order.id, item_id=item.id, title=item.title, quantity=quantity,
        price_ore=item.price_ore, new_price_ore=item.new_price_ore, answer=Answer.NEW,
    )  # fmt: skip
    db.add(line)
    db.flush()
    units = db.exec(select(Unit).where(Unit.item_id == item.id, Unit.stage == Stage.ON_OFFER).limit(quantity)).all()
    for unit in units:
        unit.stage = Stage.RESERVED
        db.add(unit)
        db.add(Reservation(municipality_id=order.municipality_id, unit_id=unit.id, line_id=line.id))
    item.on_offer -= quantity
    db.add(item)
    db.flush()
    return order


def line_of(db: Session, order: Order) -> OrderLine:
    """The order's only line."""
    return db.exec(select(OrderLine).where(OrderLine.order_id == order.id)).one()


def basket_answers(db: Session, viewer: Viewer, answer: Answer) -> dict[UUID, Answer]:
    """The same answer for every line of the viewer's basket."""
    ids = db.exec(select(BasketLine.id).where(BasketLine.person_id == viewer.person_id)).all()
    return dict.fromkeys(ids, answer)


def checkout_form(
    db: Session, viewer: Viewer, institution: Institution, account: Account, *, answer: str = "NEW", **typed: str
) -> dict[str, str]:
    """The checkout page filled in, collecting unless said otherwise."""
    lines = db.exec(select(BasketLine.id).where(BasketLine.person_id == viewer.person_id)).all()
    # Because on SQLite an open transaction keeps the browser waiting.
    db.commit()
    return {
        "submission_key": uuid7().hex, "institution_id": str(institution.id), "account_id": str(account.id),
        "day": "collect", **{f"answer_{line.hex}": answer for line in lines}, **typed,
    }  # fmt: skip
