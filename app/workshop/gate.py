"""No device with data on it goes on unless its data was erased (R18)."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.catalogue.actions import offer_gates
from app.catalogue.models import Category, Item, Unit
from app.core.errors import DomainError
from app.core.i18n import _
from app.workshop.erasure.models import ErasureRecord


class NotErased(DomainError):
    message = _("%(numbers)s cannot go on: its data is not erased. Record the erasure first.")


def _last_result() -> sa.ScalarSelect[bool]:
    """Whether the newest erasure of this circulation passed, and was of the serial number the unit has now."""
    passed_as_it_is = sa.and_(
        col(ErasureRecord.has_passed), col(ErasureRecord.serial_number) == col(Unit.serial_number)
    )
    return (
        sa.select(passed_as_it_is)
        .where(col(ErasureRecord.unit_id) == col(Unit.id), col(ErasureRecord.circulation) == col(Unit.circulation))
        .order_by(col(ErasureRecord.performed_at).desc(), col(ErasureRecord.id).desc())
        .limit(1)
        .correlate(Unit)
        .scalar_subquery()
    )


def is_erased() -> sa.ColumnElement[bool]:
    """SQL: the unit's own serial number was erased, and passed, since it was last received."""
    return sa.and_(col(Unit.serial_number) != "", sa.func.coalesce(_last_result(), sa.false()))


def refuse_unerased(db: Session, units: Sequence[Unit]) -> None:
    """Raise `NotErased` unless every data-bearing one of these units has a passed erasure of its serial number.

    A unit counts as data-bearing by its own category or by that of the item it is sold as.
    """
    db.flush()
    sold_as = aliased(Category)
    unerased = db.exec(
        select(Unit.number)
        .join(Category, col(Category.id) == Unit.category_id)
        .outerjoin(Item, col(Item.id) == Unit.item_id)
        .outerjoin(sold_as, col(sold_as.id) == Item.category_id)
        .where(
            col(Unit.id).in_([unit.id for unit in units]),
            sa.or_(col(Category.is_data_bearing), col(sold_as.is_data_bearing)),
            sa.not_(is_erased()),
        )
        .order_by(col(Unit.number))
    ).all()
    if unerased:
        raise NotErased(numbers=", ".join(unerased))


def hang_in_gate() -> None:
    """Let every unit on its way out pass `refuse_unerased`; doing it again changes nothing."""
    if refuse_unerased not in offer_gates:
        offer_gates.append(refuse_unerased)


hang_in_gate()
