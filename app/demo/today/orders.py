"""Orders in every state, a full basket, and the van's runs of these days."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session, col, select

from app.catalogue.models import Category, Item, Unit
from app.core.clock import now, today
from app.core.db import uuid7
from app.deliveries.actions import add_stops, close_stops, plan_run, plan_weekly_runs, settle_order, start_run
from app.deliveries.models import Run, RunState, StopKind
from app.deliveries.queries.cargo import cargo_of_reports
from app.demo.things import things
from app.demo.today.stage import Stage
from app.intake.models import SurplusReport
from app.orders.actions import Checkout, add_to_basket, ask_return, place_order
from app.orders.actions.returns import returnable
from app.orders.models import Answer, BasketLine, Handover, Order, OrderLine, OrderState

_RETURNABLE_FOR = timedelta(days=8)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody orders: so many of some things, to a workplace."""

    who: str
    at: str
    things: dict[str, int] = field(default_factory=dict)
    all_of: str = ""  # the key of a category
    room: str = "Kontoret"
    answer: Answer = Answer.NEW
    on: date | None = None
    collects: bool = False


def _item(db: Session, key: str, quantity: int) -> Item:
    """The item of this thing that stands with its giver, so that it is fetched there; or that with most in the shop."""
    thing = things()[key]
    found = select(Item).where(Item.colour == thing.colour, col(Item.title).startswith(thing.title))
    stands = select(Unit.id).where(Unit.item_id == Item.id, col(Unit.stands_at_id).is_not(None)).exists()
    item = db.exec(found.order_by(stands.desc(), col(Item.on_offer).desc(), col(Item.created_at).desc())).first()
    if item is None or item.on_offer < quantity:
        raise LookupError(f"the demo's shop has no {quantity} of {key}")
    return item


def _chosen(db: Session, wanted: Wanted) -> list[tuple[Item, int]]:
    """The things by their keys, and all there is left of a kind that is to sell out."""
    chosen = [(_item(db, key, quantity), quantity) for key, quantity in wanted.things.items()]
    left = select(Item).join(Category).where(Category.key == wanted.all_of, Item.on_offer > 0).order_by(col(Item.id))
    return [*chosen, *((item, item.on_offer) for item in (db.exec(left).all() if wanted.all_of else ()))]


def _order(stage: Stage, wanted: Wanted, *, days: int, hour: int) -> Order:
    by, place = stage.who(wanted.who), stage.town.institutions[wanted.at]
    with stage.ago(days, hour) as db:
        for item, quantity in _chosen(db, wanted):
            add_to_basket(db, item, quantity, by=by)
        basket = db.exec(select(BasketLine.id).where(BasketLine.person_id == by.person_id)).all()
        checkout = Checkout(
            submission_key=uuid7().hex, institution_id=place.id, account_id=stage.town.accounts[place.id].id,
            answers=dict.fromkeys(basket, wanted.answer), room=wanted.room, contact_name=by.name,
            contact_phone=by.phone, wanted_on=wanted.on,
            handover=Handover.COLLECT if wanted.collects else Handover.DELIVERY,
        )  # fmt: skip
        order = place_order(db, checkout, by=by)
        # Because the worker would do so in a moment; it finds it done.
        settle_order(db, order)
    return order


def plan_runs(stage: Stage) -> list[Run]:
    """A run today, whatever day it is, and the usual ones of the coming weeks; in the order of their days."""
    municipality, day = stage.town.municipality, today()
    with stage.ago(9, 5) as db:
        plan_run(db, municipality.id, day, by=None)
        plan_weekly_runs(db, municipality, weeks=4, start=day)
    coming = select(Run).where(Run.state == RunState.PLANNED, Run.runs_on >= today())
    return list(stage.db.exec(coming.order_by(col(Run.runs_on))).all())


def place_orders(stage: Stage, runs: list[Run]) -> None:
    """Orders that wait for a yes, for a run, for the counter; on today's run and on the next ones."""
    today_on, next_on, later_on = (run.runs_on for run in runs[:3])
    for wanted in (
        Wanted(who="hanne", at="2102", things={"chair_black": 3}, room="Vagtstuen", on=today_on),
        Wanted(who="daniel", at="1203", things={"children_table": 1}, room="Blå stue", on=today_on),
        Wanted(who="alma", at="2101", things={"shell_white": 6}, room="Dagligstuen", on=today_on, answer=Answer.NONE),
        Wanted(who="fie", at="2201", things={"monitor": 2}, room="2. sal", on=today_on),
    ):
        _order(stage, wanted, days=4, hour=10)
    for wanted in (
        Wanted(who="mette", at="3101", things={"bookcase": 2}, room="Lokale 3.14", on=next_on),
        Wanted(who="lone", at="1101", things={"desk_lamp": 2}, room="Lærerværelset", on=next_on, answer=Answer.UNKNOWN),
        Wanted(who="kim", at="3204", things={"shell_orange": 8}, room="Salen", on=later_on, answer=Answer.USED),
        Wanted(who="vivi", at="1103", things={"whiteboard": 1}, room="Lokale 12"),
        Wanted(who="sus", at="2201", things={"desk_lamp": 1}, room="Receptionen", collects=True),
    ):
        _order(stage, wanted, days=2, hour=13)
    for days, wanted in (
        (2, Wanted(who="jonas", at="3103", things={"desk_grey": 4, "chair_grey": 2}, room="Samtalerum 4", on=later_on)),
        (1, Wanted(who="iben", at="3105", things={"laptop": 3}, room="It-lageret", answer=Answer.UNKNOWN)),
        (1, Wanted(who="mette", at="3101", things={"chair_blue": 6}, room="Lokale 3.14", on=later_on)),
        (1, Wanted(who="adam", at="3104", all_of="filing_cabinet_steel", room="Arkivet", on=later_on)),
    ):
        _order(stage, wanted, days=days, hour=14)


def drive_today(stage: Stage, run: Run, reports: dict[str, SurplusReport], next_run: Run) -> None:
    """Collections are planned; the van left this morning and has been at its first place."""
    lead, karla = stage.who("lise"), stage.who("karla")
    with stage.ago(2, 14) as db:
        add_stops(db, run, cargo_of_reports(db, [reports["today"]]), by=lead)
        add_stops(db, next_run, cargo_of_reports(db, [reports["next"]]), by=lead)
    with stage.this_morning() as db:
        start_run(db, run, by=karla)
    with stage.this_morning(25) as db:
        close_stops(db, run, stage.town.institutions["2102"].id, (StopKind.DELIVERY,), by=karla)


def send_something_back(stage: Stage) -> None:
    """Somebody wants to return some of what came lately."""
    lately = now() - _RETURNABLE_FOR
    delivered = select(Order).where(Order.state == OrderState.DELIVERED, Order.closed_at >= lately)  # type: ignore[operator]
    for order in stage.db.exec(delivered.order_by(col(Order.closed_at).desc())).all():
        line = stage.db.exec(select(OrderLine).where(OrderLine.order_id == order.id, OrderLine.quantity > 1)).first()
        if line is None or order.requester_id == stage.town.people["mette"].id:
            continue
        with stage.this_morning(10) as db:
            if returnable(db, order, line):
                ask_return(db, order, line, 1, "Den passer ikke i rummet", by=stage.town.viewers[order.requester_id])
                return


def fill_basket(stage: Stage) -> None:
    """Something lies in the employee's basket, held from now."""
    by = stage.who("mette")
    for key, quantity in {"round_table": 1, "shell_petrol": 4}.items():
        add_to_basket(stage.db, _item(stage.db, key, quantity), quantity, by=by)
    stage.db.commit()
