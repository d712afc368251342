"""One unit: its passport, its corrections, and a thing that comes back."""

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts.guard import SignedIn, allow
from app.accounts.permissions import Permission
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.db import Db
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.pages import page, see_other
from app.history import events_of
from app.history.models import Event
from app.workshop import words
from app.workshop.actions import receive_again, start_job
from app.workshop.leaving import words as leaving_words
from app.workshop.numbers import read_unit_number
from app.workshop.passport import works_of
from app.workshop.queries import (
    UnitFacts,
    facts_of_unit,
    get_unit,
    items_to_join,
)
from app.workshop.readiness import IN_THE_WORKSHOP
from app.workshop.routes.passport import names_of, passport_of, public_passport_of
from app.workshop.routes.pictures import best_of, photos_by_rank

router = APIRouter()


@router.get("/units/{number}", dependencies=[allow(Permission.SHOP)])
def show_unit(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    unit = get_unit(db, read_unit_number(number))
    if not viewer.may(Permission.WORK_ON_UNITS):
        return _public_page(request, db, unit)
    facts, works, photos = facts_of_unit(db, unit), works_of(db, unit), photos_by_rank(db, unit)
    events = _by_time(events_of(db, [unit, *(work.job for work in works)]))
    # Because only those who may see the history are told who did it.
    names = names_of(db, events, with_people=viewer.scope(Permission.SEE_HISTORY).everywhere)
    return page(
        request, "workshop/unit.html", facts=facts, unit=unit, words=words, story=words.life_story(events), names=names,
        stage=stage_words(facts), picture=best_of(unit, photos), leaving_words=leaving_words,
        may_change=unit.stage in IN_THE_WORKSHOP, joinable=items_to_join(db, unit) if is_passed(facts) else [],
        passport=passport_of(db, facts, works, events, names, photos),
    )  # fmt: skip


def _by_time(events: list[Event]) -> list[Event]:
    """As it happened, also where something was written down later."""
    return sorted(events, key=lambda event: event.at)


def _public_page(request: Request, db: Session, unit: Unit) -> Response:
    facts = facts_of_unit(db, unit)
    return page(
        request, "workshop/unit_public.html", facts=facts, unit=unit, stage=words.STAGE_WORDS[unit.stage],
        passport=public_passport_of(db, facts, _by_time(events_of(db, [unit]))),
    )  # fmt: skip


def is_passed(facts: UnitFacts) -> bool:
    """Whether the unit stands in the workshop and has passed its check."""
    return facts.unit.stage in IN_THE_WORKSHOP and facts.job is not None and facts.job.state == "passed"


def stage_words(facts: UnitFacts) -> words.Option:
    """Where the unit is, in plain words, with an icon."""
    job, stage = facts.job, facts.unit.stage
    if stage in IN_THE_WORKSHOP and job is not None and job.state in words.JOB_WORDS:
        return words.JOB_WORDS[job.state]
    return words.STAGE_WORDS[stage]


@router.post("/units/{number}/job", dependencies=[allow(Permission.WORK_ON_UNITS)])
def post_start(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    unit = get_unit(db, read_unit_number(number))
    if unit.stage is Stage.ON_OFFER and not viewer.may(Permission.PUBLISH_ITEMS):
        raise NotFound
    job = start_job(db, unit, by=viewer)
    return see_other(request, f"/workshop/jobs/{job.id}")


@router.post("/units/{number}/return", dependencies=[allow(Permission.RECEIVE_UNITS)])
def post_came_back(request: Request, number: str, db: Db, viewer: SignedIn) -> Response:
    unit = get_unit(db, read_unit_number(number))
    receive_again(db, unit, by=viewer)
    return see_other(request, f"/units/{unit.number}", notice=_("It is back. It needs a new check."))
