"""Every disk in a device counts: listed, erased, verified by somebody else, destroyed where that failed."""

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.catalogue.actions import move_units
from app.catalogue.stages import Stage
from app.workshop.actions import (
    ErasureFailedBefore,
    HasMedia,
    MediumFacts,
    MediumGone,
    MediumTried,
    MediumTwice,
    NotInTheWorkshop,
    WrongMethod,
    add_medium,
    change_medium,
    receive_again,
    release_device,
    strike_medium,
    verify_erasure,
)
from app.workshop.erasure.models import (
    CheckWay,
    ErasureMethod,
    ErasureRecord,
    MediumKind,
)
from app.workshop.erasure.queries import media_of, release_of
from app.workshop.erasure.state import MediumStep, device_state
from app.workshop.gate import NotErased
from tests.workshop.erasing import erase, is_open, make_disk, offer, record_only, verify
from tests.workshop.factories import make_device, make_lead, make_worker


def test_a_device_whose_disks_nobody_listed_stays(db):
    lead = make_lead(db)

    assert not is_open(db, make_device(db, lead))


def test_one_of_two_disks_is_not_enough(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    first, second = make_disk(db, unit, lead, "D-1"), make_disk(db, unit, lead, "D-2")

    erase(db, unit, lead, medium=first)
    assert not is_open(db, unit)
    erase(db, unit, lead, medium=second)

    assert is_open(db, unit)


@pytest.mark.parametrize("serial", ["D-2", ""])
def test_a_disk_put_in_afterwards_closes_the_gate_again(db, serial):
    lead = make_lead(db)
    unit = make_device(db, lead)
    erase(db, unit, lead)

    make_disk(db, unit, lead, serial)

    with pytest.raises(NotErased):
        offer(db, unit, lead)


def test_another_serial_number_of_the_disk_voids_its_erasure(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    disk = make_disk(db, unit, lead)
    erase(db, unit, lead)

    change_medium(db, unit, disk, MediumFacts(MediumKind.SSD, serial_number="D-9"), by=lead)

    assert not is_open(db, unit)
    assert device_state(db, unit).media[0].step is MediumStep.ERASE


def test_after_a_failure_only_destruction_is_left(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    disk = make_disk(db, unit, lead)
    record_only(db, unit, lead, has_passed=False)

    with pytest.raises(ErasureFailedBefore):
        record_only(db, unit, lead)
    assert device_state(db, unit).must_be_destroyed
    erase(db, unit, lead, method=ErasureMethod.DESTROY)

    assert is_open(db, unit)
    assert disk.removed_at is not None


def test_data_that_a_colleague_finds_is_a_failure(db):
    lead = make_lead(db)
    unit = make_device(db, lead)

    verify(db, unit, record_only(db, unit, lead), is_confirmed=False)

    assert not is_open(db, unit)
    with pytest.raises(ErasureFailedBefore):
        record_only(db, unit, lead)


def test_a_failed_disk_is_not_talked_away(db):
    """Neither struck off the list, nor called by another number, nor hidden by the next round."""
    lead = make_lead(db)
    unit = make_device(db, lead)
    disk = make_disk(db, unit, lead)
    record_only(db, unit, lead, has_passed=False)

    with pytest.raises(MediumTried):
        strike_medium(db, unit, disk, by=lead)
    change_medium(db, unit, disk, MediumFacts(MediumKind.SSD, serial_number="D-9"), by=lead)

    with pytest.raises(ErasureFailedBefore):
        record_only(db, unit, lead)


def test_destruction_nobody_saw_does_not_open_the_gate(db):
    lead = make_lead(db)
    unit = make_device(db, lead)

    record = record_only(db, unit, lead, method=ErasureMethod.DESTROY)
    assert not is_open(db, unit)
    verify(db, unit, record)

    assert is_open(db, unit)


def test_no_disk_at_all_is_a_statement_that_another_makes_sure_of(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    nothing = add_medium(db, unit, MediumFacts(MediumKind.NONE), by=lead)

    with pytest.raises(WrongMethod):
        record_only(db, unit, lead, method=ErasureMethod.PURGE)
    record = record_only(db, unit, lead, method=ErasureMethod.NOTHING, tool="–")
    assert not is_open(db, unit)
    verify(db, unit, record)
    assert is_open(db, unit)

    make_disk(db, unit, lead)

    assert not is_open(db, unit)
    assert nothing.struck_at is not None


def test_nothing_to_erase_is_no_answer_for_a_disk(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    make_disk(db, unit, lead)

    with pytest.raises(WrongMethod):
        record_only(db, unit, lead, method=ErasureMethod.NOTHING, tool="–")
    with pytest.raises(HasMedia):
        add_medium(db, unit, MediumFacts(MediumKind.NONE), by=lead)


def test_a_new_round_needs_every_disk_again(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    gone, stays = make_disk(db, unit, lead, "D-1"), make_disk(db, unit, lead, "D-2")
    erase(db, unit, lead, medium=gone, method=ErasureMethod.DESTROY)
    erase(db, unit, lead, medium=stays)
    for stage in (Stage.ON_OFFER, Stage.RESERVED, Stage.HANDED_OVER):
        move_units(db, [unit], stage, by=lead, event="unit_moved")
    receive_again(db, unit, by=lead)

    assert [each.step for each in device_state(db, unit).media] == [MediumStep.DONE, MediumStep.ERASE]
    erase(db, unit, lead, medium=stays)
    assert is_open(db, unit)
    with pytest.raises(MediumGone):
        record_only(db, unit, lead, medium=gone)


def test_nothing_is_learned_of_a_device_in_the_shop(db):
    lead, worker = make_lead(db), make_worker(db)
    unit = make_device(db, lead)
    disk = make_disk(db, unit, lead)
    record = erase(db, unit, lead)
    offer(db, unit, lead)

    for late in (
        lambda: make_disk(db, unit, lead, "D-2"),
        lambda: change_medium(db, unit, disk, MediumFacts(MediumKind.SSD), by=lead),
        lambda: strike_medium(db, unit, disk, by=lead),
        lambda: record_only(db, unit, lead, has_passed=False),
        lambda: verify_erasure(db, unit, record, way=CheckWay.FULL, is_confirmed=False, by=worker),
        lambda: release_device(db, unit, {"is_firmware_open": True}, by=lead),
    ):
        with pytest.raises(NotInTheWorkshop):
            late()


def test_a_disk_stands_once_and_can_be_taken_off_while_nothing_was_tried(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    disk = make_disk(db, unit, lead)

    with pytest.raises(MediumTwice):
        make_disk(db, unit, lead)
    strike_medium(db, unit, disk, by=lead)

    assert media_of(db, unit) == []
    assert not is_open(db, unit)


def test_a_disk_in_a_thing_of_another_kind_counts_too(db):
    """Called a chair, or a thing whose kind bears no data: the disk on its list says otherwise."""
    lead = make_lead(db)
    unit = make_device(db, lead)
    make_disk(db, unit, lead)
    category = unit.category_id
    db.execute(sa.text("UPDATE category SET is_data_bearing = false"))
    db.expire_all()

    with pytest.raises(NotErased):
        offer(db, unit, lead)
    assert unit.category_id == category


def test_what_ties_a_device_is_said_once_a_round(db):
    lead = make_lead(db)
    unit = make_device(db, lead)

    release_device(db, unit, {"is_firmware_open": True}, by=lead)
    release_device(db, unit, {"is_firmware_open": True, "is_without_labels": True}, by=lead)

    assert (release_of(db, unit).is_firmware_open, release_of(db, unit).is_management_ended) == (True, False)


def test_an_erasure_knows_its_disk_its_device_and_its_round(db):
    lead = make_lead(db)
    unit = make_device(db, lead, "SN-7")
    disk = make_disk(db, unit, lead, "D-7")
    erase(db, unit, lead)

    record = db.exec(select(ErasureRecord).where(col(ErasureRecord.unit_id) == unit.id)).one()

    assert (record.medium_id, record.medium_serial, record.serial_number) == (disk.id, "D-7", "SN-7")
    assert (record.circulation, record.performed_by_id) == (1, lead.person_id)
