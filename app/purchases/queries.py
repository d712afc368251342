"""New purchases, read: one by one for those who answer for them, and summed by kind for the reports."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Institution
from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Category
from app.core.errors import NotFound
from app.purchases.models import NewPurchase

SHOWN = 200


class Bought(NamedTuple):
    """What was bought new of one kind: things, and øre without VAT."""

    things: int = 0
    amount_ore: int = 0


def purchases_of(
    db: Session, institutions: Collection[UUID] | None, first: date, last: date
) -> list[tuple[NewPurchase, Category, Institution]]:
    """What these workplaces (None: all) bought new on these days, both ends included, newest first.

    `NewPurchase.was_in_stock` says whether the kind stood in the shop then. What was taken back is not there.
    """
    found = _named().where(col(NewPurchase.bought_on).between(first, last))
    if institutions is not None:
        found = found.where(col(NewPurchase.institution_id).in_(institutions))
    return list(db.exec(found).all())


def bought(db: Session, first: date, last: date) -> Mapping[tuple[UUID, str], Bought]:
    """The same summed by workplace and the category's key, of all workplaces."""
    sums = (
        select(
            NewPurchase.institution_id, Category.key, sa.func.sum(col(NewPurchase.quantity)),
            sa.func.sum(col(NewPurchase.amount_ore)),
        )
        .join(Category, col(Category.id) == NewPurchase.category_id)
        .where(col(NewPurchase.taken_back_at).is_(None), col(NewPurchase.bought_on).between(first, last))
        .group_by(col(NewPurchase.institution_id), col(Category.key))
    )  # fmt: skip
    return {(place, key): Bought(int(things), int(ore)) for place, key, things, ore in db.exec(sums)}


def purchases_registered_by(db: Session, viewer: Viewer) -> list[tuple[NewPurchase, Category, Institution]]:
    """The newest purchases of the workplaces the viewer registers purchases for."""
    theirs = viewer.scope(Permission.REGISTER_PURCHASES).where(col(Institution.path))
    return list(db.exec(_named().where(theirs).limit(SHOWN)).all())


def get_purchase(db: Session, purchase_id: UUID, *, viewer: Viewer) -> NewPurchase:
    """One of those, as long as it is not taken back."""
    theirs = viewer.scope(Permission.REGISTER_PURCHASES).where(col(Institution.path))
    query = select(NewPurchase).join(Institution, col(Institution.id) == NewPurchase.institution_id)
    standing = col(NewPurchase.taken_back_at).is_(None)
    found = db.exec(query.where(theirs, standing, NewPurchase.id == purchase_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def places_to_register(db: Session, viewer: Viewer) -> list[Institution]:
    """The workplaces the viewer registers purchases for, by name."""
    theirs = viewer.scope(Permission.REGISTER_PURCHASES).where(col(Institution.path))
    query = select(Institution).where(theirs, col(Institution.closed_at).is_(None))
    return list(db.exec(query.order_by(col(Institution.name))).all())


def _named() -> Any:
    return (
        select(NewPurchase, Category, Institution)
        .join(Category, col(Category.id) == NewPurchase.category_id)
        .join(Institution, col(Institution.id) == NewPurchase.institution_id)
        .where(col(NewPurchase.taken_back_at).is_(None))
        .order_by(col(NewPurchase.bought_on).desc(), col(NewPurchase.id).desc())
    )
