"""A file of factors read and compared with the set in force: what differs, or which rows cannot be used and why."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from app.core.i18n import Text, _
from app.impact.factors import CATEGORY_FILE, PRICE_FILE, PROCESS_FILE, rows_of

MAX_BYTES: Final = 500_000
_KEYS: Final = {CATEGORY_FILE: "category_key", PROCESS_FILE: "factor_key", PRICE_FILE: "category_key"}
_TOLD_BY: Final = {CATEGORY_FILE: "kgco2e_new", PROCESS_FILE: "factor_key", PRICE_FILE: "price_new_dkk_ex_vat"}
_NUMBERS: Final[Mapping[str, Sequence[str]]] = {
    CATEGORY_FILE: ("unit_weight_kg", "kgco2e_new", "kgco2e_low", "kgco2e_high", "lifetime_years"),
    PROCESS_FILE: ("value", "low", "high"),
    PRICE_FILE: ("price_new_dkk_ex_vat",),
}
_MAY_BE_EMPTY: Final = {PROCESS_FILE: {"low", "high"}}
_MUST_SAY: Final = {
    CATEGORY_FILE: ("sources", "source_years"),
    PROCESS_FILE: ("source", "year"),
    PRICE_FILE: ("basis",),
}
_INTERVAL: Final = {CATEGORY_FILE: ("kgco2e_low", "kgco2e_new", "kgco2e_high"), PROCESS_FILE: ("low", "value", "high")}
_GRADES: Final = ("A", "B", "C", "D")
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
    """A usable file: which of the three it is, its rows by key, and what differs from the set it was compared with."""

    name: str
    rows: Mapping[str, Mapping[str, str]]
    changes: Sequence[Change]

    def merged(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The files with these rows in them; rows the file does not name stay as they are."""
        key, there = _KEYS[self.name], rows_of(texts[self.name])
        columns = list(there[0])
        kept = [{**row, **self.rows.get(row[key], {})} for row in there]
        known = {row[key] for row in there}
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
    name = next((name for name in _KEYS if _TOLD_BY[name] in columns and _KEYS[name] in columns), None)
    if name is None:
        raise UnusableFactors(
            [Fault(1, "", _("The first line names none of our columns. Download one to start from."))]
        )
    there = {row[_KEYS[name]]: row for row in rows_of(texts[name])}
    known = list(rows_of(texts[name])[0])
    faults = [Fault(1, each, _("We do not know this column.")) for each in columns if each not in known]
    rows: dict[str, dict[str, str]] = {}
    changes: list[Change] = []
    for line, cells in enumerate(records[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        said = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column in known}
        key = said.get(_KEYS[name], "")
        row = {**there.get(key, {}), **_with_points(name, said)}
        found = _faults(name, line, key, row, is_again=key in rows)
        faults += [Fault(line, "", _("The row is longer than the first line."))] if len(cells) > len(columns) else found
        rows[key] = row
        before = there.get(key, {})
        differ = [each for each in known if each in row and row[each] != before.get(each, "") and each != _KEYS[name]]
        changes += [Change(line, key, each, before.get(each, ""), row[each]) for each in differ]
    if faults:
        raise UnusableFactors(faults)
    return FactorFile(name, rows, changes)


def _records(raw: bytes) -> list[list[str]]:
    if len(raw) > MAX_BYTES:
        raise UnusableFactors([Fault(1, "", _("The file is too large. It may be at most 500 kB."))])
    try:
        text = raw.decode("utf-8-sig")
        separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise UnusableFactors([Fault(1, "", _("The file is not CSV in UTF-8. Save it as “CSV UTF-8”."))]) from None


def _with_points(name: str, row: Mapping[str, str]) -> dict[str, str]:
    return {column: cell.replace(",", ".") if column in _NUMBERS[name] else cell for column, cell in row.items()}


def _faults(name: str, line: int, key: str, row: Mapping[str, str], *, is_again: bool) -> list[Fault]:
    if not key:
        return [Fault(line, _KEYS[name], _("The key is missing."))]
    if is_again:
        return [Fault(line, _KEYS[name], _("The key stands in the file already."))]
    optional = _MAY_BE_EMPTY.get(name, set())
    wrong = [each for each in _NUMBERS[name] if not _is_number(row.get(each, ""), may_be_empty=each in optional)]
    faults = [Fault(line, each, _("A number of 0 or more must stand here.")) for each in wrong]
    faults += [Fault(line, each, _("Say where the figure is from.")) for each in _MUST_SAY[name] if not row.get(each)]
    if name == CATEGORY_FILE and row.get("grade") not in _GRADES:
        faults.append(Fault(line, "grade", _("The grade must be A, B, C or D.")))
    if wrong:
        return faults
    edges = [Decimal(row[each]) for each in _INTERVAL.get(name, ()) if row.get(each)]
    if edges != sorted(edges):
        faults.append(Fault(line, _INTERVAL[name][1], _("The figure must lie between its low and its high.")))
    if name == CATEGORY_FILE and not Decimal(row["lifetime_years"]):
        faults.append(Fault(line, "lifetime_years", _("A new one must last more than 0 years.")))
    return faults


def _is_number(text: str, *, may_be_empty: bool) -> bool:
    if not text:
        return may_be_empty
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and 0 <= number < _LARGEST
