"""What the municipality has reached this year, as the front page says it: the report's own figures, kept a minute."""

from time import monotonic
from uuid import UUID

from sqlmodel import Session

from app.core.clock import today
from app.reports.queries import YearInShort, year_in_short

KEPT_S = 60

_kept: dict[UUID, tuple[float, int, YearInShort]] = {}


def year_so_far(db: Session) -> YearInShort | None:
    """This year's sums of the ledger, at most a minute old; none before there is something to be glad of."""
    here, year = db.info["municipality_id"], today().year
    kept = _kept.get(here)
    if kept and monotonic() - kept[0] < KEPT_S and kept[1] == year:
        return kept[2]
    found = year_in_short(db, here, year)
    if found.things <= 0 or found.net_ore <= 0 or found.net_co2e_g <= 0:
        return None
    _kept[here] = (monotonic(), year, found)
    return found
