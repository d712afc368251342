"""How one cell is read: numbers as Danes write them, choices by their everyday names."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.administration.spreadsheets import BadCell
from app.core.amounts import read_mm, read_number, read_ore
from app.core.clock import EARLIEST, today
from app.core.i18n import _

DANISH = "da_DK"
_SHORTENED = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)


def text(most: int) -> Callable[[str], str]:
    """Any text of at most so many characters."""

    def read(cell: str) -> str:
        if len(cell) > most:
            raise BadCell(_("Write at most %(max_length)s characters", max_length=most))
        return cell

    return read


def one_of(words: Mapping[Any, str]) -> Callable[[str], Any]:
    """One of these choices, by any of its names (separated by |; the first is the one the documents use)."""
    known = {name.casefold(): value for value, names in words.items() for name in names.split("|")}
    shown = ", ".join(names.split("|")[0] for names in words.values())

    def read(cell: str) -> Any:
        if cell.casefold() not in known:
            raise BadCell(_("%(cell)s is none of: %(options)s", cell=cell, options=shown))
        return known[cell.casefold()]

    return read


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number between the two."""

    def read(cell: str) -> int:
        number = read_number(cell, code=DANISH)
        if number != number.to_integral_value():
            raise BadCell(_("Write a whole number, for example 4"))
        if not least <= number <= most:
            raise BadCell(_("Write a number from %(least)s to %(most)s", least=least, most=most))
        return int(number)

    return read


def kroner(cell: str) -> int:
    """Kroner, in øre."""
    return read_ore(cell, code=DANISH)


def past_day(cell: str) -> date:
    """A day that has begun, as written in Denmark or by a machine: 3.2.2026, 03-02-2026 or 2026-02-03."""
    ours = re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})", cell)
    year, month, day = (ours[3], ours[2], ours[1]) if ours else (cell[:4], cell[5:7], cell[8:10])
    if not ours and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise BadCell(_("Write a date, for example 3.2.2026"))
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise BadCell(_("There is no such day")) from None
    if not EARLIEST.date() <= found <= today():
        raise BadCell(_("Write a day that has been, and not before 2000"))
    return found


def centimetres(cell: str) -> int:
    """Centimetres, in millimetres; "cm" may stand beside the number."""
    return read_mm(re.sub(r"(?i)\s*cm\.?$", "", cell), code=DANISH)


def kilometres(cell: str) -> int:
    """Kilometres, in metres; "km" may stand beside the number."""
    number = read_number(re.sub(r"(?i)\s*km\.?$", "", cell), code=DANISH)
    if not 0 <= number <= 500:
        raise BadCell(_("Write a number from %(least)s to %(most)s", least=0, most=500))
    return int((number * 1000).to_integral_value())


def _digits(cell: str) -> str:
    if _SHORTENED.fullmatch(cell):
        raise BadCell(_("The spreadsheet has shortened the number. Show the column as text or as a whole number."))
    return re.sub(r"[\s.-]", "", cell)


def gln(cell: str) -> str:
    """An EAN location number: 13 digits, the last one a check (GS1, weights 1 and 3 from the left, modulo 10)."""
    digits = _digits(cell)
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise BadCell(_("An EAN number has 13 digits"))
    if sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10:
        raise BadCell(_("The last digit does not fit the others. Is a digit mistyped?"))
    return digits


def postal_code(cell: str) -> str:
    """A Danish postal code of four digits."""
    if not re.fullmatch(r"[0-9]{4}", cell) or not Decimal(500) <= Decimal(cell) <= Decimal(9990):
        raise BadCell(_("A postal code has 4 digits, for example 8900"))
    return cell


def phone(cell: str) -> str:
    """A telephone number of at least eight digits, written as it stands."""
    if not re.fullmatch(r"\+?[0-9 ()-]{8,30}", cell) or sum(map(str.isdigit, cell)) < 8:
        raise BadCell(_("A telephone number has at least 8 digits"))
    return cell


def serial_numbers(cell: str) -> tuple[str, ...]:
    """One or more serial numbers, separated by comma, semicolon or line."""
    found = tuple(each.strip() for each in re.split(r"[,;|]", cell) if each.strip())
    for each in found:
        text(80)(each)
    if len(set(found)) < len(found):
        raise BadCell(_("The same serial number is there twice"))
    return found
