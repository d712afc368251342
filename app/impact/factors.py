"""Factor sets: what new things weigh in CO2e and cost, and where each figure was found. One ships with Omløb."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.core.i18n import in_own_language
from app.impact.formulas import Triple, whole

DATA: Final = Path(__file__).parent / "data"
CATEGORY_FILE: Final = "co2_factors.csv"
PROCESS_FILE: Final = "process_factors.csv"
PRICE_FILE: Final = "new_price_defaults_dkk.csv"
FILES: Final = (CATEGORY_FILE, PROCESS_FILE, PRICE_FILE)
"""What a line is booked with; a change in one of them is a new version."""
BENEFIT_FILE: Final = "benefit_rates_dkk.csv"
TAX_FILE: Final = "tax_and_refund_parameters.csv"
RATE_FILES: Final = (BENEFIT_FILE, TAX_FILE)
"""What the social value is worked out with (app.social.rates); kept in the same set, and no part of its version."""
_RATES: Final = Path(__file__).parent.parent / "social/data"
FACTOR_SET_ID: Final = "omlob"
VERSION_LENGTH: Final = 12
PRICES_COLLECTED: Final = "2026"

ELECTRICITY: Final = "el_dk_lifecycle"
VAN: Final = "van_diesel_III_km"
FALLBACK_CATEGORY: Final = "furniture_other"
"""For furniture that fits no other category; also the last fallback for a piece of furniture without a price."""

_ANCHOR_PREFIX = "_ANCHOR_"
_ORE_A_KRONE = 100


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was found."""

    title: str
    year: str
    url: str


class _Named:
    __slots__ = ()
    name_da: str
    name_en: str

    @property
    def name(self) -> str:
        """What it is called, in the reader's language."""
        return in_own_language(self.name_da, self.name_en)


@dataclass(frozen=True, slots=True)
class CategoryFactor(_Named):
    """One new item of a category. `new_kg` is kg CO2e, cradle to gate and distribution, as likely, low and high.

    `grade` A: two or more primary source families, B: one, C: only secondary, D: proxy.
    """

    key: str
    name_da: str
    name_en: str
    unit_weight_kg: Decimal
    new_kg: Triple
    lifetime_years: Decimal
    grade: str
    sources: tuple[Source, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ProcessFactor(_Named):
    """Transport, electricity, a material or a part. `value` is in `unit`, for instance kgCO2e/km."""

    key: str
    name_da: str
    name_en: str
    unit: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    source: Source
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class NewPrice:
    """Price ex VAT in øre of an equivalent new item, with its source and date."""

    category_key: str
    ore: int
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class FactorSet:
    """All factors of one version. The version is a digest of the files, so an edited factor is a new version."""

    id: str
    version: str
    categories: Mapping[str, CategoryFactor]
    processes: Mapping[str, ProcessFactor]
    prices: Mapping[str, NewPrice]

    @property
    def el_kg_per_kwh(self) -> Decimal:
        return self.processes[ELECTRICITY].value

    @property
    def van_kg_per_km(self) -> Decimal:
        return self.processes[VAN].value

    def price(self, category_key: str) -> NewPrice | None:
        """The default price of a new item, or None where the set holds none; never another category's price."""
        return self.prices.get(category_key)


@cache
def factor_set() -> FactorSet:
    """The factor set of this version of Omløb, read once."""
    return read_factor_set(shipped_texts())


def shipped_texts() -> Mapping[str, str]:
    """The files that ship with Omløb, by name."""
    return MappingProxyType(
        {
            name: (at / name).read_text(encoding="utf-8")
            for names, at in ((FILES, DATA), (RATE_FILES, _RATES))
            for name in names
        }
    )


def read_factor_set(texts: Mapping[str, str]) -> FactorSet:
    """The factor set these files hold, by file name. Raises KeyError or InvalidOperation where one is malformed."""
    return FactorSet(
        id=FACTOR_SET_ID,
        version=digest_of(texts)[:VERSION_LENGTH],
        categories=MappingProxyType({row["category_key"]: _category(row) for row in rows_of(texts[CATEGORY_FILE])}),
        processes=MappingProxyType({row["factor_key"]: _process(row) for row in rows_of(texts[PROCESS_FILE])}),
        prices=MappingProxyType({one.category_key: one for one in map(_price, rows_of(texts[PRICE_FILE])) if one}),
    )


def digest_of(texts: Mapping[str, str]) -> str:
    """SHA-256 of the files in their order; read as text, because a checkout may change line ends."""
    return hashlib.sha256("".join(texts[name] for name in FILES).encode()).hexdigest()


def digest_of_all(texts: Mapping[str, str]) -> str:
    """SHA-256 of every file of a set, rates too."""
    return hashlib.sha256("".join(texts[name] for name in (*FILES, *RATE_FILES)).encode()).hexdigest()


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of one of the files."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _category(row: Mapping[str, str]) -> CategoryFactor:
    return CategoryFactor(
        key=row["category_key"],
        name_da=row["name_da"],
        name_en=row["name_en"],
        unit_weight_kg=Decimal(row["unit_weight_kg"]),
        new_kg=Triple(Decimal(row["kgco2e_new"]), Decimal(row["kgco2e_low"]), Decimal(row["kgco2e_high"])),
        lifetime_years=Decimal(row["lifetime_years"]),
        grade=row["grade"],
        sources=_sources(row),
        note=row["note"],
    )


def _sources(row: Mapping[str, str]) -> tuple[Source, ...]:
    told = (row[name].split(" | ") for name in ("sources", "source_years", "source_urls"))
    return tuple(Source(title, year, url) for title, year, url in zip_longest(*told, fillvalue=""))


def _process(row: Mapping[str, str]) -> ProcessFactor:
    return ProcessFactor(
        key=row["factor_key"],
        name_da=row["name_da"],
        name_en=row["name_en"],
        unit=row["unit"],
        value=Decimal(row["value"]),
        low=Decimal(row["low"]) if row["low"] else None,
        high=Decimal(row["high"]) if row["high"] else None,
        source=Source(row["source"], row["year"], row["url_or_repo"]),
        basis=row["basis"],
        note=row["note"],
    )


def _price(row: Mapping[str, str]) -> NewPrice | None:
    """A row's price, or None for an anchor, which backs the assumptions and prices no category."""
    key = row["category_key"]
    if key.startswith(_ANCHOR_PREFIX):
        return None
    ore = whole(Decimal(row["price_new_dkk_ex_vat"]) * _ORE_A_KRONE)
    source = "; ".join(part for part in (row["basis"], row["note"]) if part)
    return NewPrice(category_key=key, ore=ore, source=source, date=row.get("date") or PRICES_COLLECTED)
