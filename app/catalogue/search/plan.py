"""What a typed search means: the readings of the whole query that the database looks up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from app.catalogue.search.analyse import LONGEST_JOIN, beside_term, joinable, modifier_term
from app.catalogue.search.compounds import split
from app.catalogue.search.lexicon import lexicon, synonyms
from app.catalogue.search.spelling import Vocabulary
from app.catalogue.search.words import Token, stem, tokens

MOST_WORDS = 8
MOST_READINGS = 12
LONGEST_QUERY = 200
MOST_QUANTITY = 500

EXACT = 1.0
CORRECTED = 0.7
SYNONYM = 0.6
AS_MODIFIER = 0.8
OF_PARTS = 0.8
OF_PHRASE = 0.7
WITHOUT_QUANTITY = 0.5


class Alternative(NamedTuple):
    """A term that satisfies a typed word; weight 1 to 1000."""

    term: str
    weight: int


Group = tuple[Alternative, ...]


class Reading(NamedTuple):
    """One way to understand the whole query: an item must have a term of every group.

    Its score is the sum over the groups of the best (weight of the term on the item x weight of the alternative), so
    at most 100 000 whatever the number of groups.
    """

    groups: tuple[Group, ...]


@dataclass(frozen=True)
class QueryPlan:
    """Items matching any reading are found, each with its best score; no reading at all finds nothing."""

    readings: tuple[Reading, ...]
    suggestion: str | None = None
    """The query with its spelling put right, when help was needed."""


class Option(NamedTuple):
    """One way to understand a piece of the query; a factor of 1 is the plain way."""

    factor: float
    groups: tuple[dict[str, float], ...]


@dataclass
class _Query:
    vocabulary: Vocabulary
    tokens: list[Token]
    corrections: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Position of the first word to how many words are replaced, and by what."""


def query_plan(q: str, vocabulary: Vocabulary) -> QueryPlan:
    """Understand a typed query with inflection, compounds, joined words, synonyms, measures and spelling help."""
    query = _Query(vocabulary, tokens(q[:LONGEST_QUERY])[:MOST_WORDS])
    if not query.tokens:
        return QueryPlan(())
    readings = [_reading(options) for options in _ways(query)]
    return QueryPlan(tuple(_worth_asking(readings, vocabulary)), _suggestion(query))


def _ways(query: _Query) -> list[tuple[Option, ...]]:
    """The likeliest combinations of options for the pieces of the query, likeliest first."""
    ways: list[list[tuple[Option, ...]]] = [[] for _ in query.tokens] + [[()]]
    for start in reversed(range(len(query.tokens))):
        found = [
            (option, *rest)
            for stop in range(start + 1, min(start + LONGEST_JOIN, len(query.tokens)) + 1)
            for option in _options(query, start, stop)
            for rest in ways[stop]
        ]
        ways[start] = sorted(found, key=_likelihood, reverse=True)[:MOST_READINGS]
    return [way for way in ways[0] if any(option.groups for option in way)]


def _likelihood(way: tuple[Option, ...]) -> float:
    likelihood = 1.0
    for option in way:
        likelihood *= option.factor
    return likelihood


def _options(query: _Query, start: int, stop: int) -> list[Option]:
    run = query.tokens[start:stop]
    if len(run) == 1:
        return _single_options(query, start)
    if not all(token.is_word for token in run):
        return []
    return [*_joined_options(query, start, run), *_meanings(tuple(stem(token.text) for token in run))]


def _single_options(query: _Query, position: int) -> list[Option]:
    token = query.tokens[position]
    if not token.is_word:
        options = [Option(EXACT, (_measures(token.text),))]
        if position == 0 and len(query.tokens) > 1 and token.text.isdecimal() and int(token.text) <= MOST_QUANTITY:
            # People type how many they need; the number is no word of the item.
            options.append(Option(WITHOUT_QUANTITY, ()))
        return options
    if _is_known(token.text, query.vocabulary):
        return _word_options(token.text)
    closest = query.vocabulary.closest(token.text)
    if closest:
        query.corrections.setdefault(position, (1, closest[0]))
    # A word with a meaning of ours may be mistyped too, when no item of the shop carries it.
    return _word_options(token.text, closest or _words_with_meanings().closest(token.text))


@cache
def _words_with_meanings() -> Vocabulary:
    return Vocabulary({stems[0]: stems[0] for stems in synonyms().of if len(stems) == 1})


def _joined_options(query: _Query, start: int, run: list[Token]) -> list[Option]:
    text = "".join(token.text for token in run)
    if stem(text) in query.vocabulary or joinable(run):
        return _word_options(text)
    if all(_is_known(token.text, query.vocabulary) for token in run):
        return []
    closest = query.vocabulary.closest(text)
    if not closest:
        return []
    if query.corrections.get(start, (0, ""))[0] < len(run):
        query.corrections[start] = (len(run), closest[0])
    return _word_options(text, closest)


def _word_options(text: str, closest: list[str] | None = None) -> list[Option]:
    group = _alternatives(text)
    for term in closest or ():
        _offer(group, term, CORRECTED)
        for other in _single_meanings(term):
            _offer(group, other, CORRECTED * SYNONYM)
    options = [Option(EXACT, (group,))]
    compound = split(text)
    if compound is not None and compound.is_known:
        *firsts, last = compound.parts
        options.append(Option(OF_PARTS, (*(_as_part(part) for part in firsts), _alternatives(last))))
    return options + [option for option in _meanings((stem(text),)) if len(option.groups) > 1]


def _alternatives(text: str) -> dict[str, float]:
    """Terms that satisfy a word alone, with how well; first parts of compounds unless the word names a thing."""
    term = stem(text)
    group = {term: EXACT, beside_term(text): EXACT}
    if term not in lexicon().things and split(text) is None:
        _offer(group, modifier_term(text), AS_MODIFIER)
    for other in _single_meanings(term):
        _offer(group, other, SYNONYM)
    return group


def _as_part(part: str) -> dict[str, float]:
    group = {stem(part): EXACT, modifier_term(part): EXACT}
    for other in _single_meanings(stem(part)):
        _offer(group, other, SYNONYM)
        _offer(group, f"{other}-", SYNONYM)
    return group


def _offer(group: dict[str, float], term: str, weight: float) -> None:
    group[term] = max(weight, group.get(term, 0.0))


def _single_meanings(term: str) -> Iterator[str]:
    return (other[0] for other in synonyms().of.get((term,), ()) if len(other) == 1)


def _meanings(stems: tuple[str, ...]) -> Iterator[Option]:
    """Words and phrases that mean the same as a phrase."""
    meanings = synonyms().of.get(stems, ())
    singles = {other[0]: 1.0 for other in meanings if len(other) == 1}
    if singles:
        yield Option(OF_PHRASE, (singles,))
    for other in meanings:
        if len(other) > 1:
            yield Option(OF_PHRASE, tuple({term: 1.0} for term in other))


def _measures(text: str) -> dict[str, float]:
    group = {text: EXACT}
    if text.isdecimal():
        for unit in ("cm", "tommer", "gb"):
            _offer(group, f"{text}{unit}", EXACT)
    elif "x" in text:
        _offer(group, "x".join(reversed(text.split("x"))), EXACT)
    else:
        _offer(group, text.rstrip("abcdefghijklmnopqrstuvwxyz"), CORRECTED)
    return group


def _is_known(text: str, vocabulary: Vocabulary) -> bool:
    term = stem(text)
    words = lexicon()
    if any(form in vocabulary for form in (term, modifier_term(text), beside_term(text))):
        return True
    if term in words.things or (term,) in synonyms().of:
        return True
    compound = split(text)
    return compound is not None and compound.is_well_spelled


def _reading(options: tuple[Option, ...]) -> Reading:
    groups = [(option.factor, group) for option in options for group in option.groups]
    share = 1000 * _likelihood(options) / len(groups)
    return Reading(
        tuple(tuple(Alternative(term, max(1, round(share * w))) for term, w in group.items()) for _, group in groups)
    )


def _worth_asking(readings: list[Reading], vocabulary: Vocabulary) -> list[Reading]:
    """Without the terms no item has, but with every word as typed, because the vocabulary may be a moment old."""
    kept: list[Reading] = []
    for reading in readings:
        if not all(any(a.term in vocabulary for a in group) for group in reading.groups):
            continue
        groups = (
            (typed, *(a for a in others if a.term in vocabulary and a.term != typed.term))
            for typed, *others in reading.groups
        )
        asked = Reading(tuple(groups))
        if not any(_asks_no_more(likelier, asked) for likelier in kept):
            kept.append(asked)
    return kept or readings[:1]


def _asks_no_more(general: Reading, special: Reading) -> bool:
    """Whether every item of the special reading is found by the general one, too."""
    terms = [{a.term for a in group} for group in special.groups]
    return all(any(few <= {a.term for a in group} for few in terms) for group in general.groups)


def _suggestion(query: _Query) -> str | None:
    if not query.corrections:
        return None
    shown: list[str] = []
    position = 0
    while position < len(query.tokens):
        length, term = query.corrections.get(position, (1, ""))
        shown.append(query.vocabulary.shown(term) if term else query.tokens[position].shown)
        position += length
    return " ".join(shown)
