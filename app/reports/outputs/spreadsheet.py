"""The report as an .xlsx file: every line with its net as a formula, and a summary of formulas over the lines."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.core.errors import DomainError
from app.core.i18n import Text, _
from app.impact.sums import Sums
from app.reports import words
from app.reports.overview import Overview
from app.reports.queries import category_name

MOST_LINES: Final = 1_048_575
"""What a sheet holds below its headings."""


class TooManyForASheet(DomainError):
    message = _("A spreadsheet cannot hold so many lines. Choose a shorter period, or download the lines as CSV.")


class Column(NamedTuple):
    """A column of the sheet of lines. `figure`: the stored figure; `less`: the two columns whose difference it is."""

    heading: Text
    read: Callable[[Any], str] | None = None
    figure: str = ""
    less: tuple[str, str] | None = None


def unit_of(figure: str) -> int:
    """How many øre or grams one of the sheet's kroner or kilos is; 1 for a number of things."""
    return 100 if figure.endswith("_ore") else 1000 if figure.endswith("_g") else 1


COLUMNS: Final = (
    Column(_("Date"), lambda line: str(line.booked_on.isoformat())),
    Column(_("Number"), lambda line: str(line.unit_number)),
    Column(_("Thing"), lambda line: str(line.unit_title)),
    Column(_("Category"), category_name),
    Column(_("Workplace"), lambda line: str(line.institution)),
    Column(_("From"), lambda line: str(line.giver or "")),
    Column(_("What happened"), lambda line: str(words.KINDS[line.kind])),
    Column(_("Things"), figure="quantity"),
    Column(_("Gross, kr."), figure="gross_ore"),
    Column(_("Likely, kr."), figure="likely_ore"),
    Column(_("Cost, kr."), figure="cost_ore"),
    Column(_("Net, kr."), figure="net_ore", less=("likely_ore", "cost_ore")),
    Column(_("Low, kr."), figure="low_ore"),
    Column(_("High, kr."), figure="high_ore"),
    Column(_("Internal price, kr."), figure="price_ore"),
    Column(_("Gross, kg CO₂e"), figure="gross_co2e_g"),
    Column(_("Likely, kg CO₂e"), figure="likely_co2e_g"),
    Column(_("Workshop, parts, transport, kg CO₂e"), figure="burden_co2e_g"),
    Column(_("Net, kg CO₂e"), figure="net_co2e_g", less=("likely_co2e_g", "burden_co2e_g")),
    Column(_("Low, kg CO₂e"), figure="low_co2e_g"),
    Column(_("High, kg CO₂e"), figure="high_co2e_g"),
    Column(_("Waste put off, kg"), figure="waste_g"),
)
FIGURES: Final = tuple(column for column in COLUMNS if column.figure)
_AT: Final = {column.figure: at for at, column in enumerate(COLUMNS) if column.figure}
_CATEGORY_AT: Final = 3
_SUMMED: Final = ("quantity", "net_ore", "net_co2e_g")


def write_spreadsheet(path: Path, report: Overview, lines: Iterable[Any]) -> None:
    """Write the file in the reader's language, holding one row at a time. `TooManyForASheet` before it begins.

    Text is text whatever it looks like; formulas carry their values for programs that do not reckon.
    """
    if report.total.lines > MOST_LINES:
        raise TooManyForASheet
    # Because only those who want a spreadsheet need it.
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": _title(report), "author": report.asked.viewer.municipality.name})
        summary, sheet = book.add_worksheet(str(_("Summary"))), book.add_worksheet(str(_("Lines")))
        styles = _styles(book)
        _write_lines(sheet, styles, lines)
        _write_summary(summary, styles, report)


def _title(report: Overview) -> str:
    return f"{_('Impact')} · {report.asked.about} · {report.asked.period.name}"


def _styles(book: Any) -> dict[Any, Any]:
    return {
        1: book.add_format({"num_format": "#,##0"}),
        100: book.add_format({"num_format": "#,##0.00"}),
        1000: book.add_format({"num_format": "#,##0.000"}),
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "strong": book.add_format({"bold": True}),
    }


def _write_lines(sheet: Any, styles: dict[Any, Any], lines: Iterable[Any]) -> None:
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 1, 11)
    sheet.set_column(2, 6, 24)
    sheet.set_column(7, len(COLUMNS) - 1, 14)
    for at, column in enumerate(COLUMNS):
        sheet.write_string(0, at, str(column.heading), styles["head"])
    for row, line in enumerate(lines, 1):
        for at, column in enumerate(COLUMNS):
            if column.read:
                sheet.write_string(row, at, column.read(line))
                continue
            unit = unit_of(column.figure)
            value, style = _in_units(getattr(line, column.figure), unit), styles[unit]
            if column.less:
                sheet.write_formula(row, at, _difference(column.less, row, unit), style, value)
            else:
                sheet.write_number(row, at, value, style)


def _in_units(figure: int, unit: int) -> float:
    return float(Decimal(figure) / unit)


def _decimals(unit: int) -> int:
    return {1: 0, 100: 2, 1000: 3}[unit]


def _letter(figure: str) -> str:
    return chr(ord("A") + _AT[figure])


def _difference(less: tuple[str, str], row: int, unit: int) -> str:
    whole, part = (f"{_letter(name)}{row + 1}" for name in less)
    return f"=ROUND({whole}-{part},{_decimals(unit)})"


def _range(at: int, lines: int) -> str:
    letter = chr(ord("A") + at)
    return f"'{_('Lines')}'!${letter}$2:${letter}${max(lines, 1) + 1}"


def _write_summary(sheet: Any, styles: dict[Any, Any], report: Overview) -> None:
    lines = report.total.lines
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 3, 18)
    sheet.write_string(0, 0, _title(report), styles["title"])
    sheet.write_string(1, 0, str(_("Every figure here is a formula over the sheet of lines.")))
    sheet.write_string(3, 0, str(_("Figure")), styles["head"])
    sheet.write_string(3, 1, str(_("In all")), styles["head"])
    row = 4
    for column in FIGURES:
        unit = unit_of(column.figure)
        total = _in_units(_figure(report.total, column.figure), unit)
        formula = f"=ROUND(SUM({_range(_AT[column.figure], lines)}),{_decimals(unit)})"
        sheet.write_string(row, 0, str(column.heading))
        sheet.write_formula(row, 1, formula, styles[unit], total)
        row += 1
    _write_categories(sheet, styles, report, row + 1)


def _write_categories(sheet: Any, styles: dict[Any, Any], report: Overview, row: int) -> None:
    lines = report.total.lines
    heads = [_("Category"), *(COLUMNS[_AT[name]].heading for name in _SUMMED)]
    for at, heading in enumerate(heads):
        sheet.write_string(row, at, str(heading), styles["head"])
    for each, sums in _by_name(report).items():
        row += 1
        sheet.write_string(row, 0, each)
        for at, name in enumerate(_SUMMED, 1):
            unit = unit_of(name)
            # Because SUMIF would take the name for a pattern, or for a comparison.
            same = f"--({_range(_CATEGORY_AT, lines)}=$A{row + 1})"
            formula = f"=ROUND(SUMPRODUCT({same},{_range(_AT[name], lines)}),{_decimals(unit)})"
            sheet.write_formula(row, at, formula, styles[unit], _in_units(_figure(sums, name), unit))


def _by_name(report: Overview) -> dict[str, Sums]:
    """The categories by the name the lines say, because two may be called the same."""
    found: dict[str, Sums] = {}
    for each in report.categories:
        name = str(each.name)
        found[name] = Sums(*map(sum, zip(found[name], each.sums, strict=True))) if name in found else each.sums
    return found


def _figure(sums: Sums, name: str) -> int:
    return int(getattr(sums, "things" if name == "quantity" else name))
