"""Numbers, money, measures and days as people in Denmark read them (or in English, for those who switch)."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from app.core.clock import local
from app.core.i18n import gettext, language

NBSP = "\u00a0"
_LOCALES = {"da": "da_DK", "en": "en_GB"}


def locale() -> str:
    """Babel's name for the reader's language as used in Denmark."""
    return _LOCALES[language()]


def number(value: int | float | Decimal, decimals: int = 0) -> str:
    """A number with thousands separated: 1.066."""
    return _decimal(value, "#,##0" + ("." + "0" * decimals if decimals else ""), locale())


# Kept, because a list says the same few hundred numbers again and again.
@lru_cache(maxsize=4096)
def _decimal(value: int | float | Decimal, pattern: str, code: str) -> str:
    return format_decimal(value, format=pattern, locale=code)


def kr(ore: int) -> str:
    """Øre as kroner, with øre only where there are some: 1.400 kr. / 12,50 kr."""
    amount = number(Decimal(ore) / 100, 2 if ore % 100 else 0)
    return f"{amount}{NBSP}kr." if language() == "da" else f"DKK{NBSP}{amount}"


def kr_short(ore: int) -> str:
    """Many kroner in few signs: 2,5 mio. kr. / 986.000 kr."""
    kroner = Decimal(ore) / 100
    if abs(kroner) < 1_000_000:
        return kr(round(kroner / 1000) * 100_000 if abs(kroner) >= 100_000 else round(kroner) * 100)
    millions = number(kroner / 1_000_000, 1)
    return f"{millions}{NBSP}mio.{NBSP}kr." if language() == "da" else f"DKK{NBSP}{millions}{NBSP}m"


def kg(grams: int) -> str:
    """Grams as kilos, one decimal under ten: 64 kg / 6,5 kg."""
    kilos = Decimal(grams) / 1000
    return f"{number(kilos, 1 if abs(kilos) < 10 and grams % 1000 else 0)}{NBSP}kg"


def tonnes(grams: int) -> str:
    """Grams as tonnes, one decimal under ten: 53 ton / 1,4 ton; under a tonne, kilos."""
    if abs(grams) < 1_000_000:
        return kg(grams)
    mass = Decimal(grams) / 1_000_000
    unit = "ton" if language() == "da" else "tonnes"
    return f"{number(mass, 1 if abs(mass) < 10 else 0)}{NBSP}{unit}"


def cm(mm: int) -> str:
    """Millimetres as centimetres: 66 / 42,5 (the unit is said once, after the last)."""
    return number(Decimal(mm) / 10, 1 if mm % 10 else 0)


def _as_date(when: date | datetime) -> date:
    return local(when).date() if isinstance(when, datetime) else when


def day(when: date | datetime) -> str:
    """tirsdag 1. december."""
    pattern = "EEEE d. MMMM" if language() == "da" else "EEEE d MMMM"
    return format_date(_as_date(when), pattern, locale=locale())


def short_day(when: date | datetime) -> str:
    """tir. 1. dec."""
    pattern = "EEE d. MMM" if language() == "da" else "EEE d MMM"
    return format_date(_as_date(when), pattern, locale=locale())


def long_date(when: date | datetime) -> str:
    """1. december 2026."""
    pattern = "d. MMMM y" if language() == "da" else "d MMMM y"
    return format_date(_as_date(when), pattern, locale=locale())


def clock(when: datetime) -> str:
    """14.30 (da) / 14:30 (en), Danish time."""
    return format_time(local(when), "HH.mm" if language() == "da" else "HH:mm", locale=locale())


def moment(when: datetime) -> str:
    """22. november kl. 14.10."""
    pattern = "d. MMMM" if language() == "da" else "d MMMM"
    the_day = format_date(local(when).date(), pattern, locale=locale())
    at = gettext("at (time of day)")
    return f"{the_day} {at} {clock(when)}"


def month(when: date) -> str:
    """november 2026."""
    return format_date(when, "MMMM y", locale=locale())


FILTERS = {
    "number": number, "kr": kr, "kr_short": kr_short, "kg": kg, "tonnes": tonnes, "cm": cm, "day": day,
    "short_day": short_day, "date": long_date, "clock": clock, "moment": moment, "month": month,
}  # fmt: skip
