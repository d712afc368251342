"""Pre-printed labels, read by their code."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.numbers import LABEL_LETTER
from app.catalogue.models import Unit
from app.core.errors import NotFound
from app.workshop.labels.models import LabelCode


def is_label_code(number: str) -> bool:
    """Whether this is the code of a pre-printed label, and no unit's number."""
    return number.startswith(LABEL_LETTER)


def find_label(db: Session, code: str | None) -> LabelCode | None:
    """The pre-printed label with this code, or None."""
    return db.exec(select(LabelCode).where(LabelCode.code == code)).one_or_none() if code else None


def get_label(db: Session, code: str | None) -> LabelCode:
    """The pre-printed label with this code."""
    found = find_label(db, code)
    if found is None:
        raise NotFound
    return found


def labels_of(db: Session, unit: Unit) -> Sequence[LabelCode]:
    """The pre-printed labels that are on the unit."""
    return db.exec(select(LabelCode).where(LabelCode.unit_id == unit.id).order_by(col(LabelCode.code))).all()


def labels_listed(db: Session, codes: Sequence[str]) -> Sequence[LabelCode]:
    """The pre-printed labels with these codes, in their order; those never made are left out."""
    return db.exec(select(LabelCode).where(col(LabelCode.code).in_(codes)).order_by(col(LabelCode.code))).all()


def has_number(numbers: Sequence[str]) -> Any:
    """The unit bears one of these numbers, or a pre-printed label with one of these codes."""
    codes = [each for each in numbers if is_label_code(each)]
    if not codes:
        return col(Unit.number).in_(numbers)
    bound = sa.select(col(LabelCode.unit_id)).where(col(LabelCode.code).in_(codes), col(LabelCode.unit_id).is_not(None))
    return sa.or_(col(Unit.number).in_(numbers), col(Unit.id).in_(bound))
