"""Where in the demo the labels and the sets are."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.catalogue.models import Unit, UnitSet
from app.workshop.labels.models import LabelCode


def _label(*, bound: bool) -> Callable[[Session, Person], dict[str, Any]]:
    def find(db: Session, _person: Person) -> dict[str, Any]:
        on = col(LabelCode.unit_id)
        wanted = select(LabelCode.code).where(on.is_not(None) if bound else on.is_(None))
        return {"code": db.exec(wanted.order_by(LabelCode.code)).all()[0]}

    return find


def _printed(kind: str) -> Callable[[Session, Person], dict[str, Any]]:
    def find(db: Session, _person: Person) -> dict[str, Any]:
        codes = db.exec(select(LabelCode.code).order_by(LabelCode.code).limit(9)).all()
        return {"?codes": ",".join(codes), "?format": kind}

    return find


def _set(db: Session, _person: Person) -> dict[str, Any]:
    return {"number": db.exec(select(UnitSet.number).order_by(UnitSet.number)).all()[0]}


def _unit_of_set(db: Session, _person: Person) -> dict[str, Any]:
    in_sets = select(Unit.number).where(col(Unit.set_id).is_not(None))
    return {"number": db.exec(in_sets.order_by(Unit.number)).all()[0]}


LABELS: dict[str, Callable[[Session, Person], dict[str, Any]]] = {
    "labels_small": _printed("a4-65"), "labels_roll": _printed("roll-29"), "blank_label": _label(bound=False),
    "bound_label": _label(bound=True), "set": _set, "unit_of_set": _unit_of_set,
}  # fmt: skip
