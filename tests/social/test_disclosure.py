"""No figure of fewer than five leaves the house, alone or worked out from several tables."""

import itertools
import json
import random
from contextlib import suppress as suppress_error
from pathlib import Path

import pytest

from app.social.attack import FEW, HIDDEN, is_pinned, knowledge_of
from app.social.cells import EVERY, FROM_GROUPS, GROSS, HEADS, HOURS, TO, TOTAL, Figures, Outcome
from app.social.disclosure import (
    DisagreesWithEarlier,
    ReleasedTable,
    Secondary,
    WouldTellOfPeople,
    content_of,
    disclose,
    plain,
    suppress,
    suppress_alone,
    table_from,
)
from app.social.periods import SocialPeriod, periods_of

CASES = json.loads((Path(__file__).parent / "data/social_value_examples.json").read_text())["suppression"]
H1, H2, YEAR = periods_of(2025)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["cells"]))
def test_every_worked_example_of_suppression(case):
    shown = suppress(case["cells"]) if "total" in case else [suppress_alone(count) for count in case["cells"]]

    assert [str(each) for each in shown] == case["shown"]


def figures(period, moves, heads=8, trainees=15, hours=4000, money=None):
    """True figures of a period: `moves` counts (from trainees, from staff) by outcome."""
    by_outcome = dict(zip(Outcome, moves, strict=False))
    values = {key: sum(by_outcome.get(o, (0, 0))) for o, key in zip(Outcome, TO, strict=True)}
    for n, group in enumerate(FROM_GROUPS):
        values[f"moves:from:{group.value}"] = sum(pair[n] for pair in by_outcome.values())
    values[TOTAL] = sum(sum(pair) for pair in by_outcome.values())
    values |= {HEADS[0]: heads, HEADS[1]: trainees, HOURS[0]: hours, HOURS[1]: hours * 2}
    values |= {GROSS: 120 * values[TOTAL] if money is None else money, "money:municipal": 60 * values[TOTAL]}
    return Figures(period, values)


def year_of(one, two):
    heads = {key: max(one[key], two[key]) for key in HEADS if key in one.values}
    sums = {key: one[key] + two[key] for key in one.values}
    return Figures(YEAR, {**sums, **heads})


def release(*order):
    """Release these in turn, each knowing the others' true figures."""
    truths = {each.period.key: each for each in order}
    out: list[ReleasedTable] = []
    for each in order:
        cells = disclose(each, out, truths)
        out.append(table_from(content_of(each.period, cells, {})))
    return out


def release_what_may_be(*order):
    """Release these in turn, leaving out what is refused."""
    truths = {each.period.key: each for each in order}
    out: list[ReleasedTable] = []
    for each in order:
        with suppress_error(WouldTellOfPeople):
            out.append(table_from(content_of(each.period, disclose(each, out, truths), {})))
    return out


def recovered(tables, truths):
    """Every cell under five, or hidden, that all tables together pin down."""
    known = knowledge_of((table.period, plain(table)) for table in tables)
    out = {table.period.key: plain(table) for table in tables}
    found = []
    for truth, key in itertools.product(truths, EVERY):
        shown = out.get(truth.period.key, {}).get(key)
        if key not in truth.values or isinstance(shown, int):
            continue
        if 0 < truth.people_behind(key) < 5 and is_pinned(key, shown, *known.interval(key, truth.period)):
            found.append((truth.period.key, key))
    return found


def test_what_is_large_is_shown_as_it_is():
    table = release(figures(H1, [(6, 0), (0, 0), (7, 5)]))[0]

    assert (table["moves:to:job"].value, table["moves:to:flex_job"].value, table[TOTAL].value) == (6, 0, 18)
    assert table[GROSS].value == 18 * 120


def test_money_and_hours_only_of_five_or_more():
    table = release(figures(H1, [(4, 0)], trainees=4))[0]

    assert table[TOTAL].is_few
    assert table[GROSS].is_hidden
    assert table[HEADS[1]].is_few
    assert table[HOURS[1]].is_hidden
    assert table[HOURS[0]].value == 4000


def test_two_small_cells_of_a_sum_hide_more_than_themselves():
    # <5 and <5 that are seven together would be three or four each.
    truth = figures(H1, [(3, 0), (4, 0), (15, 0)])
    shown = plain(release(truth)[0])

    assert recovered(release(truth), [truth]) == []
    assert [shown[key] for key in TO[:2]] != [FEW, FEW] or shown[TO[2]] == HIDDEN or shown[TOTAL] == HIDDEN


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_a_year_less_a_half_year_tells_nothing(order):
    one, two = figures(H1, [(7, 5), (6, 0)]), figures(H2, [(6, 5), (2, 0)])
    every = [one, two, year_of(one, two)]
    tables = release(*(every[n] for n in order))

    assert recovered(tables, every) == []


def test_without_secondary_suppression_the_year_less_a_half_year_tells_it(monkeypatch):
    monkeypatch.setattr(Secondary, "is_on", False)
    one, two = figures(H1, [(7, 5), (6, 0)]), figures(H2, [(6, 5), (2, 0)])
    every = [one, two, year_of(one, two)]

    assert ("2025-H2", "moves:to:flex_job") in recovered(release(*every), every)


def test_a_half_year_that_is_never_released_is_not_told_by_the_others():
    one, two = figures(H1, [(7, 5)]), figures(H2, [(2, 0)])
    every = [one, two, year_of(one, two)]
    tables: list[ReleasedTable] = []
    for each in (one, every[2]):
        cells = disclose(each, tables, {truth.period.key: truth for truth in every})
        tables.append(table_from(content_of(each.period, cells, {})))

    assert tables[0][TOTAL].value == 12
    assert tables[1][TOTAL].is_hidden
    assert tables[1][GROSS].is_hidden
    assert recovered(tables, every) == []


def test_chance_does_not_recover_anybody():
    chance = random.Random(7)
    for _turn in range(12):
        halves = [
            figures(
                half, [(chance.choice([0, 1, 3, 6]), chance.choice([0, 0, 2, 5])) for _each in range(4)],
                heads=chance.choice([3, 6, 8]), trainees=chance.choice([2, 9, 15]), hours=chance.randint(200, 900),
            )
            for half in (H1, H2)
        ]  # fmt: skip
        every = [*halves, year_of(*halves)]
        chance.shuffle(every)
        tables = release_what_may_be(*every)

        assert tables
        assert recovered(tables, every) == []


def test_special_terms_are_hidden_while_the_rest_is_small():
    truth = figures(H1, [(6, 0)])
    truth = Figures(H1, {**truth.values, HEADS[2]: 6, HOURS[2]: 3000})
    table = release(truth)[0]

    assert table[HEADS[0]].value == 8
    assert table[HEADS[2]].is_hidden
    assert table[HOURS[2]].is_hidden


def test_figures_that_cannot_be_true_are_refused():
    one = release(figures(H1, [(20, 0)]))

    with pytest.raises(DisagreesWithEarlier):
        disclose(figures(YEAR, [(8, 0)]), one, {})


def test_only_whole_and_half_years_have_a_name():
    assert SocialPeriod(2025, 2).key == "2025-H2"
    with pytest.raises(ValueError, match="2025-03"):
        table_from(content_of(H1, {}, {}).replace("2025-H1", "2025-03"))
