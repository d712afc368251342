"""Fill a basket, change it, empty it. The units in it are held for a while, as a moment in time on each unit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.accounts.viewer import Viewer
from app.catalogue.actions import hold_units, release_hold
from app.catalogue.models import Item
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import Text, _
from app.orders.models import BasketLine


class SoldOut(DomainError):
    message = _("Somebody else was faster. There is no more of %(title)s.")


@dataclass(frozen=True)
class Added:
    """What a basket got: the line, how many it held before, and how many there were when fewer than asked for."""

    line: BasketLine
    before: int
    only: int | None = None


def lock_basket(db: Session, person_id: UUID) -> None:
    """Let one request at a time change this person's basket or order from it; the others wait here."""
    db.exec(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)).one()


def hold_end(by: Viewer) -> datetime:
    """Until when a basket's units are held."""
    return now() + timedelta(minutes=by.municipality.hold_minutes)


def add_to_basket(db: Session, item: Item, quantity: int, *, by: Viewer) -> Added:
    """Put so many more of the item in the basket and hold them; fewer when there are fewer, `SoldOut` when none."""
    lock_basket(db, by.person_id)
    line = db.exec(
        select(BasketLine).where(BasketLine.person_id == by.person_id, BasketLine.item_id == item.id)
    ).one_or_none()
    before = line.quantity if line else 0
    until = hold_end(by)
    got = hold_units(db, item, before + quantity, person_id=by.person_id, until=until)
    if got == 0:
        raise SoldOut(title=item.title)
    line = line or BasketLine(
        municipality_id=item.municipality_id, person_id=by.person_id, item_id=item.id, quantity=got, held_until=until
    )
    line.quantity, line.held_until = got, until
    db.add(line)
    db.flush()
    return Added(line, before, only=got if got < before + quantity else None)


def set_quantity(db: Session, line: BasketLine, quantity: int, *, by: Viewer) -> int:
    """Have this many in the basket, held anew; the answer is how many there were to have. Nought removes the line."""
    lock_basket(db, by.person_id)
    if quantity == 0:
        remove_from_basket(db, line, by=by)
        return 0
    item, until = db.get_one(Item, line.item_id), hold_end(by)
    got = hold_units(db, item, quantity, person_id=by.person_id, until=until)
    if got == 0:
        db.delete(line)
        return 0
    line.quantity, line.held_until = got, until
    db.add(line)
    db.flush()
    return got


def remove_from_basket(db: Session, line: BasketLine, *, by: Viewer) -> None:
    """Take the line out; others may have its units at once."""
    lock_basket(db, by.person_id)
    release_hold(db, line.item_id, person_id=by.person_id)
    db.delete(line)
    db.flush()


def adjust_basket(db: Session, *, by: Viewer) -> list[Text]:
    """After others were faster: bring the basket in line with what there is and hold that. Says what was changed."""
    lock_basket(db, by.person_id)
    said = []
    wanted = select(BasketLine, Item).join(Item, col(Item.id) == BasketLine.item_id)
    mine = BasketLine.person_id == by.person_id
    for line, item in db.exec(wanted.where(mine).order_by(col(BasketLine.item_id))).all():
        before = line.quantity
        got = set_quantity(db, line, before, by=by)
        if got == 0:
            said.append(gone_sentence(item.title))
        elif got < before:
            said.append(fewer_sentence(item.title, got))
    db.flush()
    return said


def gone_sentence(title: str) -> Text:
    """What a buyer reads when a thing was ordered by somebody else."""
    return _("Somebody else was faster and ordered this: %(title)s. We have taken it out of the basket", title=title)


def fewer_sentence(title: str, left: int) -> Text:
    """What a buyer reads when there are fewer left than they wanted."""
    return _(
        "%(title)s: there are only %(count)s left. We have changed your number to %(count)s", title=title, count=left
    )
