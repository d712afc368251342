"""A line is computed from its own frozen factors; they are kept in one canonical form and refuse what is malformed."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.impact.factors import factor_set
from app.impact.formulas import Answer, ImpossibleFigure, Triple
from app.impact.freeze import corrected, freeze, part, returned
from app.impact.frozen import BadFactor, DonorAnswer, Frozen
from app.impact.lines import compute, from_json, from_row, to_json, to_row


def chair(**given):
    values = {"answer": Answer.NEW, "condition": "A", "price": factor_set().price("task_chair"), **given}
    return freeze("task_chair", **values)


def test_w1_as_a_stored_line():
    frozen = chair(quantity=10, kwh="1.5", trip_km="18", donor_answer=DonorAnswer.DISCARDED)

    line = compute(frozen)

    assert (line.gross_co2e_g, line.likely_co2e_g, line.net_co2e_g) == (760_000, 760_000, 753_547)
    assert (line.low_co2e_g, line.high_co2e_g) == (278_321, 1_496_774)
    assert (line.refurb_co2e_g, line.transport_co2e_g, line.burden_co2e_g) == (228, 6225, 6453)
    assert (line.items, line.waste_g) == (10, 130_000)


def test_w4_parts_are_frozen_with_their_factor():
    parts = (part("part_laptop_battery", "12"), part("part_ssd", "5"), part("part_charger", "6"))

    frozen = freeze("laptop_14", quantity=8, answer=Answer.NEW, condition="A", price=None, parts=parts)

    assert frozen.parts[1] == ("part_ssd", "5", "93")
    assert compute(frozen).parts_co2e_g == 582_000


def test_w8_money_as_a_stored_line():
    costs = {"external_cost_ore": 35_000, "labour_minutes": 360, "labour_rate_ore_per_hour": 30_000}

    line = compute(chair(quantity=10, internal_price_ore=40_000, fee_ore=60_000, **costs))

    assert (line.gross_ore, line.likely_ore, line.net_ore) == (2_500_000, 2_500_000, 2_285_000)
    assert (line.institution_ore, line.workshop_ore, line.price_ore) == (2_040_000, 245_000, 400_000)
    assert (line.labour_ore, line.cost_ore) == (180_000, 215_000)
    assert (line.low_ore, line.high_ore) == (2_000_000 - 322_500, 2_500_000 - 107_500)


def test_gross_counts_neither_answer_nor_life_and_likely_counts_both():
    line = compute(chair(answer=Answer.UNKNOWN, condition="C"))

    assert (line.gross_co2e_g, line.likely_co2e_g) == (76_000, 20_900)
    assert (line.gross_ore, line.likely_ore) == (250_000, 137_500)


def test_w7_and_w12_as_stored_lines():
    first = chair(condition="B", trip_km="18")
    ten = chair(quantity=10, kwh="1.5", trip_km="18")

    back = compute(returned(ten, quantity=3, trip_km="18"))

    assert compute(corrected(first, "2")).net_co2e_g == -44_333
    assert (back.likely_co2e_g, back.net_co2e_g, back.items) == (-228_000, -234_225, -3)
    assert compute(ten).net_co2e_g + back.net_co2e_g == 519_322


def test_w11_as_a_stored_line():
    fridge = freeze("fridge", answer=Answer.NEW, condition="C", price=None, trip_g=3000)

    line = compute(replace(fridge, new_kg="260", new_kg_low="130", new_kg_high="390", kwh_a_year_old="350",
                           kwh_a_year_new="110", years_of_use="5"))  # fmt: skip

    assert (line.likely_co2e_g, line.use_phase_co2e_g, line.net_co2e_g) == (130_000, 181_980, -54_980)


def test_w13_a_newer_factor_set_moves_no_frozen_line():
    booked = chair(quantity=10)
    chair_now = replace(factor_set().categories["task_chair"], new_kg=Triple(Decimal(60), Decimal(36), Decimal(150)))
    newer_set = replace(factor_set(), version="2", categories={"task_chair": chair_now})
    before = to_json(compute(booked))

    later = chair(quantity=10, factors=newer_set)

    assert compute(later).gross_co2e_g == 600_000
    assert to_json(compute(Frozen.from_json(booked.to_json()))) == before


def test_no_price_books_no_money():
    assert compute(chair(price=None)).gross_ore == 0


def test_more_than_was_handed_over_cannot_come_back():
    with pytest.raises(ImpossibleFigure, match="Between 1 and 2"):
        returned(chair(quantity=2), quantity=3)


def test_one_number_has_one_spelling():
    one, other = chair(kwh="1.50"), chair(kwh="01.5")

    assert one.kwh == "1.5"
    assert one.to_json() == other.to_json()
    assert one.fingerprint == other.fingerprint != chair(kwh="1.6").fingerprint


def test_canonical_json_is_sorted_and_has_no_spaces():
    text = chair(parts=[["Ben, stål", "1", "2.0"]]).to_json()

    assert list(json.loads(text)) == sorted(json.loads(text))
    assert '"parts":[["Ben, stål","1","2"]]' in text


@pytest.mark.parametrize(
    "column, value",
    [
        ("kwh", "NaN"),
        ("kwh", "1e5"),
        ("kwh", "-1"),
        ("kwh", "١"),
        ("kwh", ""),
        ("kwh", "9" * 40),
        ("kwh", 1.5),
        ("kwh", None),
        ("quantity", -1),
        ("quantity", True),
        ("quantity", "1"),
        ("trip_g", -1),
        ("parts", "battery"),
        ("parts", [["battery", "1"]]),
        ("parts", [["battery", "one", "8.2"]]),
        ("answer", "MAYBE"),
        ("kind", "gift"),
        ("donor_answer", "burnt"),
        ("rounding", "bankers"),
        ("category_key", 7),
    ],
)
def test_a_malformed_factor_is_named(column, value):
    values = {**json.loads(chair().to_json()), column: value}

    with pytest.raises(BadFactor) as refused:
        Frozen.from_json(json.dumps(values))

    assert refused.value.column == column
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"factors": {}, "figures": {}}', "[" * 100_000])
def test_json_that_is_no_line_is_refused(text):
    with pytest.raises(BadFactor):
        from_json(text)
    with pytest.raises(BadFactor):
        Frozen.from_json(text)


def test_an_unknown_factor_is_refused():
    values = {**json.loads(chair().to_json()), "luck": "7"}

    with pytest.raises(BadFactor, match="luck"):
        Frozen.from_json(json.dumps(values))


def test_a_figure_that_is_not_whole_is_refused():
    values = json.loads(to_json(compute(chair())))
    values["figures"]["net_co2e_g"] = 1.5

    with pytest.raises(BadFactor, match="whole number"):
        from_json(json.dumps(values))


def test_factors_in_the_wrong_order_cannot_be_computed():
    with pytest.raises(BadFactor, match="between its low and high"):
        compute(replace(chair(), new_kg_low="80"))


def test_a_row_is_written_for_danish_spreadsheets_and_read_with_point_or_comma():
    line = compute(chair(kwh="1.5"))

    row = to_row(line, unit_number="V-10482")

    assert (row["kwh"], row["unit_number"], row["net_co2e_g"]) == ("1,5", "V-10482", "75773")
    assert from_row({**row, "kwh": "1.50"}) == line
