"""What a thing saves when it is taken instead of a new one."""

from dataclasses import dataclass

from app.catalogue.queries.item import ItemView
from app.impact.actions import LIFE_GRADES
from app.impact.factors import FALLBACK_CATEGORY, FactorSet
from app.impact.formulas import DISPLACEMENT, ONE, Answer, Group, claim, life_share, whole


@dataclass(frozen=True)
class Saving:
    """For one, bought here instead of new: øre, grams of CO2e, and the years it is expected to last yet."""

    ore: int
    co2e_g: int
    years_left: int


def saving_of(item: ItemView, factors: FactorSet) -> Saving | None:
    """The most the item can save; none where nobody knows what a new one costs.

    The likely CO2e of the method (formulas.claim) for the answer "I would have bought new", before the trip, which
    nobody knows yet; the report counts it off.
    """
    if item.new_price_ore <= item.price_ore:
        return None
    co2e_g, years = _of_a_new_one(factors, item.category_key, item.condition)
    return Saving(item.new_price_ore - item.price_ore, co2e_g, years) if co2e_g > 0 else None


def _of_a_new_one(factors: FactorSet, category_key: str, condition: int) -> tuple[int, int]:
    known = factors.categories
    factor = known.get(category_key) or known[FALLBACK_CATEGORY]
    share = life_share(LIFE_GRADES[condition])
    avoided = claim(factor.new_kg, [_ONE], share)
    return whole(avoided.likely * 1000), whole(factor.lifetime_years * share)


_ONE = Group(quantity=ONE, displacement=DISPLACEMENT[Answer.NEW])
