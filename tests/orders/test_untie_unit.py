"""A unit that comes in again after years can be sold anew."""

from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.accounts.models import Role
from app.catalogue.models import Unit
from app.history.work import work_until_idle
from app.orders.actions.fulfil import complete_order, reserved_units
from app.orders.models import Handover, Reservation
from app.workshop.actions import receive_again
from tests.factories import make_institution, make_viewer
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
