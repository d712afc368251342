"""The one place that knows how an export is written: semicolons, decimal comma, UTF-8 with a mark for spreadsheets.

Reading also takes decimal points and files without the mark, as other tools write them.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.impact.frozen import NUMBER, OPTIONAL_WHOLE, PARTS, WHOLE, BadFactor

SEPARATOR: Final = ";"
ENCODING: Final = "utf-8-sig"
LINE_END: Final = "\r\n"
PIECE: Final = 1 << 16
FIGURE: Final = "figure"
"""A computed figure: a whole number that may be below 0."""

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_LOOKS_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "'")
_SIGNED_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")


class UnreadableSheet(ValueError):
    """A file that is not an export; the text says why."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as a spreadsheet shows it, its cells by column, and how many cells stand past the last."""

    number: int
    cells: dict[str, str]
    surplus: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def cell(value: object, shape: str) -> str:
    """A factor as the sheet writes it."""
    if shape == NUMBER:
        return str(value).replace(".", ",")
    if shape == PARTS:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
    return "" if value is None else str(value)


def value(text: str, shape: str, column: str) -> object:
    """What a cell says, before the factors check it. Raises BadFactor naming the column."""
    text = text.strip()
    if shape == NUMBER:
        return text.replace(",", ".") if _SIGNED_NUMBER.fullmatch(text) else text
    if shape == PARTS:
        return _parts(text)
    if shape == OPTIONAL_WHOLE and not text:
        return None
    if shape in (WHOLE, OPTIONAL_WHOLE, FIGURE):
        if not _WHOLE.fullmatch(text):
            raise BadFactor(column, f"{text!r} is not a whole number.")
        return int(text)
    return text


def written(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    """The rows as a file; a text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return b"".join(streamed(rows, columns))


def streamed(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> Iterator[bytes]:
    """The same file in pieces, for an export that is too long to hold."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator=LINE_END)
    writer.writerow(columns)
    encoding = ENCODING
    for row in rows:
        writer.writerow([_harmless(row[name]) for name in columns])
        if out.tell() > PIECE:
            yield out.getvalue().encode(encoding)
            out.seek(0)
            out.truncate()
            encoding = "utf-8"  # because the mark stands only at the beginning
    yield out.getvalue().encode(encoding)


def read_sheet(path: Path) -> Sheet:
    """The export in a file. Raises UnreadableSheet with a sentence when it cannot be read as one."""
    try:
        raw = path.read_bytes()
    except OSError as failed:
        raise UnreadableSheet(f"The file {path} cannot be opened: {failed.strerror}.") from failed
    return read(raw)


def read(raw: bytes) -> Sheet:
    """The export in these bytes. Raises UnreadableSheet with a sentence."""
    try:
        records = list(csv.reader(io.StringIO(raw.decode(ENCODING), newline=""), delimiter=SEPARATOR, strict=True))
    except UnicodeDecodeError as wrong:
        raise UnreadableSheet("The file is not UTF-8 text.") from wrong
    except csv.Error as wrong:
        raise UnreadableSheet(f"The file is not a semicolon-separated sheet: {wrong}.") from wrong
    if not records or not any(records[0]):
        raise UnreadableSheet("The first line must name the columns, and it is empty.")
    columns = tuple(name.strip() for name in records[0])
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise UnreadableSheet(f"The first line names a column twice: {', '.join(twice)}.")
    return Sheet(columns, tuple(_row(columns, number, cells) for number, cells in enumerate(records[1:], 2) if cells))


def _row(columns: Sequence[str], number: int, cells: Sequence[str]) -> SheetRow:
    kept = {name: _as_meant(text) for name, text in zip(columns, cells, strict=False)}
    return SheetRow(number, kept, surplus=max(0, len(cells) - len(columns)))


def _parts(text: str) -> object:
    try:
        parts = json.loads(text or "[]")
    except (ValueError, RecursionError):
        parts = None
    if not isinstance(parts, list):
        raise BadFactor("parts", f"{text!r} is not a list of parts.")
    return parts


def _harmless(text: str) -> str:
    risky = text.startswith(_LOOKS_LIKE_A_FORMULA) and not _SIGNED_NUMBER.fullmatch(text)
    return f"'{text}" if risky else text


def _as_meant(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_LOOKS_LIKE_A_FORMULA) else text
