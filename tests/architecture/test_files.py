"""Small files, named constraints, templates that are used, and texts in both languages."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.core.i18n import FOLDER
from app.core.pages import ROOT, environment
from app.tables import METADATA

LONGEST = 300


def our_files(*patterns: str) -> list[Path]:
    """The files of ours that match."""
    return [path for pattern in patterns for path in ROOT.glob(pattern) if "build" not in path.parts]


def test_no_file_is_long():
    files = our_files("app/**/*.py", "tests/**/*.py", "templates/**/*.html", "static/css/*.css", "static/js/**/*.js")

    assert len(files) > 100
    long = {str(p.relative_to(ROOT)): n for p in files if (n := len(p.read_text().splitlines())) > LONGEST}
    assert long == {}


def test_every_constraint_has_a_name():
    constraints = [(t.name, c) for t in METADATA.sorted_tables for c in t.constraints]

    assert len(constraints) > 100
    assert [table for table, constraint in constraints if not constraint.name] == []


def test_every_template_compiles_and_is_used():
    names = environment().list_templates(extensions=["html"])
    code = "".join(path.read_text() for path in our_files("app/**/*.py", "templates/**/*.html"))
    tests = "".join(path.read_text() for path in our_files("tests/**/*.py"))

    assert len(names) > 20
    for name in names:
        environment().get_template(name)
    assert [name for name in names if f'"{name}"' not in code and f"'{name}'" not in code and name not in tests] == []


def messages_in_code() -> set[str | tuple[str, ...]]:
    """Every text that pages and refusals show."""
    keywords = {
        "_": None, "gettext": None, "ngettext": (1, 2), "ngettext_": (1, 2),
    }  # fmt: skip
    options = {"**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
    found: set[str | tuple[str, ...]] = set()
    for folder, methods in (("app", [("**.py", "python")]), ("templates", [("**.html", "jinja2")])):
        extracted = extract_from_dir(ROOT / folder, methods, options, keywords=keywords)
        found |= {message for _file, _line, message, _comments, _context in extracted if message}
    return found


def danish() -> dict[str | tuple[str, ...], tuple[str | tuple[str, ...], str]]:
    """Every Danish text with the file it stands in; a text may stand in one file only."""
    texts: dict[str | tuple[str, ...], tuple[str | tuple[str, ...], str]] = {}
    for path in sorted((FOLDER / "da").glob("*.po")):
        with path.open("rb") as file:
            message: Any
            for message in read_po(file, locale="da"):
                if not message.id:
                    continue
                key = tuple(message.id) if isinstance(message.id, list | tuple) else message.id
                assert key not in texts, f"{key!r} stands in {path.name} and in {texts[key][1]}"
                texts[key] = (message.string, path.name)
    return texts


def test_every_text_is_there_in_danish_and_none_is_left_over():
    used, texts = messages_in_code(), danish()

    assert len(used) > 200
    missing = [key for key in used if key not in texts or not all(texts[key][0])]
    assert missing == []
    assert [key for key in texts if key not in used] == []


def test_the_danish_texts_carry_the_same_words_to_fill_in():
    def words(text: str | tuple[str, ...] | list[str]) -> set[str]:
        return set(re.findall(r"%\((\w+)\)", text if isinstance(text, str) else text[-1]))

    assert [key for key, (text, _file) in danish().items() if words(text) != words(key)] == []


def test_the_language_of_the_code_is_english():
    assert [key for key in messages_in_code() if re.search("[æøåÆØÅ]", str(key))] == []


@pytest.mark.parametrize("word", ["unsafe-inline", "unsafe-eval", "|safe"])
def test_no_template_loosens_what_the_browser_may_do(word: str):
    assert [p.name for p in our_files("templates/**/*.html", "app/**/*.py") if word in p.read_text()] == []
