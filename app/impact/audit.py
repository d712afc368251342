"""Recompute an exported report line by line, from each line's own frozen factors and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.impact import sheet
from app.impact.frozen import SHAPES, BadFactor, Frozen
from app.impact.lines import (
    COLUMNS,
    FIGURES,
    FINGERPRINT,
    IDENTITY,
    ImpactLine,
    compute,
    factor_from_row,
    frozen_from_row,
)
from app.impact.sheet import Sheet, SheetRow, UnreadableSheet

HEADING_ROW = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing an export says that its own factors do not. `row` is the number a spreadsheet shows."""

    row: int
    unit_number: str
    column: str
    exported: str
    recomputed: str
    sentence: str

    def __str__(self) -> str:
        unit = f", unit {self.unit_number}" if self.unit_number else ""
        return f"Row {self.row}{unit}, {self.column}: {self.sentence}"


def recompute(rows: Iterable[Mapping[str, str]]) -> list[Difference]:
    """Every difference in exported rows given as mappings by column name; the first row is number 2, as in the file."""
    numbered = tuple(SheetRow(number, dict(row)) for number, row in enumerate(rows, HEADING_ROW + 1))
    columns = tuple(dict.fromkeys(name for row in numbered for name in row.cells))
    return differences(Sheet(columns, numbered)) if numbered else []


def differences(export: Sheet) -> list[Difference]:
    """Every difference in an export. Raises UnreadableSheet when not one of its columns is ours."""
    if not set(COLUMNS) & set(export.columns):
        raise UnreadableSheet("The first line names none of the columns of an impact export.")
    missing = [name for name in COLUMNS if name not in export.columns]
    found = [_missing(name) for name in missing]
    for row in export.rows:
        found += _row_differences(row, missing)
    return found + _repeated(export.rows)


def _row_differences(row: SheetRow, missing: Sequence[str]) -> list[Difference]:
    found = []
    if row.surplus:
        found.append(_at(row, "the end", "", "", f"The row has {row.surplus} cells more than there are columns."))
    short = [name for name in COLUMNS if name not in row.cells and name not in missing]
    found += [_at(row, name, "", "", "The row ends before this column.") for name in short]
    malformed = _malformed_factors(row)
    if malformed or any(name not in row.cells for name in SHAPES):
        return found + malformed + _figure_differences(row, None)
    try:
        line = compute(frozen_from_row(row.cells))
    except BadFactor as bad:
        return [*found, _bad(row, bad), *_figure_differences(row, None)]
    return found + _figure_differences(row, line) + _fingerprint_difference(row, line.frozen)


def _malformed_factors(row: SheetRow) -> list[Difference]:
    found = []
    for name in SHAPES:
        try:
            if name in row.cells:
                factor_from_row(row.cells, name)
        except BadFactor as bad:
            found.append(_bad(row, bad))
    return found


def _figure_differences(row: SheetRow, line: ImpactLine | None) -> list[Difference]:
    """Figures that are malformed or differ; without a line, because its factors are broken, only malformed ones."""
    found = []
    for name in FIGURES:
        if name not in row.cells:
            continue
        exported, computed = row.cells[name], "" if line is None else str(line.figures[name])
        try:
            said = sheet.value(exported, sheet.FIGURE, name)
            same = line is None or said == line.figures[name]
            sentence = f"The export says {exported}, recomputed it is {computed}."
        except BadFactor as bad:
            same, sentence = False, bad.sentence
        if not same:
            found.append(_at(row, name, exported, computed, sentence))
    return found


def _fingerprint_difference(row: SheetRow, frozen: Frozen) -> list[Difference]:
    exported = row.cells.get(FINGERPRINT)
    if exported is None or exported.strip() == frozen.fingerprint:
        return []
    sentence = "A factor of this line is not the one that was booked: its fingerprint does not fit."
    return [_at(row, FINGERPRINT, exported, frozen.fingerprint, sentence)]


def _repeated(rows: Sequence[SheetRow]) -> list[Difference]:
    """An entry may stand in an export once, because a copied row would count twice in its sums."""
    first: dict[str, int] = {}
    found = []
    for row in rows:
        entry = row.cells.get(IDENTITY[0], "").strip()
        if entry and entry in first:
            found.append(_at(row, IDENTITY[0], entry, "", f"The entry already stands in row {first[entry]}."))
        first.setdefault(entry, row.number)
    return found


def _at(row: SheetRow, column: str, exported: str, recomputed: str, sentence: str) -> Difference:
    return Difference(row.number, row.cells.get("unit_number", ""), column, exported, recomputed, sentence)


def _bad(row: SheetRow, bad: BadFactor) -> Difference:
    return _at(row, bad.column, row.cells.get(bad.column, ""), "", bad.sentence)


def _missing(column: str) -> Difference:
    lost = " No line can be recomputed without it." if column in SHAPES else ""
    return Difference(HEADING_ROW, "", column, "", "", f"The column is missing from the export.{lost}")
