"""What holds for every line, whatever its figures."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.impact import sheet
from app.impact.audit import differences
from app.impact.factors import ELECTRICITY, factor_set
from app.impact.formulas import Answer, Factors, Group, Part, Triple, allocate, true_up, weigh
from app.impact.freeze import corrected, freeze, returned
from app.impact.frozen import Frozen
from app.impact.lines import COLUMNS, ImpactLine, compute, from_json, from_row, to_json, to_row
from app.impact.totals import Attribution, aggregate, attribute, money

law = settings(max_examples=60, deadline=None)

METHOD = {
    "low <= net <= high": ("test_net_lies_inside_its_interval", "test_every_stored_line_adds_up"),
    "d = 0 gives net = -burden": ("test_where_nothing_was_displaced_net_is_the_burden",),
    "allocations sum to the trip": ("test_shares_sum_to_the_trip_and_miss_the_exact_share_by_less_than_a_gram",),
    "group saving does not change with internal price or fee": (
        "test_the_internal_price_and_the_fee_cancel_for_the_group",
        "test_the_internal_price_moves_no_net",
    ),
    "editing the factor table changes no booked line": ("test_editing_the_factor_table_changes_no_booked_line",),
    "full return leaves gross 0 and burden > 0": ("test_a_full_return_leaves_no_claim_but_every_burden",),
    "credited years of an item <= years of second use": ("test_credited_years_never_exceed_years_of_use",),
    "institution shares sum to the total": ("test_institution_shares_sum_to_the_total",),
    "line order does not matter": (
        "test_the_order_of_lines_does_not_matter",
        "test_the_order_of_answers_does_not_matter",
    ),
}
"""Every invariant the method ends its worked examples with, and the laws here that hold it."""

SMALL = st.decimals(0, 1, places=2)
MASS = st.decimals(0, 3000, places=3)
WHOLE = st.integers(0, 10_000_000)


@st.composite
def triples(draw, each=MASS):
    low, likely, high = sorted(draw(st.tuples(each, each, each)))
    return Triple(likely, low, high)


@st.composite
def factors(draw):
    groups = draw(st.lists(st.builds(Group, st.integers(0, 50).map(Decimal), triples(SMALL)), min_size=1, max_size=4))
    return Factors(
        new_kg=draw(triples()),
        groups=tuple(groups),
        el_kg_per_kwh=draw(SMALL),
        van_kg_per_km=draw(SMALL),
        life_share=draw(SMALL),
        kwh=draw(MASS),
        parts=tuple(draw(st.lists(st.builds(Part, MASS, MASS), max_size=3))),
        trip_km=draw(MASS),
        use_phase_kg=draw(st.decimals(-500, 500, places=2)),
        uncertainty=draw(SMALL),
    )


@st.composite
def frozen_lines(draw):
    new, displaced = draw(triples()), draw(triples(SMALL))
    trip_g = draw(st.none() | WHOLE)
    return Frozen(
        quantity=draw(st.integers(1, 50)),
        factor_set="test",
        factor_version="1",
        category_key="task_chair",
        new_kg=str(new.likely),
        new_kg_low=str(new.low),
        new_kg_high=str(new.high),
        displacement=str(displaced.likely),
        displacement_low=str(displaced.low),
        displacement_high=str(displaced.high),
        life_share=str(draw(SMALL)),
        lifetime_years="12",
        kwh=str(draw(MASS)),
        el_kg_per_kwh=str(draw(SMALL)),
        parts=tuple(draw(st.lists(st.tuples(st.text(max_size=8), MASS.map(str), MASS.map(str)), max_size=3))),
        trip_km=str(draw(MASS)) if trip_g is None else "0",
        trip_g=trip_g,
        van_kg_per_km=str(draw(SMALL)),
        kwh_a_year_old=str(draw(MASS)),
        kwh_a_year_new=str(draw(MASS)),
        years_of_use=str(draw(SMALL)),
        burden_uncertainty=str(draw(SMALL)),
        unit_weight_kg=str(draw(MASS)),
        donor_answer=draw(st.sampled_from(["discarded", "unknown"])),
        price_new_ore=draw(WHOLE),
        price_source=draw(st.text(max_size=20)),
        internal_price_ore=draw(WHOLE),
        fee_ore=draw(WHOLE),
        labour_minutes=draw(st.integers(0, 500)),
        labour_rate_ore_per_hour=draw(st.integers(0, 60_001)),
        parts_cost_ore=draw(WHOLE),
        external_cost_ore=draw(WHOLE),
    )


def test_every_invariant_of_the_method_is_held_by_a_law():
    laws = {name for name, each in globals().items() if hasattr(each, "hypothesis")}

    assert len(METHOD) == 9
    assert {name for names in METHOD.values() for name in names} <= laws


@law
@given(factors())
def test_net_lies_inside_its_interval(drawn):
    found = weigh(drawn)

    assert found.low <= found.net <= found.high


@law
@given(factors())
def test_where_nothing_was_displaced_net_is_the_burden(drawn):
    none = tuple(Group(each.quantity, Triple(Decimal(0), Decimal(0), Decimal(0))) for each in drawn.groups)

    found = weigh(replace(drawn, groups=none))

    assert found.net == -found.burden


@law
@given(factors(), st.randoms())
def test_the_order_of_answers_does_not_matter(drawn, chance):
    mixed = list(drawn.groups)
    chance.shuffle(mixed)

    assert weigh(replace(drawn, groups=tuple(mixed))) == weigh(drawn)


@law
@given(st.lists(triples(), max_size=6), st.randoms())
def test_the_order_of_lines_does_not_matter(lines, chance):
    mixed = list(lines)
    chance.shuffle(mixed)
    one, other = aggregate(lines), aggregate(mixed)

    assert (one.net, one.low_env, one.high_env) == (other.net, other.low_env, other.high_env)
    assert one.low_env <= one.low_rss.quantize(Decimal("0.000001")) + Decimal("0.000001")
    assert abs(one.high_rss - other.high_rss) < Decimal("0.000001")


@law
@given(st.integers(-1_000_000, 1_000_000), st.lists(MASS, min_size=1, max_size=9))
def test_shares_sum_to_the_trip_and_miss_the_exact_share_by_less_than_a_gram(total, weights):
    shares = allocate(total, weights)

    assert sum(shares) == total
    if any(weights):
        exact = [total * weight / sum(weights) for weight in weights]
        assert all(abs(share - raw) < Decimal("1.000001") for share, raw in zip(shares, exact, strict=True))


@law
@given(st.integers(-1_000_000, 1_000_000), st.sampled_from(Attribution))
def test_institution_shares_sum_to_the_total(total, rule):
    found = attribute(total, rule)

    assert found.receiver + found.donor == total


@law
@given(MASS, MASS, MASS, MASS, MASS)
def test_the_internal_price_and_the_fee_cancel_for_the_group(price, internal, fee, external, labour):
    costs = {"external": external, "labour": labour}

    paid = money(price, Decimal(3), Decimal(4), internal=internal, fee=fee, **costs)

    assert paid.group == money(price, Decimal(3), Decimal(4), **costs).group


@law
@given(st.lists(st.tuples(SMALL, st.decimals(0, 15, places=1)), min_size=1, max_size=5))
def test_credited_years_never_exceed_years_of_use(rounds):
    lifetime = Decimal(12)

    credited = (
        sum(share + true_up(Decimal(1), Decimal(1), share, years, lifetime) for share, years in rounds) * lifetime
    )

    assert credited <= sum(years for _share, years in rounds) + Decimal("0.000001")


@law
@given(frozen_lines())
def test_every_stored_line_adds_up(frozen):
    line = compute(frozen)

    burdens = line.refurb_co2e_g + line.parts_co2e_g + line.transport_co2e_g + line.use_phase_co2e_g
    assert burdens == line.burden_co2e_g
    assert line.likely_co2e_g - line.burden_co2e_g == line.net_co2e_g
    assert line.low_co2e_g <= line.net_co2e_g <= line.high_co2e_g
    assert line.labour_ore + frozen.external_cost_ore + frozen.parts_cost_ore == line.cost_ore
    assert line.likely_ore - line.cost_ore == line.net_ore == line.institution_ore + line.workshop_ore
    assert line.low_ore <= line.net_ore <= line.high_ore


@law
@given(frozen_lines())
def test_no_stored_burden_is_more_than_a_gram_from_the_exact_one(frozen):
    line = compute(frozen)

    exact = Decimal(frozen.kwh) * Decimal(frozen.el_kg_per_kwh) * 1000
    assert abs(line.refurb_co2e_g - exact) <= Decimal("1.5")
    assert line.refurb_co2e_g == 0 or exact != 0


@law
@given(frozen_lines())
def test_a_full_return_leaves_no_claim_but_every_burden(frozen):
    out, back = compute(frozen), compute(returned(frozen, trip_km="7"))

    assert out.gross_co2e_g + back.gross_co2e_g == 0
    assert out.likely_co2e_g + back.likely_co2e_g == 0
    assert out.likely_ore + back.likely_ore == out.gross_ore + back.gross_ore == 0
    assert out.waste_g + back.waste_g == out.price_ore + back.price_ore == out.items + back.items == 0
    assert out.burden_co2e_g + back.burden_co2e_g == -(out.net_co2e_g + back.net_co2e_g)
    assert out.cost_ore + back.cost_ore == out.cost_ore
    # The trip home is a burden of its own, whatever came of the hand-over.
    assert (back.burden_co2e_g > 0) == (Decimal(frozen.van_kg_per_km) > 0)


@law
@given(triples(), SMALL.filter(bool), st.sampled_from(Answer), st.sampled_from("ABCD"))
def test_editing_the_factor_table_changes_no_booked_line(new_kg, el_kg_per_kwh, answer, condition):
    before = factor_set()
    chair, power = before.categories["task_chair"], before.processes[ELECTRICITY]
    edited = replace(
        before,
        categories={**before.categories, "task_chair": replace(chair, new_kg=new_kg, lifetime_years=Decimal(1))},
        processes={**before.processes, ELECTRICITY: replace(power, value=power.value + el_kg_per_kwh)},
        prices={},
    )
    facts = {"answer": answer, "condition": condition, "price": None, "kwh": "1.5"}
    booked = compute(freeze("task_chair", factors=before, **facts))

    later = compute(freeze("task_chair", factors=edited, **facts))

    # What is booked is computed from what was written on it, and from nothing else.
    assert compute(Frozen.from_json(booked.frozen.to_json())) == booked
    assert compute(returned(booked.frozen)).gross_co2e_g == -booked.gross_co2e_g
    assert later.frozen.fingerprint != booked.frozen.fingerprint


@law
@given(frozen_lines(), st.decimals(0, 15, places=1))
def test_a_correction_takes_back_at_most_the_claim(frozen, years):
    out, back = compute(frozen), compute(corrected(frozen, str(years)))

    assert -out.likely_co2e_g <= back.likely_co2e_g <= 0
    assert (back.gross_co2e_g, back.likely_ore, back.net_ore, back.items) == (0, 0, 0, 0)


@law
@given(frozen_lines())
def test_the_internal_price_moves_no_net(frozen):
    paid, free = compute(frozen), compute(replace(frozen, internal_price_ore=0, fee_ore=0))

    assert (paid.net_ore, paid.low_ore, paid.high_ore) == (free.net_ore, free.low_ore, free.high_ore)


@law
@given(frozen_lines())
def test_a_line_comes_back_from_json_and_from_a_row_as_it_was(frozen):
    line = compute(frozen)

    assert from_json(to_json(line)) == line
    assert to_json(from_json(to_json(line))) == to_json(line)
    assert Frozen.from_json(frozen.to_json()) == frozen
    assert from_row(to_row(line)) == line
    assert isinstance(line, ImpactLine)


@law
@given(st.lists(frozen_lines(), max_size=3))
def test_an_exported_file_agrees_with_itself(lines):
    rows = [to_row(compute(frozen), unit_number=f"V-{n}") for n, frozen in enumerate(lines)]

    export = sheet.read(sheet.written(rows, COLUMNS))

    assert len(export.rows) == len(rows)
    assert differences(export) == []
