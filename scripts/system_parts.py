"""Find the parts of the machine that the tests need: PostgreSQL server, browser, Pango.

Run as a program it installs what is missing (as root on Debian or Ubuntu) or says what to install.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OFFICES = ("soffice", "libreoffice", "localc")
PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")


def find_postgres() -> Path | None:
    """Return the folder with `initdb` and `pg_ctl` of the newest PostgreSQL server, or None."""
    versions = DEBIAN_POSTGRES.glob("*/bin/initdb")
    newest_first = sorted(versions, key=lambda path: _number(path.parent.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    found = [*newest_first, *([Path(on_path)] if on_path else [])]
    return next((path.parent for path in found if (path.parent / "pg_ctl").exists()), None)


def find_chromium() -> str | None:
    """Return the browser named by OMLOB_CHROMIUM, or else the first Chromium on the PATH, or None."""
    named = os.environ.get("OMLOB_CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_office() -> str | None:
    """Return the LibreOffice that opens spreadsheets without a window, or None."""
    return next(filter(None, map(shutil.which, OFFICES)), None)


def has_pango() -> bool:
    """Say whether WeasyPrint will find the libraries that set text."""
    try:
        for library in PANGO:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


class Part(NamedTuple):
    """One thing the tests need from the machine, how to see it and how to get it."""

    name: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]
    remedy: str


PARTS = (
    Part(
        "a PostgreSQL server",
        lambda: bool(os.environ.get("OMLOB_TEST_POSTGRES_URL")) or find_postgres() is not None,
        ("postgresql",),
        "install it (Debian: apt-get install postgresql), or let OMLOB_TEST_POSTGRES_URL point to a server "
        "where databases may be created",
    ),
    Part(
        "Chromium",
        lambda: find_chromium() is not None,
        ("chromium",),
        "install it (Debian: apt-get install chromium), or let OMLOB_CHROMIUM point to the browser",
    ),
    Part(
        "Pango, for PDF files",
        has_pango,
        ("libpango-1.0-0", "libpangoft2-1.0-0"),
        "install it (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0)",
    ),
)
# Because it is large, and only the slow tests open spreadsheets in it.
SLOW_PARTS = (
    Part(
        "LibreOffice, to open spreadsheets",
        lambda: find_office() is not None,
        ("libreoffice-calc-nogui",),
        "install it (Debian: apt-get install libreoffice-calc-nogui)",
    ),
)


def missing_parts() -> list[Part]:
    """Return the parts this machine does not have; with --slow also those that only the slow tests need."""
    wanted = (*PARTS, *SLOW_PARTS) if "--slow" in sys.argv[1:] else PARTS
    return [part for part in wanted if not part.is_there()]


def install(parts: list[Part]) -> None:
    """Install the Debian packages of these parts; raises CalledProcessError when apt-get fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = [package for part in parts for package in part.packages]
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", "--quiet", "--quiet", *arguments],
            check=True,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
        )


def main() -> int:
    """Return 0 when every part is there, otherwise name what is missing and return 1."""
    missing = missing_parts()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing " + ", ".join(part.name for part in missing), file=sys.stderr)
        try:
            install(missing)
        except subprocess.CalledProcessError as failure:
            print(f"apt-get ended with {failure.returncode}.", file=sys.stderr)
        missing = missing_parts()
    for part in missing:
        print(f"The tests need {part.name}: {part.remedy}.", file=sys.stderr)
    return 1 if missing else 0


def _number(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0


if __name__ == "__main__":
    sys.exit(main())
