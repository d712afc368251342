"""Danish compounds taken apart: the last part says what it is, the parts before it what kind."""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.catalogue.search.lexicon import lexicon
from app.catalogue.search.words import stem


class Compound(NamedTuple):
    """A compound word in folded letters."""

    parts: tuple[str, ...]
    """From first to last, without the binding s or e: skrivebordsstol gives skrive, bord, stol."""
    heads: tuple[str, ...]
    """What it is, longest first: drejekontorstol gives kontorstol, stol."""
    modifiers: tuple[str, ...]
    """What kind it is: skrivebordsstol gives skrivebord, skrive, bord."""
    is_known: bool
    """False when the first part is in no word list."""
    is_well_spelled: bool
    """Its first parts are spelled as in the lists: skrivebord is, skrivbord is not."""


@lru_cache(maxsize=200_000)
def split(word: str) -> Compound | None:
    """A folded word's parts; None when it is not a compound.

    The longest last part that can be a thing wins; what stands before it must be made of known words, unless the
    last part is one of the strong kinds.
    """
    words = lexicon()
    if len(word) < 5 or not word.isalpha() or stem(word) in words.whole:
        return None
    for start in range(2, len(word) - 1):
        if stem(word[start:]) in words.things:
            cuts = _cuts(word[:start])
            if cuts is not None:
                return _compound(word, (*cuts, start), is_known=True)
    for start in range(3, len(word) - 3):
        if stem(word[start:]) in words.whole:
            return None
        if stem(word[start:]) in words.kinds:
            return _compound(word, (0, start), is_known=False)
    return None


def _compound(word: str, cuts: tuple[int, ...], *, is_known: bool) -> Compound:
    last = word[cuts[-1] :]
    within = split(last)
    firsts = tuple(_unbound(word[a:b]) for a, b in pairwise(cuts))
    before = _unbound(word[: cuts[-1]])
    heads = dict.fromkeys([*(word[cut:] for cut in cuts[1:]), *(within.heads if within else ())])
    modifiers = dict.fromkeys([before, *firsts, *(within.modifiers if within else ())])
    parts = (*firsts, *(within.parts if within else (last,)))
    is_well_spelled = is_known and all(_is_listed(word[a:b]) for a, b in pairwise(cuts))
    return Compound(parts, tuple(heads), tuple(modifiers), is_known, is_well_spelled)


def _is_listed(text: str) -> bool:
    forms = lexicon().forms
    return text in forms or (text[-1] in "se" and text[:-1] in forms)


@lru_cache(maxsize=200_000)
def _cuts(left: str) -> tuple[int, ...] | None:
    """Where the parts before a compound's last part begin; None when some of it is unknown."""
    if stem(left) in lexicon().modifiers:
        return (0,)
    for start in range(1, len(left) - 1):
        if _is_part(left[start:]):
            before = _cuts(left[:start])
            if before is not None:
                return (*before, start)
    return (0,) if _is_part(left) else None


def _is_part(text: str) -> bool:
    words = lexicon()
    if len(text) < 2:
        return False
    return any(stem(form) in words.modifiers or stem(form) in words.things for form in {text, _unbound(text)})


def _unbound(text: str) -> str:
    """Without the s that binds two parts; a binding e goes with the ending."""
    forms = lexicon().forms
    is_bound = len(text) > 3 and text.endswith("s") and (text[:-1] in forms or text not in forms)
    return text[:-1] if is_bound else text
