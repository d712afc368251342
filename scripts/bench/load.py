"""Fill a municipality with so many units, quickly and the same every time."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from app.accounts.actions import add_institution, add_person, found_municipality, give_role, open_account
from app.accounts.models import Role
from app.accounts.sessions import begin_session
from app.catalogue.models import Category, Colour, Item, ItemPhoto, SearchTerm, Unit
from app.catalogue.search.analyse import index_terms
from app.catalogue.stages import Stage
from app.catalogue.starter import load_categories
from app.core.clock import now
from app.core.db import uuid7
from app.impact.actions import HandedOver, entry_of, freeze_hand_over
from app.impact.lines import compute
from app.impact.models import EntryKind, ImpactEntry
from app.impact.sums import rebuild_sums
from app.media.models import Photo, PhotoState

ALIKE = (1, 1, 2, 4, 6, 8, 16)
BATCH = 5_000
VARIANTS = 40


@dataclass(frozen=True)
class Loaded:
    """Where a benchmark finds what it asks for."""

    municipality_id: UUID
    session_token: str
    item_ids: list[UUID]
    account_id: UUID
    institution_id: UUID


def _people(db: Session) -> tuple[UUID, str, UUID, UUID]:
    municipality = found_municipality(db, slug="bench", name="Egekøbing", approval_rule="never")
    load_categories(db, municipality)
    home = add_institution(db, municipality.id, number="1", name="Rådhuset", address="Torvet 1")
    account = open_account(db, home, number="4410-32", name="Drift")
    person = add_person(db, municipality.id, email="bench@example.org", name="Demo Person", institution=home)
    for role in (Role.EMPLOYEE, Role.LEADER):
        give_role(db, person, role)
    return municipality.id, begin_session(db, person), account.id, home.id


def _titles(categories: list[Category], chance: random.Random) -> list[tuple[Category, str, dict[str, int]]]:
    words = ("sort", "blå", "grå", "hvid", "eg", "birk", "med armlæn", "med hjul", "lille", "stor")
    made = []
    for n in range(VARIANTS * len(categories)):
        category = categories[n % len(categories)]
        title = f"{category.name_da}, {chance.choice(words)}"
        made.append((category, title, index_terms(title, "")))
    return made


class Batches:
    """Rows per table, written in batches."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.rows: dict[Any, list[dict[str, Any]]] = {}

    def add(self, table: Any, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)
        if sum(len(rows) for rows in self.rows.values()) >= BATCH * 4:
            self.write()

    def write(self) -> None:
        for table in (Photo, Item, ItemPhoto, Unit, SearchTerm, ImpactEntry):
            if rows := self.rows.pop(table, []):
                self.db.connection().execute(sa.insert(table), rows)


def table_row(row: Any) -> dict[str, Any]:
    """The row as Core inserts it."""
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def load(engine: Engine, units: int) -> Loaded:
    """Fill an empty database with this many units on offer, and as many booked hand-overs."""
    chance = random.Random(2021)
    with Session(engine, expire_on_commit=False) as db:
        municipality_id, token, account_id, home_id = _people(db)
        categories = list(db.exec(select(Category).where(~col(Category.is_data_bearing))).all())
        titles, batches, items, made, start = _titles(categories, chance), Batches(db), [], 0, now()
        while made < units:
            category, title, terms = chance.choice(titles)
            alike = min(chance.choice(ALIKE), units - made)
            item = Item(
                municipality_id=municipality_id, category_id=category.id, title=title, on_offer=alike,
                condition=chance.randint(2, 4), faults="Små ridser", colour=chance.choice(list(Colour)),
                width_mm=chance.randint(300, 2000), depth_mm=600, height_mm=900, price_ore=category.price_ore,
                new_price_ore=category.new_price_ore, published_at=start - timedelta(minutes=made),
            )  # fmt: skip
            photo = Photo(
                municipality_id=municipality_id,
                upload_key=str(item.id),
                state=PhotoState.READY,
                width=1600,
                height=1200,
            )
            batches.add(Photo, **table_row(photo))
            batches.add(Item, **table_row(item))
            batches.add(
                ItemPhoto, id=uuid7(), municipality_id=municipality_id, item_id=item.id, photo_id=photo.id, position=0,
                view="", shows_fault=False,
            )  # fmt: skip
            for term, weight in terms.items():
                batches.add(SearchTerm, municipality_id=municipality_id, term=term[:60], item_id=item.id, weight=weight)
            for n in range(alike):
                unit = Unit(
                    municipality_id=municipality_id, category_id=category.id, item_id=item.id, stage=Stage.ON_OFFER,
                    number=f"Z{made + n:07d}", title=title,
                )  # fmt: skip
                batches.add(Unit, **table_row(unit))
                if n == 0:
                    _book(batches, unit, category, home_id, start - timedelta(days=chance.randint(0, 1800)), alike)
            items.append(item.id)
            made += alike
        batches.write()
        rebuild_sums(db, municipality_id)
        db.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")
    return Loaded(municipality_id, token, items, account_id, home_id)


def _book(batches: Batches, unit: Unit, category: Category, home_id: UUID, at: Any, count: int) -> None:
    handed = HandedOver(
        unit=unit, category=category, institution_id=home_id, order_number="B-2026-00001", reservation_id=None,
        answer="NEW", price_ore=category.price_ore, new_price_ore=category.new_price_ore, minutes=30,
        labour_ore_per_hour=25_000, transport_g=900,
    )  # fmt: skip
    about = {
        "municipality_id": unit.municipality_id, "unit_id": unit.id, "unit_number": unit.number,
        "unit_title": unit.title, "category_key": category.key, "institution_id": home_id, "order_number": "B-1",
    }  # fmt: skip
    line = compute(freeze_hand_over(handed))
    for n in range(count):
        entry = entry_of(line, EntryKind.HAND_OVER, about, key=f"{unit.id}:{n}", at=at)
        batches.add(ImpactEntry, **table_row(entry))
