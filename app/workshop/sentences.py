"""Short sentences: what people with little reading can take in at once."""

import re
from typing import Final

LONGEST: Final = 15


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its sign at the end."""
    return [each.strip() for each in re.split(r"(?<=[.!?:])\s+", text.strip()) if each.strip()]


def words_in(sentence: str) -> int:
    """How many words a sentence has; a number is a word, a sign alone is none."""
    return len([each for each in sentence.split() if re.search(r"\w", each)])


def too_long(text: str) -> list[str]:
    """The sentences with more than fifteen words."""
    return [each for each in sentences(text) if words_in(each) > LONGEST]
