"""The lines of a report as a spreadsheet that `omlob impact recompute` can check, written as they come."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from app.impact import sheet
from app.impact.frozen import Frozen
from app.impact.lines import COLUMNS, FIGURES, compute, to_row
from app.reports.queries import category_name

READABLE: Final = (
    "booked_on",
    "unit_number",
    "unit_title",
    "category",
    "institution",
    "giver",
    "order_number",
    "things",
)
EXPORT_COLUMNS: Final = (*READABLE, *(name for name in COLUMNS if name not in READABLE))
# Stored beside the factors: the file says what stands in the ledger, not what the factors would give.
_STORED: Final = ("kind", "answer")


def exported(lines: Iterable[Any], code: str) -> Iterator[bytes]:
    """The file, piece by piece; each row is one line with its stored figures and every factor frozen on it.

    `code`: the language categories are named in.
    """
    return sheet.streamed((export_row(line, code) for line in lines), EXPORT_COLUMNS)


def export_row(line: Any, code: str) -> dict[str, str]:
    """One line of the ledger as cells."""
    computed = compute(Frozen.from_json(line.frozen))
    booked = to_row(computed, entry=str(line.id), unit_number=line.unit_number, booked_on=line.booked_on.isoformat())
    stored = {name: str(getattr(line, name)) for name in (*FIGURES, *_STORED) if hasattr(line, name)}
    return {
        **booked,
        **stored,
        "unit_title": line.unit_title,
        "category": category_name(line, code),
        "institution": line.institution,
        "giver": line.giver or "",
        "order_number": line.order_number,
        "things": str(line.quantity),
    }
