"""Do one thing to many units at once: say beforehand with which it can be done, then do it with all of them or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Category, ShopGroup, StoragePlace, Unit
from app.catalogue.stages import IN_THE_HOUSE, Stage, may_move
from app.core.errors import DomainError
from app.core.i18n import Text, _
from app.workshop.actions.jobs import start_job
from app.workshop.actions.put_away import put_units, see_units
from app.workshop.actions.receive import receive_again
from app.workshop.actions.scrap import Disposal, ReasonMissing, ScrapReason, scrap_unit
from app.workshop.leaving.models import Fraction
from app.workshop.leaving.queries import out_for_repair
from app.workshop.models import Job


class Act(StrEnum):
    PLACE = "place"
    START = "start"
    RETURN = "return"
    RECYCLE = "recycle"


class SomeCannot(DomainError):
    message = _("%(numbers)s cannot be part of this any more. Nothing was done. Look again.")


NEEDED: Mapping[Act, Permission] = {
    Act.PLACE: Permission.WORK_ON_UNITS,
    Act.START: Permission.WORK_ON_UNITS,
    Act.RETURN: Permission.RECEIVE_UNITS,
    Act.RECYCLE: Permission.SCRAP_UNITS,
}
# What has wires has a waste code and perhaps batteries, which are told of each thing by itself.
ELECTRIC = (ShopGroup.IT, ShopGroup.LAMPS)
Reason = Text | None


@dataclass(frozen=True)
class Recycling:
    """Why many things leave together, what they go as, and what they weigh in all."""

    reason: ScrapReason | None
    fraction: Fraction
    grams: int
    note: str = ""

    def share(self, place: int, count: int) -> Disposal:
        """The share of the thing at this place among so many, so that the shares make the whole."""
        each, rest = divmod(self.grams, count)
        return Disposal(grams={self.fraction: each + (place < rest)})


@dataclass(frozen=True)
class Chance:
    """With which things an act can be done, and why not with the others."""

    act: Act
    can: list[Unit] = field(default_factory=list)
    cannot: list[tuple[Unit, Text]] = field(default_factory=list)


def chances(db: Session, units: Sequence[Unit], *, by: Viewer) -> list[Chance]:
    """Every act this person may do, with the units it can be done with."""
    reasons = _reasons(db, units, by)
    return [_chance(act, units, reasons[act]) for act in Act if by.may(NEEDED[act])]


def chance_of(db: Session, act: Act, units: Sequence[Unit], *, by: Viewer) -> Chance:
    """With which of these units the act can be done now."""
    return _chance(act, units, _reasons(db, units, by)[act])


def _reasons(db: Session, units: Sequence[Unit], by: Viewer) -> Mapping[Act, Callable[[Unit], Reason]]:
    """Of each act, why it cannot be done with one of these units."""
    busy, away, electric = _with_live_job(db, units), out_for_repair(db, [u.id for u in units]), _electric(db, units)
    return {
        Act.PLACE: _no_place,
        Act.START: lambda unit: _no_start(unit, busy, by),
        Act.RETURN: _no_return,
        Act.RECYCLE: lambda unit: _no_recycling(unit, away=unit.id in away, electric=unit.category_id in electric),
    }


def _chance(act: Act, units: Sequence[Unit], reason_of: Callable[[Unit], Reason]) -> Chance:
    made = Chance(act)
    for unit in units:
        reason = reason_of(unit)
        if reason is None:
            made.can.append(unit)
        else:
            made.cannot.append((unit, reason))
    return made


def _with_live_job(db: Session, units: Sequence[Unit]) -> set[UUID]:
    live = select(Job.unit_id).where(col(Job.unit_id).in_([unit.id for unit in units]), col(Job.ended_at).is_(None))
    return set(db.exec(live).all())


def _electric(db: Session, units: Sequence[Unit]) -> set[UUID]:
    wired = sa.or_(col(Category.is_data_bearing), col(Category.shop_group).in_(ELECTRIC))
    ids = {unit.category_id for unit in units}
    return set(db.exec(select(Category.id).where(col(Category.id).in_(ids), wired)).all())


def _gone(unit: Unit) -> Reason:
    gone = {
        Stage.HANDED_OVER: _("It is in use somewhere"),
        Stage.RECYCLED: _("It went to recycling"),
        Stage.SOLD_OFF: _("It was sold off"),
    }
    return gone.get(unit.stage)


def _no_place(unit: Unit) -> Reason:
    return None if unit.stage in IN_THE_HOUSE else _gone(unit)


def _no_start(unit: Unit, busy: set[UUID], by: Viewer) -> Reason:
    if unit.id in busy:
        return _("Somebody works on it already")
    if unit.stage is Stage.ON_OFFER and not by.may(Permission.PUBLISH_ITEMS):
        return _("It is in the shop. Only the lead takes it back.")
    if unit.stage is Stage.IN_WORKSHOP or may_move(unit.stage, Stage.IN_WORKSHOP):
        return None
    return _("Somebody has ordered it") if unit.stage is Stage.RESERVED else _gone(unit)


def _no_return(unit: Unit) -> Reason:
    return None if unit.stage is Stage.HANDED_OVER else _gone(unit) or _("It is here already")


def _no_recycling(unit: Unit, *, away: bool, electric: bool) -> Reason:
    if may_move(unit.stage, Stage.RECYCLED):
        if away:
            return _("It is out for repair")
        return _("It has wires or data. Do it on its own page.") if electric else None
    return _("Somebody has ordered it") if unit.stage is Stage.RESERVED else _gone(unit)


def act_on_many(
    db: Session, act: Act, units: Sequence[Unit], *, by: Viewer, place: StoragePlace | None = None,
    recycling: Recycling | None = None,
) -> None:  # fmt: skip
    """Do it with all these units, each as it is done with one alone. `SomeCannot` and nothing done where one cannot."""
    if refused := chance_of(db, act, units, by=by).cannot:
        raise SomeCannot(numbers=", ".join(unit.number for unit, _why in refused))
    if act is Act.PLACE and place is not None:
        put_units(db, units, place, by=by)
    if act is Act.RECYCLE and recycling is None:
        raise ReasonMissing
    for place_in_line, unit in enumerate(units):
        if act is Act.START:
            start_job(db, unit, by=by)
        elif act is Act.RETURN:
            receive_again(db, unit, by=by)
        elif act is Act.RECYCLE and recycling is not None:
            share = recycling.share(place_in_line, len(units))
            scrap_unit(db, unit, reason=recycling.reason, note=recycling.note, by=by, disposal=share)
    see_units(db, units, by=by)
