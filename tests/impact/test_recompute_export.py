"""`omlob impact recompute` checks an exported report by each line's own factors and names every difference."""

import pytest
from typer.testing import CliRunner

from app.impact import sheet
from app.impact.audit import differences, recompute
from app.impact.cli import impact
from app.impact.factors import factor_set
from app.impact.formulas import Answer
from app.impact.freeze import corrected, freeze, part, returned
from app.impact.frozen import SHAPES
from app.impact.lines import COLUMNS, FIGURES, IDENTITY, compute, to_row
from app.impact.sheet import UnreadableSheet


def exported():
    chair = freeze(
        "task_chair", answer=Answer.UNKNOWN, condition="B", price=factor_set().price("task_chair"), kwh="0.25",
        trip_g=4486, internal_price_ore=40_000, labour_minutes=25, labour_rate_ore_per_hour=31_000,
    )  # fmt: skip
    laptop = freeze("laptop_14", answer=Answer.NEW, condition="C", price=None, parts=[part("part_ssd", "1")])
    lines = [chair, laptop, returned(chair, trip_km="3.5"), corrected(laptop, "1.5")]
    return [
        to_row(compute(each), entry=f"e{n}", unit_number=f"V-{n}", booked_on="2026-11-02")
        for n, each in enumerate(lines, 1)
    ]


def file_of(tmp_path, rows, columns=COLUMNS, encoding=None):
    file = tmp_path / "export.csv"
    raw = sheet.written(rows, columns)
    file.write_bytes(raw.decode("utf-8-sig").encode(encoding) if encoding else raw)
    return file


def run(file):
    return CliRunner().invoke(impact, ["recompute", str(file)])


def test_control_an_untouched_export_agrees(tmp_path):
    shown = run(file_of(tmp_path, exported()))

    assert recompute(exported()) == []
    assert (shown.exit_code, shown.output) == (0, "4 lines recomputed, every figure agrees.\n")


def test_an_export_without_the_mark_reads_the_same(tmp_path):
    assert run(file_of(tmp_path, exported(), encoding="utf-8")).exit_code == 0


def test_other_columns_may_stand_beside_ours(tmp_path):
    rows = [{**row, "institution": '=Skolen; "Nord"'} for row in exported()]

    file = file_of(tmp_path, rows, ("institution", *COLUMNS))

    assert run(file).exit_code == 0
    assert "'=Skolen" in file.read_text(encoding="utf-8-sig")
    assert sheet.read_sheet(file).rows[0].cells["institution"] == '=Skolen; "Nord"'


@pytest.mark.parametrize("column", FIGURES)
def test_a_changed_figure_is_named(column):
    rows = exported()
    was = rows[1][column]
    rows[1][column] = str(int(was) + 1)

    [found] = recompute(rows)

    assert (found.row, found.unit_number, found.column) == (3, "V-2", column)
    assert (found.exported, found.recomputed) == (rows[1][column], was)


@pytest.mark.parametrize("column", [name for name, shape in SHAPES.items() if shape != "text"])
def test_a_changed_factor_is_found_whether_or_not_a_figure_moves(column):
    rows = exported()
    tampered = {"parts": '[["part_ssd","2","93"]]', "trip_g": "1", "new_kg_low": "1", "displacement_low": "0,1"}
    rows[0][column] = tampered.get(column, "0,6" if SHAPES[column] == "number" else "77")

    found = recompute(rows)

    assert found
    assert {each.row for each in found} == {2}
    assert {each.unit_number for each in found} == {"V-1"}


def test_a_changed_source_is_found_though_no_figure_moves():
    rows = exported()
    rows[0]["price_source"] = "framework agreement"

    [found] = recompute(rows)

    assert found.column == "factors_sha256"


@pytest.mark.parametrize("column", COLUMNS)
def test_a_removed_column_is_named(tmp_path, column):
    rows = exported()
    file = file_of(tmp_path, rows, [name for name in COLUMNS if name != column])

    found = differences(sheet.read_sheet(file))
    shown = run(file)

    assert [each.column for each in found] == [column]
    assert (shown.exit_code, f"{column}: The column is missing" in shown.output) == (1, True)


@pytest.mark.parametrize("column", [*FIGURES, *(name for name, shape in SHAPES.items() if shape != "text")])
@pytest.mark.parametrize("text", ["abc", "1e5", "NaN", "12.345,6", "--1", "²"])
def test_a_malformed_number_gets_a_sentence(column, text):
    rows = exported()
    rows[2][column] = text

    [found] = [each for each in recompute(rows) if each.column == column]

    assert (found.row, found.unit_number, found.exported) == (4, "V-3", text)
    assert text in found.sentence


def test_every_difference_is_named_not_only_the_first():
    rows = exported()
    rows[0]["net_ore"], rows[0]["low_ore"], rows[3]["gross_co2e_g"] = "1", "x", "7"

    assert [(each.row, each.column) for each in recompute(rows)] == [
        (2, "net_ore"), (2, "low_ore"), (5, "gross_co2e_g"),
    ]  # fmt: skip


def test_every_malformed_cell_of_a_row_is_named():
    rows = exported()
    rows[0]["kwh"], rows[0]["quantity"], rows[0]["net_ore"] = "much", "many", "lots"

    assert [each.column for each in recompute(rows)] == ["quantity", "kwh", "net_ore"]


def test_a_copied_row_is_named():
    rows = [*exported(), exported()[0]]

    [found] = recompute(rows)

    assert (found.row, found.column, found.sentence) == (6, "entry", "The entry already stands in row 2.")


def test_a_short_and_a_long_row_are_named(tmp_path):
    file = file_of(tmp_path, exported())
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    lines[1], lines[2] = lines[1].rsplit(";", 1)[0], lines[2] + ";7"
    file.write_text("\n".join(lines), encoding="utf-8")

    found = differences(sheet.read_sheet(file))

    assert [(each.row, each.column) for each in found] == [(2, COLUMNS[-1]), (3, "the end")]


def test_impossible_factors_get_a_sentence():
    rows = exported()
    rows[0]["displacement_low"] = "0,9"

    [found] = recompute(rows)

    assert "between its low and high" in found.sentence


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"\xff\xfe\x00",
        b"a;b\n1;2\n",
        b"entry;entry\n",
        b'entry;"unit',
        b'entry\n"a"b\n',
        "entry;ø\n".encode("cp1252"),
    ],
)
def test_a_file_that_is_no_export_is_refused_without_a_traceback(tmp_path, raw):
    file = tmp_path / "x.csv"
    file.write_bytes(raw)

    shown = run(file)

    assert shown.exit_code == 2
    assert shown.stderr.strip().endswith(".")
    assert isinstance(shown.exception, SystemExit)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert run(tmp_path / "gone.csv").exit_code == 2
    assert run(tmp_path).exit_code == 2


def test_rows_that_are_no_export_are_refused():
    with pytest.raises(UnreadableSheet):
        recompute([{"a": "1"}])
    assert recompute([]) == []


def test_every_column_stands_once():
    assert len(COLUMNS) == len(set(COLUMNS)) == len(IDENTITY) + len(FIGURES) + len(SHAPES) + 1
