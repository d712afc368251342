"""What an item is found by: its words, the parts of its compounds, its measures; each with a weight."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from app.catalogue.search.compounds import Compound, split
from app.catalogue.search.lexicon import lexicon
from app.catalogue.search.words import Token, stem, tokens

LONGEST_JOIN = 3
LONGEST_TERM = 60


class Weights(NamedTuple):
    """How much a term counts, 0 to 100; nothing is stored for 0."""

    whole: int
    joined: int
    head: int
    modifier: int


TITLE = Weights(whole=100, joined=90, head=60, modifier=25)
CATEGORY = Weights(whole=50, joined=45, head=35, modifier=15)
OTHER = Weights(whole=10, joined=0, head=0, modifier=0)
# "Hjul til kontorstol" is no chair: what follows "til" counts far less, only as a whole word, and not for synonyms.
BESIDE = Weights(whole=20, joined=0, head=0, modifier=0)


class FoundBy(NamedTuple):
    """A term of an item."""

    weight: int
    shown: str
    """The term as a reader knows it, for "Mente du …"."""


def index_terms(title: str, other_text: str = "", *, category: str = "") -> dict[str, int]:
    """Term to weight (1 to 100) for one item.

    Whole words of the title weigh most, then the category's, then the parts of compounds; other text (description,
    brand, colour) counts by whole words and weighs least. A term ending in "-" is the first part of a compound, one
    beginning with "~" follows "til", "med" and the like.
    """
    return {term: found.weight for term, found in index_words(title, other_text, category=category).items()}


def index_words(title: str, other_text: str = "", *, category: str = "") -> dict[str, FoundBy]:
    """The same as index_terms, with each term as it is shown to readers."""
    best: dict[str, FoundBy] = {}
    for text, weights in ((title, TITLE), (category, CATEGORY), (other_text, OTHER)):
        for term, weight, shown in _terms(tokens(text), weights):
            if weight and len(term) <= LONGEST_TERM and (term not in best or best[term].weight < weight):
                best[term] = FoundBy(weight, shown)
    return best


def modifier_term(part: str) -> str:
    """The term of a folded word that stands first in a compound."""
    return f"{stem(part)}-"


def beside_term(text: str) -> str:
    """The term of a folded word that says what an item goes with."""
    return f"~{stem(text)}"


def joinable(run: list[Token]) -> bool:
    """Whether neighbouring words read as one compound: "hæve sænke bord", but not "bord, lampe" or "bord og lampe"."""
    words = lexicon()
    for before, after in pairwise(run):
        if after.before == "," or (after.before == "og" and stem(before.text) in words.things):
            return False
    *firsts, last = (stem(token.text) for token in run)
    return last_is_thing(run[-1].text, last) and all(f in words.modifiers or f in words.things for f in firsts)


def last_is_thing(text: str, stemmed: str) -> bool:
    """Whether a word names something an item can be."""
    compound = split(text)
    return stemmed in lexicon().things or (compound is not None and compound.is_known)


def _terms(found: list[Token], weights: Weights) -> Iterator[tuple[str, int, str]]:
    for position, token in enumerate(found):
        if not token.is_word:
            yield from _measure_terms(token, weights.whole)
            continue
        if token.is_beside:
            yield beside_term(token.text), BESIDE.whole if weights is TITLE else 0, token.shown
            continue
        if _is_first_half(found, position):
            yield modifier_term(token.text), weights.modifier, token.shown
            yield from _joined_terms(found, position, weights)
            continue
        shared = _shared_ending(found, position) if token.is_elliptic else None
        yield from _word_terms(shared or token.text, token.shown if shared is None else None, weights.whole, weights)
        yield from _joined_terms(found, position, weights)


def _word_terms(text: str, shown: str | None, weight: int, weights: Weights) -> Iterator[tuple[str, int, str]]:
    compound = split(text)
    yield stem(text), weight, shown or shown_form(text)
    if compound is None or not (weights.head or weights.modifier):
        return
    yield from _part_terms(compound, weights)


def _part_terms(compound: Compound, weights: Weights) -> Iterator[tuple[str, int, str]]:
    for head in compound.heads:
        yield stem(head), weights.head, shown_form(head)
    for part in compound.modifiers:
        yield modifier_term(part), weights.modifier, shown_form(part)


def _is_first_half(found: list[Token], position: int) -> bool:
    """A pc-skærm is no pc."""
    pair = found[position : position + 2]
    return len(pair) == 2 and pair[1].before == "-" and pair[1].is_word and joinable(pair)


def _joined_terms(found: list[Token], position: int, weights: Weights) -> Iterator[tuple[str, int, str]]:
    if not weights.joined:
        return
    for length in range(2, LONGEST_JOIN + 1):
        run = found[position : position + length]
        if len(run) < length or any(not t.is_word or t.is_beside for t in run):
            return
        if joinable(run):
            text = "".join(t.text for t in run)
            yield from _word_terms(text, "".join(t.shown for t in run), weights.joined, weights)


def _shared_ending(found: list[Token], position: int) -> str | None:
    """The word "bord-" stands for in "bord- og gulvlampe"."""
    for later in found[position + 1 : position + 3]:
        compound = split(later.text)
        if compound is not None:
            return found[position].text + compound.heads[0]
    return None


def _measure_terms(token: Token, weight: int) -> Iterator[tuple[str, int, str]]:
    yield token.text, weight, token.shown
    sides = token.text.split("x")
    if len(sides) < 2:
        return
    if len(sides) == 3:
        yield "x".join(sides[:2]), weight * 9 // 10, token.shown
    for side in sides:
        yield f"{side}cm", weight // 2, token.shown


def shown_form(text: str) -> str:
    """A folded word with its Danish letters back, as far as the lists know them."""
    words = lexicon()
    known = words.shown.get(stem(text))
    if known is not None:
        return known
    compound = split(text)
    if compound is None:
        return text
    return "".join(words.shown.get(stem(part), part) for part in compound.parts)
