"""Every form there is, sent for things that bear data and were never erased: none of them lets one out (R18)."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.catalogue.actions.units import GATED
from app.catalogue.models import Category, Item, Unit
from app.catalogue.stages import Stage
from app.core.clock import now
from app.orders.models import Order, Reservation
from app.workshop import gate
from app.workshop.models import Job, JobState
from tests.factories import make_person, make_unit
from tests.permissions.table import PUBLIC, TABLE, Row
from tests.permissions.test_matrix import filled
from tests.permissions.world import Params, World

# Believable answers to whatever a form asks: a form takes what it knows.
TYPED = {
    "title": "Ting", "condition": "3", "count": "1", "quantity": "1", "category_id": "", "scrap_reason": "broken",
    "sell_reason": "sold", "reason": "broken", "note": "ok", "serial_number": "S1", "serials": "", "place_code": "A1",
    "width_mm": "60", "depth_mm": "60", "height_mm": "60", "price_ore": "10", "new_price_ore": "100", "colour": "blue",
    "minutes": "5", "version": "1", "verdict": "approve", "distance_km": "5", "faults": "", "least": "clear",
    "method": "purge", "tool": "Blancco", "result": "passed", "way": "sample", "kind": "ssd", "act": "return",
    "waste_code": "20 01 36", "batteries": "no", "taker": "Stena", "direction": "up",
}  # fmt: skip
OPEN_WITHOUT_THE_GATE = {
    "POST /workshop/items/{item_id}/publication", "POST /workshop/items/{item_id}/units",
    "POST /orders/{order_id}/cancellation",
}  # fmt: skip

FORMS = [row for row in TABLE if row.method == "POST" and row.own != PUBLIC]


def call_them_devices(db: Session) -> dict[UUID, Stage]:
    """From now on every kind of thing bears data, and every unit has a serial number; where each unit stands."""
    db.execute(sa.text("UPDATE category SET is_data_bearing = true"))
    db.execute(sa.text("UPDATE unit SET serial_number = number WHERE serial_number = ''"))
    db.commit()
    return _standing(db)


def _standing(db: Session) -> dict[UUID, Stage]:
    found = {row.id: row.stage for row in db.execute(sa.select(col(Unit.id), col(Unit.stage)))}
    db.commit()
    return found


def _surroundings(db: Session, params: Params) -> dict[str, str]:
    """What the form may need beside the thing its address names: units to put under an item, a free one at that."""
    said = {name[1:]: str(value) for name, value in params.items() if name[0] == "?"}
    item = db.get(Item, params["item_id"]) if "item_id" in params else None
    if item is not None:
        category = db.exec(select(Category).where(Category.id == item.category_id)).one()
        spare = make_unit(db, category=category, title=item.title, stage=Stage.IN_WORKSHOP)
        said["units"] = spare.number
    return said


def _pass_checks(db: Session, person_id: UUID) -> None:
    """Every unit in the workshop has passed its check, so that only the gate stands between it and the shop."""
    waiting = select(Unit).where(col(Unit.stage).in_((Stage.RECEIVED, Stage.IN_WORKSHOP)))
    for unit in db.exec(waiting):
        live = db.exec(select(Job).where(Job.unit_id == unit.id, col(Job.ended_at).is_(None))).first()
        if live is None:
            done = Job(
                municipality_id=unit.municipality_id, unit_id=unit.id, started_by_id=person_id,
                state=JobState.PASSED, ended_at=now(), checked_at=now(),
            )  # fmt: skip
            db.add(done)
    db.flush()


def _handed_over(db: Session, params: Params) -> None:
    """An order that was delivered had its units handed over."""
    order = db.get(Order, params["order_id"]) if "order_id" in params else None
    if order is not None and order.closed_at is not None:
        db.execute(sa.update(Reservation).values(handed_over_at=now()))


def send(db: Session, browse, world: World, person, row: Row) -> bool:
    """Send the row's form for devices that were never erased; whether one got out."""
    with db.no_autoflush:
        params = world.make("prepared" if row.path.endswith("/publication") else row.kind, "own", Role.WORKSHOP_LEAD)
    said = _surroundings(db, params)
    _handed_over(db, params)
    _pass_checks(db, person.id)
    before = call_them_devices(db)
    browse(person).post(filled(row.path, params), {**TYPED, **said}, follow_redirects=False, may_fail=True)
    db.expire_all()
    after = _standing(db)
    return any(stage in GATED and before.get(key) is not stage for key, stage in after.items())


def send_all(db: Session, browse, rows: list[Row]) -> set[str]:
    """The names of those of the forms that let a device out."""
    world = World(db)
    person = make_person(db, *Role, home=world.own.institution)
    world.own.people[Role.WORKSHOP_LEAD] = person
    return {row.name for row in rows if send(db, browse, world, person, row)}


def test_no_form_lets_a_device_out_that_was_never_erased(db, browse):
    assert len(FORMS) > 60
    assert send_all(db, browse, FORMS) == set()


def test_with_the_gate_off_the_same_forms_do(db, browse, monkeypatch):
    """The control."""
    monkeypatch.setattr(gate, "is_erased", lambda policy=None: sa.true())

    doors = [row for row in FORMS if row.name in OPEN_WITHOUT_THE_GATE]
    assert send_all(db, browse, doors) == OPEN_WITHOUT_THE_GATE
