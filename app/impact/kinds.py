"""How each kind of worked example is computed: its results by name, and the steps as a reader would write them."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from app.impact import formulas, totals
from app.impact.examples import Inputs
from app.impact.formulas import Factors, Triple
from app.impact.totals import Attribution

Results = dict[str, list[Decimal]]
Computed = tuple[Results, list[str]]


def written(number: Decimal) -> str:
    """A number without exponent or trailing zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _line(given: Inputs) -> Computed:
    factors = Factors(
        new_kg=given.triple("F"),
        groups=given.groups(),
        el_kg_per_kwh=given.el,
        van_kg_per_km=given.van,
        life_share=given.number("s", "1"),
        kwh=given.number("kwh", "0"),
        parts=given.parts(),
        trip_km=given.number("trip_km", "0"),
        transport_kg=given.number("transport_kg") if given.has("transport_kg") else None,
        use_phase_kg=_use_phase_kg(given),
        uncertainty=given.uncertainty,
    )
    found = formulas.weigh(factors)
    results = {name: [getattr(found, name)] for name in found.__dataclass_fields__}
    return results, _line_steps(factors, found)


def _line_steps(factors: Factors, found: formulas.Impact) -> list[str]:
    displaced, share = formulas.displaced_quantity(factors.groups), written(factors.life_share)
    answers = " + ".join(f"{written(g.quantity)} × {written(g.displacement.likely)}" for g in factors.groups)
    parts = " + ".join(f"{written(p.count)} × {written(p.kg_each)}" for p in factors.parts) or "none"
    driven = f"{written(factors.trip_km)} km × {written(factors.van_kg_per_km)}"
    share_of_trip = "share of the trip" if factors.transport_kg is not None else driven
    u, burden = factors.uncertainty, written(found.burden)
    steps = [
        f"new purchases avoided = {answers} = {written(displaced.likely)}",
        f"gross = {written(factors.new_kg.likely)} × {written(displaced.likely)} × {share} = {written(found.gross)} kg",
        f"refurb = {written(factors.kwh)} kWh × {written(factors.el_kg_per_kwh)} = {written(found.refurb)} kg",
        f"parts = {parts} = {written(found.parts)} kg",
        f"transport = {share_of_trip} = {written(found.transport)} kg",
        f"use phase = {written(found.use_phase)} kg",
        f"burden = {burden} kg",
        f"net = {written(found.gross)} - {burden} = {written(found.net)} kg",
    ]
    for name, kg, count, sign in (
        ("low", factors.new_kg.low, displaced.low, 1),
        ("high", factors.new_kg.high, displaced.high, -1),
    ):
        weight = written(1 + sign * u if found.burden >= 0 else 1 - sign * u)
        claimed = f"{written(kg)} × {written(count)} × {share}"
        steps.append(f"{name} = {claimed} - {weight} × {burden} = {written(getattr(found, name))} kg")
    return steps


def _use_phase_kg(given: Inputs) -> Decimal:
    if not given.has("kwh_old"):
        return formulas.ZERO
    return formulas.use_phase(given.number("kwh_old"), given.number("kwh_new"), given.number("years"), given.el)


def _use_phase(given: Inputs) -> Computed:
    new, share, transport = given.number("F"), given.number("s", "1"), given.number("transport", "0")
    displaced = given.number("d", "1")
    gross = new * displaced * share
    extra = _use_phase_kg(given)
    net = gross - extra - transport
    more = (
        f"({written(given.number('kwh_old'))} - {written(given.number('kwh_new'))}) × {written(given.number('years'))}"
    )
    steps = [
        f"gross = {written(new)} × {written(displaced)} × {written(share)} = {written(gross)} kg",
        f"use phase = {more} × {written(given.el)} = {written(extra)} kg",
        f"net = {written(gross)} - {written(extra)} - {written(transport)} = {written(net)} kg",
    ]
    return {"gross": [gross], "use_phase": [extra], "net": [net]}, steps


def _allocate(given: Inputs) -> Computed:
    total, weights = given.whole("total_g"), given.numbers("weights")
    shares = formulas.allocate(total, weights)
    all_weights = written(sum(weights, formulas.ZERO))
    steps = [
        f"{total} g × {written(weight)} / {all_weights} -> {share} g"
        for weight, share in zip(weights, shares, strict=True)
    ]
    steps.append(f"{' + '.join(map(str, shares))} = {total} g")
    return {"shares": [Decimal(share) for share in shares]}, steps


def _true_up(given: Inputs) -> Computed:
    new, displaced, life = given.number("F"), given.number("d", "1"), given.number("L")
    first, years, second = given.number("s1"), given.number("years"), given.number("s2")
    claims = [new * displaced * share for share in (first, second)]
    correction = formulas.true_up(new, displaced, first, years, life)
    total = claims[0] + correction + claims[1]
    unused = f"({written(first)} - min({written(first)}, {written(years)}/{written(life)}))"
    steps = [
        f"first claim = {written(new)} × {written(displaced)} × {written(first)} = {claims[0]:.3f} kg",
        f"correction = -{written(new)} × {written(displaced)} × {unused} = {correction:.3f} kg",
        f"second claim = {written(new)} × {written(displaced)} × {written(second)} = {claims[1]:.3f} kg",
        f"total = {total:.3f} kg",
    ]
    found = {"claim1": claims[0], "correction": correction, "claim2": claims[1], "total": total, "naive": 2 * new}
    return _single(found), steps


def _money(given: Inputs) -> Computed:
    count, price, displaced = given.number("q"), given.number("P"), given.number("d")
    internal, fee = given.number("internal", "0"), given.number("fee", "0")
    external, labour = given.number("external", "0"), given.number("labour", "0")
    found = totals.money(price, count * displaced, count, internal=internal, fee=fee, external=external, labour=labour)
    paid = f"{written(count)} × {written(internal)}"
    steps = [
        f"avoided = {written(count)} × {written(displaced)} × {written(price)} = {written(found.avoided)} kr.",
        f"institution = {written(found.avoided)} - {paid} - {written(fee)} = {written(found.institution)} kr.",
        f"workshop = {paid} + {written(fee)} - {written(external)} - {written(labour)} = {written(found.workshop)} kr.",
        f"group = {written(found.institution)} + {written(found.workshop)} = {written(found.group)} kr.",
    ]
    return {name: [getattr(found, name)] for name in found.__dataclass_fields__}, steps


def _aggregate(given: Inputs) -> Computed:
    lines = given.triples("lines")
    found = totals.aggregate(lines)

    def together(which: int) -> str:
        return " + ".join(written(line[which]) for line in lines)

    steps = [
        f"net = {together(0)} = {written(found.net)} kg",
        f"envelope = {together(1)} = {written(found.low_env)} kg to {together(2)} = {written(found.high_env)} kg",
        f"root-sum-square = {found.low_rss:.3f} kg to {found.high_rss:.3f} kg",
    ]
    return {name: [getattr(found, name)] for name in found.__dataclass_fields__}, steps


def _return(given: Inputs) -> Computed:
    net, gross, km = given.number("net"), given.number("gross"), given.number("trip_km", "0")
    count, back = given.number("q"), given.number("returned")
    reversal = formulas.return_reversal(gross, count, back)
    transport = km * given.van
    total = net + reversal - transport
    steps = [
        f"reversal = -{written(gross)} × {written(back)}/{written(count)} = {written(reversal)} kg",
        f"extra transport = {written(km)} km × {written(given.van)} = {written(transport)} kg",
        f"net = {written(net)} - {written(-reversal)} - {written(transport)} = {written(total)} kg",
    ]
    return _single({"reversal": reversal, "extra_transport": transport, "net": total}), steps


def _freeze(given: Inputs) -> Computed:
    count, displaced = given.number("q"), given.number("d", "1")
    units = [Triple(each, each, each) for each in (given.number("F_v1"), given.number("F_v2"))]
    groups = [formulas.Group(count, Triple(displaced, displaced, displaced))]
    then, now = (formulas.claim(unit, groups).likely for unit in units)
    steps = [
        f"booked, each by its own factor = {written(then)} + {written(now)} = {written(then + now)} kg",
        f"restated by the new factor = {written(now)} + {written(now)} = {written(now + now)} kg",
    ]
    return _single({"booked": then + now, "restated": now + now}), steps


def _attribute(given: Inputs) -> Computed:
    total = given.whole("total_g")
    found = totals.attribute(total, Attribution.HALF)
    steps = [f"{total} g = {found.receiver} g to the receiver + {found.donor} g to the donor"]
    return _single({"receiver": Decimal(found.receiver), "donor": Decimal(found.donor)}), steps


def _sanity(given: Inputs) -> Computed:
    net, avoided = given.number("net"), given.number("avoided")
    found = totals.sanity_ratio(net, avoided)
    waste = totals.waste_kept_back(given.number("q", "0"), given.number("kg", "0"), was_to_be_discarded=True)
    low, high = (written(edge) for edge in formulas.SANITY_BAND)
    if found.ratio is None:
        steps = ["ratio = none, because no purchase was avoided"]
    else:
        where = "inside" if found.inside else "OUTSIDE"
        steps = [f"ratio = {written(net)} / {written(avoided)} = {found.ratio:.5f} kg/kr. ({where} {low}-{high})"]
    steps.append(f"waste kept back, if it was to be discarded = {written(waste)} kg")
    return {**({} if found.ratio is None else {"ratio": [found.ratio]}), "waste_kg": [waste]}, steps


def _single(found: Mapping[str, Decimal]) -> Results:
    return {name: [value] for name, value in found.items()}


KINDS: Mapping[str, Callable[[Inputs], Computed]] = {
    "line": _line,
    "allocate": _allocate,
    "trueup": _true_up,
    "money": _money,
    "aggregate": _aggregate,
    "use_phase": _use_phase,
    "return": _return,
    "freeze": _freeze,
    "attribute": _attribute,
    "sanity": _sanity,
}
"""Every kind of example an example file may hold."""
