"""Every action there is, tried on things that bear data and were never erased: none of them lets one out (R18)."""

import importlib
import inspect
from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from app.catalogue.actions import units as unit_actions
from app.catalogue.actions.units import GATED
from app.catalogue.models import Unit
from app.catalogue.stages import Stage
from app.core.errors import DomainError
from tests.workshop.gate_recipes import CANNOT, ONLY_READS, Action, all_actions, has_database, reason_not_to, tries
from tests.workshop.gate_scene import Scene

STAGES = (Stage.RECEIVED, Stage.IN_WORKSHOP, Stage.ON_OFFER, Stage.RESERVED, Stage.HANDED_OVER)
# What the control has to find, or the tries are not worth much.
OPEN_WITHOUT_THE_GATE = {
    "catalogue.actions.holds.take_units", "catalogue.actions.items.publish_item", "catalogue.actions.units.move_units",
    "deliveries.actions.counter.hand_out_order", "deliveries.actions.counter.take_back_order",
    "orders.actions.fulfil.complete_order", "orders.actions.fulfil.reopen_order", "orders.actions.place.place_order",
    "orders.actions.release.release_units", "workshop.actions.publish.add_units_to_item",
    "workshop.actions.publish.offer_item", "workshop.actions.scrap.sell_off_unit",
}  # fmt: skip
TO_TRY = {name: action for name, action in all_actions() if has_database(action) and not reason_not_to(name)}


def standing(db: Session) -> dict[UUID, Stage]:
    """Where every unit stands, as the database has it."""
    db.flush()
    return {row.id: row.stage for row in db.execute(sa.select(col(Unit.id), col(Unit.stage)))}


def let_out(db: Session, before: dict[UUID, Stage]) -> bool:
    """Whether a unit stands among those that are on their way out and did not stand there before."""
    return any(stage in GATED and before.get(key) is not stage for key, stage in standing(db).items())


def attempt(db: Session, scene: Scene, name: str, action: Action) -> list[str]:
    """One word for each way of calling the action: done, refused, out; or what crashed, or was not understood."""
    words: list[str] = []
    while True:
        try:
            ways = list(tries(name, action, scene))
        except Exception as unknown:  # noqa: BLE001 because then nobody knows how to call it, and that is the answer
            db.rollback()
            return [*words, f"not called: {unknown!r}"[:200]]
        if len(words) < len(ways):
            words.append(_word(db, action, ways[len(words)]))
        db.rollback()
        scene.made.clear()
        if len(words) >= len(ways):
            return words


def _word(db: Session, action: Action, given: dict[str, object]) -> str:
    before = standing(db)
    try:
        action(db, **given)
        return "out" if let_out(db, before) else "done"
    except DomainError:
        return "refused"
    except Exception as crash:  # noqa: BLE001 because whatever is raised, the transaction is given up
        return f"{crash!r}"[:200]


def try_all(db: Session, actions: dict[str, Action]) -> dict[str, list[str]]:
    """Each of the actions at every stage: what came of it, by name."""
    scene, outcomes = Scene(db), defaultdict[str, list[str]](list)
    for stage in STAGES:
        for name, action in actions.items():
            outcomes[name] += attempt(db, scene.at(stage), name, action)
    return outcomes


def test_no_action_lets_a_device_out_that_was_never_erased(db):
    outcomes = try_all(db, TO_TRY)

    assert [name for name, words in outcomes.items() if "out" in words] == []
    # Because an action that only ever crashes was not tried at all: it needs a recipe.
    untried = {name: words for name, words in outcomes.items() if not {"done", "refused"} & set(words)}
    assert untried == {}


def test_with_the_gate_off_the_same_tries_get_out(db, monkeypatch):
    """The control."""
    monkeypatch.setattr(unit_actions, "offer_gates", [lambda db, units: None])

    outcomes = try_all(db, {name: TO_TRY[name] for name in OPEN_WITHOUT_THE_GATE})

    assert OPEN_WITHOUT_THE_GATE - {name for name, words in outcomes.items() if "out" in words} == set()


def test_actions_that_are_not_tried_do_not_know_how_to_move_a_unit():
    skipped = {
        name.rsplit(".", 1)[0] for name, _action in all_actions() if name not in ONLY_READS and reason_not_to(name)
    }

    assert len(TO_TRY) > 90
    assert all(any(f"{module}.".startswith(f"{each}.") for module in skipped) for each in CANNOT)
    for module in skipped:
        source = inspect.getsource(importlib.import_module(f"app.{module}"))
        assert "move_units" not in source, module
        assert "stage=" not in source, module
        assert ".stage =" not in source, module


def test_an_action_nobody_knows_how_to_call_is_noticed(db):
    def land_on(db: Session, planet: complex) -> None:
        db.get(Unit, planet)

    words = attempt(db, Scene(db), "space.actions.land_on", land_on)

    assert len(words) == 1
    assert words[0].startswith("not called")
