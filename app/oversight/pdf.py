"""A signed page as a tagged PDF, made from what was signed and nothing else."""

from pathlib import Path
from typing import Final

from app.core.pages import ROOT, asset, environment
from app.notifications.write import speaking
from app.oversight import words
from app.oversight.queries import Page

STYLE: Final = Path(__file__).with_name("page.css")
FONT: Final = "ibm-plex-sans-latin-wght-normal.woff2"


def page_pdf(found: Page) -> bytes:
    """The page in the language it was signed in, with the signature and the fingerprint."""
    # Because it takes half a second to load and only those who want the file need it.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    with speaking(found.shown["language"]):
        html = environment().get_template("oversight/page_pdf.html").render(found=found, words=words)
    fonts = FontConfiguration()
    font = (ROOT / "static/build" / asset(FONT).removeprefix("/static/")).as_uri()
    face = f'@font-face {{ font-family: "Plex"; src: url("{font}"); font-weight: 100 700; }}'
    style = CSS(string=face + STYLE.read_text(encoding="utf-8"), font_config=fonts)
    pdf: bytes = HTML(string=html).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", custom_metadata=False
    )
    return pdf
