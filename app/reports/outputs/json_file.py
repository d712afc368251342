"""The report as JSON: its sums in whole øre and grams, then every line, written as they come."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from app.impact.frozen import canonical
from app.reports.export import export_row
from app.reports.overview import Overview, Share

RULE: Final = "omlob-figures-1"
_LINES_IN_A_PIECE: Final = 200
_STORED: Final = (
    "quantity", "gross_ore", "likely_ore", "cost_ore", "net_ore", "low_ore", "high_ore", "price_ore", "gross_co2e_g",
    "likely_co2e_g", "burden_co2e_g", "net_co2e_g", "low_co2e_g", "high_co2e_g", "waste_g",
)  # fmt: skip


def as_json(report: Overview, lines: Iterable[Any], code: str) -> Iterator[bytes]:
    """The file, piece by piece: `figures`, the same by category and workplace, and `lines`.

    `code`: the language categories are named in.
    """
    head = canonical(_figures(report))
    yield f'{head[:-1]},"lines":['.encode()
    piece: list[str] = []
    before = ""
    for line in lines:
        piece.append(canonical(_line(line, code)))
        if len(piece) == _LINES_IN_A_PIECE:
            yield (before + ",\n".join(piece)).encode()
            piece, before = [], ",\n"
    yield ((before if piece else "") + ",\n".join(piece) + "]}\n").encode()


def _figures(report: Overview) -> dict[str, Any]:
    asked = report.asked
    return {
        "rule": RULE,
        "period": asked.period.key,
        "first": asked.period.first.isoformat(),
        "last": asked.period.last.isoformat(),
        "about": str(asked.about),
        "figures": report.total._asdict(),
        "categories": _shares(report.categories),
        "workplaces": _shares(report.branches),
    }


def _shares(shares: Sequence[Share]) -> list[dict[str, Any]]:
    return [
        {"key": each.key, "name": str(each.name), "is_own": each.is_own, "figures": each.sums._asdict()}
        for each in shares
    ]


def _line(line: Any, code: str) -> dict[str, Any]:
    """Its readable cells as text, its figures as whole numbers, and every factor frozen on it."""
    row = export_row(line, code)
    told = {name: row[name] for name in ("booked_on", "unit_number", "unit_title", "category", "institution", "giver")}
    figures = {name: getattr(line, name) for name in _STORED}
    return {"entry": str(line.id), **told, "kind": str(line.kind), **figures, "frozen": json.loads(line.frozen)}
