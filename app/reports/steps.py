"""How one booked line came about: the method's formulas with the line's own frozen numbers, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from app.core.formats import NBSP, locale
from app.core.i18n import Text, _
from app.impact.factors import CategoryFactor, FactorSet
from app.impact.formulas import unused_share
from app.impact.frozen import Frozen, Kind
from app.impact.lines import ImpactLine, compute
from app.impact.models import ImpactEntry
from app.reports.words import exact_kg, exact_kr

STORED = ("gross_co2e_g", "likely_co2e_g", "burden_co2e_g", "net_co2e_g", "low_co2e_g", "high_co2e_g",
          "gross_ore", "likely_ore", "cost_ore", "net_ore", "low_ore", "high_ore", "price_ore", "waste_g")  # fmt: skip
_TIMES, _MINUS = "×", "−"


@dataclass(frozen=True)
class Step:
    """One step: what it is, how it was reckoned, and what came out, in kg or kr.; the line's figure it is, if any."""

    label: Text
    formula: str
    result: str
    figure: str = ""


@dataclass(frozen=True)
class Explained:
    """A line told: its steps in kg CO2e and in kroner, and whether they give today what was booked then."""

    co2e: Sequence[Step]
    money: Sequence[Step]
    agrees: bool
    frozen: Frozen
    factor: CategoryFactor | None
    is_current: bool


def explain_entry(entry: ImpactEntry, booked_with: FactorSet | None, version_now: str) -> Explained:
    """The line from its own frozen factors (method 2.2, 2.4, 2.5 and 3), with their sources in the set it names."""
    frozen = Frozen.from_json(entry.frozen)
    line = compute(frozen)
    return Explained(
        co2e=_co2e(entry, frozen, line),
        money=_money(entry, frozen),
        agrees=all(getattr(entry, name) == getattr(line, name) for name in STORED),
        frozen=frozen,
        factor=booked_with.categories.get(frozen.category_key) if booked_with else None,
        is_current=frozen.factor_version == version_now,
    )


def plain(number: str | Decimal | int) -> str:
    """The number with all its decimals, as the reader writes numbers."""
    return format_decimal(Decimal(number), format="#,##0.############", locale=locale())


def _things(frozen: Frozen) -> int:
    counted = {Kind.HAND_OVER: 1, Kind.RETURN: -1, Kind.UNDO: -1, Kind.CORRECTION: 0}
    return counted[Kind(frozen.kind)] * frozen.quantity


def _claim(frozen: Frozen, new_kg: str, displacement: str) -> str:
    factors = [plain(new_kg), plain(displacement), plain(_share(frozen))]
    if frozen.quantity != 1:
        factors.append(plain(frozen.quantity))
    sign = "" if frozen.kind == Kind.HAND_OVER else _MINUS
    return sign + f" {_TIMES} ".join(factors)


def _share(frozen: Frozen) -> Decimal:
    claimed = Decimal(frozen.life_share)
    if frozen.kind != Kind.CORRECTION:
        return claimed
    return unused_share(claimed, Decimal(frozen.years_used), Decimal(frozen.lifetime_years))


def _co2e(entry: ImpactEntry, frozen: Frozen, line: ImpactLine) -> list[Step]:
    low = _claim(frozen, frozen.new_kg_low, frozen.displacement_low)
    high = _claim(frozen, frozen.new_kg_high, frozen.displacement_high)
    burden = _bracketed(exact_kg(entry.burden_co2e_g))
    more, less = _burden_edges(entry, frozen)
    return [
        Step(
            _("Gross: a new one"),
            f"{plain(frozen.new_kg)} {_TIMES} {_things(frozen)}",
            exact_kg(entry.gross_co2e_g),
            "gross_co2e_g",
        ),
        Step(
            _("Likely: a new one × answer × life left"),
            _claim(frozen, frozen.new_kg, frozen.displacement),
            exact_kg(entry.likely_co2e_g),
            "likely_co2e_g",
        ),
        *_burdens(frozen, line),
        Step(
            _("Net: likely less workshop, parts and transport"),
            f"{exact_kg(entry.likely_co2e_g)} {_MINUS} {burden}",
            exact_kg(entry.net_co2e_g),
            "net_co2e_g",
        ),
        Step(_("Low end of net"), f"{low} {_MINUS} {burden} {_TIMES} {more}", exact_kg(entry.low_co2e_g), "low_co2e_g"),
        Step(
            _("High end of net"),
            f"{high} {_MINUS} {burden} {_TIMES} {less}",
            exact_kg(entry.high_co2e_g),
            "high_co2e_g",
        ),
    ]


def _burden_edges(entry: ImpactEntry, frozen: Frozen) -> tuple[str, str]:
    """What the burden is multiplied by at the low and at the high end: it is uncertain itself."""
    spread = Decimal(frozen.burden_uncertainty)
    is_undo = frozen.kind == Kind.UNDO
    edges = plain(1 + spread), plain(1 - spread)
    return edges if is_undo == (entry.burden_co2e_g < 0) or not entry.burden_co2e_g else edges[::-1]


def _burdens(frozen: Frozen, line: ImpactLine) -> list[Step]:
    """Only the burdens there are; together they are the line's burden to the gram."""
    sign = _MINUS if frozen.kind == Kind.UNDO else ""
    parts = " + ".join(f"{plain(count)} {_TIMES} {plain(kg)} ({name})" for name, count, kg in frozen.parts)
    trip = (
        f"{plain(frozen.trip_km)}{NBSP}km {_TIMES} {plain(frozen.van_kg_per_km)}"
        if frozen.trip_g is None
        else exact_kg(frozen.trip_g)
    )
    old, new = plain(frozen.kwh_a_year_old), plain(frozen.kwh_a_year_new)
    use = f"({old} {_MINUS} {new}) {_TIMES} {plain(frozen.years_of_use)} {_TIMES} {plain(frozen.el_kg_per_kwh)}"
    workshop = f"{plain(frozen.kwh)}{NBSP}kWh {_TIMES} {plain(frozen.el_kg_per_kwh)}"
    told = (
        (_("Workshop: electricity"), workshop, line.refurb_co2e_g),
        (_("Workshop: parts and materials"), parts, line.parts_co2e_g),
        (_("Transport: its share of the trips"), trip, line.transport_co2e_g),
        (_("Use: more power than a new one"), use, line.use_phase_co2e_g),
    )
    return [Step(label, sign + formula, exact_kg(grams)) for label, formula, grams in told if grams]


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("-") else number


def _money(entry: ImpactEntry, frozen: Frozen) -> list[Step]:
    things, price = _things(frozen), exact_kr(frozen.price_new_ore)
    costs = [
        f"{frozen.labour_minutes}{NBSP}min {_TIMES} {exact_kr(frozen.labour_rate_ore_per_hour)} / 60",
        exact_kr(frozen.parts_cost_ore),
        exact_kr(frozen.external_cost_ore),
    ]
    sign = _MINUS if frozen.kind == Kind.UNDO else ""
    return [
        Step(_("Gross: the price of a new one"), f"{price} {_TIMES} {things}", exact_kr(entry.gross_ore), "gross_ore"),
        Step(
            _("Likely: the price × answer"),
            f"{price} {_TIMES} {plain(frozen.displacement)} {_TIMES} {things}",
            exact_kr(entry.likely_ore),
            "likely_ore",
        ),
        Step(
            _("What the workshop cost: work + parts + others"),
            f"{sign}({' + '.join(costs)})" if sign else " + ".join(costs),
            exact_kr(entry.cost_ore),
            "cost_ore",
        ),
        Step(
            _("Net: likely less what it cost"),
            f"{exact_kr(entry.likely_ore)} {_MINUS} {_bracketed(exact_kr(entry.cost_ore))}",
            exact_kr(entry.net_ore),
            "net_ore",
        ),
        Step(
            _("Paid internally; moves money, saves none"),
            f"{exact_kr(frozen.internal_price_ore)} {_TIMES} {things}",
            exact_kr(entry.price_ore),
            "price_ore",
        ),
    ]
