"""Units move only along the drawing, all or none, and the item's count keeps step."""

import pytest
from sqlmodel import select

from app.catalogue.actions import hold_units, move_units, register_units, take_units
from app.catalogue.models import Unit
from app.catalogue.stages import Stage, WrongStage
from app.core.clock import now
from app.core.db import TenantMissing
from tests.factories import make_category, make_item, make_unit, make_viewer


def test_a_unit_gets_a_number_nobody_else_has(db):
    units = register_units(db, make_category(db), count=3, title="Kontorstol", condition=3, by=None)

    assert [unit.number for unit in units] == ["A-0001", "A-0002", "A-0003"]
    assert {unit.stage for unit in units} == {Stage.RECEIVED}


def test_units_move_along_the_drawing_and_the_count_follows(db):
    item = make_item(db, units=2)
    units = db.exec(select(Unit)).all()

    move_units(db, units[:1], Stage.RESERVED, by=None, event="unit_reserved")

    assert item.on_offer == 1
    with pytest.raises(WrongStage):
        move_units(db, units, Stage.RECEIVED, by=None, event="unit_returned")


def test_a_unit_that_moved_meanwhile_stops_the_whole_move(db):
    unit = make_unit(db, stage=Stage.IN_WORKSHOP)
    db.commit()
    db.connection().exec_driver_sql("UPDATE unit SET stage = 'recycled'")

    with pytest.raises(WrongStage):
        move_units(db, [unit], Stage.ON_OFFER, by=None, event="unit_offered")


def test_a_held_unit_is_taken_by_its_holder_only(db):
    item = make_item(db, units=1)
    holder, other = make_viewer(db), make_viewer(db)
    until = now().replace(year=now().year + 1)

    assert hold_units(db, item, 1, person_id=holder.person_id, until=until) == 1
    assert hold_units(db, item, 1, person_id=other.person_id, until=until) == 0
    assert take_units(db, item, 1, by=other) == []
    assert len(take_units(db, item, 1, by=holder)) == 1
    assert item.on_offer == 0


def test_a_query_without_a_municipality_raises(db):
    make_unit(db)
    del db.info["municipality_id"]

    with pytest.raises(TenantMissing):
        db.exec(select(Unit)).all()
