"""Fill a database with the demo."""

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.accounts.models import Municipality
from app.catalogue.models import Item
from app.catalogue.search.index import index_items
from app.core.clock import as_if, today
from app.core.db import session_for, unscoped
from app.demo.bulk.book import Row
from app.demo.bulk.runs import BulkPlayer
from app.demo.calendar import clock_on
from app.demo.gallery import hang_photos, names
from app.demo.neighbours import NEIGHBOURS, build_neighbour
from app.demo.script import Script, play
from app.demo.today.closings import close_earlier_periods
from app.demo.today.drafts import photograph_new_things
from app.demo.today.goals import aim_high
from app.demo.today.labels import fill_labels
from app.demo.today.orders import drive_today, fill_basket, place_orders, plan_runs, send_something_back
from app.demo.today.oversight import oversee
from app.demo.today.places import fill_places
from app.demo.today.social import count_people
from app.demo.today.stage import Stage
from app.demo.today.standing import let_stand
from app.demo.today.stock import fill_stock
from app.demo.today.surplus import report_surplus
from app.demo.today.workshop import fill_workshop
from app.demo.town import SLUG, Town, build_town
from app.demo.writing import write_script
from app.impact.sums import rebuild_sums
from app.impact.versions import keep_first_set
from app.workshop.models import ChecklistStep

FOUNDED_ON = date(2021, 2, 1)
SEED = 20210401


class AlreadyThere(Exception):
    """The demo's municipality is in the database already."""


@dataclass(frozen=True)
class Filled:
    """What was put in."""

    town: Town
    script: Script
    rows: int


def has_municipality(engine: Engine) -> bool:
    """Whether there is any municipality at all."""
    with session_for(engine) as db, unscoped(db):
        return db.exec(select(Municipality.id).limit(1)).first() is not None


def fill_demo(engine: Engine, *, seed: int = SEED, scale: float = 1.0) -> Filled:
    """The whole demo: the municipality with its history until yesterday, what goes on today, and two neighbours.

    The same seed on the same day gives the same figures. `scale` makes history so many times smaller.
    Raises `AlreadyThere`.
    """
    with session_for(engine) as db:
        with unscoped(db):
            if db.exec(select(Municipality.id).where(Municipality.slug == SLUG)).first():
                raise AlreadyThere
        town, photos = _found(db)
        db.commit()
        script = write_script(town, seed=seed, today=today(), scale=scale)
        rows = write_history(db, town, script, photos, seed=seed)
        db.commit()
        act_today(Stage(db, town))
    for neighbour in NEIGHBOURS:
        with session_for(engine) as db:
            build_neighbour(db, neighbour)
    return Filled(town, script, rows)


def act_today(stage: Stage) -> None:
    """What goes on around today, by the ordinary actions."""
    reports = report_surplus(stage)
    fill_workshop(stage)
    photograph_new_things(stage)
    let_stand(stage)
    fill_stock(stage)
    fill_places(stage)
    fill_labels(stage)
    runs = plan_runs(stage)
    place_orders(stage, runs)
    drive_today(stage, runs[0], reports, runs[1])
    send_something_back(stage)
    fill_basket(stage)
    count_people(stage)
    close_earlier_periods(stage)
    aim_high(stage)
    oversee(stage)


def _found(db: Session) -> tuple[Town, dict[str, UUID]]:
    with as_if(clock_on(FOUNDED_ON, 9)):
        town = build_town(db)
        photos = hang_photos(db, names(), by=town.viewer("lise"))
    return town, {name: photo.id for name, photo in photos.items()}


def write_history(db: Session, town: Town, script: Script, photos: dict[str, UUID], *, seed: int) -> int:
    """Act the script out in bulk and make its items findable; the number of rows written."""
    player = BulkPlayer(db, town, Random(f"keys {seed}"), steps=_steps(db), photos=photos)
    play(script, player)
    rows = player.write(db)
    keep_first_set(db, town.municipality.id)
    rebuild_sums(db, town.municipality.id)
    index_items(db, db.exec(select(Item).where(col(Item.published_at).is_not(None)).order_by(col(Item.id))).all())
    return rows


def _steps(db: Session) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for step in db.exec(select(ChecklistStep).order_by(col(ChecklistStep.position))):
        task = {"text_da": step.text_da, "text_en": step.text_en, "icon": step.icon, "photo_id": step.photo_id}
        found.setdefault(step.category_id, []).append(task)
    return found
