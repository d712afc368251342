"""No device with data on it goes on unless the data of every medium in it was erased (R18)."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.catalogue.actions import offer_gates
from app.catalogue.models import Category, Item, Unit
from app.core.errors import DomainError
from app.core.i18n import _
from app.workshop.erasure.models import (
    ErasureCheck,
    ErasureMethod,
    ErasurePolicy,
    ErasureRecord,
    Medium,
    MediumKind,
)

_DESTROYED = col(ErasureRecord.method) == ErasureMethod.DESTROY


class NotErased(DomainError):
    message = _("%(numbers)s cannot go on: its data is not erased. Record the erasure first.")


def _demands(least: ErasureMethod) -> sa.ColumnElement[bool]:
    """SQL: the municipality of the unit demands exactly this; without a policy, that data is purged."""
    policy = sa.select(col(ErasurePolicy.id)).where(col(ErasurePolicy.municipality_id) == col(Unit.municipality_id))
    said = policy.where(col(ErasurePolicy.least) == least).correlate(Unit).exists()
    return sa.or_(said, ~policy.correlate(Unit).exists()) if least is ErasureMethod.PURGE else said


def _is_thorough(policy: ErasurePolicy | None) -> sa.ColumnElement[bool]:
    """SQL: the record's method is at least what is demanded. Nothing to erase counts where nothing is."""

    def demands(least: ErasureMethod) -> sa.ColumnElement[bool]:
        if policy is None:
            return _demands(least)
        return sa.true() if policy.least is least else sa.false()

    method = col(ErasureRecord.method)
    return sa.or_(
        _DESTROYED,
        sa.and_(method == ErasureMethod.PURGE, sa.not_(demands(ErasureMethod.DESTROY))),
        sa.and_(method == ErasureMethod.CLEAR, demands(ErasureMethod.CLEAR)),
        sa.and_(method == ErasureMethod.NOTHING, col(Medium.kind) == MediumKind.NONE),
    )


def _checked(*, is_confirmed: bool) -> sa.ColumnElement[bool]:
    return (
        sa.select(col(ErasureCheck.id))
        .where(col(ErasureCheck.record_id) == col(ErasureRecord.id))
        .where(col(ErasureCheck.is_confirmed).is_(is_confirmed))
        .correlate(ErasureRecord)
        .exists()
    )


def _is_sure(policy: ErasurePolicy | None) -> sa.ColumnElement[bool]:
    """SQL: somebody else verified the record, where that is demanded."""
    if policy is not None:
        return _checked(is_confirmed=True) if policy.needs_second_person else sa.true()
    alone = sa.select(col(ErasurePolicy.id)).where(
        col(ErasurePolicy.municipality_id) == col(Unit.municipality_id),
        col(ErasurePolicy.needs_second_person).is_(False),
    )
    return sa.or_(_checked(is_confirmed=True), alone.correlate(Unit).exists())


def _has_record(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    of_it = col(ErasureRecord.medium_id) == col(Medium.id)
    return sa.select(col(ErasureRecord.id)).where(of_it, *conditions).correlate(Medium, Unit).exists()


def has_failed() -> sa.ColumnElement[bool]:
    """SQL: an erasure of the medium failed, or somebody found its data still there."""
    return _has_record(sa.or_(col(ErasureRecord.has_passed).is_(False), _checked(is_confirmed=False)))


def is_medium_done(policy: ErasurePolicy | None = None) -> sa.ColumnElement[bool]:
    """SQL, beside Unit and Medium: nothing is left to do about this medium.

    It is destroyed for good, or it was erased in this round of the device, as it is and in the device as it is, and
    never failed. `policy`: judged by this one instead of the municipality's own.
    """
    passed = (col(ErasureRecord.has_passed).is_(True), _is_sure(policy))
    erased = _has_record(
        *passed, _is_thorough(policy), col(ErasureRecord.circulation) == col(Unit.circulation),
        col(ErasureRecord.serial_number) == col(Unit.serial_number),
        col(ErasureRecord.medium_serial) == col(Medium.serial_number),
    )  # fmt: skip
    return sa.or_(
        sa.and_(col(Medium.removed_at).is_not(None), _has_record(*passed, _DESTROYED)),
        sa.and_(col(Medium.removed_at).is_(None), sa.not_(has_failed()), erased),
    )


def _has_medium(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    listed = (col(Medium.unit_id) == col(Unit.id), col(Medium.struck_at).is_(None))
    return sa.select(col(Medium.id)).where(*listed, *conditions).correlate(Unit).exists()


def is_erased(policy: ErasurePolicy | None = None) -> sa.ColumnElement[bool]:
    """SQL: the unit's media are listed (or stated to be none), and nothing is left to do about any of them."""
    return sa.and_(
        col(Unit.serial_number) != "", _has_medium(), sa.not_(_has_medium(sa.not_(is_medium_done(policy))))
    )  # fmt: skip


def holds_data() -> sa.ColumnElement[bool]:
    """SQL, beside Unit and its Category: its kind bears data, or there is a medium in it whatever it is called."""
    inside = _has_medium(col(Medium.removed_at).is_(None), col(Medium.kind) != MediumKind.NONE)
    return sa.or_(col(Category.is_data_bearing), inside)


@cache
def _unerased(erased: Callable[[], sa.ColumnElement[bool]]) -> Any:
    """The numbers of those of the units `ids` that bear data and are not erased; built once, as every way out asks."""
    sold_as = aliased(Category)
    return (
        select(Unit.number)
        .join(Category, col(Category.id) == Unit.category_id)
        .outerjoin(Item, col(Item.id) == Unit.item_id)
        .outerjoin(sold_as, col(sold_as.id) == Item.category_id)
        .where(
            col(Unit.id).in_(sa.bindparam("ids", expanding=True)),
            sa.or_(holds_data(), col(sold_as.is_data_bearing)),
            sa.not_(erased()),
        )
        .order_by(col(Unit.number))
    )


def refuse_unerased(db: Session, units: Sequence[Unit]) -> None:
    """Raise `NotErased` unless the data of every one of these units that bears any is erased.

    A unit bears data by its own category, by that of the item it is sold as, or by a medium that is listed in it.
    """
    db.flush()
    unerased = db.exec(_unerased(is_erased), params={"ids": [unit.id for unit in units]}).all()
    if unerased:
        raise NotErased(numbers=", ".join(unerased))


def hang_in_gate() -> None:
    """Let every unit on its way out pass `refuse_unerased`; doing it again changes nothing."""
    if refuse_unerased not in offer_gates:
        offer_gates.append(refuse_unerased)


hang_in_gate()
