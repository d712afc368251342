"""A released table as a spreadsheet: the very cells that were released."""

import csv
import io

from app.social.cells import FROM_GROUPS, GROSS, HEADS, HOURS, MUNICIPAL, TOTAL, Outcome, WorkGroup
from app.social.disclosure import ReleasedTable, plain
from app.social.words import GROUPS, OUTCOMES

HEADINGS = ("period", "key", "what", "figure", "counted_in")


def table_file(table: ReleasedTable) -> bytes:
    """The table as CSV with a byte order mark for spreadsheets. Money is in thousands of kroner."""
    said = {
        **{key: (str(GROUPS[group]), "persons") for key, group in zip(HEADS, WorkGroup, strict=True)},
        **{key: (str(GROUPS[group]), "hours") for key, group in zip(HOURS, WorkGroup, strict=True)},
        **{f"moves:to:{outcome}": (str(OUTCOMES[outcome]), "persons") for outcome in Outcome},
        **{f"moves:from:{group}": (str(GROUPS[group]), "persons") for group in FROM_GROUPS},
        TOTAL: ("", "persons"), GROSS: ("", "1000 kr."), MUNICIPAL: ("", "1000 kr."),
    }  # fmt: skip
    kept = io.StringIO()
    writer = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(
        (table.period.key, key, said[key][0], figure, said[key][1]) for key, figure in plain(table).items()
    )
    return kept.getvalue().encode("utf-8-sig")
