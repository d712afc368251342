"""Amounts and measures as people type them, read strictly: 1.250,50 in Danish, 1,250.50 in English."""

import re
from decimal import Decimal
from typing import Annotated

from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from pydantic import BeforeValidator

from app.core.formats import locale
from app.core.formats import number as shown
from app.core.i18n import Text, _

MOST_KRONER = 10_000_000
MOST_CM = 10_000
# Because Decimal also reads "1e5", "NaN" and the digits of other scripts.
_PLAIN = re.compile(r"-?[0-9.,]+")
_CURRENCY = re.compile(r"(?i)^(?:dkk|kr\.?)\s*|\s*(?:dkk|kr\.?|,-)$")


class NotAnAmount(ValueError):
    """What was typed is not a number of this kind; the first argument is the sentence for the one who typed it."""


def read_number(typed: str, *, code: str | None = None) -> Decimal:
    """The number as written in Denmark or England (`code`, a Babel locale; else the reader's own language).

    Separators must stand where they belong: "1.25" is refused in Danish and never read as 125. `NotAnAmount` otherwise.
    """
    plain = typed.replace("\N{NO-BREAK SPACE}", " ").strip()
    if _PLAIN.fullmatch(plain):
        try:
            return parse_decimal(plain, locale=code or locale(), strict=True)
        except NumberFormatError:
            pass
    raise NotAnAmount(_("Write a number, for example %(example)s", example=_example(code)))


def _example(code: str | None) -> str:
    return format_decimal(Decimal("1250.5"), format="#,##0.00", locale=code or locale())


def _whole(number: Decimal, *, times: int, most: int, sentence: Text) -> int:
    if number < 0:
        raise NotAnAmount(_("Write %(ge)s or more", ge=0))
    if number > most:
        raise NotAnAmount(_("Write %(le)s or less", le=shown(most)))
    scaled = number * times
    if scaled != scaled.to_integral_value():
        raise NotAnAmount(sentence)
    return int(scaled)


def read_ore(typed: str, *, code: str | None = None) -> int:
    """Kroner as typed, in øre: "1.250,50" is 125050. "kr." may stand beside it. `NotAnAmount` below zero."""
    number = read_number(_CURRENCY.sub("", typed.strip()), code=code)
    return _whole(number, times=100, most=MOST_KRONER, sentence=_("Write at most two decimals"))


def read_mm(typed: str, *, code: str | None = None) -> int:
    """Centimetres as typed, in millimetres: "42,5" is 425. `NotAnAmount` below zero."""
    return _whole(read_number(typed, code=code), times=10, most=MOST_CM, sentence=_("Write at most one decimal"))


def written_kroner(ore: int) -> str:
    """Øre as one types kroner in a field: 125050 is "1.250,50" and 20000 is "200"."""
    return format_decimal(Decimal(ore) / 100, format="#,##0.00" if ore % 100 else "#,##0", locale=locale())


def _typed_ore(value: object) -> object:
    return read_ore(value) if isinstance(value, str) else value


Kroner = Annotated[int, BeforeValidator(_typed_ore)]
"""The type of a form's field where kroner are typed; its value is øre."""
