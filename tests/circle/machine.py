"""A small municipality in which anything may be tried at any time, and what every try has in common."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from inspect import getmembers, isfunction
from pathlib import Path
from random import Random
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from app.accounts.models import ApprovalRule, Role
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.errors import DomainError
from app.core.i18n import Text
from app.orders.models import Order, Return
from app.workshop.models import Job
from tests.databases import SqliteTemplate, engine_for
from tests.factories import make_account, make_category, make_institution, make_municipality, make_viewer
from tests.workshop.factories import make_device_category, make_steps

STATES: dict[type[SQLModel], Any] = {
    Unit: col(Unit.stage), Job: col(Job.state), Order: col(Order.state), Return: col(Return.state)
}  # fmt: skip
PICK = range(10_000)
EITHER = (False, True)
Row = TypeVar("Row", bound=SQLModel)
Deed = TypeVar("Deed", bound=Callable[..., None])


class World:
    """An empty municipality with a workshop, two workplaces and a buyer at each."""

    def __init__(self, template: SqliteTemplate) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="omlob-machine-"))
        self.engine: Engine = engine_for(template.copy(self.folder))
        with Session(self.engine, expire_on_commit=False) as db:
            self.municipality_id = make_municipality(db, approval_rule=ApprovalRule.NEVER).id
            self.places = [make_institution(db, name) for name in ("Sølund Skole", "Rådhuset")]
            self.accounts = [make_account(db, place) for place in self.places]
            self.lead = make_viewer(db, Role.WORKSHOP_LEAD, home=self.places[0])
            self.buyers = [make_viewer(db, home=place) for place in self.places]
            make_steps(db, make_category(db), "Gør den ren")
            make_device_category(db)
            db.commit()

    def session(self) -> Session:
        """A session that stands in the municipality."""
        db = Session(self.engine, expire_on_commit=False)
        db.info["municipality_id"] = self.municipality_id
        return db

    def end(self) -> None:
        """Leave nothing behind."""
        self.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)


class Machine(RuleBasedStateMachine):
    """What the rules stand on. `steps` and `done` count all tries, and those that were not refused, of a whole run."""

    template: SqliteTemplate
    steps = 0
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.template)
        self.db = self.world.session()
        self.lead = self.world.lead
        self.serials = 0

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        """Choose this life's chances."""
        self.chance = Random(seed)

    @rule()
    def step(self) -> None:
        """Try one deed in a transaction of its own: a refusal rolls back and is as good an answer as any.

        Because Hypothesis leaves whole rules out of a life and wants the same data in the same order, all deeds are one
        rule, and the life's own seed chooses the deed and what it is done with.
        """
        name = self.chance.choice(self._possible())
        method = getattr(self, name)
        drawn = {key: self.chance.choice(choices) for key, choices in method.drawn.items()}
        Machine.steps += 1
        try:
            method(**drawn)
            self.db.commit()
            Machine.done[name] += 1
        except DomainError:
            self.db.rollback()

    def _possible(self) -> list[str]:
        there = {
            table: set(self.db.execute(sa.select(column).distinct()).scalars()) for table, column in STATES.items()
        }
        deeds: list[tuple[str, Any]] = [
            (name, method) for name, method in getmembers(type(self), isfunction) if hasattr(method, "where")
        ]
        return [
            name
            for name, method in deeds
            for _time in range(method.often)
            if all(there[table].intersection(states) for table, *states in method.where)
        ]

    def teardown(self) -> None:
        """After each life of the machine."""
        self.db.close()
        self.world.end()

    def one(self, table: type[Row], pick: int, *conditions: Any) -> Row:
        """One of these rows, whichever `pick` falls on; `Nothing` where there is none."""
        found = self.db.exec(select(table).where(*conditions).order_by(table.id)).all()  # type: ignore[attr-defined]
        if not found:
            raise Nothing
        return found[pick % len(found)]

    def units(self, pick: int, *stages: Stage) -> list[Unit]:
        """Up to three units of one kind in these stages."""
        first = self.one(Unit, pick, col(Unit.stage).in_(stages))
        same = select(Unit).where(Unit.category_id == first.category_id, col(Unit.stage).in_(stages))
        return list(self.db.exec(same.order_by(col(Unit.id))).all())[: 1 + pick % 3]


class Nothing(DomainError):
    """There is nothing to do this with; a refusal like any other."""

    message = Text("Nothing there")


def deed(*where: tuple[Any, ...], often: int = 1, **drawn: Sequence[Any]) -> Callable[[Deed], Deed]:
    """A step of the machine. `where`: a table and states; it is tried only while there is such a row, and so often."""

    def mark(method: Deed) -> Deed:
        method.where, method.often, method.drawn = where, often, {"pick": PICK, **drawn}  # type: ignore[attr-defined]
        return method

    return mark
