"""Pages on paper: a template and its style become a tagged PDF in the house's typeface."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from app.core.pages import ROOT, asset, environment

FONT: Final = "ibm-plex-sans-latin-wght-normal.woff2"
FAMILY: Final = "Plex"


def pdf_of(
    template: str, style: Path, *, extra_css: str = "", variant: str | None = "pdf/ua-1", **context: Any
) -> bytes:
    """The template as PDF, in the language that is spoken. The style sets `font-family: "Plex"`.

    `variant` is WeasyPrint's name of a kind of PDF: PDF/UA-1 (ISO 14289-1) has tags, a language and a title.
    """
    html = environment().get_template(template).render(**context)
    return drawn(html, style.read_text(encoding="utf-8") + extra_css, pdf_variant=variant, custom_metadata=False)


def drawn(html: str, css: str, *, finisher: Callable[[Any, Any], None] | None = None, **options: Any) -> bytes:
    """HTML and its style as PDF."""
    # Because it takes half a second to load and only those who want a file need it.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    font = (ROOT / "static/build" / asset(FONT).removeprefix("/static/")).as_uri()
    face = f'@font-face {{ font-family: "{FAMILY}"; src: url("{font}"); font-weight: 100 700; }}'
    style = CSS(string=face + css, font_config=fonts)
    pdf: bytes = HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts, finisher=finisher, **options)
    return pdf
