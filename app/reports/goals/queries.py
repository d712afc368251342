"""Goals and campaigns, read for a viewer, with the figures they are held against."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.permissions import Permission
from app.accounts.viewer import Viewer
from app.catalogue.models import Category
from app.core.clock import today
from app.core.errors import NotFound
from app.impact.models import Span
from app.impact.sums import ANY_KIND, EVERY, SUM
from app.purchases.queries import Bought, bought
from app.reports.goals.models import Campaign, Goal, GoalKind
from app.reports.goals.standing import Counted, Standing
from app.reports.overview import Asked
from app.reports.periods import PeriodKind
from app.reports.places import Places, places_of

_NEEDS_PURCHASES: Final = frozenset({GoalKind.SHARE, GoalKind.FEWER_NEW})
_OF_YEAR: Final = sa.select(SUM.c.institution_id, SUM.c.category_key, SUM.c.things, SUM.c.net_ore).where(
    SUM.c.municipality_id == sa.bindparam("municipality_id"),
    SUM.c.span == Span.YEAR,
    SUM.c.starts_on == sa.bindparam("year", type_=sa.Date),
    SUM.c.giver_id == EVERY,
    SUM.c.category_key.in_(sa.bindparam("keys", expanding=True)),
    SUM.c.institution_id.in_(sa.bindparam("institutions", expanding=True)),
)
_Purchases = Mapping[tuple[UUID, str], Bought]


def seen(viewer: Viewer, db: Session) -> Places:
    """The workplaces whose goals and campaigns the viewer may see."""
    return places_of(db, viewer.municipality_id, viewer.scope(Permission.SEE_REPORTS))


def may_set(viewer: Viewer, places: Places, institution_id: UUID | None) -> bool:
    """Whether the viewer sets goals for this workplace (None: the whole municipality)."""
    scope = viewer.scope(Permission.SET_GOALS)
    if institution_id is None:
        return scope.everywhere
    return any(place.id == institution_id and scope.covers(place.path) for place in places.every)


def _is_visible(places: Places, institution_id: UUID | None) -> bool:
    if institution_id is None:
        return places.scope.everywhere
    return any(place.id == institution_id for place in places.visible)


def standings(db: Session, places: Places, year: int) -> list[Standing]:
    """Every goal of the year that may be seen, as it stands: the municipality's first, then along the tree."""
    goals = db.exec(select(Goal).where(Goal.year == year, col(Goal.withdrawn_at).is_(None))).all()
    order = {place.id: number for number, place in enumerate(places.every)}
    visible = [goal for goal in goals if _is_visible(places, goal.institution_id)]
    visible.sort(key=lambda goal: (order.get(goal.institution_id, -1) if goal.institution_id else -1, goal.id))
    return _stand(db, places, visible, year)


def goals_of(db: Session, asked: Asked) -> list[Standing]:
    """The goals of the very place and year a report is about, as they stand."""
    tops = asked.places.tops
    place = asked.place or (tops[0] if len(tops) == 1 else None)
    if asked.own or not (place or asked.is_of_all):
        return []
    year = asked.today.year if asked.period.kind is PeriodKind.ALL else asked.period.first.year
    here = Goal.institution_id == (None if asked.is_of_all or place is None else place.id)
    goals = db.exec(select(Goal).where(Goal.year == year, col(Goal.withdrawn_at).is_(None), here)).all()
    return _stand(db, asked.places, sorted(goals, key=lambda goal: goal.id), year)


def get_goal(db: Session, goal_id: UUID, *, viewer: Viewer, places: Places) -> Goal:
    """A standing goal the viewer may change."""
    goal = db.exec(select(Goal).where(Goal.id == goal_id, col(Goal.withdrawn_at).is_(None))).one_or_none()
    if goal is None or not may_set(viewer, places, goal.institution_id):
        raise NotFound
    return goal


def standing_of(db: Session, places: Places, goal: Goal) -> Standing:
    """One goal as it stands."""
    return _stand(db, places, [goal], goal.year)[0]


def years_with_goals(db: Session) -> list[int]:
    """The years somebody has set a goal for, and this one; newest first."""
    years = db.exec(select(Goal.year).where(col(Goal.withdrawn_at).is_(None)).distinct()).all()
    return sorted({*years, today().year}, reverse=True)


def _stand(db: Session, places: Places, goals: Sequence[Goal], year: int) -> list[Standing]:
    if not goals:
        return []
    sums = _sums_of_year(db, goals, places, year)
    kinds = {goal.kind for goal in goals}
    new = _purchases(db, year) if kinds & _NEEDS_PURCHASES else {}
    before = _purchases(db, year - 1) if GoalKind.FEWER_NEW in kinds else {}
    found = []
    for goal in goals:
        ids = _ids(places, goal)
        things, net_ore = _reused(sums, ids, goal.category_key)
        counted = Counted(things, net_ore, _new(new, ids, goal), _new(before, ids, goal))
        found.append(Standing(goal, counted, today()))
    return found


def _ids(places: Places, goal: Goal) -> frozenset[UUID] | None:
    place = next((each for each in places.every if each.id == goal.institution_id), None)
    return frozenset(each.id for each in places.below(place)) if place else None


def _sums_of_year(db: Session, goals: Sequence[Goal], places: Places, year: int) -> Mapping[Any, tuple[int, int]]:
    wanted = {each for goal in goals for each in (_ids(places, goal) or {EVERY})}
    asked = {
        "municipality_id": goals[0].municipality_id, "year": date(year, 1, 1),
        "keys": sorted({goal.category_key or ANY_KIND for goal in goals}), "institutions": sorted(wanted),
    }  # fmt: skip
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in db.execute(_OF_YEAR, asked)}


def _reused(sums: Mapping[Any, tuple[int, int]], ids: Collection[UUID] | None, key: str) -> tuple[int, int]:
    found = [sums.get((each, key or ANY_KIND), (0, 0)) for each in (ids or [EVERY])]
    return sum(things for things, _ore in found), sum(ore for _things, ore in found)


def _purchases(db: Session, year: int) -> _Purchases:
    return bought(db, date(year, 1, 1), date(year, 12, 31))


def _new(purchases: _Purchases, ids: Collection[UUID] | None, goal: Goal) -> int:
    return sum(
        each.things
        for (place, key), each in purchases.items()
        if (ids is None or place in ids) and goal.category_key in ("", key)
    )


def campaigns_seen(db: Session, places: Places) -> list[Campaign]:
    """Every campaign that may be seen, newest first."""
    found = db.exec(
        select(Campaign).where(col(Campaign.withdrawn_at).is_(None)).order_by(col(Campaign.first_on).desc())
    )
    return [each for each in found if _is_visible(places, each.institution_id)]


def get_campaign(db: Session, campaign_id: UUID, *, places: Places) -> Campaign:
    """One campaign that may be seen."""
    found = next((each for each in campaigns_seen(db, places) if each.id == campaign_id), None)
    if found is None:
        raise NotFound
    return found


def category_names(db: Session) -> dict[str, str]:
    """What the municipality calls its kinds of things, by their keys."""
    return {each.key: each.name for each in db.exec(select(Category)).all()}
