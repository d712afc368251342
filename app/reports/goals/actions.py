"""Set goals and plan campaigns; what was decided before stays in history."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.core.clock import now, today
from app.core.errors import DomainError, NotFound
from app.core.i18n import _
from app.history import record
from app.reports.goals.models import Campaign, Goal, GoalKind


class GoalStandsAlready(DomainError):
    message = _("There is a goal for this already. Change that one instead.")


class YearIsOver(DomainError):
    message = _("%(year)s is over. Its goals stand as they were.")


def set_goal(
    db: Session, kind: GoalKind, *, year: int, target: int, institution_id: UUID | None, category_key: str, by: Viewer
) -> Goal:
    """Set a goal; the target in the unit of its kind. `GoalStandsAlready` where there is one, `YearIsOver`."""
    _refuse_past(year)
    goal = Goal(
        municipality_id=by.municipality_id, year=year, kind=kind, institution_id=institution_id, target=target,
        category_key=category_key, subject=f"{institution_id or '-'} {category_key}", set_by_id=by.person_id,
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(goal)
    except IntegrityError as clash:
        raise GoalStandsAlready from clash
    facts = {"kind": kind, "year": year, "target": target, "institution": institution_id, "category": category_key}
    record(db, "goal_set", goal, by=by, after=facts)
    return goal


def change_goal(db: Session, goal: Goal, target: int, *, by: Viewer) -> None:
    """Aim at another target; a goal whose year is over stands as it was (`YearIsOver`)."""
    _hold(db, goal)
    _refuse_past(goal.year)
    if goal.target == target:
        return
    before, goal.target = goal.target, target
    db.add(goal)
    db.flush()
    record(db, "goal_changed", goal, by=by, before={"target": before}, after={"target": target})


def withdraw_goal(db: Session, goal: Goal, *, by: Viewer) -> None:
    """It is no goal any more; history keeps it. `YearIsOver` as for a change."""
    _hold(db, goal)
    _refuse_past(goal.year)
    goal.withdrawn_at = now()
    db.add(goal)
    db.flush()
    record(db, "goal_withdrawn", goal, by=by, before={"kind": goal.kind, "year": goal.year, "target": goal.target})


def _hold(db: Session, row: Goal | Campaign) -> None:
    """Nobody else changes it until this transaction ends; `NotFound` where somebody has just withdrawn it."""
    db.refresh(row, with_for_update=True)
    if row.withdrawn_at is not None:
        raise NotFound


def _refuse_past(year: int) -> None:
    if year < today().year:
        raise YearIsOver(year=year)


def plan_campaign(
    db: Session, *, name: str, first_on: date, last_on: date, institution_id: UUID | None, keys: Sequence[str],
    by: Viewer,
) -> Campaign:  # fmt: skip
    """Plan a campaign for these days, both included; without keys of categories it is about every kind of thing."""
    campaign = Campaign(
        municipality_id=by.municipality_id, name=name, first_on=first_on, last_on=last_on,
        institution_id=institution_id, category_keys=" ".join(keys), set_by_id=by.person_id,
    )  # fmt: skip
    db.add(campaign)
    db.flush()
    record(db, "campaign_planned", campaign, by=by, after=_facts(campaign))
    return campaign


def change_campaign(
    db: Session, campaign: Campaign, *, name: str, first_on: date, last_on: date, keys: Sequence[str], by: Viewer
) -> None:
    """Other days, name or kinds of things; the comparison follows, and history keeps what it was."""
    _hold(db, campaign)
    before = _facts(campaign)
    campaign.name, campaign.first_on, campaign.last_on = name, first_on, last_on
    campaign.category_keys = " ".join(keys)
    after = _facts(campaign)
    changed = [fact for fact in after if after[fact] != before[fact]]
    if not changed:
        return
    db.add(campaign)
    db.flush()
    record(
        db, "campaign_changed", campaign, by=by, before={fact: before[fact] for fact in changed},
        after={fact: after[fact] for fact in changed},
    )  # fmt: skip


def withdraw_campaign(db: Session, campaign: Campaign, *, by: Viewer) -> None:
    """It is shown no more; history keeps it."""
    _hold(db, campaign)
    campaign.withdrawn_at = now()
    db.add(campaign)
    db.flush()
    record(db, "campaign_withdrawn", campaign, by=by, before=_facts(campaign))


def _facts(campaign: Campaign) -> dict[str, Any]:
    return {
        "name": campaign.name, "first_on": campaign.first_on, "last_on": campaign.last_on,
        "institution": campaign.institution_id, "categories": campaign.category_keys,
    }  # fmt: skip
