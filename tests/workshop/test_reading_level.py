"""What the workshop's screens say: short sentences, all in one file, which a municipality may replace with its own."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.core.config import settings
from app.core.i18n import FOLDER, UnusableTexts, gettext, texts_file, translations
from app.core.pages import ROOT
from app.workshop.checklists import FILE, starter_steps
from app.workshop.sentences import LONGEST, sentences, too_long, words_in

SCREENS = (ROOT / "templates/workshop", ROOT / "app/workshop")
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "ngettext_": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true"}}


def texts_of(file: Path) -> Iterator[tuple[str, list[str]]]:
    """The key of each text of the file, and its Danish sentences."""
    with file.open("rb") as opened:
        for message in read_po(opened, locale="da"):
            if message.id:
                key: Any = message.id if isinstance(message.id, str) else message.id[0]
                said: Any = [message.string] if isinstance(message.string, str) else message.string
                yield key, list(said)


def shown_on(folder: Path) -> set[str]:
    """The key of every text that stands in the templates or the code of the folder."""
    methods = [("**.html", "jinja2"), ("**.py", "python")]
    found = extract_from_dir(folder, methods, OPTIONS, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _f, _l, message, _c, _x in found if message}


@pytest.fixture
def own_texts(tmp_path: Path) -> Iterator[Path]:
    """A file for the municipality's own texts, in use while the test runs."""
    before, settings().texts = settings().texts, str(tmp_path / "own.po")
    translations.cache_clear()
    yield tmp_path / "own.po"
    settings().texts = before
    translations.cache_clear()


def test_words_are_counted_as_one_reads_them() -> None:
    assert sentences("Gør den ren. Brug sæbe! Er den tør?") == ["Gør den ren.", "Brug sæbe!", "Er den tør?"]
    assert words_in("Skift de 5 hjul – og skruer") == 6
    assert too_long("ord " * LONGEST) == []
    assert len(too_long("ord " * (LONGEST + 1))) == 1


def test_every_sentence_of_the_workshops_screens_is_short() -> None:
    shown = set.union(*(shown_on(folder) for folder in SCREENS))
    said = [(key, each) for file in FOLDER.glob("da/*.po") for key, texts in texts_of(file) for each in texts]
    of_screens = [text for key, text in said if key in shown]

    assert len(of_screens) > 300
    assert [text for text in of_screens if too_long(text)] == []


def test_everything_in_the_workshops_file_is_short() -> None:
    texts = [text for _key, said in texts_of(FOLDER / "da/workshop.po") for text in said]

    assert len(texts) > 300
    assert [text for text in texts if too_long(text)] == []


def test_every_text_of_the_workshops_screens_is_listed_in_one_file_that_can_be_edited(own_texts: Path) -> None:
    shown = set.union(*(shown_on(folder) for folder in SCREENS))
    settings().texts = ""

    own_texts.write_bytes(texts_file())
    listed = dict(texts_of(own_texts))

    assert sorted(shown - set(listed)) == []
    assert listed["Being made fit"] == ["Bliver sat i stand"]
    settings().texts = str(own_texts)
    own_texts.write_text(own_texts.read_text().replace('"Bliver sat i stand"', '"På bordet"'))
    assert gettext("Being made fit") == "På bordet"


def test_every_sentence_of_the_starter_checklists_is_short_and_there_are_enough() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    steps: dict[str, int] = {}
    for key, _step in starter_steps():
        steps[key] = steps.get(key, 0) + 1

    assert [row["text_da"] for row in rows if too_long(row["text_da"]) or too_long(row["text_en"])] == []
    assert [row["text_da"] for row in rows if len(row["text_da"]) > 120 or len(row["text_en"]) > 120] == []
    assert len([key for key, count in steps.items() if count >= 3]) >= 12


def test_the_municipalitys_own_words_win(own_texts: Path) -> None:
    own_texts.write_text('msgid "Being made fit"\nmsgstr "På bordet"\n\nmsgid "Comes in"\nmsgstr ""\n')

    assert gettext("Being made fit") == "På bordet"
    assert gettext("Comes in") == "Kommer ind"


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "No such text"\nmsgstr "Hvad"',
        'msgid "Undo: %(step)s"\nmsgstr "Fortryd: %(trin)s"',
        'msgid "Being made fit"\nmsgstr "100 % færdig"',
    ],
)
def test_words_that_would_break_a_page_are_refused(own_texts: Path, entry: str) -> None:
    own_texts.write_text(entry + "\n")

    with pytest.raises(UnusableTexts):
        translations("da")


def test_a_file_that_is_not_there_is_said(own_texts: Path) -> None:
    with pytest.raises(UnusableTexts, match="there is no file"):
        translations("da")
