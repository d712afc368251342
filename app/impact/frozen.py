"""Everything one booked line was computed from, kept as it was that day."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from app.impact.formulas import Answer, Group, Part, Triple

ROUNDING: Final = "half_up_once_v1"
"""Every stored figure is rounded once, half up (halves away from zero), to whole grams and øre.

CO2e: likely, net, low and high are rounded from exact figures; the burdens share the grams between likely and net.
Money: likely and labour are rounded to øre; net is their exact difference; low and high are rounded from those.
"""

NUMBER, WHOLE, OPTIONAL_WHOLE, TEXT, PARTS = "number", "whole", "optional whole", "text", "parts"
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
_LARGEST_WHOLE = 10**15
_MAY_BE_NEGATIVE = {"kwh_a_year_old", "kwh_a_year_new"}


class BadFactor(ValueError):
    """A factor that is missing or malformed: `column` names it, `sentence` says what is wrong."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(f"{column}: {sentence}")
        self.column = column
        self.sentence = sentence


class Kind(StrEnum):
    """What a line books: a hand-over, its reversal on return, the correction for years never used, or an undo.

    A return leaves the burdens, because they were spent; an undo takes a hand-over back that never took place.
    """

    HAND_OVER = "hand_over"
    RETURN = "return"
    CORRECTION = "correction"
    UNDO = "undo"


class DonorAnswer(StrEnum):
    """What would otherwise have happened to the item, as the institution that gave it away says."""

    DISCARDED = "discarded"
    STORED = "stored"
    GIVEN_AWAY = "given_away"
    SOLD = "sold"
    UNKNOWN = "unknown"


FrozenPart = tuple[str, str, str]
"""Name, count and kg CO2e each; for a material: name, kg and kg CO2e per kg."""


def _number(default: str | None = None) -> Any:
    return field(metadata={"shape": NUMBER}) if default is None else field(default=default, metadata={"shape": NUMBER})


def _whole(default: int = 0) -> Any:
    return field(default=default, metadata={"shape": WHOLE})


def _text(default: str | None = None) -> Any:
    return field(metadata={"shape": TEXT}) if default is None else field(default=default, metadata={"shape": TEXT})


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """The factors of one line. Decimals are canonical strings ("0.5"), money is øre, mass kg, time minutes.

    `internal_price_ore` and `price_new_ore` are per item; every other cost is for the whole line.
    `displacement*` and `new_kg*` are likely, low and high. `trip_g` (a share of a trip in grams) replaces `trip_km`.
    Raises BadFactor when a value is malformed.
    """

    kind: str = _text(Kind.HAND_OVER.value)
    quantity: int = _whole(1)
    factor_set: str = _text()
    factor_version: str = _text()
    category_key: str = _text()
    new_kg: str = _number()
    new_kg_low: str = _number()
    new_kg_high: str = _number()
    grade: str = _text("")
    answer: str = _text(Answer.UNKNOWN.value)
    displacement: str = _number()
    displacement_low: str = _number()
    displacement_high: str = _number()
    condition: str = _text("")
    life_share: str = _number("1")
    lifetime_years: str = _number()
    years_used: str = _number("0")
    kwh: str = _number("0")
    el_kg_per_kwh: str = _number()
    parts: tuple[FrozenPart, ...] = field(default=(), metadata={"shape": PARTS})
    trip_km: str = _number("0")
    trip_g: int | None = field(default=None, metadata={"shape": OPTIONAL_WHOLE})
    van_kg_per_km: str = _number()
    kwh_a_year_old: str = _number("0")
    kwh_a_year_new: str = _number("0")
    years_of_use: str = _number("0")
    burden_uncertainty: str = _number("0.5")
    unit_weight_kg: str = _number("0")
    donor_answer: str = _text(DonorAnswer.UNKNOWN.value)
    price_new_ore: int = _whole()
    price_source: str = _text("")
    price_date: str = _text("")
    internal_price_ore: int = _whole()
    fee_ore: int = _whole()
    labour_minutes: int = _whole()
    labour_rate_ore_per_hour: int = _whole()
    parts_cost_ore: int = _whole()
    external_cost_ore: int = _whole()
    rounding: str = _text(ROUNDING)

    def __post_init__(self) -> None:
        for each in fields(self):
            object.__setattr__(self, each.name, checked(each.name, getattr(self, each.name)))
        _member(self.kind, Kind, "kind")
        _member(self.answer, Answer, "answer")
        _member(self.donor_answer, DonorAnswer, "donor_answer")
        if self.rounding != ROUNDING:
            raise BadFactor("rounding", f"Unknown rounding rule {self.rounding!r}; this version knows {ROUNDING!r}.")
        if self.trip_g is not None and self.trip_km != "0":
            raise BadFactor("trip_g", "Give the trip in km or its share in grams, not both.")

    @property
    def new(self) -> Triple:
        return Triple(Decimal(self.new_kg), Decimal(self.new_kg_low), Decimal(self.new_kg_high))

    @property
    def displaced(self) -> Triple:
        return Triple(Decimal(self.displacement), Decimal(self.displacement_low), Decimal(self.displacement_high))

    @property
    def group(self) -> Group:
        return Group(Decimal(self.quantity), self.displaced)

    @property
    def used_parts(self) -> tuple[Part, ...]:
        return tuple(Part(Decimal(count), Decimal(kg_each)) for _name, count, kg_each in self.parts)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: a changed factor shows even where it moves no figure."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Canonical JSON: the same factors give the same bytes."""
        return canonical(asdict(self))

    @staticmethod
    def from_json(text: str) -> "Frozen":
        """The factors as `to_json` wrote them. Raises BadFactor."""
        return frozen_from(loaded(text))


SHAPES: Final[Mapping[str, str]] = {each.name: each.metadata["shape"] for each in fields(Frozen)}
"""Name and shape of every factor, in the order of the export's columns."""


def frozen_from(values: Any) -> Frozen:
    """Factors from a mapping that holds every name exactly once. Raises BadFactor."""
    if not isinstance(values, Mapping):
        raise BadFactor("factors", "Expected an object with the line's factors.")
    for name in SHAPES:
        if name not in values:
            raise BadFactor(name, "The factor is missing.")
    for name in values:
        if name not in SHAPES:
            raise BadFactor(str(name), "Unknown factor.")
    return Frozen(**values)


def canonical(values: object) -> str:
    """JSON with sorted names and no spaces."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def loaded(text: str) -> Any:
    """JSON read back, or BadFactor when it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise BadFactor("json", "This is not valid JSON.") from broken


def plain(text: object, column: str) -> str:
    """A decimal in its one canonical form: no exponent, no trailing zeros. Raises BadFactor."""
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise BadFactor(column, f"{text!r} is not a number.")
    number = Decimal(text)
    if number < 0 and column not in _MAY_BE_NEGATIVE:
        raise BadFactor(column, "The number must not be below 0.")
    digits = format(number, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if number == 0 else digits


def checked(name: str, value: object) -> object:
    """The factor called `name` in its canonical form, or BadFactor when it is malformed."""
    shape = SHAPES[name]
    if shape == NUMBER:
        return plain(value, name)
    if shape == PARTS:
        return _parts(value)
    if shape == TEXT:
        return _line_of_text(value, name)
    if shape == OPTIONAL_WHOLE and value is None:
        return None
    if type(value) is not int or not 0 <= value < _LARGEST_WHOLE:
        raise BadFactor(name, f"{value!r} is not a whole number of 0 or more.")
    return value


def _line_of_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise BadFactor(name, f"{value!r} is not a text.")
    # Because a line break or a double space may be lost in a spreadsheet, and the fingerprint with it.
    return " ".join(value.split())


def _parts(value: object) -> tuple[FrozenPart, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise BadFactor("parts", "Expected a list of parts, each with name, count and kg each.")
    return tuple(_part(each) for each in value)


def _part(value: object) -> FrozenPart:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 3:
        raise BadFactor("parts", "Each part must have a name, a count and kg each.")
    name, count, kg_each = value
    return _line_of_text(name, "parts"), plain(count, "parts"), plain(kg_each, "parts")


def _member(value: str, kinds: type[StrEnum], column: str) -> None:
    if value not in set(kinds):
        raise BadFactor(column, f"{value!r} is not one of {', '.join(kinds)}.")
