"""Dated rates of benefits and parameters of tax: those in force, or those that ship with Omløb."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from sqlmodel import Session

from app.impact.factors import BENEFIT_FILE, TAX_FILE, rows_of, shipped_texts
from app.impact.versions import texts_in_force
from app.social.value import MONTHS, WEEKS, Tax, flex_subsidy, municipal_share

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


class Row(NamedTuple):
    """One dated figure as its file says it: what it is, its unit and year, how sure it is, and from where."""

    key: str
    name: str
    unit: str
    year: int
    value: Decimal
    status: str
    source: str


@dataclass(frozen=True)
class Rates:
    """All rates of one set, from the text of the two files."""

    benefit_text: str
    tax_text: str

    @cached_property
    def benefit_rows(self) -> list[Row]:
        """Every rate of a benefit, as the file has them."""
        return [
            Row(row["benefit_key"], row["name_da"], row["unit"], int(row["year"]), Decimal(row["amount"]),
                row["status"], row.get("source") or "")
            for row in rows_of(self.benefit_text)
        ]  # fmt: skip

    @cached_property
    def tax_rows(self) -> list[Row]:
        """Every parameter of tax and refund, as the file has them."""
        return [
            Row(row["parameter_key"], row["name_da"], row["unit"], int(row["valid_from_year"]), Decimal(row["value"]),
                "", row.get("source") or "")
            for row in rows_of(self.tax_text)
        ]  # fmt: skip

    @cached_property
    def _benefits(self) -> Mapping[str, tuple[str, str, dict[int, Decimal]]]:
        found: dict[str, tuple[str, str, dict[int, Decimal]]] = {}
        for row in self.benefit_rows:
            found.setdefault(row.key, (row.name, row.unit, {}))[2][row.year] = row.value
        return found

    @cached_property
    def _parameters(self) -> Mapping[str, dict[int, Decimal]]:
        found: dict[str, dict[int, Decimal]] = {}
        for row in self.tax_rows:
            found.setdefault(row.key, {})[row.year] = row.value
        return found

    def benefit_names(self) -> dict[str, str]:
        """The benefits one may have a month, by key; their names are those of the law, in Danish."""
        left_out = {FLEX_MOST, FLEX_THRESHOLD}
        return {
            key: name
            for key, (name, unit, _) in self._benefits.items()
            if unit in (_MONTHLY, _WEEKLY) and key not in left_out
        }

    def monthly_benefit(self, key: str, year: int) -> Rate:
        """A benefit in kroner a month; a weekly one is 52 weeks over 12 months. KeyError for a key that is none."""
        _name, unit, values = self._benefits[key]
        rate = _dated(values, year)
        return Rate(rate.value * WEEKS / MONTHS, rate.year) if unit == _WEEKLY else rate

    def monthly_flex_subsidy(self, wage: Decimal, year: int) -> Rate:
        """Fleksløntilskud in kroner a month beside this monthly wage."""
        most, threshold = self.monthly_benefit(FLEX_MOST, year), self.monthly_benefit(FLEX_THRESHOLD, year)
        return Rate(flex_subsidy(wage, most=most.value, threshold=threshold.value), most.year)

    def tax_of(self, year: int, municipal: Decimal) -> Tax:
        """The parameters of the year; `municipal` is the municipality's own rate as a fraction."""
        read = {key: _dated(values, year).value for key, values in self._parameters.items()}
        return Tax(
            am=read["am_bidrag"], allowance=read["personfradrag"], bottom=read["bundskat"], municipal=municipal,
            work_rate=read["beskaeftigelsesfradrag_rate"], work_most=read["beskaeftigelsesfradrag_max"],
            job_rate=read["jobfradrag_rate"], job_floor=read["jobfradrag_floor"], job_most=read["jobfradrag_max"],
        )  # fmt: skip

    def own_share_of(self, year: int) -> Decimal:
        """The municipality's own part of a benefit, averaged over the first 52 weeks."""
        return municipal_share(tuple((last, _dated(self._parameters[key], year).value) for key, last in _LADDER))


@lru_cache(maxsize=32)
def _read(benefit_text: str, tax_text: str) -> Rates:
    return Rates(benefit_text, tax_text)


def shipped_rates() -> Rates:
    """The rates that ship with Omløb."""
    texts = shipped_texts()
    return _read(texts[BENEFIT_FILE], texts[TAX_FILE])


def rates_in_force(db: Session) -> Rates:
    """The rates of the session's municipality: the newest set's. A released table keeps what it was worked out with."""
    texts = texts_in_force(db)
    return _read(texts[BENEFIT_FILE], texts[TAX_FILE])


def _dated(values: Mapping[int, Decimal], year: int) -> Rate:
    """The newest no later than the year; where there is none, the oldest there is."""
    chosen = max((each for each in values if each <= year), default=min(values))
    return Rate(values[chosen], chosen)
