"""A unit that comes in again after years can be sold anew."""

from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.accounts.models import Role
from app.catalogue.actions import move_units
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.history.work import work_until_idle
from app.orders.actions import Checkout, add_to_basket, place_order
from app.orders.actions.fulfil import complete_order, reserved_units
from app.orders.models import Handover, Reservation
from app.workshop.actions import receive_again
from tests.factories import make_account, make_institution, make_item, make_viewer
from tests.orders.factories import make_order


def test_a_unit_given_in_again_is_free_for_another_order(app: FastAPI, db: Session, engine: Engine):
    lead = make_viewer(db, Role.WORKSHOP_LEAD)
    order = make_order(db, lead, make_institution(db), handover=Handover.COLLECT)
    complete_order(db, order, by=lead)
    unit = db.exec(select(Unit)).one()
    db.commit()

    receive_again(db, unit, by=lead)
    db.commit()
    work_until_idle(engine)

    db.expire_all()
    assert reserved_units(db, order) == []
    assert db.exec(select(Reservation.ended_at)).one() is not None


def test_it_can_be_ordered_before_the_worker_has_heard_of_it(db: Session):
    lead, school = make_viewer(db, Role.WORKSHOP_LEAD), make_institution(db)
    item, account = make_item(db), make_account(db, school)
    complete_order(db, make_order(db, lead, school, item=item, account=account, handover=Handover.COLLECT), by=lead)
    unit = db.exec(select(Unit)).one()
    receive_again(db, unit, by=lead)
    unit.item_id = item.id
    move_units(db, [unit], Stage.ON_OFFER, by=lead, event="unit_offered")
    buyer = make_viewer(db, home=school)
    add_to_basket(db, item, 1, by=buyer)

    checkout = Checkout(
        submission_key="again", institution_id=school.id, account_id=account.id, handover=Handover.COLLECT
    )
    again = place_order(db, checkout, by=buyer)

    assert [each.unit.id for each in reserved_units(db, again)] == [unit.id]
