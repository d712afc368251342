"""Read the text log of nwipe, the program on ShredOS. What a log says is in `nwipe_log_summary` of its logging.c.

The table "Drive Status" at the end has one line per disk: a flag, the device, the status in eight characters, speed,
duration, and "model/serial number" with the model cut at 17 characters. The lines before it say the version, the whole
model and size ("Found /dev/sda, ATA, MODEL, 1000 GB, S/N=SERIAL") and the method ("Invoking method '…' on /dev/sda").
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.clock import COPENHAGEN, EARLIEST, now
from app.workshop.erasure.models import ErasureMethod, Technique

MARK = "* Drive Status *"
LONGEST_LINE = 1_000
_VERSION = re.compile(r"info: nwipe ([0-9][0-9A-Za-z.\-]{0,39})\s*$")
_METHOD = re.compile(r"Invoking method '([^']{1,200})' on (?:device )?'?/dev/([\w/-]+)'?")
_FOUND = re.compile(r"Found /dev/([\w/-]+),\s*[^,]*,\s*([^,]*?)\s*,\s*[^,]*,\s*S/N=(\S+)")
_STAMP = re.compile(r"^\[(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\]")
_STATUS = re.compile(
    r"^[! ]\s*(?P<device>[\w/-]+)\s*\|\s*(?P<status>[A-Za-z-]+)\s*\|\s*[^|]*\|\s*"
    r"(?P<h>\d{1,4}):(?P<m>\d\d):(?P<s>\d\d)\s*\|\s*(?P<model>[^/]*)/(?P<serial>\S*)\s*$"
)
# The commands of the disk itself purge; whatever is written over only clears (NIST SP 800-88, appendix A).
_PURGES = (
    ("sanitize crypto", Technique.CRYPTO_ERASE),
    ("sanitize block", Technique.BLOCK_ERASE),
    ("sanitize", Technique.SANITIZE),
    ("secure erase", Technique.SECURE_ERASE),
)


@dataclass(frozen=True)
class Wiped:
    """One disk of the log. `has_passed` is None where nwipe did not come to an end."""

    line: int
    serial_number: str
    model: str
    method: ErasureMethod
    technique: Technique
    method_name: str
    has_passed: bool | None
    tool_version: str
    started_at: datetime | None
    ended_at: datetime | None


def is_nwipe_log(text: str) -> bool:
    """Whether the text has nwipe's table of results."""
    return MARK in text


def read_nwipe_log(text: str) -> list[Wiped]:
    """Every disk in the log's tables of results, in their order; times are those of the computer in Denmark."""
    version, methods, models = "", dict[str, str](), dict[str, str]()
    stamp: datetime | None = None
    found, in_table = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            continue
        if stamped := _STAMP.match(line):
            stamp, in_table = _stamp(stamped[1]), False
        if said := _VERSION.search(line):
            version = said[1]
        elif said := _METHOD.search(line):
            methods[said[2]] = said[1]
        elif said := _FOUND.search(line):
            models[said[3]] = said[2]
        elif MARK in line:
            in_table = True
        elif in_table and (row := _STATUS.match(line)):
            found.append(_wiped(number, row, stamp, version, methods, models))
    return [each for each in found if each.method_name.lower()[:6] != "verify"]


def _stamp(written: str) -> datetime | None:
    """When it was, or None where that cannot be: a computer that was wiped often has a wrong clock."""
    try:
        at = datetime.strptime(written, "%Y/%m/%d %H:%M:%S").replace(tzinfo=COPENHAGEN)
    except ValueError:
        return None
    return at if EARLIEST <= at <= now() else None


def _wiped(
    number: int, row: re.Match[str], stamp: datetime | None, version: str, methods: dict[str, str],
    models: dict[str, str],
) -> Wiped:  # fmt: skip
    name = methods.get(row["device"], "")
    technique = next((each for words, each in _PURGES if words in name.lower()), Technique.OVERWRITE)
    took = timedelta(hours=int(row["h"]), minutes=int(row["m"]), seconds=int(row["s"]))
    status = row["status"].strip("-").upper()
    return Wiped(
        line=number, serial_number=row["serial"], model=models.get(row["serial"], row["model"].strip()),
        method=ErasureMethod.CLEAR if technique is Technique.OVERWRITE else ErasureMethod.PURGE,
        technique=technique, method_name=name,
        has_passed={"ERASED": True, "FAILED": False, "FAIL": False}.get(status), tool_version=version,
        started_at=stamp - took if stamp else None, ended_at=stamp,
    )  # fmt: skip
