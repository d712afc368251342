"""What the shop knows about Danish beforehand: the words compounds are made of, and words that mean the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.catalogue.search.words import fold, stem, tokens

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Lexicon:
    """Compared by stem, so any inflection is known."""

    kinds: frozenset[str]
    """Last parts so strong that an unknown first part is accepted."""
    things: frozenset[str]
    """What an item can be: the kinds and everything else that can stand last."""
    whole: frozenset[str]
    """Words that are not taken apart."""
    modifiers: frozenset[str]
    """What can stand first in a compound without being a thing itself."""
    forms: frozenset[str]
    """Every listed word as it is spelled, folded."""
    shown: dict[str, str]
    """Stem to the word as Danes write it."""


@dataclass(frozen=True)
class Synonyms:
    """Meanings by stem; a phrase is a tuple of stems."""

    of: dict[tuple[str, ...], tuple[tuple[str, ...], ...]]


@cache
def lexicon() -> Lexicon:
    """The words of lexicon.txt, read once."""
    sections: dict[str, set[str]] = {"kinds": set(), "things": set(), "whole": set(), "modifiers": set()}
    shown: dict[str, str] = {}
    forms: set[str] = set()
    section = ""
    for line in _lines("lexicon.txt"):
        if line.startswith("["):
            section = line.strip("[]")
            continue
        for word in line.split():
            sections[section].add(stem(fold(word)))
            forms.add(fold(word))
            shown.setdefault(stem(fold(word)), word)
    things = frozenset(sections["kinds"] | sections["things"] | sections["whole"])
    return Lexicon(
        kinds=frozenset(sections["kinds"]),
        things=things,
        whole=frozenset(sections["whole"]),
        modifiers=frozenset(sections["modifiers"]),
        forms=frozenset(forms),
        shown=shown,
    )


@cache
def synonyms() -> Synonyms:
    """The meanings of synonyms.txt, read once."""
    meanings: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    for line in _lines("synonyms.txt"):
        if "=>" in line:
            typed, found = line.split("=>")
            meanings.setdefault(phrase(typed), {}).update(dict.fromkeys(map(phrase, found.split(","))))
            continue
        group = [phrase(member) for member in line.split(",")]
        for member in group:
            meanings.setdefault(member, {}).update(dict.fromkeys(other for other in group if other != member))
    return Synonyms({key: tuple(found) for key, found in meanings.items()})


def phrase(text: str) -> tuple[str, ...]:
    """The stems of a text's words, in order."""
    return tuple(stem(token.text) for token in tokens(text))


def _lines(name: str) -> Iterator[str]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()
