"""`omlob impact explain` computes the worked examples and says where a file expects something else."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.impact.cli import impact
from app.impact.explain import UnreadableExamples, explain, read_examples
from app.impact.kinds import KINDS

FILE = Path(__file__).parent / "data" / "impact_examples.json"
EXAMPLES = json.loads(FILE.read_text(encoding="utf-8"))
WORKED = {each["id"]: each for each in EXAMPLES["worked"]}


def explain_one(example):
    return explain({"meta": EXAMPLES["meta"], "worked": [example]})[0]


def changed(name, **inputs):
    example = copy.deepcopy(WORKED[name])
    example["inputs"].update(inputs)
    return example


def one_more(text):
    """The next figure with as many decimals."""
    decimals = len(text.partition(".")[2])
    return str(Decimal(text) + Decimal(1).scaleb(-decimals))


def leaves(expected):
    return [
        (name, i)
        for name, value in expected.items()
        for i in (range(len(value)) if isinstance(value, list) else [None])
    ]


@pytest.mark.parametrize("name", [f"W{n}" for n in range(1, 16)])
def test_a_worked_example_comes_out_as_by_hand(name):
    found = explain_one(WORKED[name])

    assert (found.problem, found.differences) == (None, ())
    assert set(WORKED[name]["expected"]) <= set(found.results)
    assert found.steps


def test_the_examples_cover_every_kind():
    assert {each["kind"] for each in WORKED.values()} == set(KINDS)


@pytest.mark.parametrize(
    "name, figure, place", [(n, *leaf) for n, each in WORKED.items() for leaf in leaves(each["expected"])]
)
def test_control_a_wrong_expectation_is_found(name, figure, place):
    example = copy.deepcopy(WORKED[name])
    expected = example["expected"]
    if place is None:
        expected[figure] = one_more(expected[figure])
    else:
        expected[figure][place] = one_more(expected[figure][place])

    found = explain_one(example)

    assert len(found.differences) == 1
    assert found.differences[0].startswith(f"{figure}: expected")


def test_the_steps_can_be_followed():
    steps = explain_one(WORKED["W1"]).steps

    assert "gross = 76 × 10 × 1 = 760 kg" in steps
    assert "low = 36 × 8 × 1 - 1.5 × 6.452595 = 278.3211075 kg" in steps


def test_numbers_may_be_json_numbers_and_constants_may_be_left_out():
    example = changed("W1", kwh=1.5, trip_km=18)
    example["inputs"]["kwh"] = "1.5"

    assert explain({"worked": [example]})[0].is_right


def test_a_figure_the_kind_does_not_have_is_a_difference():
    example = copy.deepcopy(WORKED["W1"])
    example["expected"]["luck"] = "7"

    assert "no such figure" in explain_one(example).differences[0]


@pytest.mark.parametrize(
    "example, sentence",
    [
        (changed("W1", kwh="much"), "kwh: 'much' is not a number."),
        (changed("W1", kwh="NaN"), "kwh: 'NaN' is not a number this method can use."),
        (changed("W1", kwh="1e-999999"), "kwh: '1e-999999' is not a number this method can use."),
        (changed("W1", kwh=True), "kwh: True is not a number."),
        (changed("W1", F=["76", "36"]), "F: expected a list of 3, not ['76', '36']."),
        (changed("W1", s="2"), "The life share must be between 0 and 1."),
        (changed("W1", groups="ten"), "groups: expected a list, not 'ten'."),
        (changed("W6", total_g="1.5"), "total_g: 1.5 is not a whole number."),
        (changed("W7", L="0"), "The lifetime must be more than 0 years."),
        (changed("W12", returned="11"), "Returned items must be between 0 and the number handed over."),
        ({"id": "X", "kind": "luck", "inputs": {}}, "The kind 'luck' is not one of"),
        ({"id": "X", "kind": "money", "inputs": {}}, "q is missing."),
        ({"id": "X", "kind": "money"}, "inputs: expected an object"),
        ("W1", "The kind '' is not one of"),
    ],
)
def test_a_broken_example_gets_a_sentence_and_the_others_are_computed(example, sentence):
    broken, right = explain({"worked": [example, WORKED["W8"]]})

    assert broken.problem is not None
    assert broken.problem.startswith(sentence)
    assert right.is_right


def test_nothing_avoided_has_no_ratio_and_no_traceback():
    example = changed("W15", avoided="0")
    example["expected"] = {"waste_kg": "130"}

    assert explain_one(example).is_right


@pytest.mark.parametrize("text", ["", "{", "7", "[]", '{"worked": []}', '{"worked": {}}', "[" * 100_000])
def test_a_file_without_examples_is_refused(tmp_path, text):
    file = tmp_path / "x.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableExamples):
        read_examples(file)


def test_the_command_tells_every_example_and_ends_well():
    shown = CliRunner().invoke(impact, ["explain", str(FILE)])

    assert shown.exit_code == 0
    assert "15 of 15 examples as expected." in shown.output
    assert "net = 760 - 6.452595 = 753.547405 kg" in shown.output


@pytest.mark.parametrize(
    "text, code",
    [
        (json.dumps([{**WORKED["W8"], "expected": {"group": "1"}}]), 1),
        (json.dumps([changed("W8", P="dear")]), 2),
        ("no json", 2),
        (None, 2),
    ],
)
def test_the_exit_code_says_what_happened(tmp_path, text, code):
    file = tmp_path / "x.json"
    if text is not None:
        file.write_text(text, encoding="utf-8-sig")

    shown = CliRunner().invoke(impact, ["explain", str(file)])

    assert shown.exit_code == code
    assert isinstance(shown.exception, SystemExit)
