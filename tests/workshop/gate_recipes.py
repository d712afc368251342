"""What a try at the gate needs to know of each action: how to call it, or why it cannot touch a unit.

A new action is called with whatever its parameters ask for (`Scene.give`); where that is not enough it gets a recipe.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, get_type_hints

from sqlmodel import Session

import app
from app.administration.columns import INSTITUTIONS, ITEMS
from app.administration.imports import keep_file, plan_import
from app.administration.models import ImportKind
from app.administration.spreadsheets import read_sheet
from app.catalogue.actions.units import GATED
from app.catalogue.models import Item
from app.catalogue.stages import Stage
from app.core.clock import now
from app.deliveries.models import Run, Stop, StopKind
from app.deliveries.queries.cargo import cargo_of_orders
from app.orders.actions.fulfil import reserved_units
from app.orders.actions.place import Checkout
from app.orders.models import Answer, BasketLine, Handover, Order
from app.workshop.actions import keep_log
from app.workshop.actions.many import Act
from app.workshop.actions.scrap import Disposal, SellReason
from app.workshop.erasure.models import ErasureMethod
from app.workshop.leaving.models import DepartureKind
from tests.factories import make_account, make_category
from tests.workshop.erasing import make_disk
from tests.workshop.gate_scene import Scene

Kwargs = dict[str, Any]
Action = Callable[..., Any]

REST = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
# Modules none of whose actions can move a unit, and why; a test makes sure that they do not even know how to.
CANNOT: dict[str, str] = {
    "accounts.actions": "people, workplaces and who may do what",
    "catalogue.actions.places": "the tree of storage places",
    "catalogue.actions.sets": "which units bear one name",
    "impact.actions": "books what was handed over; moves nothing",
    "intake.actions": "what institutions report, before anything has a number",
    "media.actions": "photos",
    "administration.import_purchases": "what was bought elsewhere",
    "oversight.actions": "what a budget holder has seen and signed",
    "purchases.actions": "what was bought elsewhere",
    "quarterly.actions": "letters with figures",
    "reports.goals.actions": "what somebody wants to reach",
    "social.actions": "figures of the work as a whole, and what of them is released",
    "workshop.actions.checklists": "the steps of a kind of thing",
    "workshop.actions.help": "calls for help",
    "workshop.actions.labels": "which printed label belongs to a unit",
    "workshop.actions.locking": "waits for others",
    "workshop.actions.stations": "the places where work is done",
    "workshop.actions.stock": "parts and materials",
    "workshop.actions.timing": "minutes of a job",
}
# Single actions that need no try.
ONLY_READS: dict[str, str] = {
    "administration.imports.get_kept_file": "finds a file that was sent",
    "orders.actions.approve.answered": "makes a sentence of an answer given before",
}
SHEET = "Kategori;Titel;Antal;Serienummer\nlaptop_14;Bærbar;1;SN-9\n".encode()
PLACES = b"Nummer;Navn\n990;Skovskolen\n"
LOG = b"Serienummer;Metode;Resultat;Slut\nSN-received;purge;ok;2026-11-20 14:05\n"


def all_actions() -> Iterator[tuple[str, Action]]:
    """Every public function of every module of actions, and of the imports, by its name."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        names = module.name.split(".")
        is_import = names[1] == "administration" and names[-1].startswith(("import", "erasure_logs"))
        if "routes" in names or ("actions" not in names and not is_import):
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            is_own = inspect.isfunction(function) and function.__module__ == module.name
            if is_own and not name.startswith("_"):
                yield f"{module.name.removeprefix('app.')}.{name}", function


def reason_not_to(name: str) -> str:
    """Why the action is not tried, or nothing."""
    whole = next((why for module, why in CANNOT.items() if name.startswith(f"{module}.")), "")
    return whole or ONLY_READS.get(name, "")


def tries(name: str, action: Action, scene: Scene) -> Iterator[Kwargs]:
    """The ways to call the action on what the scene looks at."""
    if name in RECIPES:
        yield from RECIPES[name](scene)
        return
    hints = get_type_hints(action, include_extras=True)
    asked = inspect.signature(action).parameters
    wanted = [
        key for key, each in asked.items() if key == "by" or (each.default is each.empty and each.kind not in REST)
    ]
    yield {key: scene.give(key, hints[key]) for key in wanted if key != "db"}


def has_database(action: Action) -> bool:
    """Whether the action can reach rows at all."""
    return any(each is Session for each in get_type_hints(action).values())


def _moves(scene: Scene) -> Iterator[Kwargs]:
    for stage in GATED:
        yield {"units": [scene.unit], "stage": stage, "by": scene.lead, "event": "unit_tried"}


def _order(scene: Scene) -> Iterator[Kwargs]:
    item = scene.row(Item)
    line = BasketLine(
        municipality_id=item.municipality_id, person_id=scene.lead.person_id, item_id=item.id, quantity=1,
        held_until=now() + timedelta(hours=1),
    )  # fmt: skip
    scene.db.add(line)
    scene.db.flush()
    yield {
        "checkout": Checkout(
            submission_key="try", institution_id=scene.institution.id,
            account_id=make_account(scene.db, scene.institution).id, answers={line.id: Answer.NEW},
            handover=Handover.COLLECT, wanted_on=None, room="", contact_name="x", contact_phone="12345678", note="",
        ),
        "by": scene.lead,
    }  # fmt: skip


def _join(scene: Scene) -> Iterator[Kwargs]:
    yield {"item": scene.rows[Stage.ON_OFFER][Item], "units": [scene.unit], "by": scene.lead}


def _change(scene: Scene) -> Iterator[Kwargs]:
    for category in (make_category(scene.db, "task_chair"), scene.category):
        yield {
            "category": category, "title": "Stol", "serial_number": scene.unit.serial_number, "place_code": "",
            "unit": scene.unit, "by": scene.lead,
        }  # fmt: skip


def _each_act(scene: Scene) -> Iterator[Kwargs]:
    for act in Act:
        yield {"act": act, "units": [scene.unit], "by": scene.lead}


def _tied(scene: Scene) -> Iterator[Kwargs]:
    yield {"tied": reserved_units(scene.db, scene.row(Order)), "by": scene.lead}


def _sell(scene: Scene) -> Iterator[Kwargs]:
    for reason in SellReason:
        yield {"unit": scene.unit, "reason": reason, "by": scene.lead}


def _policies(scene: Scene) -> Iterator[Kwargs]:
    for least in ErasureMethod:
        yield {"least": least, "needs_second_person": False, "by": scene.lead}


def _leave(scene: Scene) -> Iterator[Kwargs]:
    for kind in DepartureKind:
        yield {
            "unit": scene.unit, "kind": kind, "reason": SellReason.SOLD, "disposal": Disposal(), "event": "unit_left",
            "by": scene.lead, "note": "", "at": now(),
        }  # fmt: skip


def _at_the_counter(scene: Scene) -> Iterator[Kwargs]:
    order = scene.row(Order)
    order.handover = Handover.COLLECT
    scene.db.add(order)
    scene.db.flush()
    yield {"order": order, "by": scene.lead}


def _cargo(scene: Scene) -> Iterator[Kwargs]:
    yield {"run": scene.row(Run), "cargo": cargo_of_orders(scene.db, [scene.row(Order)]), "by": scene.lead}


def _log(scene: Scene) -> Iterator[Kwargs]:
    if scene.looked_at in (Stage.RECEIVED, Stage.IN_WORKSHOP):
        make_disk(scene.db, scene.unit, scene.lead, "SN-received")
    yield {"log": keep_log(scene.db, "log.csv", LOG, by=scene.lead), "by": scene.lead}


def _read_log(scene: Scene) -> Iterator[Kwargs]:
    yield {"log": next(_log(scene))["log"]}


def _sheets(scene: Scene) -> Iterator[Kwargs]:
    yield {"kind": ImportKind.ITEMS, "data": SHEET}
    yield {"kind": ImportKind.INSTITUTIONS, "data": PLACES}


def _files(scene: Scene) -> Iterator[Kwargs]:
    for sheet in _sheets(scene):
        yield {**sheet, "name": "a.csv", "by": scene.lead}


def _kept(scene: Scene) -> Iterator[Kwargs]:
    for sheet in _sheets(scene):
        yield {"kept": keep_file(scene.db, sheet["kind"], "a.csv", sheet["data"], by=scene.lead), "by": scene.lead}


def _planned(kind: ImportKind) -> Callable[[Scene], Iterator[Kwargs]]:
    def plans(scene: Scene) -> Iterator[Kwargs]:
        yield {"plan": plan_import(scene.db, kind, SHEET if kind is ImportKind.ITEMS else PLACES), "by": scene.lead}

    return plans


RECIPES: dict[str, Callable[[Scene], Iterator[Kwargs]]] = {
    "administration.erasure_logs.get_log": lambda scene: iter([{"log_id": scene.unit.id}]),
    "administration.erasure_logs.import_log": _log,
    "administration.erasure_logs.match_log": _read_log,
    "administration.import_institutions.import_institutions": _planned(ImportKind.INSTITUTIONS),
    "administration.import_institutions.plan_institutions": lambda _s: iter(
        [{"sheet": read_sheet(PLACES, INSTITUTIONS)}]
    ),
    "administration.import_items.import_items": _planned(ImportKind.ITEMS),
    "administration.import_items.plan_items": lambda _s: iter([{"sheet": read_sheet(SHEET, ITEMS)}]),
    "administration.imports.import_file": _kept,
    "administration.imports.keep_file": _files,
    "administration.imports.plan_import": _sheets,
    "catalogue.actions.units.count_on_offer": lambda s: iter(
        [{"units": [s.unit], "before": {s.unit.id: s.unit.stage}, "stage": Stage.ON_OFFER}]
    ),
    "catalogue.actions.units.move_units": _moves,
    "deliveries.actions.counter.hand_out_order": _at_the_counter,
    "deliveries.actions.counter.take_back_order": _at_the_counter,
    "deliveries.actions.fetching.put_places_in_order": lambda s: iter(
        [{"run": s.row(Run), "stops": [s.row(Stop)], "places": [s.institution.id]}]
    ),
    "deliveries.actions.planning.add_stops": _cargo,
    "deliveries.actions.planning.live_stop_of": lambda s: iter(
        [{"kind": StopKind.DELIVERY, "subject_id": s.row(Order).id}]
    ),
    "orders.actions.place.place_order": _order,
    "orders.actions.release.release_units": _tied,
    "workshop.actions.erasure.set_erasure_policy": _policies,
    "workshop.actions.many.act_on_many": _each_act,
    "workshop.actions.publish.add_units_to_item": _join,
    "workshop.actions.receive.change_unit": _change,
    "workshop.actions.scrap.leave": _leave,
    "workshop.actions.scrap.sell_off_unit": _sell,
}
