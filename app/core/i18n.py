"""Text in the reader's language: English in code, Danish from app/translations/da/*.po."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.core.config import settings

FOLDER = Path(__file__).parent.parent / "translations"
LANGUAGES = ("da", "en")
_language: ContextVar[str] = ContextVar("language", default="da")


def language() -> str:
    """The language of the one who reads now: "da" or "en"."""
    return _language.get()


def in_own_language(da: str, en: str, code: str | None = None) -> str:
    """The one of two kept texts in the reader's language, or in `code`; the Danish one where there is no English."""
    return en if (code or language()) == "en" and en else da


def speak(code: str) -> None:
    """From here on, in this request or task, texts are in this language; an unknown one means Danish."""
    _language.set(code if code in LANGUAGES else "da")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Texts are in this language for as long as the block lasts."""
    before = language()
    speak(code)
    try:
        yield
    finally:
        speak(before)


def catalogue(code: str) -> Catalog:
    """All texts of one language, from its .po files, in one catalogue."""
    whole = Catalog(locale=code)
    for path in sorted((FOLDER / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id:
                    whole.add(message.id, message.string, context=message.context, auto_comments=[path.stem])
    if code == "da" and settings().texts:
        _replace(whole, Path(settings().texts))
    return whole


def texts_file() -> bytes:
    """Every Danish text as it is now, as one .po file; each says which part of Omløb it belongs to."""
    buffer = BytesIO()
    write_po(buffer, catalogue("da"), width=0)
    return buffer.getvalue()


class UnusableTexts(Exception):
    """The municipality's own texts cannot be used; the text says why, one reason a line."""


def _replace(whole: Catalog, path: Path) -> None:
    """Let the municipality's own texts win. `UnusableTexts` where the file is missing, or an entry fits none of ours.

    Because a text whose words to fill in are misspelt would break its page, that is found when Omløb starts.
    """
    if not path.is_file():
        raise UnusableTexts(f"OMLOB_TEXTS: there is no file {path}")
    faults = []
    with path.open("rb") as file:
        for message in read_po(file, locale="da"):
            ours = whole.get(message.id) if message.id else None
            if not message.id or not _said(message.string):
                continue
            if ours is None:
                faults.append(f"{path}: Omløb has no text {_first(message.id)!r}")
            elif _blanks(message.string) - _blanks(message.id):
                faults.append(f"{path}: words to fill in that are not there: {_first(message.id)!r}")
            else:
                ours.string = message.string
    if faults:
        raise UnusableTexts("\n".join(faults))


def _said(string: Any) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _first(message: Any) -> str:
    return str(message if isinstance(message, str) else message[0])


def _blanks(text: Any) -> set[str]:
    """What of a text is filled in, and every other sign that begins like it."""
    whole = text if isinstance(text, str) else " ".join(text)
    return set(re.findall(r"%(?:\(\w+\)s|.|$)", whole.replace("%%", "")))


@lru_cache
def translations(code: str) -> NullTranslations:
    """The texts of one language; English is the language of the code and needs none."""
    if code == "en":
        return NullTranslations()
    buffer = BytesIO()
    write_mo(buffer, catalogue(code))
    buffer.seek(0)
    return GNUTranslations(buffer)


def gettext(message: str) -> str:
    """The message in the reader's language, now."""
    return translations(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message in the number and the reader's language, now."""
    return translations(language()).ngettext(singular, plural, n)


class Text:
    """A text that is looked up when it is shown, so that it can stand in a class or travel in an error."""

    def __init__(self, message: str, plural: str | None = None, n: int = 1, /, **words: Any) -> None:
        self.message, self.plural, self.n, self.words = message, plural, n, words

    def fill(self, **words: Any) -> "Text":
        """The same text with these words filled in."""
        return Text(self.message, self.plural, self.n, **{**self.words, **words})

    def __str__(self) -> str:
        said = gettext(self.message) if self.plural is None else ngettext(self.message, self.plural, self.n)
        return said % {key: str(word) for key, word in self.words.items()} if self.words else said

    def __html__(self) -> str:
        from markupsafe import escape

        return str(escape(str(self)))

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash(self.message)

    def __repr__(self) -> str:
        return f"Text({self.message!r})"


def _(message: str, **words: Any) -> Text:
    """A text in the reader's language, looked up when shown."""
    return Text(message, **words)


def ngettext_(singular: str, plural: str, n: int, **words: Any) -> Text:
    """A counted text, looked up when shown; %(count)s is the number."""
    return Text(singular, plural, n, count=n, **words)
