"""A signed page as a tagged PDF, made from what was signed and nothing else."""

from pathlib import Path
from typing import Final

from app.core.i18n import speaking
from app.core.pdf import pdf_of
from app.oversight import words
from app.oversight.queries import Page

STYLE: Final = Path(__file__).with_name("page.css")


def page_pdf(found: Page) -> bytes:
    """The page in the language it was signed in, with the signature and the fingerprint."""
    with speaking(found.shown["language"]):
        return pdf_of("oversight/page_pdf.html", STYLE, found=found, words=words)
