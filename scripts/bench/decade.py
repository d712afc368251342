"""Fill a municipality with ten years of its ledger: so many lines, and the things, reports and jobs behind them.

The first `AT_ONCE` lines are made one by one; larger ledgers are those copied inside the database, each copy with keys
of its own, in order of time as a ledger grows. The same every time.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from app.accounts.actions import add_institution, add_person, found_municipality, give_role
from app.accounts.models import Institution, Role
from app.accounts.sessions import begin_session
from app.catalogue.models import Category, Unit
from app.catalogue.stages import Stage
from app.catalogue.starter import load_categories
from app.core.clock import moment_at, today
from app.impact.actions import HandedOver, entry_facts, freeze_hand_over
from app.impact.freeze import returned
from app.impact.lines import ImpactLine, compute
from app.impact.models import EntryKind, ImpactEntry
from app.impact.sums import rebuild_sums
from app.intake.models import ReportState, SurplusReport
from app.workshop.models import Job, JobState
from scripts.bench.load import table_row

AT_ONCE: Final = 10_000
YEARS: Final = 10
CENTRES: Final = 6
PLACES_A_CENTRE: Final = 9
_BACK_EVERY: Final = 20
_A_REPORT: Final = 4
ANSWERS: Final = ("NEW", "USED", "NONE", "UNKNOWN")
_COPIED: Final[tuple[tuple[type[SQLModel], str], ...]] = (
    (SurplusReport, "sent_at"), (Unit, "received_at"), (Job, "started_at"), (ImpactEntry, "booked_on"),
)  # fmt: skip
# Columns that point at a copied row, or at the row itself; and texts that must differ between copies.
_KEYS: Final = ("id", "unit_id", "report_id", "reverses_id")
_TEXTS: Final = ("number", "unit_number", "key")
_PLACES: Final = ("institution_id", "giver_id", "holder_id")
_PLACES_IN_ALL: Final = CENTRES * PLACES_A_CENTRE
RING: Final = sa.Table(
    "ring", sa.MetaData(), sa.Column("place_id", sa.Uuid, primary_key=True),
    sa.Column("step", sa.Integer, primary_key=True), sa.Column("there_id", sa.Uuid), prefixes=["TEMPORARY"],
)  # fmt: skip
_KEPT_OF_A_LINE: Final = (
    "municipality_id", "unit_id", "unit_number", "unit_title", "category_key", "institution_id", "giver_id",
    "order_number",
)  # fmt: skip


@dataclass(frozen=True)
class Decade:
    """Where the benchmark finds its report: whose it is, a centre in it, and a year in the middle."""

    municipality_id: UUID
    session_token: str
    centre_id: UUID
    year: int


def fill_decade(engine: Engine, entries: int) -> Decade:
    """Fill an empty database with this many lines of the ledger, a multiple of `AT_ONCE` or fewer than that."""
    with Session(engine, expire_on_commit=False) as db:
        if engine.dialect.name == "postgresql":
            # Because copying looks up what each row points at, and takes longer than a page may.
            db.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
            db.connection().exec_driver_sql("SET LOCAL statement_timeout = 0")
        made, places, person_id = _town(db)
        categories = list(db.exec(select(Category).where(~col(Category.is_data_bearing))).all())
        first = FirstLines(made.municipality_id, person_id, categories, places)
        first.make(min(entries, AT_ONCE))
        for model, _order in _COPIED:
            db.connection().execute(sa.insert(model), first.rows[model])
        _make_ring(db, places)
        for model, order in _COPIED:
            db.connection().execute(_copies(model, order, engine.dialect.name), {"copies": entries // AT_ONCE})
        rebuild_sums(db, made.municipality_id)
        db.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE")
    return made


def _town(db: Session) -> tuple[Decade, list[Institution], UUID]:
    municipality = found_municipality(db, slug="decade", name="Egekøbing", approval_rule="never")
    load_categories(db, municipality)
    places: list[Institution] = []
    centres = []
    for n in range(CENTRES):
        centre = add_institution(db, municipality.id, number=f"{n}", name=f"Center {n}", address="Torvet 1")
        centres.append(centre)
        places += [
            add_institution(
                db, municipality.id, number=f"{n}-{m}", name=f"Sted {n}-{m}", address="Torvet 1", parent=centre
            )
            for m in range(PLACES_A_CENTRE)
        ]  # fmt: skip
    person = add_person(db, municipality.id, email="bench@example.org", name="Demo Person", institution=centres[0])
    give_role(db, person, Role.LEADER)
    token = begin_session(db, person)
    return Decade(municipality.id, token, centres[0].id, today().year - YEARS // 2), places, person.id


def _key(table: int, number: int) -> UUID:
    """The last 32 bits are the copy's number."""
    return UUID(int=(table << 96) | (number << 32))


class FirstLines:
    """The lines that are made one by one, with the things, reports and jobs behind them; one in twenty comes back."""

    def __init__(self, here: UUID, person_id: UUID, categories: list[Category], places: list[Institution]) -> None:
        self.here, self.person_id, self.categories, self.places = here, person_id, categories, places
        self.chance = random.Random(2021)
        self.lines = {(kind.key, answer): self._line(kind, answer) for kind in categories for answer in ANSWERS}
        self.rows: dict[type[SQLModel], list[dict[str, Any]]] = {model: [] for model, _order in _COPIED}

    def make(self, count: int) -> None:
        """So many lines, evenly over the years."""
        first = date(today().year - YEARS, 1, 1)
        days = (today() - first).days
        for n in range(count):
            at = moment_at(first + timedelta(days=n * days // count), 12)
            if n % _BACK_EVERY == _BACK_EVERY - 1:
                self._come_back(n, at)
            else:
                self._hand_over(n, at)

    def _line(self, kind: Category, answer: str) -> ImpactLine:
        # Because the things differ in nothing a line is computed from, those of a kind share it.
        thing = Unit(municipality_id=self.here, category_id=kind.id, number="A", title="")
        handed = HandedOver(
            unit=thing, category=kind, institution_id=self.places[0].id, order_number="",
            reservation_id=None, answer=answer, price_ore=kind.price_ore, new_price_ore=kind.new_price_ore,
            minutes=self.chance.randint(5, 120), labour_ore_per_hour=25_000, transport_g=self.chance.randint(0, 2_000),
        )  # fmt: skip
        return compute(freeze_hand_over(handed))

    def _hand_over(self, n: int, at: datetime) -> None:
        kind, answer = self.chance.choice(self.categories), self.chance.choice(ANSWERS)
        giver, receiver = self.chance.sample(self.places, 2)
        unit = Unit(
            id=_key(2, n), municipality_id=self.here, category_id=kind.id, number=f"A{n:06d}", title=kind.name_da,
            stage=Stage.HANDED_OVER, giver_id=giver.id, holder_id=receiver.id, report_id=self._report(n, giver, at),
            handed_over_at=at, received_at=at - timedelta(days=8),
        )  # fmt: skip
        job = Job(
            id=_key(3, n), municipality_id=self.here, unit_id=unit.id, state=JobState.PASSED, minutes=30,
            started_by_id=self.person_id, started_at=at - timedelta(days=7), ended_at=at,
        )  # fmt: skip
        self.rows[Unit].append(table_row(unit))
        self.rows[Job].append(table_row(job))
        about: dict[str, object] = {
            "municipality_id": self.here, "unit_id": unit.id, "unit_number": unit.number, "unit_title": unit.title,
            "category_key": kind.key, "institution_id": receiver.id, "giver_id": giver.id, "order_number": "B-1",
            "reverses_id": None,
        }  # fmt: skip
        facts = entry_facts(self.lines[kind.key, answer], EntryKind.HAND_OVER, about, key=f"h:{n}", at=at)
        self.rows[ImpactEntry].append({"id": _key(4, n), **facts})

    def _report(self, n: int, giver: Institution, at: datetime) -> UUID:
        key = _key(1, n - n % _A_REPORT)
        if n % _A_REPORT == 0:
            report = SurplusReport(
                id=key, municipality_id=self.here, number=f"I{n:06d}", institution_id=giver.id, quantity=_A_REPORT,
                reported_by_id=self.person_id, state=ReportState.RECEIVED, created_at=at - timedelta(days=91),
                sent_at=at - timedelta(days=self.chance.randint(9, 90)), closed_at=at,
            )  # fmt: skip
            self.rows[SurplusReport].append(table_row(report))
        return key

    def _come_back(self, n: int, at: datetime) -> None:
        before = self.rows[ImpactEntry][-1]
        about = {name: before[name] for name in _KEPT_OF_A_LINE} | {"reverses_id": before["id"]}
        line = compute(returned(self.lines[before["category_key"], before["answer"]].frozen))
        facts = entry_facts(line, EntryKind.RETURN, about, key=f"r:{n}", at=at)
        self.rows[ImpactEntry].append({"id": _key(4, n), **facts})


def _make_ring(db: Session, places: list[Institution]) -> None:
    """Because a larger ledger is one of more pairs of workplaces, each copy goes between others, a step further on."""
    RING.create(db.connection())
    count = len(places)
    ring = [
        {"place_id": place.id, "step": step, "there_id": places[(n + step) % count].id}
        for n, place in enumerate(places)
        for step in range(count)
    ]
    db.connection().execute(sa.insert(RING), ring)


def _copies(model: type[SQLModel], order: str, dialect: str) -> Any:
    """Copy the first rows, all but once as often as `:copies` says, in order of time."""
    table, copies = SQLModel.metadata.tables[str(model.__tablename__)], sa.bindparam("copies", type_=sa.Integer)
    copy = sa.select(sa.literal(1).label("number")).cte("copy", recursive=True)
    copy = copy.union_all(sa.select(copy.c.number + 1).where(copy.c.number + 1 < copies))
    joined: Any = table.join(copy, sa.true())
    chosen = []
    for column in table.columns:
        if column.name in _PLACES:
            ring = RING.alias(f"of_{column.name}")
            joined = joined.join(ring, (ring.c.place_id == column) & (ring.c.step == copy.c.number % _PLACES_IN_ALL))
            chosen.append(ring.c.there_id)
        else:
            chosen.append(_copied(column, copy.c.number, dialect))
    asked = sa.select(*chosen).select_from(joined).where(copy.c.number < copies)
    return sa.insert(table).from_select([column.name for column in table.columns], asked.order_by(table.c[order]))


def _copied(column: Any, number: Any, dialect: str) -> Any:
    if column.name in _TEXTS:
        return column.concat("-").concat(sa.cast(number, sa.String))
    if column.name not in _KEYS:
        return column
    if dialect == "sqlite":
        first = sa.func.substr(sa.type_coerce(column, sa.String), 1, 24)
        return sa.type_coerce(first.concat(sa.func.printf("%08x", number)), column.type)
    first = sa.func.substr(sa.func.replace(sa.cast(column, sa.String), "-", ""), 1, 24)
    return sa.cast(first.concat(sa.func.lpad(sa.func.to_hex(number), 8, "0")), column.type)
