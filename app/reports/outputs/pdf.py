"""The report as a tagged PDF for the council: two pages of figures, then how they were calculated."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from markupsafe import escape

from app.core.formats import number
from app.core.i18n import language
from app.core.pdf import pdf_of
from app.reports import words
from app.reports.coverage import share

STYLE: Final = Path(__file__).with_name("report.css")
BARS: Final = 8
_FEW: Final = 6
_HOT, _COOL, _LINE, _SOFT = "#0e5b4b", "#729a8b", "#87958f", "#4a5753"


def report_pdf(contents: Mapping[str, Any]) -> bytes:
    """The paper in the language that is spoken, as PDF/UA-1, of what app.reports.outputs.paper.contents has read."""
    return pdf_of(
        "reports/pdf/report.html", STYLE, extra_css=widths([each.sums.net_ore for each in contents["report"].branches]),
        language=language(), words=words, share=share, columns=columns, bars=BARS, **contents,
    )  # fmt: skip


def widths(values: Sequence[int]) -> str:
    """Style for lying bars as long as their values, the longest 26 mm; nothing below zero."""
    most = max([1, *values])
    return "".join(
        f".bar-{n} {{ width: {max(value, 0) / most * 26:.1f}mm; }}" for n, value in enumerate(values[:BARS], 1)
    )


def columns(data: Sequence[tuple[object, int]]) -> str:
    """Upright columns as the address of a drawing, the last one stressed; its words belong in the picture's alt."""
    most = max([1, *(value for _label, value in data)])
    step, label_size = 360 / max(len(data), 1), 11 if len(data) <= _FEW else 8.5
    drawn = []
    for at, (label, value) in enumerate(data):
        height, left, is_last = max(value, 0) / most * 120, at * step, at == len(data) - 1
        ink, weight = (_HOT, 700) if is_last else (_COOL, 400)
        middle = left + step / 2
        drawn.append(
            f'<rect x="{left + 5:.1f}" y="{150 - height:.1f}" width="{step - 10:.1f}" height="{height:.1f}" rx="2" '
            f'fill="{ink}"/><text x="{middle:.1f}" y="{144 - height:.1f}" font-size="{15 if is_last else 12}" '
            f'font-weight="{weight}" fill="#1b2420">{escape(number(value))}</text>'
            f'<text x="{middle:.1f}" y="166" font-size="{label_size}" font-weight="{weight}" fill="{_SOFT}">'
            f"{escape(label)}</text>"
        )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 172" font-family="Plex" text-anchor="middle">'
        f'{"".join(drawn)}<rect y="150" width="360" height="1.2" fill="{_LINE}"/></svg>'
    )
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
