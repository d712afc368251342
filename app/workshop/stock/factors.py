"""Parts and materials the workshop can choose from, each with its climate burden."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.core.i18n import in_own_language
from app.impact.factors import FactorSet, ProcessFactor
from app.impact.formulas import whole

PART_PREFIX: Final = "part_"
MATERIAL_PREFIX: Final = "mat_"
PER_KG: Final = "kgCO2e/kg"
_GRAMS_A_KG: Final = 1000


@dataclass(frozen=True)
class Choosable:
    """A part counted in pieces, or a material weighed in kg."""

    key: str
    name_da: str
    name_en: str
    by_weight: bool
    kg_co2e: Decimal

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_own_language(self.name_da, self.name_en)

    def co2e_g(self, amount: Decimal) -> int:
        """Grams of CO2e that so many pieces, or kg, caused: amount × factor, rounded once."""
        return whole(amount * self.kg_co2e * _GRAMS_A_KG)


def choosable_parts(factors: FactorSet) -> list[Choosable]:
    """Everything the factor set knows a burden for, parts first."""
    found = [_choosable(each) for each in factors.processes.values() if _is_choosable(each.key)]
    return sorted(found, key=lambda each: (each.by_weight, each.name_da))


def get_choosable(key: str, factors: FactorSet) -> Choosable | None:
    """The part or material with this key; None where the factor set has none."""
    factor = factors.processes.get(key)
    return _choosable(factor) if factor is not None and _is_choosable(key) else None


def _is_choosable(key: str) -> bool:
    return key.startswith((PART_PREFIX, MATERIAL_PREFIX))


def _choosable(factor: ProcessFactor) -> Choosable:
    return Choosable(factor.key, _short(factor.name_da), _short(factor.name_en), factor.unit == PER_KG, factor.value)


def _short(name: str) -> str:
    """The name as said in a workshop: the factor's exact kind stands after a comma or in brackets."""
    return name.partition(",")[0].partition(" (")[0]
