"""The controller's overview as a spreadsheet."""

from collections.abc import Sequence
from typing import Final

from app.core.clock import local
from app.impact import sheet
from app.oversight.queries import Listed

COLUMNS: Final = (
    "quarter", "place_number", "place", "state", "opened_on", "due_on", "signed_at", "signed_by", "findings", "comment",
    "sha256",
)  # fmt: skip


def exported(pages: Sequence[Listed]) -> bytes:
    """One row a page; days and times as in Denmark, written ISO 8601."""
    return sheet.written((_row(each) for each in pages), COLUMNS)


def _row(listed: Listed) -> dict[str, str]:
    row = listed.row
    return {
        "quarter": row.quarter,
        "place_number": listed.place.number,
        "place": listed.place.name,
        "state": listed.state.value,
        "opened_on": local(row.opened_at).date().isoformat(),
        "due_on": row.due_on.isoformat(),
        "signed_at": local(row.signed_at).isoformat(timespec="seconds") if row.signed_at else "",
        "signed_by": listed.signer,
        "findings": str(listed.count) if row.is_signed else "",
        "comment": row.comment,
        "sha256": row.hash,
    }
