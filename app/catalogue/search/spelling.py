"""Spelling help from the words of the shop itself."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from app.catalogue.search.words import fold, stem

_MOST = 3


class Vocabulary:
    """Every term the items of one municipality are found by, with the word as it is shown."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """Takes term to shown word."""
        self._words = words
        # Both the stem and the whole word, because a mistake can hide the ending from the stemmer.
        self._term_of = {fold(shown): term for term, shown in words.items() if term.isalpha()}
        self._term_of |= {term: term for term in words if term.isalpha()}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for form in self._term_of:
            if len(form) > 3 and form.isalpha():
                self._by_length[len(form)].append(form)
        self._sorted = sorted(form for forms in self._by_length.values() for form in forms)

    def __contains__(self, term: str) -> bool:
        return term in self._words

    def __len__(self) -> int:
        return len(self._words)

    def shown(self, term: str) -> str:
        """The term as readers know it."""
        return self._words.get(term, term)

    def closest(self, word: str) -> list[str]:
        """At most three terms a mistyped or unfinished folded word may stand for: equally near, likeliest first."""
        typed = dict.fromkeys((stem(word), word))
        nearby = [similar for form in typed for similar in self._similar(form)]
        least = min((distance for distance, *_ in nearby), default=0)
        terms = dict.fromkeys(term for distance, *_, term in sorted(nearby) if distance == least)
        return list(terms)[:_MOST] or self._longer(word)

    def _similar(self, word: str) -> Iterator[tuple[int, bool, int, str]]:
        """Distance and likeness of the terms within reach."""
        reach = _reach(word)
        for length in range(len(word) - reach, len(word) + reach + 1) if reach else ():
            forms = self._by_length.get(length, ())
            for form, distance, _ in extract(word, forms, scorer=OSA.distance, score_cutoff=reach, limit=_MOST * 4):
                is_other = form[0] != word[0]
                # A short word with another first letter is another word.
                if len(word) >= 6 or not is_other:
                    yield int(distance), is_other, -_shared_start(form, word), self._term_of[form]

    def _longer(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        start = bisect_left(self._sorted, word)
        stop = bisect_left(self._sorted, word + "{")  # "{" sorts right after "z"
        return list(dict.fromkeys(self._term_of[form] for form in sorted(self._sorted[start:stop], key=len)))[:_MOST]


def _reach(word: str) -> int:
    """Mistakes allowed: one in a short word, two from eight letters, none below four or in numbers."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 8 else 2


def _shared_start(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
