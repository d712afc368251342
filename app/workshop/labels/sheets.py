"""Labels as PDF, true to size: a QR code that opens the thing, the set or the place, and its number to read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import segno
from markupsafe import Markup

from app.catalogue.models import StoragePlace, Unit, UnitSet
from app.core.config import settings
from app.core.pages import environment
from app.core.pdf import drawn
from app.workshop.labels.formats import USUAL, LabelFormat
from app.workshop.labels.models import LabelCode
from app.workshop.numbers import label_code
from app.workshop.words import counted

MOST_SHEETS: Final = 10
MOST_LABELS: Final = 500
QUIET_ZONE: Final = 4
STYLE: Final = Path(__file__).with_name("sheet.css")
POINT: Final = 25.4 / 72  # mm
# How wide one sign of a number is at most, and how high a line, in its own size.
SIGN: Final = 0.62
LINE: Final = 1.25
LARGEST_PT, SMALLEST_PT = 24.0, 9.0
GAP: Final = 0.5  # mm between the code's quiet zone and the words


@dataclass(frozen=True)
class Sticker:
    """What one label says: the address in its code, the number, and what it is on."""

    address: str
    number: str
    title: str = ""
    more: str = ""


@dataclass(frozen=True)
class Label:
    """A sticker on its place on the sheet (from 1), with its code as a drawing."""

    row: int
    column: int
    sticker: Sticker
    code: Markup


def label_address(number: str) -> str:
    """What the QR code holds, all in capitals: `HTTPS://HOST/U/A0001`."""
    return f"{settings().base_url}/u/{label_code(number)}".upper()


def place_address(code: str) -> str:
    """What the QR code of a storage place holds, all in capitals: `HTTPS://HOST/P/H1-R2`."""
    return f"{settings().base_url}/p/{quote(code)}".upper()


def set_address(number: str) -> str:
    """What the QR code of a set holds, all in capitals: `HTTPS://HOST/S/S0001`."""
    return f"{settings().base_url}/s/{label_code(number)}".upper()


def stickers_of_units(units: Iterable[Unit]) -> list[Sticker]:
    """One for each thing."""
    return [Sticker(label_address(unit.number), unit.number, unit.title) for unit in units]


def stickers_of_sets(sets: Iterable[tuple[UnitSet, int]]) -> list[Sticker]:
    """One for each set, with how many things belong to it."""
    return [Sticker(set_address(each.number), each.number, each.name, str(counted(n))) for each, n in sets]


def stickers_of_places(places: Iterable[StoragePlace]) -> list[Sticker]:
    """One for each storage place."""
    return [Sticker(place_address(p.code), p.code, p.name if p.name != p.code else "") for p in places]


def blank_stickers(labels: Iterable[LabelCode]) -> list[Sticker]:
    """Labels that have no thing yet."""
    return [Sticker(label_address(each.code), each.code) for each in labels]


def qr_drawing(address: str) -> Markup:
    """The QR code as SVG, level Q with a quiet zone of four modules, as wide as the box around it."""
    code = segno.make(address, error="q", micro=False, boost_error=False)
    drawn = code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - segno draws, and what is drawn are modules


def sheets_of(stickers: Sequence[Sticker], kind: LabelFormat = USUAL, *, start: int = 1) -> list[list[Label]]:
    """The labels page by page; the first goes on place `start` (from 1, row by row), to use up a begun sheet."""
    sheets: list[list[Label]] = []
    for place, sticker in enumerate(stickers, start - 1):
        at = place % kind.places
        if at == 0 or not sheets:
            sheets.append([])
        row, column = at // kind.columns + 1, at % kind.columns + 1
        sheets[-1].append(Label(row, column, sticker, qr_drawing(sticker.address)))
    return sheets


def code_mm(kind: LabelFormat) -> float:
    """How wide the code is, its quiet zone included: nearly as high as the label, at most half as wide."""
    spare = 2.55 if kind.height > 30 else 1.2
    return round(min(kind.height - 2 * spare, kind.width * 0.52), 2)


def words_mm(kind: LabelFormat) -> float:
    """How wide the words beside the code may be."""
    return kind.width - 1.5 - code_mm(kind) - GAP - kind.edge


def number_pt(kind: LabelFormat, number: str) -> float:
    """The size in which the number just fits beside the code; a long one breaks rather than become too small."""
    return round(min(LARGEST_PT, max(SMALLEST_PT, words_mm(kind) / POINT / (SIGN * len(number)))), 1)


def small_pt(kind: LabelFormat) -> float:
    """The size of the words around the number."""
    return 6.5 if kind.height < 25 else 7.5 if kind.width < 80 else 10


def has_room_for_owner(kind: LabelFormat) -> bool:
    """Whether the municipality's name fits below the number."""
    return kind.height >= 25


def title_lines(kind: LabelFormat, number: str, *, others: int) -> int:
    """How many lines are left for the title beside the number and so many `others`."""
    size = number_pt(kind, number)
    rows = 1 if size * SIGN * len(number) * POINT <= words_mm(kind) + 0.1 else 2
    high = kind.height - 2 * max(kind.edge, 1.0) - rows * size * POINT - 1.8
    return max(0, min(4, int(high / (small_pt(kind) * LINE * POINT)) - others))


def measures_css(kind: LabelFormat) -> str:
    """The format's measures as style: page, the label's places, code and words."""
    (left, top), (across, down), code = kind.margins, kind.pitch, code_mm(kind)
    width, height = kind.page
    rules = [
        f"@page {{ size: {width}mm {height}mm; margin: 0; }}",
        f".sheet {{ width: {width}mm; height: {height}mm; }}",
        f".label {{ width: {kind.width}mm; height: {kind.height}mm; }}",
        f".code {{ left: 1.5mm; top: {(kind.height - code) / 2:.3f}mm; width: {code}mm; height: {code}mm; }}",
        f".words {{ left: {1.5 + code + GAP:.3f}mm; width: {words_mm(kind):.3f}mm; height: {kind.height}mm; }}",
        f".small {{ font-size: {small_pt(kind)}pt; }}",
        *(f".c{n + 1} {{ left: {left + n * across:.3f}mm; }}" for n in range(kind.columns)),
        *(f".r{n + 1} {{ top: {top + n * down:.3f}mm; }}" for n in range(kind.rows)),
        *(f".n{n} {{ font-size: {number_pt(kind, 'x' * n)}pt; }}" for n in range(1, 21)),
        *(f".lines{n} {{ max-height: {n * LINE}em; line-clamp: {n}; }}" for n in range(1, 5)),
    ]
    return "\n".join(rules)


def label_pdf(
    stickers: Sequence[Sticker], *, municipality: str, kind: LabelFormat = USUAL, start: int = 1, language: str = "da"
) -> bytes:
    """The labels as PDF, true to size, and saying to the printer that nothing is to be fitted to the page."""
    template = environment().get_template("workshop/label_sheet.html")
    html = template.render(
        sheets=sheets_of(stickers, kind, start=start), municipality=municipality, kind=kind, title_lines=title_lines,
        has_owner=has_room_for_owner(kind), language=language,
    )  # fmt: skip
    return drawn(html, STYLE.read_text(encoding="utf-8") + measures_css(kind), finisher=_as_it_is)


def _as_it_is(_document: Any, pdf: Any) -> None:
    """Programs that print would otherwise shrink the page to what the printer reaches."""
    pdf.catalog["ViewerPreferences"] = type(pdf.catalog)({"PrintScaling": "/None"})
