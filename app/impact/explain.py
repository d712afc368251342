"""Compute example lines step by step and say where they differ from what their file expects."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

from app.impact.examples import UNUSABLE, BadExample, Inputs, listed, mapping, number
from app.impact.kinds import KINDS, Results, written

PLACES = 200
"""Room for any figure an example may hold, so that comparing never overflows."""


class UnreadableExamples(ValueError):
    """A file that holds no examples; the text says why."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One example: its results (kg, kr. or g, unrounded), the steps, and what differs from the expected figures.

    `problem` is set, and nothing computed, where a figure is missing or malformed.
    """

    id: str
    title: str
    kind: str
    results: Results
    steps: tuple[str, ...]
    differences: tuple[str, ...]
    problem: str | None = None

    @property
    def is_right(self) -> bool:
        return self.problem is None and not self.differences


def read_examples(path: Path) -> Mapping[str, Any]:
    """The examples in a JSON file. Raises UnreadableExamples with a sentence."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as failed:
        raise UnreadableExamples(f"The file {path} cannot be opened: {failed.strerror}.") from failed
    except UnicodeDecodeError as wrong:
        raise UnreadableExamples("The file is not UTF-8 text.") from wrong
    except (ValueError, RecursionError) as wrong:
        raise UnreadableExamples(f"The file is not valid JSON: {wrong}.") from wrong
    found = {"worked": found} if isinstance(found, list) else found
    if not isinstance(found, dict) or not isinstance(found.get("worked"), list) or not found["worked"]:
        raise UnreadableExamples('The file must hold a list of examples under "worked".')
    return found


def explain(examples: Mapping[str, Any]) -> list[Explained]:
    """Every example under "worked", computed with the constants under "meta". A broken one is told, not raised."""
    meta = examples.get("meta")
    constants = meta.get("constants", {}) if isinstance(meta, Mapping) else {}
    constants = constants if isinstance(constants, Mapping) else {}
    return [_explained(each, place, constants) for place, each in enumerate(examples["worked"], 1)]


def _explained(example: object, place: int, constants: Mapping[str, object]) -> Explained:
    told = example if isinstance(example, Mapping) else {}
    name, title, kind = str(told.get("id", f"no. {place}")), str(told.get("title", "")), str(told.get("kind", ""))
    try:
        if kind not in KINDS:
            raise BadExample(f"The kind {kind!r} is not one of {', '.join(KINDS)}.")
        results, steps = KINDS[kind](Inputs(mapping(told.get("inputs"), "inputs"), constants))
        differences = _differences(results, mapping(told.get("expected", {}), "expected"))
    except UNUSABLE as bad:
        return Explained(name, title, kind, {}, (), (), problem=str(bad))
    return Explained(name, title, kind, results, tuple(steps), tuple(differences))


def _differences(results: Results, expected: Mapping[str, object]) -> list[str]:
    found = []
    for name, value in expected.items():
        if name not in results:
            found.append(f"{name}: expected {value}, but this kind of example has no such figure.")
            continue
        values = listed(value, name) if isinstance(value, list) else [value]
        wanted = [number(each, name) for each in values]
        if not _same(wanted, results[name]):
            told = ", ".join(written(each) for each in wanted)
            computed = ", ".join(written(each) for each in results[name])
            found.append(f"{name}: expected {told}, computed {computed}.")
    return found


def _same(wanted: list[Decimal], computed: list[Decimal]) -> bool:
    """Equal when the computed figure, rounded to as many decimals as the expected one shows, is the expected one."""
    return len(wanted) == len(computed) and all(map(_agrees, wanted, computed))


def _agrees(wanted: Decimal, computed: Decimal) -> bool:
    shown = Decimal(1).scaleb(min(0, _exponent(wanted)))
    with localcontext(prec=PLACES):
        return computed.quantize(shown, rounding=ROUND_HALF_UP) == wanted


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
