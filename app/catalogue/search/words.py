"""Words as the shop compares them: lower case, æøå written out, endings taken off, measures in one form."""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_FOLD = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "y", "ß": "ss"})

# The stemmer only takes endings off; these plurals change inside the word.
_CHANGED_VOWEL = {
    "boern": "barn",
    "boerne": "barn",
    "boernene": "barn",
    "boeger": "bog",
    "boegerne": "bog",
    "staenger": "stang",
    "taenger": "tang",
    "haender": "haand",
    "ure": "ur",
    "uret": "ur",
    "urene": "ur",
}

STOP_WORDS = frozenset(
    {
        "og",
        "i",
        "paa",
        "til",
        "med",
        "af",
        "for",
        "en",
        "et",
        "den",
        "det",
        "de",
        "der",
        "som",
        "fra",
        "uden",
        "ca",
        "samt",
        "eller",
        "er",
        "har",
        "vi",
        "jeg",
        "skal",
        "vil",
        "kan",
        "stk",
        "stks",
        "styk",
        "styks",
        "brug",
        "gerne",
        "soeger",
        "oensker",
        "the",
        "a",
        "of",
        "and",
        "with",
        "cm",
        "mm",
    }
)

# A thing named after one of these is what the item is for or comes with, not what it is.
_BESIDE = frozenset({"til", "uden", "fra", "paa", "i", "for", "med"})

_KEEPS_BESIDE = frozenset({"en", "et", "den", "det", "de", "og"})
_BREAK = re.compile(r"[,.;:()–—&+|]")

_NUMBER = r"\d+(?:[.,]\d+)?"
_PIECE = re.compile(
    rf"""(?P<count>\d+)\s*(?:stk|stks|styk|styks)\b
    |(?P<size>{_NUMBER}(?:\s*[x×*]\s*{_NUMBER}){{1,2}})(?:\s*(?P<size_unit>cm|mm|m)(?![\w/]))?
    |(?P<amount>{_NUMBER})[\s-]*(?P<unit>tommers?|"|”|“|″|''|’’|inch|cm|mm|m|gb|tb|watt|w|liter|l|kg)(?![\w/])
    |(?P<word>[^\W_]+(?:[.,]\d+)?)(?:['’´](?:erne|eren|ere|er|en|et|s)\b)?(?P<ellipsis>-(?=[\s,/]))?""",
    re.VERBOSE,
)
_INCHES = frozenset({"tommer", "tommers", '"', "”", "“", "″", "''", "’’", "inch"})
_CENTIMETRES = {"m": 100.0, "cm": 1.0, "mm": 0.1}
_SPELLED_UNIT = {"watt": "w", "liter": "l"}


class Token(NamedTuple):
    """One word or measure of a text."""

    text: str
    """Folded: only a-z and 0-9, or a measure such as 160x80, 160cm, 27tommer."""
    shown: str
    """As it was written, in lower case."""
    is_word: bool
    is_beside: bool = False
    """It follows "til", "med" and the like: not what the item is."""
    is_elliptic: bool = False
    """It shares the end of a later word: "bord-" in "bord- og gulvlampe"."""
    before: str = ""
    """What parts it from the word before it: "" (a space), "-", "og" or "," (a sign or another small word)."""


_stemmer = snowballstemmer.stemmer("danish")
# The stemmer keeps the word it works on in itself, and requests run in several threads.
_stemmer_lock = threading.Lock()


def fold(text: str) -> str:
    """Lower case with æøå as ae, oe, aa and other accents gone, so that both ways of typing meet."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_FOLD)
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The form a folded word is compared by: "stolene" and "stole" give "stol"."""
    if not word.isalpha():
        return word
    if word in _CHANGED_VOWEL:
        return _CHANGED_VOWEL[word]
    with _stemmer_lock:
        # Again until nothing comes off, because one pass leaves "koekkenet" and "koekken" apart.
        while (shorter := str(_stemmer.stemWord(word))) != word:
            word = shorter
    return _without_weak_e(word)


def _without_weak_e(word: str) -> str:
    """Kabel and kabler, cykel and cykler, skammel and skamler: the e goes in the plural."""
    if len(word) < 4 or not word.endswith("el") or word[-3] in "aeiouy":
        return word
    base = word[:-2]
    if base[-1] == base[-2]:
        base = base[:-1]
    return base + "l"


def tokens(text: str) -> list[Token]:
    """The words and measures of a text in order; small words and counts such as "4 stk" are left out."""
    lowered = unicodedata.normalize("NFC", text).lower()
    found: list[Token] = []
    is_beside, before, end = False, "", 0
    for piece in _PIECE.finditer(lowered):
        if _BREAK.search(lowered, end, piece.start()):
            is_beside, before = False, ","
        if lowered[end : piece.start()] == "-":
            before = "-"
        end = piece.end()
        token = _token(piece)
        if token is None:
            word = fold(piece["word"] or "")
            before = "og" if word == "og" and not before else ","
            is_beside = word in _BESIDE or (is_beside and word in _KEEPS_BESIDE)
            continue
        found.append(token._replace(is_beside=is_beside, before=before))
        before = ""
    return found


def _token(piece: re.Match[str]) -> Token | None:
    if piece["count"]:
        return None
    if piece["size"]:
        return Token(_size(piece["size"], piece["size_unit"]), piece[0], is_word=False)
    if piece["amount"]:
        return Token(_amount(piece["amount"], piece["unit"]), piece[0], is_word=False)
    folded = fold(piece["word"])
    if folded in STOP_WORDS:
        return None
    return Token(folded, piece["word"], not folded[0].isdigit(), is_elliptic=bool(piece["ellipsis"]))


def _size(size: str, unit: str | None) -> str:
    factor = _CENTIMETRES[unit or "cm"]
    return "x".join(_plain(float(part.replace(",", ".")) * factor) for part in re.split(r"\s*[x×*]\s*", size))


def _amount(amount: str, unit: str) -> str:
    number = float(amount.replace(",", "."))
    if unit in _INCHES:
        return f"{_plain(number)}tommer"
    if unit in _CENTIMETRES:
        return f"{_plain(number * _CENTIMETRES[unit])}cm"
    return f"{_plain(number)}{_SPELLED_UNIT.get(unit, unit)}"


def _plain(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
