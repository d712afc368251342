"""A period with today's factors is the sum of its lines reckoned one by one, to the gram, however many there are."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.impact.factors import factor_set
from app.impact.formulas import Answer, Triple
from app.impact.freeze import corrected, freeze, part, returned, undone
from app.impact.lines import compute
from app.reports import restated
from app.reports.restated import FIGURES, with_factors

OTHERS = factor_set()
FOLLOW = {"": lambda line: line, "returned": lambda line: returned(line, trip_g=7), "undone": undone,
          "corrected": lambda line: corrected(line, "1.234")}  # fmt: skip
HALF_GRAMS = replace(
    OTHERS, version="newer",
    categories={
        **OTHERS.categories,
        "cupboard": replace(OTHERS.categories["cupboard"], new_kg=Triple(*map(Decimal, ("0.018", "0.002", "0.030")))),
    },
)  # fmt: skip


@st.composite
def frozen_lines(draw):
    line = freeze(
        draw(st.sampled_from(["task_chair", "cupboard", "laptop_14"])),
        answer=draw(st.sampled_from(list(Answer))), condition=draw(st.sampled_from("ABCD")), price=None,
        kwh=draw(st.sampled_from(["0", "0.25", "0.333"])), parts=draw(st.sampled_from([(), (part("part_ssd", "1"),)])),
        trip_g=draw(st.integers(0, 60) | st.integers(0, 10**6)), labour_minutes=draw(st.integers(0, 90)),
        internal_price_ore=draw(st.integers(0, 50_000)),
    )  # fmt: skip
    return FOLLOW[draw(st.sampled_from(list(FOLLOW)))](line)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(lines=st.lists(frozen_lines(), min_size=1, max_size=12))
@pytest.mark.parametrize("factors", [OTHERS, HALF_GRAMS], ids=["as booked", "half grams"])
def test_each_line_is_what_it_is_by_itself(factors, lines):
    reckoner = restated._Reckoner(factors)

    for line in lines:
        alone = compute(with_factors(line, factors)).figures
        assert tuple(reckoner.figures_of(line.to_json())) == tuple(alone[name] for name in FIGURES)


def test_without_the_look_below_zero_a_half_gram_is_rounded_to_the_wrong_side(monkeypatch):
    line = freeze("cupboard", answer=Answer.UNKNOWN, condition="D", price=None, trip_g=0)
    tied = replace(HALF_GRAMS.categories["cupboard"], new_kg=Triple(*[Decimal("0.1")] * 3))
    factors = replace(HALF_GRAMS, categories={"cupboard": replace(tied, new_kg=Triple(*[Decimal("0.04")] * 3))})
    far = replace(line, trip_g=50)
    alone = tuple(compute(with_factors(far, factors)).figures[name] for name in FIGURES)
    assert tuple(restated._Reckoner(factors).figures_of(far.to_json())) == alone

    monkeypatch.setattr(restated, "_FAR_G", 2)

    assert tuple(restated._Reckoner(factors).figures_of(far.to_json())) != alone


def test_lines_alike_but_for_money_and_transport_are_computed_once():
    reckoner = restated._Reckoner(OTHERS)

    for grams in range(200):
        line = freeze("task_chair", answer=Answer.NEW, condition="A", price=None, trip_g=grams, labour_minutes=grams)
        reckoner.figures_of(line.to_json())

    assert len(reckoner.kept) == 2
