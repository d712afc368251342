"""History is written in the same breath, cannot be changed, and shows when somebody tried."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.history import events_of, record
from app.history.models import Event
from app.history.record import broken_link
from tests.factories import make_institution, make_viewer, the_municipality


def test_an_event_says_who_did_what_to_what(db):
    institution, viewer = make_institution(db), make_viewer(db)
    record(db, "institution_renamed", institution, by=viewer, before={"name": "a"}, after={"name": "b"})
    db.commit()

    last = events_of(db, [institution])[-1]

    assert (last.name, last.actor_id, last.before, last.after) == (
        "institution_renamed", viewer.person_id, {"name": "a"}, {"name": "b"},
    )  # fmt: skip


def test_what_is_rolled_back_did_not_happen(db):
    institution = make_institution(db)
    db.commit()
    record(db, "institution_renamed", institution, by=None)
    db.rollback()
    db.commit()

    assert [event.name for event in events_of(db, [institution])] == ["institution_added"]


def test_what_a_savepoint_takes_back_did_not_happen_and_the_rest_did(db):
    institution = make_institution(db)
    savepoint = db.begin_nested()
    record(db, "institution_renamed", institution, by=None)
    savepoint.rollback()
    db.commit()

    assert [event.name for event in events_of(db, [institution])] == ["institution_added"]


def test_a_savepoint_that_holds_does_not_lock_the_chain_early(db):
    institution = make_institution(db)
    db.commit()
    with db.begin_nested():
        record(db, "institution_renamed", institution, by=None)
    assert [event.name for event in events_of(db, [institution])] == ["institution_added"]
    db.commit()

    assert [event.name for event in events_of(db, [institution])] == ["institution_added", "institution_renamed"]


@pytest.mark.parametrize("way", ["UPDATE event SET name = 'x'", "DELETE FROM event"])
def test_history_refuses_change_and_deletion(db, way):
    make_institution(db)
    db.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        db.connection().execute(sa.text(way))


def test_the_chain_holds_and_shows_a_tampered_event(db, engine):
    for _each in range(3):
        make_institution(db)
        db.commit()
    municipality = the_municipality(db)
    assert broken_link(db, municipality.id) is None

    db.rollback()
    with engine.connect() as owner:
        if engine.dialect.name == "sqlite":
            owner.execute(sa.text("DROP TRIGGER event_no_update"))
        else:
            owner.execute(sa.text("SET session_replication_role = replica"))
        owner.execute(sa.text("UPDATE event SET name = 'nothing_happened' WHERE position = 2"))
        owner.commit()
        if engine.dialect.name != "sqlite":
            owner.execute(sa.text("SET session_replication_role = DEFAULT"))
            owner.commit()
    db.expire_all()

    assert broken_link(db, municipality.id) == 2
    assert db.exec(select(Event).where(Event.position == 2)).one().name == "nothing_happened"
