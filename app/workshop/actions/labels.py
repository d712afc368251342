"""Pre-printed labels: make them, stick them on a thing, move one to another thing."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.numbers import label_number, take_numbers
from app.accounts.viewer import Viewer
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.core.errors import DomainError
from app.core.i18n import _
from app.history import record
from app.workshop.labels.models import LabelCode

HAS_LEFT = (Stage.RECYCLED, Stage.SOLD_OFF)


class LabelTaken(DomainError):
    message = _("%(code)s is already on %(number)s.")


class UnitHasLeft(DomainError):
    status = 422
    message = _("%(number)s has left us, so it needs no label.")


def make_labels(db: Session, count: int, *, by: Viewer) -> list[LabelCode]:
    """So many labels without a thing, with codes that no label had before."""
    first = take_numbers(db, by.municipality_id, "label", count)
    made = [LabelCode(municipality_id=by.municipality_id, code=label_number(first + n)) for n in range(count)]
    db.add_all(made)
    db.flush()
    record(db, "labels_made", made[0], by=by, after={"first": made[0].code, "last": made[-1].code, "count": count})
    return made


def bind_label(db: Session, label: LabelCode, unit: Unit, *, by: Viewer) -> None:
    """The label is now on this unit. `LabelTaken` where it is on another; sticking it on twice is sticking it once."""
    if label.unit_id == unit.id:
        return
    if label.unit_id is not None:
        raise _taken(db, label)
    _put(db, label, unit, by=by)


def move_label(db: Session, label: LabelCode, unit: Unit, *, by: Viewer) -> None:
    """It was stuck on the wrong thing: take it off that one, in its history too, and put it on this one."""
    if label.unit_id == unit.id:
        return
    before = db.exec(select(Unit).where(Unit.id == label.unit_id)).one_or_none()
    _put(db, label, unit, by=by)
    if before is not None:
        record(db, "label_taken_off", before, by=by, before={"label": label.code}, after={"unit": unit.number})


def _put(db: Session, label: LabelCode, unit: Unit, *, by: Viewer) -> None:
    """Tie them, unless somebody else was faster."""
    if unit.stage in HAS_LEFT:
        raise UnitHasLeft(number=unit.number)
    tied = db.execute(
        sa.update(LabelCode)
        .where(col(LabelCode.id) == label.id, col(LabelCode.unit_id).is_not_distinct_from(label.unit_id))
        .values(unit_id=unit.id, bound_at=now())
        .execution_options(synchronize_session=False)
    )
    if tied.rowcount != 1:  # type: ignore[attr-defined]
        raise _taken(db, label)
    db.refresh(label)
    record(db, "label_bound", unit, by=by, after={"label": label.code})


def _taken(db: Session, label: LabelCode) -> LabelTaken:
    there = select(Unit.number).join(LabelCode, col(LabelCode.unit_id) == col(Unit.id))
    number = db.exec(there.where(LabelCode.id == label.id)).one_or_none()
    return LabelTaken(code=label.code, number=number or "?")
