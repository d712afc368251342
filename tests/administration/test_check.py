"""`omlob check` finds what is out of order, and says nothing is when nothing is."""

import shutil

import pytest
import sqlalchemy as sa

from app.administration.check import count_faults, installation_faults, storage_fault
from app.administration.database import database_fault, newest_step
from app.catalogue.models import Item
from app.core.config import settings
from app.core.db import make_engine
from app.history.models import BackgroundTask, EventChain
from app.history.work import MAX_ATTEMPTS
from tests.factories import make_item, make_municipality


def test_all_is_well_in_a_house_in_order(db, engine):
    make_item(db, units=3)
    make_municipality(db)
    make_item(db, units=2)
    db.commit()

    assert installation_faults(engine) == []


def test_a_wrong_count_is_found_in_any_municipality(db, engine):
    make_item(db, units=3)
    db.execute(sa.update(Item).values(on_offer=2).execution_options(synchronize_session=False))
    db.commit()
    make_municipality(db)
    db.commit()
    db.info.pop("municipality_id")

    [fault] = count_faults(db)

    assert "says 2 on offer, and has 3" in fault


def test_an_item_that_says_units_and_has_none_is_found(db):
    item = make_item(db, units=0)
    item.on_offer = 1
    db.commit()

    assert len(count_faults(db)) == 1


def test_a_broken_chain_is_found(db, engine):
    db.execute(sa.update(EventChain).values(hash="f" * 64))
    db.commit()

    [fault] = installation_faults(engine)

    assert "does not hold" in fault


def test_a_database_without_tables_is_found(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/empty.db")

    assert "omlob migrate" in str(database_fault(engine))
    assert installation_faults(engine) == [database_fault(engine)]
    engine.dispose()


def test_tables_of_another_version_are_found(engine, browse):
    stranger = browse()
    assert stranger.get("/health/ready").json() == {"status": "ready", "tables": newest_step()}
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000_old'"))

    try:
        assert "step 0000_old" in str(database_fault(engine))
        assert stranger.get("/health/ready").status_code == 503
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :step"), {"step": newest_step()})


def test_a_store_that_takes_nothing_is_found(monkeypatch, tmp_path):
    assert storage_fault() is None
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    monkeypatch.setattr(settings(), "media_url", str(in_the_way))

    assert "files cannot be stored" in str(storage_fault())


def test_the_check_leaves_no_file_behind(tmp_path):
    storage_fault()

    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
    shutil.rmtree(tmp_path / "media")


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_answers_strangers(db, browse, path):
    assert browse().get(path).status_code == 200


def test_work_that_was_given_up_is_found_and_work_that_still_waits_is_not(db, engine):
    db.add(BackgroundTask(kind="given_up", attempts=MAX_ATTEMPTS, error="the disk is full"))
    db.add(BackgroundTask(kind="still_tried", attempts=MAX_ATTEMPTS - 1, error="not yet"))
    db.commit()

    assert installation_faults(engine) == ["1 of given_up failed too often and wait for you: the disk is full"]
