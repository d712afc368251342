"""Around the day it is made, the demo has something on every page."""

from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.catalogue.models import Item, ItemPhoto, Unit, UnitSet
from app.catalogue.search.index import search_items, search_parameters, vocabulary
from app.catalogue.search.plan import query_plan
from app.catalogue.stages import Stage
from app.core.clock import as_if, today
from app.deliveries.models import RunState, Stop, StopKind, StopState
from app.deliveries.queries.runs import coming_runs, route_of, run_to_drive
from app.deliveries.queries.waiting import waiting_for_a_run
from app.demo.calendar import clock_on
from app.intake.models import ReportPhoto, ReportState, SurplusReport
from app.media.models import Photo, PhotoState
from app.orders.actions.returns import returnable
from app.orders.basket import basket_of
from app.orders.models import Order, OrderState
from app.orders.queries import lines_of
from app.oversight.models import Oversight
from app.workshop.board.queries import Column, read_board
from app.workshop.labels.models import LabelCode
from tests.demo.conftest import TODAY, Demo


@pytest.fixture
def db(demo: Demo) -> Iterator[Session]:
    """A session that stands in the large municipality, in the afternoon of the demo's day."""
    with Session(demo.engine) as session, as_if(clock_on(TODAY, 14)):
        session.info["municipality_id"] = demo.filled.town.municipality.id
        yield session


def test_the_shop_has_some_fifty_items_with_ready_photos(db: Session):
    shown = db.exec(select(Item).where(Item.on_offer > 0)).all()
    with_photo = select(ItemPhoto.item_id).join(Photo).where(Photo.state == PhotoState.READY)
    ready = set(db.exec(with_photo).all())

    assert 35 <= len(shown) <= 60
    assert {item.id for item in shown} <= ready
    assert {item.on_offer for item in shown} >= {1, 24}
    assert {item.condition for item in shown} == {2, 3, 4}


def test_surplus_reports_wait_in_every_state(db: Session):
    open_ones = db.exec(select(SurplusReport).where(SurplusReport.state != ReportState.RECEIVED)).all()
    photographed = set(db.exec(select(ReportPhoto.report_id)).all())

    states = Counter(report.state for report in open_ones)
    assert states == {
        ReportState.DRAFT: 2, ReportState.SENT: 2, ReportState.ASKED: 1, ReportState.ACCEPTED: 4,
        ReportState.DECLINED: 1,
    }  # fmt: skip
    assert {report.id for report in open_ones} <= photographed


def test_the_workshop_has_work_in_every_column(db: Session, demo: Demo):
    board = read_board(db, demo.filled.town.viewer("lise"))

    assert board.total == 13
    assert all(column.total for column in board.columns)
    assert [card.thing.title for card in board.at(Column.WAITS_FOR_PARTS).cards if card.thing.is_wished]


def test_the_driver_is_on_a_run_with_some_places_and_others_are_to_come(db: Session, demo: Demo):
    run = run_to_drive(db, demo.filled.town.viewer("karla"))
    assert run is not None
    route = route_of(db, run)

    assert run.state is RunState.ON_THE_WAY
    assert 3 <= len(route.places) <= 5
    assert [place.is_done for place in route.places].count(True) == 1
    assert {each.runs_on.weekday() for each in coming_runs(db) if each.runs_on > today()} == {1, 3}
    assert waiting_for_a_run(db, demo.filled.town.viewer("lise"))


def test_the_van_fetches_what_stands_at_a_school_for_another_place(db: Session):
    fetches = db.exec(select(Stop).where(Stop.kind == StopKind.FETCH)).all()

    assert [stop.state for stop in fetches] == [StopState.PLANNED]
    assert fetches[0].fetch_for_id is not None


def test_the_employee_has_a_basket_an_order_on_its_way_and_one_to_return(db: Session, demo: Demo):
    mette = demo.filled.town.viewer("mette")
    mine = db.exec(select(Order).where(Order.requester_id == mette.person_id)).all()
    lately = [order for order in mine if order.state is OrderState.DELIVERED and order.closed_at]

    assert [thing.is_held for thing in basket_of(db, mette)] == [True, True]
    assert {OrderState.AWAITING_APPROVAL, OrderState.CONFIRMED} <= {order.state for order in mine}
    assert any(returnable(db, order, line) for order in lately[-3:] for line in lines_of(db, order))


def test_orders_stand_in_every_state_of_their_way(db: Session):
    states = set(db.exec(select(Order.state).distinct()).all())

    assert states >= {
        OrderState.AWAITING_APPROVAL, OrderState.CONFIRMED, OrderState.ON_THE_WAY, OrderState.DELIVERED,
    }  # fmt: skip


def test_a_failed_erasure_keeps_a_laptop_in_the_workshop(db: Session):
    laptops = db.exec(select(Unit).where(col(Unit.serial_number).startswith("PF4DEM"))).all()

    assert len(laptops) == 4
    assert all(unit.stage in (Stage.RECEIVED, Stage.IN_WORKSHOP) for unit in laptops)


def test_what_stands_in_the_shop_is_found(db: Session, demo: Demo):
    words = vocabulary(db, db.info["municipality_id"])
    found = sa.select(sa.func.count()).select_from(search_items(demo.engine.dialect.name))

    for typed in ("hævebord", "kontorstole", "stabelstol petrol"):
        names = {"municipality_id": db.info["municipality_id"], **search_parameters(query_plan(typed, words))}
        assert db.connection().scalar(found, names), typed


def test_a_set_and_some_labels_are_on_things_and_most_labels_wait(db: Session):
    bound = db.exec(select(LabelCode.unit_id).where(LabelCode.code <= "Q-0021")).all()
    kept = db.exec(select(UnitSet)).all()

    assert sum(unit_id is not None for unit_id in bound) == 3
    assert len(bound) == 21
    assert db.exec(select(Unit.id).where(Unit.set_id == kept[0].id)).all()


def test_one_page_of_the_last_quarter_is_signed_and_others_wait(db: Session):
    rows = db.exec(select(Oversight).order_by(col(Oversight.first_on))).all()
    earlier, last = (Counter(row.is_signed for row in rows if row.quarter == key) for key in ("2026-Q2", "2026-Q3"))

    assert {row.quarter for row in rows} == {"2026-Q2", "2026-Q3"}
    assert earlier == {True: 6}
    assert last == {True: 1, False: 5}
