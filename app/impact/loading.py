"""A file of factors read and compared with the set in force: what differs, or which rows cannot be used and why."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from app.core.i18n import Text, _
from app.impact.factors import BENEFIT_FILE, CATEGORY_FILE, PRICE_FILE, PROCESS_FILE, TAX_FILE, rows_of

MAX_BYTES: Final = 500_000


class Shape(NamedTuple):
    """One of the files: the columns that name a row, and what must stand in the others.

    `told_by` is a column no other file has. `extra` are columns that a set of older days may be without.
    """

    name: str
    keys: Sequence[str]
    told_by: str
    numbers: Sequence[str]
    may_be_empty: Sequence[str] = ()
    must_say: Sequence[str] = ()
    interval: Sequence[str] = ()
    dates: Sequence[str] = ()
    years: Sequence[str] = ()
    extra: Sequence[str] = ()

    def key_of(self, row: Mapping[str, str]) -> str:
        """What names the row, or nothing where a part of it is missing."""
        parts = [row.get(column, "") for column in self.keys]
        return " ".join(parts) if all(parts) else ""


SHAPES: Final = (
    Shape(
        CATEGORY_FILE, ("category_key",), "kgco2e_new",
        ("unit_weight_kg", "kgco2e_new", "kgco2e_low", "kgco2e_high", "lifetime_years"),
        must_say=("sources", "source_years"), interval=("kgco2e_low", "kgco2e_new", "kgco2e_high"),
    ),
    Shape(
        PROCESS_FILE, ("factor_key",), "factor_key", ("value", "low", "high"),
        may_be_empty=("low", "high"), must_say=("source", "year"), interval=("low", "value", "high"),
    ),
    Shape(
        PRICE_FILE, ("category_key",), "price_new_dkk_ex_vat", ("price_new_dkk_ex_vat",),
        must_say=("basis",), dates=("date",), extra=("date",),
    ),
    Shape(
        BENEFIT_FILE, ("benefit_key", "year"), "benefit_key", ("amount",), years=("year",),
        must_say=("name_da", "unit", "status", "source"), extra=("source",),
    ),
    Shape(
        TAX_FILE, ("parameter_key", "valid_from_year"), "parameter_key", ("value",), years=("valid_from_year",),
        must_say=("name_da", "unit", "source"), extra=("source",),
    ),
)  # fmt: skip
_OF_NAME: Final = {shape.name: shape for shape in SHAPES}
_GRADES: Final = ("A", "B", "C", "D")
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")
_LARGEST: Final = Decimal(10) ** 9


class Change(NamedTuple):
    """One cell that differs; `before` is empty where the row is new."""

    line: int
    key: str
    column: str
    before: str
    after: str


class Fault(NamedTuple):
    """Why a row cannot be used; `line` as a spreadsheet numbers it."""

    line: int
    column: str
    reason: Text


class UnusableFactors(ValueError):
    """A file that cannot be used, with every fault in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True)
class FactorFile:
    """A usable file: which of them it is, its rows by key, and what differs from the set it was compared with."""

    name: str
    rows: Mapping[str, Mapping[str, str]]
    changes: Sequence[Change]

    def merged(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The files with these rows in them; rows the file does not name stay as they are."""
        shape, there = _OF_NAME[self.name], rows_of(texts[self.name])
        columns = columns_of(shape, there)
        kept = [{**row, **self.rows.get(shape.key_of(row), {})} for row in there]
        known = {shape.key_of(row) for row in there}
        kept += [dict(row) for name, row in self.rows.items() if name not in known]
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(kept)
        return {**texts, self.name: out.getvalue()}


def read_factor_file(raw: bytes, texts: Mapping[str, str]) -> FactorFile:
    """The file compared with the set in force (`texts`). Raises UnusableFactors with every fault."""
    records = _records(raw)
    columns = [name.strip() for name in records[0]] if records else []
    shape = next((each for each in SHAPES if {each.told_by, *each.keys} <= set(columns)), None)
    if shape is None:
        raise UnusableFactors(
            [Fault(1, "", _("The first line names none of our columns. Download one to start from."))]
        )
    in_force = rows_of(texts[shape.name])
    there = {shape.key_of(row): row for row in in_force}
    known = columns_of(shape, in_force)
    faults = [Fault(1, each, _("We do not know this column.")) for each in columns if each not in known]
    rows: dict[str, dict[str, str]] = {}
    changes: list[Change] = []
    for line, cells in enumerate(records[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        said = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column in known}
        key = shape.key_of(said)
        row = {**there.get(key, {}), **_with_points(shape, said)}
        found = _faults(shape, line, key, row, is_again=key in rows)
        faults += [Fault(line, "", _("The row is longer than the first line."))] if len(cells) > len(columns) else found
        rows[key] = row
        before = there.get(key, {})
        differ = [
            each for each in known if each in row and row[each] != before.get(each, "") and each not in shape.keys
        ]
        changes += [Change(line, key, each, before.get(each, ""), row[each]) for each in differ]
    if faults:
        raise UnusableFactors(faults)
    return FactorFile(shape.name, rows, changes)


def columns_of(shape: Shape, rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The columns of the file in force, and those that came after it."""
    return [*rows[0], *(each for each in shape.extra if each not in rows[0])]


def _records(raw: bytes) -> list[list[str]]:
    if len(raw) > MAX_BYTES:
        raise UnusableFactors([Fault(1, "", _("The file is too large. It may be at most 500 kB."))])
    try:
        text = raw.decode("utf-8-sig")
        separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise UnusableFactors([Fault(1, "", _("The file is not CSV in UTF-8. Save it as “CSV UTF-8”."))]) from None


def _with_points(shape: Shape, row: Mapping[str, str]) -> dict[str, str]:
    return {column: cell.replace(",", ".") if column in shape.numbers else cell for column, cell in row.items()}


def _faults(shape: Shape, line: int, key: str, row: Mapping[str, str], *, is_again: bool) -> list[Fault]:
    if not key:
        return [Fault(line, shape.keys[0], _("The key is missing."))]
    if is_again:
        return [Fault(line, shape.keys[0], _("The key stands in the file already."))]
    empty = shape.may_be_empty
    wrong = [each for each in shape.numbers if not _is_number(row.get(each, ""), may_be_empty=each in empty)]
    faults = [Fault(line, each, _("A number of 0 or more must stand here.")) for each in wrong]
    faults += [Fault(line, each, _("Say where the figure is from.")) for each in shape.must_say if not row.get(each)]
    faults += [
        Fault(line, each, _("Write the day as 2026-11-30.")) for each in shape.dates if not _is_date(row.get(each, ""))
    ]
    faults += [
        Fault(line, each, _("Write a year, for example 2026."))
        for each in shape.years
        if not _YEAR.fullmatch(row[each])
    ]
    if shape.name == CATEGORY_FILE and row.get("grade") not in _GRADES:
        faults.append(Fault(line, "grade", _("The grade must be A, B, C or D.")))
    if wrong:
        return faults
    edges = [Decimal(row[each]) for each in shape.interval if row.get(each)]
    if edges != sorted(edges):
        faults.append(Fault(line, shape.interval[1], _("The figure must lie between its low and its high.")))
    if shape.name == CATEGORY_FILE and not Decimal(row["lifetime_years"]):
        faults.append(Fault(line, "lifetime_years", _("A new one must last more than 0 years.")))
    return faults


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_number(text: str, *, may_be_empty: bool) -> bool:
    if not text:
        return may_be_empty
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and 0 <= number < _LARGEST
