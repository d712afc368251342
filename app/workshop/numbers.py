"""Unit numbers as people write, scan and list them."""

import re
from collections.abc import Iterable

# Because a person may write A0001, a 1 or A-0001, and a scanner the whole address on the label.
_WRITTEN = re.compile(r"(?:.*/)?\s*([A-Za-z]{1,3})[-\s.]?([0-9]{1,4})\s*")
_RANGE = ":"
MOST = 500


def read_unit_number(typed: str) -> str | None:
    """The number as it stands on the label (A-0001), however it was written; None where it is no number."""
    found = _WRITTEN.fullmatch(typed)
    return f"{found[1].upper()}-{int(found[2]):04d}" if found else None


def read_unit_numbers(listed: str) -> list[str]:
    """The numbers of a list such as "A-0001:A-0012,B-0003", each once and at most `MOST`, without others."""
    numbers: dict[str, None] = {}
    for part in listed.split(",", MOST)[:MOST]:
        first, _colon, last = part.partition(_RANGE)
        numbers.update(dict.fromkeys(_between(read_unit_number(first), read_unit_number(last or first))))
    return list(numbers)[:MOST]


def _between(first: str | None, last: str | None) -> list[str]:
    if first is None or last is None:
        return []
    letters, start, end = first[:-5], int(first[-4:]), int(last[-4:])
    if letters != last[:-5] or not 0 <= end - start < MOST:
        return [first, last]
    return [f"{letters}-{n:04d}" for n in range(start, end + 1)]


def _follows(before: str, number: str) -> bool:
    return before[:-4] == number[:-4] and int(number[-4:]) == int(before[-4:]) + 1


def list_unit_numbers(numbers: Iterable[str]) -> str:
    """The shortest list that `read_unit_numbers` reads as these numbers: runs in a row become ranges."""
    runs: list[list[str]] = []
    for number in sorted(set(numbers)):
        if runs and _follows(runs[-1][-1], number):
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}{_RANGE}{run[-1]}" for run in runs)


def label_code(number: str) -> str:
    """The number as the QR code carries it: capitals and digits alone make the code coarser, so easier to scan."""
    return number.replace("-", "").upper()
