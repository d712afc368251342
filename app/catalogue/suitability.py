"""What a thing is fit for, and what of it daycare, school and care ask about."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.core.i18n import Text, _


class Suitability(StrEnum):
    """A note on an item that the shop can be filtered by."""

    DAYCARE = "daycare"
    SCHOOL = "school"
    CARE = "care"
    ANCHORED = "anchored"
    WASHABLE = "washable"
    TESTED = "tested"
    FLAME_RETARDANT = "flame_retardant"


SUITABILITY_NAMES: Mapping[Suitability, Text] = {
    Suitability.DAYCARE: _("Daycare"),
    Suitability.SCHOOL: _("School"),
    Suitability.CARE: _("Care"),
    Suitability.ANCHORED: _("Can be anchored"),
    Suitability.WASHABLE: _("Can be washed"),
    Suitability.TESTED: _("Tested"),
    Suitability.FLAME_RETARDANT: _("Flame retardant"),
}
_KNOWN = {each.value: each for each in Suitability}


def written_suitability(notes: Iterable[Suitability]) -> str:
    """The notes as they are kept: their words in the order of the enum, a space between."""
    chosen = set(notes)
    return " ".join(each for each in Suitability if each in chosen)


def read_suitability(kept: str) -> list[Suitability]:
    """The notes that were kept; words that are no note any more are left out."""
    return [_KNOWN[word] for word in kept.split() if word in _KNOWN]
