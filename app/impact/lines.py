"""What one handed-over unit books: gross, likely and net, in whole grams and øre, with every factor frozen beside.

- gross (brutto): as others count. Every item counts as one new item.
- likely (sandsynlig): what probably was not bought, by the buyer's answer; for CO2e also by the life left.
- net (netto): likely minus what workshop, parts and transport cost, with an interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from app.impact import sheet
from app.impact.formulas import (
    Factors,
    ImpossibleFigure,
    Triple,
    burdens_of,
    claim,
    interval,
    unused_share,
    use_phase,
    whole,
)
from app.impact.frozen import SHAPES, BadFactor, DonorAnswer, Frozen, Kind, canonical, checked, frozen_from, loaded
from app.impact.totals import waste_kept_back

MINUTES_AN_HOUR = 60

FIGURES: Final = (
    "gross_co2e_g",
    "likely_co2e_g",
    "refurb_co2e_g",
    "parts_co2e_g",
    "transport_co2e_g",
    "use_phase_co2e_g",
    "burden_co2e_g",
    "net_co2e_g",
    "low_co2e_g",
    "high_co2e_g",
    "gross_ore",
    "likely_ore",
    "labour_ore",
    "cost_ore",
    "net_ore",
    "low_ore",
    "high_ore",
    "price_ore",
    "institution_ore",
    "workshop_ore",
    "waste_g",
)
IDENTITY: Final = ("entry", "unit_number", "booked_on")
FINGERPRINT: Final = "factors_sha256"
COLUMNS: Final = (*IDENTITY, *FIGURES, *SHAPES, FINGERPRINT)
"""The columns of an exported line. A report may add others beside them."""


@dataclass(frozen=True, kw_only=True)
class ImpactLine:
    """The figures of one line, all whole: grams CO2e, grams of waste, and øre ex VAT.

    refurb + parts + transport + use_phase = burden, and likely - burden = net, exactly.
    external cost + parts cost + labour_ore = cost_ore, and likely_ore - cost_ore = net_ore, exactly;
    net_ore = institution_ore + workshop_ore, so `price_ore`, what the institution paid for the items, cancels.
    A return or correction mirrors the line it corrects, so its own low may lie above its high; the sums are right.
    """

    frozen: Frozen
    gross_co2e_g: int
    likely_co2e_g: int
    refurb_co2e_g: int
    parts_co2e_g: int
    transport_co2e_g: int
    use_phase_co2e_g: int
    burden_co2e_g: int
    net_co2e_g: int
    low_co2e_g: int
    high_co2e_g: int
    gross_ore: int
    likely_ore: int
    labour_ore: int
    cost_ore: int
    net_ore: int
    low_ore: int
    high_ore: int
    price_ore: int
    institution_ore: int
    workshop_ore: int
    waste_g: int

    @property
    def figures(self) -> dict[str, int]:
        """The stored figures by column name."""
        return {name: getattr(self, name) for name in FIGURES}

    @property
    def items(self) -> int:
        """How many items the line adds to the sum of items handed over: below 0 for a return, 0 for a correction."""
        return _items_counted(self.frozen) * self.frozen.quantity


def compute(frozen: Frozen) -> ImpactLine:
    """The line's figures from its own frozen factors and nothing else. Raises BadFactor for impossible factors."""
    if frozen.kind == Kind.UNDO:
        booked = compute(replace(frozen, kind=Kind.HAND_OVER.value))
        return ImpactLine(frozen=frozen, **{name: -figure for name, figure in booked.figures.items()})
    try:
        return ImpactLine(frozen=frozen, **_co2e(frozen), **_money(frozen), waste_g=_waste_g(frozen))
    except ImpossibleFigure as impossible:
        raise BadFactor("factors", str(impossible)) from impossible


def _co2e(frozen: Frozen) -> dict[str, int]:
    every_item = frozen.new.likely * frozen.quantity * _items_counted(frozen)
    likely = _signed(frozen, claim(frozen.new, [frozen.group], _share(frozen)))
    burdens = burdens_of(_factors(frozen))
    net = interval(likely, burdens.total, Decimal(frozen.burden_uncertainty))
    likely_co2e_g, net_co2e_g = _grams(likely.likely), _grams(net.likely)
    exact = [burdens.refurb, burdens.parts, burdens.transport, burdens.use_phase]
    refurb_co2e_g, parts_co2e_g, transport_co2e_g, use_phase_co2e_g = _summing_to(
        likely_co2e_g - net_co2e_g, [kg * 1000 for kg in exact]
    )
    return {
        "gross_co2e_g": _grams(every_item),
        "likely_co2e_g": likely_co2e_g,
        "refurb_co2e_g": refurb_co2e_g,
        "parts_co2e_g": parts_co2e_g,
        "transport_co2e_g": transport_co2e_g,
        "use_phase_co2e_g": use_phase_co2e_g,
        "burden_co2e_g": likely_co2e_g - net_co2e_g,
        "net_co2e_g": net_co2e_g,
        "low_co2e_g": _grams(net.low),
        "high_co2e_g": _grams(net.high),
    }


def _money(frozen: Frozen) -> dict[str, int]:
    items = _items_counted(frozen)
    price = Decimal(frozen.price_new_ore)
    exact = _signed(frozen, claim(Triple(price, price, price), [frozen.group], Decimal(abs(items))))
    likely = Triple(*(Decimal(whole(each)) for each in exact))
    labour_ore = whole(Decimal(frozen.labour_minutes) * frozen.labour_rate_ore_per_hour / MINUTES_AN_HOUR)
    costs = Decimal(frozen.external_cost_ore + frozen.parts_cost_ore + labour_ore)
    net = interval(likely, costs, Decimal(frozen.burden_uncertainty))
    price_ore = items * frozen.quantity * frozen.internal_price_ore
    paid_ore = price_ore + frozen.fee_ore
    return {
        "gross_ore": items * frozen.quantity * frozen.price_new_ore,
        "likely_ore": int(likely.likely),
        "labour_ore": labour_ore,
        "cost_ore": int(costs),
        "net_ore": int(net.likely),
        "low_ore": whole(net.low),
        "high_ore": whole(net.high),
        "price_ore": price_ore,
        "institution_ore": int(likely.likely) - paid_ore,
        "workshop_ore": paid_ore - int(costs),
    }


def _waste_g(frozen: Frozen) -> int:
    discarded = frozen.donor_answer == DonorAnswer.DISCARDED
    kg = waste_kept_back(Decimal(frozen.quantity), Decimal(frozen.unit_weight_kg), was_to_be_discarded=discarded)
    return _items_counted(frozen) * _grams(kg)


def _items_counted(frozen: Frozen) -> int:
    """A hand-over counts its items, a return takes them back, a correction moves no item, only years."""
    return {Kind.HAND_OVER: 1, Kind.RETURN: -1, Kind.UNDO: -1, Kind.CORRECTION: 0}[Kind(frozen.kind)]


def _share(frozen: Frozen) -> Decimal:
    claimed = Decimal(frozen.life_share)
    if frozen.kind != Kind.CORRECTION:
        return claimed
    return unused_share(claimed, Decimal(frozen.years_used), Decimal(frozen.lifetime_years))


def _signed(frozen: Frozen, claimed: Triple) -> Triple:
    return claimed if frozen.kind == Kind.HAND_OVER else Triple(*(-each for each in claimed))


def _factors(frozen: Frozen) -> Factors:
    el = Decimal(frozen.el_kg_per_kwh)
    old, new = Decimal(frozen.kwh_a_year_old), Decimal(frozen.kwh_a_year_new)
    return Factors(
        new_kg=frozen.new,
        groups=(frozen.group,),
        el_kg_per_kwh=el,
        van_kg_per_km=Decimal(frozen.van_kg_per_km),
        kwh=Decimal(frozen.kwh),
        parts=frozen.used_parts,
        trip_km=Decimal(frozen.trip_km),
        transport_kg=None if frozen.trip_g is None else Decimal(frozen.trip_g) / 1000,
        use_phase_kg=use_phase(old, new, Decimal(frozen.years_of_use), el),
    )


def _grams(kg: Decimal) -> int:
    return whole(kg * 1000)


def _summing_to(total: int, exact: Sequence[Decimal]) -> list[int]:
    """Round each figure so that they sum to `total`; what rounding leaves goes where most was rounded away.

    A figure of 0 stays 0, because a line without a trip must not show a gram of transport.
    """
    rounded = [whole(each) for each in exact]
    left = total - sum(rounded)
    step = 1 if left > 0 else -1
    owed = sorted((i for i, each in enumerate(exact) if each), key=lambda i: step * (rounded[i] - exact[i]))
    for i in owed[: abs(left)]:
        rounded[i] += step
    return rounded


def to_json(line: ImpactLine) -> str:
    """Canonical JSON of factors and figures: the same line gives the same bytes."""
    return canonical({"factors": loaded(line.frozen.to_json()), "figures": line.figures})


def from_json(text: str) -> ImpactLine:
    """The line as `to_json` wrote it, figures as they stand there. Raises BadFactor."""
    values = loaded(text)
    if not isinstance(values, dict) or set(values) != {"factors", "figures"}:
        raise BadFactor("json", "Expected an object with factors and figures.")
    figures = values["figures"]
    if not isinstance(figures, dict) or set(figures) != set(FIGURES):
        raise BadFactor("figures", "The figures of the line are not complete.")
    if any(type(figure) is not int for figure in figures.values()):
        raise BadFactor("figures", "Every figure must be a whole number.")
    return ImpactLine(frozen=frozen_from(values["factors"]), **figures)


def to_row(line: ImpactLine, *, entry: str = "", unit_number: str = "", booked_on: str = "") -> dict[str, str]:
    """One exported line: every figure and every factor by column name, as the sheet writes them."""
    factors = {name: sheet.cell(getattr(line.frozen, name), shape) for name, shape in SHAPES.items()}
    figures = {name: str(figure) for name, figure in line.figures.items()}
    identity = {"entry": entry, "unit_number": unit_number, "booked_on": booked_on}
    return {**identity, **figures, **factors, FINGERPRINT: line.frozen.fingerprint}


def frozen_from_row(row: Mapping[str, str]) -> Frozen:
    """The frozen factors of an exported line. Raises BadFactor naming the column that is missing or malformed."""
    return frozen_from({name: factor_from_row(row, name) for name in SHAPES})


def factor_from_row(row: Mapping[str, str], name: str) -> object:
    """One frozen factor of an exported line. Raises BadFactor when its column is missing or malformed."""
    return checked(name, _value(row, name, SHAPES[name]))


def from_row(row: Mapping[str, str]) -> ImpactLine:
    """The line as it was exported, figures as they stand there. Raises BadFactor."""
    figures: dict[str, Any] = {name: _value(row, name, sheet.FIGURE) for name in FIGURES}
    return ImpactLine(frozen=frozen_from_row(row), **figures)


def _value(row: Mapping[str, str], name: str, shape: str) -> object:
    if name not in row:
        raise BadFactor(name, "The column is missing.")
    return sheet.value(row[name], shape, name)
