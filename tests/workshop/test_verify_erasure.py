"""Nobody makes sure of their own erasure, what is written stays, and a municipality may demand more or less."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.catalogue.actions import move_units
from app.catalogue.stages import Stage
from app.workshop.actions import (
    AlreadyVerified,
    PolicyTooStrict,
    VerifyByAnother,
    set_erasure_policy,
    verify_erasure,
)
from app.workshop.erasure.models import (
    CheckWay,
    ErasureCheck,
    ErasureMethod,
)
from tests.workshop.erasing import erase, is_open, offer, record_only, verify
from tests.workshop.factories import make_device, make_lead


def test_nobody_verifies_their_own_erasure(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    record = record_only(db, unit, lead)

    with pytest.raises(VerifyByAnother):
        verify_erasure(db, unit, record, way=CheckWay.FULL, is_confirmed=True, by=lead)

    assert not is_open(db, unit)
    verify(db, unit, record)
    assert is_open(db, unit)
    with pytest.raises(AlreadyVerified):
        verify(db, unit, record)


def test_the_database_itself_refuses_whoever_erased(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    record = record_only(db, unit, lead)
    db.add(
        ErasureCheck(
            municipality_id=unit.municipality_id, record_id=record.id, verified_by_id=lead.person_id,
            way=CheckWay.FULL, is_confirmed=True,
        )
    )  # fmt: skip

    with pytest.raises((IntegrityError, DBAPIError)):
        db.flush()


@pytest.mark.parametrize("statement", ["UPDATE erasure_record SET has_passed = true", "DELETE FROM erasure_check"])
def test_what_was_written_stays_written(db, statement: str):
    lead = make_lead(db)
    erase(db, make_device(db, lead), lead)
    db.commit()

    with pytest.raises(DBAPIError):
        db.execute(sa.text(statement))


def test_clearing_is_too_little_where_purging_is_demanded(db):
    lead = make_lead(db)
    unit = make_device(db, lead)

    erase(db, unit, lead, method=ErasureMethod.CLEAR)
    assert not is_open(db, unit)
    set_erasure_policy(db, least=ErasureMethod.CLEAR, needs_second_person=True, by=lead)

    assert is_open(db, unit)


def test_without_the_second_person_one_is_enough(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    record_only(db, unit, lead)

    assert not is_open(db, unit)
    set_erasure_policy(db, least=ErasureMethod.PURGE, needs_second_person=False, by=lead)

    assert is_open(db, unit)


@pytest.mark.parametrize(
    "least, second", [(ErasureMethod.PURGE, False), (ErasureMethod.CLEAR, True), (ErasureMethod.DESTROY, True)]
)
def test_more_is_not_demanded_while_devices_with_less_are_in_the_shop(db, least, second):
    lead = make_lead(db)
    set_erasure_policy(db, least=ErasureMethod.CLEAR, needs_second_person=False, by=lead)
    unit = make_device(db, lead)
    record_only(db, unit, lead, method=ErasureMethod.CLEAR)
    offer(db, unit, lead)

    with pytest.raises(PolicyTooStrict, match=unit.number):
        set_erasure_policy(db, least=least, needs_second_person=second, by=lead)

    move_units(db, [unit], Stage.IN_WORKSHOP, by=lead, event="unit_withdrawn")
    set_erasure_policy(db, least=least, needs_second_person=second, by=lead)
    assert not is_open(db, unit)
