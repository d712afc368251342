"""Read the spreadsheets municipalities have: semicolons or commas, UTF-8 or Windows, Danish headings. No database."""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from app.core.i18n import Text, _

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_FAULTS = 50
_DELIMITERS = ";,\t"
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class BadCell(ValueError):
    """What stands in a cell cannot be used; the first argument says why."""


@dataclass(frozen=True)
class Fault:
    """What is wrong and where: the row as the spreadsheet numbers it (the headings are row 1), and the column."""

    row: int
    column: str
    reason: Text

    def __str__(self) -> str:
        return str(_("Row %(row)s, %(column)s: %(reason)s", row=self.row, column=self.column, reason=self.reason))


class Unusable(Exception):
    """The file cannot be read in; `faults` names every row that stops it, the first 50 of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.found, self.faults = len(faults), list(faults[:MAX_FAULTS])
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Column:
    """One column: its name as the documents write it, other names it may have, and how a cell is read."""

    name: str
    also: tuple[str, ...] = ()
    read: Callable[[str], Any] = str
    empty: Any = ""
    is_required: bool = False


@dataclass(frozen=True)
class Row:
    """One row that could be read: values by column key."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def has(self, key: str) -> bool:
        """Whether the file has this column at all."""
        return key in self.values

    def get(self, key: str, otherwise: Any = None) -> Any:
        """The value, or `otherwise` where the column is not in the file."""
        return self.values.get(key, otherwise)


@dataclass
class Sheet:
    """A whole file: what could be read, what could not, and headings nobody asked for."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)

    def fault(self, row: Row, key: str, reason: Text) -> None:
        """Note what is wrong with a cell, under the heading the file itself uses."""
        self.faults.append(Fault(row.number, self.headings.get(key, key), reason))


def _stop(reason: Text, column: str = "–") -> Unusable:
    return Unusable([Fault(1, column, reason)])


def decoded(data: bytes) -> str:
    """The text of the file, whichever of the usual ways it was saved; `Unusable` where it is none."""
    if len(data) > MAX_BYTES:
        raise _stop(_("The file is too large. It may take up at most 5 MB."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _stop(_("This is an Excel file. Save it as CSV first: File, Save as, CSV UTF-8."))
    marked = [code for mark, code in _BYTE_ORDER_MARKS if data.startswith(mark)]
    for code in marked or ["utf-8", "cp1252"]:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if not _NOT_TEXT.search(text):
            return text
    raise _stop(_("The file is not text. Save the spreadsheet as CSV and try again."))


def plain_heading(heading: str) -> str:
    """A heading as it is compared: "Bredde (cm)" and "bredde cm" are one, and so are "EAN-nr." and "Ean nr"."""
    return re.sub(r"[^a-zæøåé0-9]", "", heading.casefold())


def _names(columns: Mapping[str, Column]) -> dict[str, str]:
    return {plain_heading(name): key for key, column in columns.items() for name in (key, column.name, *column.also)}


def _delimiter(first_line: str, known: Mapping[str, str]) -> str:
    def score(mark: str) -> tuple[int, int]:
        cells = next(csv.reader([first_line], delimiter=mark), [])
        return sum(plain_heading(cell) in known for cell in cells), len(cells)

    return max(_DELIMITERS, key=score)


def _records(text: str, known: Mapping[str, str]) -> list[tuple[int, list[str]]]:
    """The rows that hold something, with their numbers. A first line "sep=;" is Excel's own and counts as a row."""
    own = re.match(r"(?i)sep=([;,\t])\r?\n", text)
    lines = StringIO(text[own.end() :] if own else text, newline="")
    mark = own[1] if own else _delimiter(lines.readline(), known)
    lines.seek(0)
    found: list[tuple[int, list[str]]] = []
    number = 1 if own else 0
    try:
        for cells in csv.reader(lines, delimiter=mark, strict=True):
            number += 1
            if any(cell.strip() for cell in cells):
                found.append((number, [" ".join(cell.split()) for cell in cells]))
            if len(found) > MAX_ROWS + 1:
                raise _stop(_("There are too many rows. A file may have at most 20,000."))
    except csv.Error as unreadable:
        reason = _("A quotation mark is missing its partner.")
        raise Unusable([Fault(number + 1, "–", reason)]) from unreadable
    return found


def _headings(cells: Sequence[str], columns: Mapping[str, Column], sheet: Sheet) -> dict[int, str]:
    """Which column stands where; columns that are missing or there twice stop the file."""
    known, places = _names(columns), dict[int, str]()
    for place, heading in enumerate(cells[:MAX_COLUMNS]):
        key = known.get(plain_heading(heading))
        if key is None:
            sheet.unused += [heading] if heading else []
        elif key in sheet.headings:
            reason = _("The column is there twice; it means the same as %(other)s.", other=sheet.headings[key])
            sheet.faults.append(Fault(1, heading, reason))
        else:
            places[place], sheet.headings[key] = key, heading
    for key, column in columns.items():
        if column.is_required and key not in sheet.headings:
            sheet.faults.append(Fault(1, column.name, _("The column is missing.")))
    if sheet.faults:
        raise Unusable(sheet.faults)
    return places


def empty_sheet(columns: Mapping[str, Column]) -> str:
    """A file with these headings and no rows, as Excel opens it."""
    return "\ufeff" + ";".join(column.name for column in columns.values()) + "\r\n"


def read_sheet(data: bytes, columns: Mapping[str, Column]) -> Sheet:
    """Read the file by these columns. Faults of cells are gathered in the sheet; `Unusable` where no row can be read.

    Text is kept as it stands, also where it looks like a formula: nothing here computes.
    """
    sheet = Sheet()
    records = _records(decoded(data), _names(columns))
    if not records:
        raise _stop(_("The file is empty."))
    places = _headings(records[0][1], columns, sheet)
    if len(records) == 1:
        raise _stop(_("There are headings, but no rows below them."))
    for number, cells in records[1:]:
        if any(cells[len(records[0][1]) :]):
            sheet.faults.append(Fault(number, "–", _("There are more cells than headings. Is a comma not in quotes?")))
        else:
            _read_row(number, cells, places, columns, sheet)
    return sheet


def _read_row(
    number: int, cells: Sequence[str], places: Mapping[int, str], columns: Mapping[str, Column], sheet: Sheet
) -> None:
    values: dict[str, Any] = {}
    before = len(sheet.faults)
    for place, key in places.items():
        try:
            values[key] = _read_cell(cells[place] if place < len(cells) else "", columns[key])
        except ValueError as bad:
            sheet.faults.append(Fault(number, sheet.headings[key], bad.args[0]))
    if len(sheet.faults) == before:
        sheet.rows.append(Row(number, values))


def _read_cell(cell: str, column: Column) -> Any:
    if cell:
        return column.read(cell)
    if column.is_required:
        raise BadCell(_("Fill in this field"))
    return column.empty
