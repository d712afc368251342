"""Labels on an A4 sheet of 3 × 7, each 63.5 × 38.1 mm: a QR code that opens the unit, and its number to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import segno
from markupsafe import Markup

from app.catalogue.models import Unit
from app.core.config import settings
from app.core.pages import ROOT, asset, environment
from app.workshop.numbers import label_code

COLUMNS: Final = 3
ROWS: Final = 7
A_SHEET: Final = COLUMNS * ROWS
MOST_SHEETS: Final = 10
QUIET_ZONE: Final = 4
STYLE: Final = Path(__file__).with_name("label_sheet.css")
FONT: Final = "ibm-plex-sans-latin-wght-normal.woff2"


@dataclass(frozen=True)
class Label:
    """One label: where on the sheet (from 1), what it says, and its code as a drawing."""

    row: int
    column: int
    number: str
    title: str
    code: Markup


def label_address(number: str) -> str:
    """What the QR code holds, all in capitals: `HTTPS://HOST/U/A0001`."""
    return f"{settings().base_url}/u/{label_code(number)}".upper()


def place_address(code: str) -> str:
    """What the QR code of a storage place holds, all in capitals: `HTTPS://HOST/P/H1-R2`."""
    return f"{settings().base_url}/p/{quote(code)}".upper()


def qr_drawing(number: str) -> Markup:
    """The QR code as SVG, level Q with a quiet zone of four modules, as wide as the box around it."""
    code = segno.make(label_address(number), error="q", micro=False, boost_error=False)
    drawn = code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - segno draws, and what is drawn are modules


def sheets_of(units: Sequence[Unit], *, start: int = 1) -> list[list[Label]]:
    """The labels sheet by sheet; the first goes on place `start` (1 to 21, row by row), to use up a begun sheet."""
    sheets: list[list[Label]] = []
    for place, unit in enumerate(units, start - 1):
        at = place % A_SHEET
        if at == 0 or not sheets:
            sheets.append([])
        sheets[-1].append(Label(at // COLUMNS + 1, at % COLUMNS + 1, unit.number, unit.title, qr_drawing(unit.number)))
    return sheets


def label_pdf(units: Sequence[Unit], *, municipality: str, start: int = 1) -> bytes:
    """The sheets as PDF, true to size: to be printed at 100 %."""
    # Because it takes half a second to load and only those who print labels need it.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    html = (
        environment()
        .get_template("workshop/label_sheet.html")
        .render(sheets=sheets_of(units, start=start), municipality=municipality)
    )
    fonts = FontConfiguration()
    font = (ROOT / "static/build" / asset(FONT).removeprefix("/static/")).as_uri()
    face = f'@font-face {{ font-family: "Label"; src: url("{font}"); font-weight: 100 700; }}'
    style = CSS(string=face + STYLE.read_text(encoding="utf-8"), font_config=fonts)
    pdf: bytes = HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts)
    return pdf
