"""Dated rates of benefits and parameters of tax, from the files that ship with Omløb."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from app.social.value import MONTHS, WEEKS, Tax, flex_subsidy, municipal_share

DATA: Final = Path(__file__).parent / "data"
FLEX_SUBSIDY: Final = "fleksloentilskud"
FLEX_MOST: Final = "fleksloentilskud_max"
FLEX_THRESHOLD: Final = "fleks_loengraense"
_LADDER: Final = (("refusion_uge_1_4", 4), ("refusion_uge_5_26", 26), ("refusion_uge_27_52", 52))
_MONTHLY: Final = "kr/md"
_WEEKLY: Final = "kr/uge"


@dataclass(frozen=True, slots=True)
class Rate:
    """A figure and the year it is of."""

    value: Decimal
    year: int


@cache
def _benefits() -> Mapping[str, tuple[str, str, dict[int, Decimal]]]:
    found: dict[str, tuple[str, str, dict[int, Decimal]]] = {}
    for row in _rows("benefit_rates_dkk.csv"):
        kept = found.setdefault(row["benefit_key"], (row["name_da"], row["unit"], {}))
        kept[2][int(row["year"])] = Decimal(row["amount"])
    return found


@cache
def _parameters() -> Mapping[str, dict[int, Decimal]]:
    found: dict[str, dict[int, Decimal]] = {}
    for row in _rows("tax_and_refund_parameters.csv"):
        found.setdefault(row["parameter_key"], {})[int(row["valid_from_year"])] = Decimal(row["value"])
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _dated(values: Mapping[int, Decimal], year: int) -> Rate:
    """The newest no later than the year; where there is none, the oldest there is."""
    chosen = max((each for each in values if each <= year), default=min(values))
    return Rate(values[chosen], chosen)


def benefit_names() -> dict[str, str]:
    """The benefits one may have a month, by key; their names are those of the law, in Danish."""
    left_out = {FLEX_MOST, FLEX_THRESHOLD}
    return {
        key: name for key, (name, unit, _) in _benefits().items() if unit in (_MONTHLY, _WEEKLY) and key not in left_out
    }


def monthly_benefit(key: str, year: int) -> Rate:
    """A benefit in kroner a month; a weekly one is 52 weeks over 12 months. KeyError for a key that is none."""
    _name, unit, values = _benefits()[key]
    rate = _dated(values, year)
    return Rate(rate.value * WEEKS / MONTHS, rate.year) if unit == _WEEKLY else rate


def monthly_flex_subsidy(wage: Decimal, year: int) -> Rate:
    """Fleksløntilskud in kroner a month beside this monthly wage."""
    most, threshold = monthly_benefit(FLEX_MOST, year), monthly_benefit(FLEX_THRESHOLD, year)
    return Rate(flex_subsidy(wage, most=most.value, threshold=threshold.value), most.year)


def tax_of(year: int, municipal: Decimal) -> Tax:
    """The parameters of the year; `municipal` is the municipality's own rate as a fraction."""
    read = {key: _dated(values, year).value for key, values in _parameters().items()}
    return Tax(
        am=read["am_bidrag"], allowance=read["personfradrag"], bottom=read["bundskat"], municipal=municipal,
        work_rate=read["beskaeftigelsesfradrag_rate"], work_most=read["beskaeftigelsesfradrag_max"],
        job_rate=read["jobfradrag_rate"], job_floor=read["jobfradrag_floor"], job_most=read["jobfradrag_max"],
    )  # fmt: skip


def own_share_of(year: int) -> Decimal:
    """The municipality's own part of a benefit, averaged over the first 52 weeks."""
    return municipal_share(tuple((last, _dated(_parameters()[key], year).value) for key, last in _LADDER))
