"""Reading the numbers of an example file: decimal texts, each missing or malformed one named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.impact.factors import factor_set
from app.impact.formulas import BURDEN_UNCERTAINTY, Group, ImpossibleFigure, Part, Triple

_LARGEST = Decimal(10) ** 12
_MOST_DECIMALS = 12


class BadExample(ValueError):
    """An example that cannot be computed; the text says which figure is missing or malformed."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of one example, with the constants of its file behind them."""

    values: Mapping[str, object]
    constants: Mapping[str, object]

    def has(self, name: str) -> bool:
        return name in self.values

    def number(self, name: str, default: str | None = None) -> Decimal:
        """The number called `name`, or the default where it is left out. Raises BadExample."""
        if name not in self.values and default is not None:
            return Decimal(default)
        return number(self._value(name), name)

    def whole(self, name: str) -> int:
        """The whole number called `name`. Raises BadExample."""
        found = self.number(name)
        if found != found.to_integral_value():
            raise BadExample(f"{name}: {found} is not a whole number.")
        return int(found)

    def numbers(self, name: str) -> list[Decimal]:
        """The list of numbers called `name`. Raises BadExample."""
        return [number(each, name) for each in listed(self._value(name), name)]

    def triples(self, name: str) -> list[Triple]:
        """The list of three-number lists called `name`. Raises BadExample."""
        return [triple(each, name) for each in listed(self._value(name), name)]

    def triple(self, name: str) -> Triple:
        return triple(self._value(name), name)

    def groups(self) -> tuple[Group, ...]:
        """Pairs of quantity and displacement triple. Raises BadExample."""
        pairs = (listed(each, "groups", 2) for each in listed(self._value("groups"), "groups"))
        return tuple(Group(number(count, "groups"), triple(share, "groups")) for count, share in pairs)

    def parts(self) -> tuple[Part, ...]:
        """Pairs of count and kg each; none where the list is left out. Raises BadExample."""
        pairs = (listed(each, "parts", 2) for each in listed(self.values.get("parts", []), "parts"))
        return tuple(Part(number(count, "parts"), number(kg, "parts")) for count, kg in pairs)

    @property
    def el(self) -> Decimal:
        """kg CO2e per kWh: the example's own, its file's, or the shipped factor."""
        return self._constant("f_el", factor_set().el_kg_per_kwh)

    @property
    def van(self) -> Decimal:
        """kg CO2e per km."""
        return self._constant("f_van_km", factor_set().van_kg_per_km)

    @property
    def uncertainty(self) -> Decimal:
        return self._constant("u_burden", BURDEN_UNCERTAINTY)

    def _constant(self, name: str, shipped: Decimal) -> Decimal:
        given = self.values.get(name, self.constants.get(name))
        return shipped if given is None else number(given, name)

    def _value(self, name: str) -> object:
        if name not in self.values:
            raise BadExample(f"{name} is missing.")
        return self.values[name]


def number(value: object, name: str) -> Decimal:
    """A decimal text or JSON number as a `Decimal`. Raises BadExample for anything else, infinities included."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise BadExample(f"{name}: {value!r} is not a number.")
    try:
        found = Decimal(value)
    except InvalidOperation as wrong:
        raise BadExample(f"{name}: {value!r} is not a number.") from wrong
    if not found.is_finite() or abs(found) >= _LARGEST or found != round(found, _MOST_DECIMALS):
        raise BadExample(f"{name}: {value!r} is not a number this method can use.")
    return found


def listed(value: object, name: str, length: int | None = None) -> Sequence[object]:
    """A list, of `length` where given. Raises BadExample."""
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise BadExample(f"{name}: expected a list{'' if length is None else f' of {length}'}, not {value!r}.")
    return value


def triple(value: object, name: str) -> Triple:
    """Three numbers: likely, low, high. Raises BadExample."""
    return Triple(*(number(each, name) for each in listed(value, name, 3)))


def mapping(value: object, name: str) -> Mapping[str, object]:
    """A JSON object. Raises BadExample."""
    if not isinstance(value, Mapping):
        raise BadExample(f"{name}: expected an object with names and values.")
    return value


UNUSABLE = (BadExample, ImpossibleFigure)
"""What may go wrong in one example; the others are still computed."""
