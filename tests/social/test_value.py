"""The formula gives every worked example to the øre."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from app.social.rates import shipped_rates
from app.social.value import Change, Tax, flex_subsidy, netted, value_of

EXAMPLES = json.loads((Path(__file__).parent / "data/social_value_examples.json").read_text())
_SAID = {key: Decimal(value) for key, value in EXAMPLES["parameters"].items()}
TAX = Tax(am=_SAID["AM"], allowance=_SAID["PF"], bottom=_SAID["BUND"], municipal=_SAID["KOM"])
RATES = shipped_rates()
SHARE = RATES.own_share_of(2024)


def change_of(case):
    before, after, wage = (Decimal(case[name]) for name in ("b", "a", "w"))
    return Change(before, after, wage, months=case["m"], people=case["n"])


@pytest.mark.parametrize("case", EXAMPLES["cases"], ids=lambda case: case["id"])
def test_every_worked_example(case):
    value = value_of(change_of(case), TAX, own_share=SHARE)

    said = {"S_ydelse": value.benefit, "S_skat": value.tax, "brutto": value.gross}
    if "netto" in case:
        shares = {name: Decimal(case[name]) for name in ("deadweight", "attribution")}
        said["netto"] = netted(value.gross, **shares)
    compared = {name: figure for name, figure in said.items() if name in case}
    assert compared
    assert compared == {name: Decimal(case[name]) for name in compared}


def test_there_are_examples_of_everything():
    assert {case["id"] for case in EXAMPLES["cases"]} == {"A1", "A2", "A3", "A4", "A5", "A6", "A8", "A11"}
    assert len(EXAMPLES["fleksloentilskud_2024"]["cases"]) == 4


@pytest.mark.parametrize("case", EXAMPLES["fleksloentilskud_2024"]["cases"], ids=lambda case: case["wage"])
def test_the_subsidy_of_a_flex_job(case):
    said = EXAMPLES["fleksloentilskud_2024"]
    most, threshold = Decimal(said["max"]), Decimal(said["threshold"])

    assert flex_subsidy(Decimal(case["wage"]), most=most, threshold=threshold) == Decimal(case["tilskud"])
    assert RATES.monthly_flex_subsidy(Decimal(case["wage"]), 2024).value == Decimal(case["tilskud"])


def test_the_tax_of_the_benefit_is_subtracted():
    # The parts of A1: 24,000 of contribution, 15,840 of bottom tax, 33,000 of municipal tax.
    change = Change(Decimal(12000), Decimal(0), Decimal(25000), months=12, people=1)

    assert value_of(change, TAX, own_share=Decimal(0)).municipal == Decimal("33000.00")


def test_state_and_municipality_share_the_value():
    assert SHARE.quantize(Decimal("0.0001")) == Decimal("0.6192")
    value = value_of(change_of(EXAMPLES["cases"][0]), TAX, own_share=SHARE)

    assert value.municipal + value.state == value.gross
    assert value.municipal == Decimal("33000") + (144000 * SHARE).quantize(Decimal("0.01"))


def test_the_refund_stops_helping_after_a_year():
    assert RATES.own_share_of(2026) < Decimal("0.8")


def test_rates_are_those_of_the_year_or_the_newest_before():
    assert RATES.monthly_benefit("kontanthjaelp_30_uden_barn", 2023).value == 11944
    assert RATES.monthly_benefit("kontanthjaelp_30_uden_barn", 2027).year == 2025
    assert RATES.monthly_benefit("sygedagpenge_max_uge", 2022).value == Decimal(4465) * 52 / 12
    assert RATES.tax_of(2024, Decimal("0.25")).allowance == 49700
    assert RATES.tax_of(2025, Decimal("0.25")).work_rate == Decimal("0.1230")
