"""Things on a budget holder's list: what was written off, and what was bought new while the shop had some."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.models import Institution, Person
from app.catalogue.models import Category, Item, Unit
from app.core.clock import local, moment_at
from app.core.i18n import Text, _
from app.history.models import Event
from app.oversight.findings import Finding, Kind, Stretch
from app.purchases.models import NewPurchase
from app.purchases.queries import purchases_of
from app.workshop.actions.scrap import LEAVING_WORDS, HarvestReason, ScrapReason
from app.workshop.leaving.models import Departure, DepartureKind

_WRITTEN_OFF = (DepartureKind.RECYCLED, DepartureKind.SPARE_PARTS)
_WHY = {each.value: LEAVING_WORDS[each] for each in (*ScrapReason, *HarvestReason)}


def read_write_offs(db: Session, stretch: Stretch) -> list[Finding]:
    """Things that were given by these workplaces, or written off by somebody who works there; one statement.

    The amount is what the shop asks for such a thing.
    """
    worth = sa.func.coalesce(col(Item.price_ore), col(Category.price_ore))
    told = sa.and_(
        col(Event.subject_id) == Unit.id, col(Event.subject_type) == "unit", col(Event.name) == "unit_scrapped"
    )
    rows = db.execute(
        sa.select(Departure, Unit, worth, col(Person.institution_id), col(Institution.name))
        .join(Unit, col(Unit.id) == Departure.unit_id)
        .join(Category, col(Category.id) == Unit.category_id)
        .outerjoin(Item, col(Item.id) == Unit.item_id)
        .outerjoin(Institution, col(Institution.id) == Unit.giver_id)
        .outerjoin(Event, told)
        .outerjoin(Person, col(Person.id) == Event.actor_id)
        .where(
            col(Departure.kind).in_(_WRITTEN_OFF),
            col(Departure.left_at) >= moment_at(stretch.told_from, 0),
            col(Departure.left_at) < moment_at(stretch.last + timedelta(days=1), 0),
            sa.or_(col(Unit.giver_id).in_(stretch.ids), col(Person.institution_id).in_(stretch.ids)),
        )
    )
    return [
        Finding(
            kind=Kind.WRITTEN_OFF, key=f"{Kind.WRITTEN_OFF}:{gone.id}", ref=unit.number, url=f"/units/{unit.number}",
            title=unit.title, at=unit.giver_id if unit.giver_id in stretch.ids else at,
            place=giver or "", on=local(gone.left_at).date(), quantity=1, ore=ore,
            why=_("Written off: %(reason)s.", reason=_WHY.get(gone.reason, gone.reason)),
        )
        for gone, unit, ore, at, giver in rows
    ]  # fmt: skip


def read_purchases(db: Session, stretch: Stretch) -> list[Finding]:
    """What these workplaces bought new of a kind that stood in the shop all that day; one statement."""
    return list(_bought_new(db, stretch))


def _bought_new(db: Session, stretch: Stretch) -> Iterator[Finding]:
    for bought, category, place in purchases_of(db, stretch.ids, stretch.told_from, stretch.last):
        if bought.was_in_stock:
            yield Finding(
                kind=Kind.BOUGHT_NEW, key=f"{Kind.BOUGHT_NEW}:{bought.id}", ref=bought.voucher, url="/purchases",
                title=category.name, at=place.id, place=place.name,
                on=bought.bought_on, quantity=bought.quantity, ore=bought.amount_ore, why=_had(bought),
            )  # fmt: skip


def _had(bought: NewPurchase) -> Text:
    return _("The shop had %(count)s of that kind that day.", count=bought.on_offer_then)
