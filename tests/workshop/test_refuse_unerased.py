"""No device with data on it goes on unless its own serial number was erased since it was last received (R18)."""

from datetime import timedelta

import pytest

from app.catalogue.actions import hold_units, move_units, publish_item, take_units
from app.catalogue.actions import units as unit_actions
from app.catalogue.actions.units import GateMissing
from app.catalogue.stages import Stage
from app.core.clock import now
from app.workshop.actions import (
    ErasureFailedBefore,
    WrongSerial,
    change_unit,
    offer_item,
    receive_again,
    sell_off_unit,
)
from app.workshop.actions.scrap import SellReason
from app.workshop.gate import NotErased, hang_in_gate, refuse_unerased
from tests.factories import make_category
from tests.workshop.erasing import erase
from tests.workshop.factories import (
    make_checked,
    make_device,
    make_device_category,
    make_lead,
    make_prepared,
    make_units,
)


@pytest.fixture
def gate_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same path with a gate that lets everything through."""
    monkeypatch.setattr(unit_actions, "offer_gates", [lambda db, units: None])


def offered(db, by):
    """A checked laptop on its way into the shop."""
    unit = make_device(db, by)
    make_checked(db, unit, by)
    return unit, make_prepared(db, [unit], by)


def publishing(db, by) -> None:
    _unit, item = offered(db, by)
    offer_item(db, item, by=by)


def publishing_behind_the_workshop(db, by) -> None:
    _unit, item = offered(db, by)
    publish_item(db, item, by=by)


def moving(db, by) -> None:
    move_units(db, [make_device(db, by)], Stage.ON_OFFER, by=by, event="unit_offered")


def moving_among_chairs(db, by) -> None:
    move_units(db, [*make_units(db, by, 2), make_device(db, by)], Stage.ON_OFFER, by=by, event="unit_offered")


def taking_what_is_marked_afterwards(db, by) -> None:
    category = make_category(db, "printer_desk", name_da="Printer")
    unit = make_units(db, by, category=category, serial_numbers=["P-1"])[0]
    make_checked(db, unit, by)
    item = make_prepared(db, [unit], by)
    offer_item(db, item, by=by)
    category.is_data_bearing = True
    db.add(category)
    db.flush()
    assert hold_units(db, item, 1, person_id=by.person_id, until=now() + timedelta(hours=1)) == 1
    take_units(db, item, 1, by=by)


def selling_it_off(db, by) -> None:
    sell_off_unit(db, make_device(db, by), reason=SellReason.DEALER, by=by)


def offering_it_again_in_its_next_round(db, by) -> None:
    unit, item = offered(db, by)
    erase(db, unit, by)
    offer_item(db, item, by=by)
    take_units(db, item, 1, by=by)
    move_units(db, [unit], Stage.HANDED_OVER, by=by, event="unit_handed_over")
    receive_again(db, unit, by=by)
    make_checked(db, unit, by)
    offer_item(db, make_prepared(db, [unit], by), by=by)


def offering_it_under_another_serial_number(db, by) -> None:
    unit, item = offered(db, by)
    erase(db, unit, by)
    unit.serial_number = "SN-2"
    db.add(unit)
    offer_item(db, item, by=by)


def offering_it_without_a_serial_number(db, by) -> None:
    unit, item = offered(db, by)
    unit.serial_number = ""
    db.add(unit)
    offer_item(db, item, by=by)


def offering_it_after_a_failed_erasure(db, by) -> None:
    unit, item = offered(db, by)
    erase(db, unit, by)
    erase(db, unit, by, has_passed=False)
    offer_item(db, item, by=by)


def selling_it_in_an_item_of_devices(db, by) -> None:
    """The unit is called a chair, and its item a laptop."""
    unit = make_units(db, by)[0]
    make_checked(db, unit, by)
    item = make_prepared(db, [unit], by)
    item.category_id = make_device_category(db).id
    db.add(item)
    offer_item(db, item, by=by)


PATHS = [
    publishing,
    publishing_behind_the_workshop,
    moving,
    moving_among_chairs,
    taking_what_is_marked_afterwards,
    selling_it_off,
    offering_it_again_in_its_next_round,
    offering_it_under_another_serial_number,
    offering_it_without_a_serial_number,
    offering_it_after_a_failed_erasure,
    selling_it_in_an_item_of_devices,
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_every_way_out_is_closed_to_a_device_that_is_not_erased(db, path):
    with pytest.raises(NotErased):
        path(db, make_lead(db))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
@pytest.mark.usefixtures("gate_off")
def test_with_the_gate_off_the_same_ways_are_open(db, path):
    path(db, make_lead(db))


def test_an_erased_device_goes_all_the_way(db):
    lead = make_lead(db)
    unit, item = offered(db, lead)
    erase(db, unit, lead)

    offer_item(db, item, by=lead)

    assert [each.number for each in take_units(db, item, 1, by=lead)] == [unit.number]
    assert unit.stage is Stage.RESERVED


def test_a_device_is_not_called_something_else_to_get_past(db):
    lead = make_lead(db)
    unit, chair = make_device(db, lead), make_category(db)

    with pytest.raises(NotErased):
        change_unit(db, unit, category=chair, title="Stol", serial_number="", place_code="", by=lead)

    erase(db, unit, lead)
    change_unit(db, unit, category=chair, title="Stol", serial_number="", place_code="", by=lead)
    assert unit.category_id == chair.id


def test_correcting_the_serial_number_voids_the_erasure(db):
    lead = make_lead(db)
    unit, item = offered(db, lead)
    erase(db, unit, lead)
    laptops = make_device_category(db)

    change_unit(db, unit, category=laptops, title="Bærbar", serial_number="SN-2", place_code="", by=lead)

    with pytest.raises(NotErased):
        offer_item(db, item, by=lead)


def test_after_a_failed_erasure_no_other_is_recorded(db):
    lead = make_lead(db)
    unit = make_device(db, lead)
    erase(db, unit, lead, has_passed=False)

    with pytest.raises(ErasureFailedBefore):
        erase(db, unit, lead)


def test_an_erasure_of_another_serial_number_is_refused(db):
    lead = make_lead(db)
    unit = make_device(db, lead)

    with pytest.raises(WrongSerial):
        erase(db, unit, lead, serial="SN-9")


def test_without_any_gate_devices_stay_and_chairs_pass(db, monkeypatch):
    lead = make_lead(db)
    device, chairs = make_device(db, lead), make_units(db, lead, 2)
    monkeypatch.setattr(unit_actions, "offer_gates", [])

    with pytest.raises(GateMissing):
        move_units(db, [device], Stage.ON_OFFER, by=lead, event="unit_offered")
    move_units(db, chairs, Stage.ON_OFFER, by=lead, event="unit_offered")
    assert {chair.stage for chair in chairs} == {Stage.ON_OFFER}


def test_the_gate_hangs_once_wherever_the_workshop_is_imported(monkeypatch):
    assert unit_actions.offer_gates.count(refuse_unerased) == 1

    hang_in_gate()

    assert unit_actions.offer_gates.count(refuse_unerased) == 1
