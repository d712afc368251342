"""What the demo says agrees with itself."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlmodel import Session, col, select

from app.accounts.models import Municipality
from app.catalogue.models import Item, Unit
from app.catalogue.stages import Stage
from app.core.db import unscoped
from app.history.models import Event
from app.history.record import broken_link
from app.impact.frozen import Frozen
from app.impact.lines import compute
from app.impact.models import ImpactEntry
from app.orders.models import Reservation
from tests.demo.conftest import Demo

TIED = {Stage.RESERVED, Stage.HANDED_OVER}


@pytest.fixture
def db(demo: Demo) -> Iterator[Session]:
    """A session that stands in the large municipality."""
    with Session(demo.engine) as session:
        session.info["municipality_id"] = demo.filled.town.municipality.id
        yield session


def test_every_chain_of_events_holds(db: Session):
    with unscoped(db):
        ids = db.exec(select(Municipality.id)).all()

    assert len(ids) == 3
    assert [broken_link(db, each) for each in ids] == [None, None, None]


def test_events_stand_in_the_order_of_time(db: Session):
    moments = db.exec(select(Event.at).order_by(col(Event.position))).all()

    assert len(moments) > 5000
    backwards = sum(later < before for before, later in pairwise(moments))
    assert backwards < 100  # what is acted out around today goes from report to report, not from hour to hour


def test_an_item_says_how_many_of_its_units_are_on_offer(db: Session):
    counted = Counter(db.exec(select(Unit.item_id).where(Unit.stage == Stage.ON_OFFER)).all())
    said = {item.id: item.on_offer for item in db.exec(select(Item)).all()}

    assert sum(said.values()) > 100
    assert said == {item_id: counted[item_id] for item_id in said}


def test_a_unit_is_tied_to_an_order_exactly_when_it_is_reserved_or_handed_over(db: Session):
    live = select(Reservation.unit_id).where(col(Reservation.ended_at).is_(None))
    tied = Counter(db.exec(live).all())
    stages = dict(db.exec(select(Unit.id, Unit.stage)).all())

    assert set(tied.values()) == {1}
    assert set(tied) == {unit_id for unit_id, stage in stages.items() if stage in TIED}


def test_every_line_of_the_ledger_is_computed_from_its_own_factors(db: Session):
    entries = db.exec(select(ImpactEntry)).all()

    assert {entry.kind.value for entry in entries} >= {"hand_over", "return"}
    for entry in entries:
        figures = compute(Frozen.from_json(entry.frozen)).figures
        assert {name: getattr(entry, name) for name in figures if hasattr(entry, name)} == {
            name: figure for name, figure in figures.items() if hasattr(entry, name)
        }


def test_every_unit_handed_over_in_the_past_is_in_the_ledger_once(db: Session):
    handed = db.exec(select(Event.id).where(Event.name == "unit_handed_over")).all()
    keys = set(db.exec(select(ImpactEntry.key).where(ImpactEntry.kind == "hand_over")).all())
    waiting = {f"hand_over:{each}" for each in handed} - keys

    assert len(keys) > 100
    assert waiting == set()
