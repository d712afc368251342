"""Find what a cell of a spreadsheet names: by number or key, or by a name that no other row has."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from app.administration.spreadsheets import Row, Sheet
from app.core.i18n import Text, _


class Names:
    """Finds a row of a table by any of its names; a name that two rows share finds none."""

    def __init__(self, rows: Iterable[Any], *columns: str) -> None:
        self.found: dict[str, Any] = {}
        shared: Counter[str] = Counter()
        for column in columns:
            for row in rows:
                name = str(getattr(row, column)).casefold()
                if name and self.found.setdefault(name, row) is not row and column != columns[0]:
                    shared[name] += 1
        self.shared = set(shared)

    def find(self, name: str, *, unknown: Text, several: Text) -> tuple[Any, Text | None]:
        """The row, or the sentence that says why there is none."""
        key = name.casefold()
        if key in self.shared:
            return None, several
        return self.found.get(key), None if key in self.found else unknown


def look_up(sheet: Sheet, row: Row, key: str, names: Names, unknown: Text) -> Any:
    """What a cell names; None, and a fault of the sheet, where the name is unknown or shared."""
    name = row.get(key)
    if not name:
        return None
    several = _("Several are called %(name)s. Write the number instead.", name=name)
    found, reason = names.find(name, unknown=unknown.fill(name=name), several=several)
    if reason is not None:
        sheet.fault(row, key, reason)
    return found
