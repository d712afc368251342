"""Surplus in plain words: the options of the forms, the states, where things ended. Drawn once, shown everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.accounts.models import Access
from app.core.i18n import Text, _, ngettext_
from app.intake.models import DonorAnswer, Instead, Looks, ReportState, What


@dataclass(frozen=True)
class Option:
    """One answer to choose, as the form macros take it."""

    value: StrEnum
    label: Text
    icon: str = ""
    sub: Text | None = None


@dataclass(frozen=True)
class StateWords:
    """A report's state as the givers and as the workshop say it; `kind` is the colour of its tag."""

    label: Text
    for_workshop: Text
    kind: str
    icon: str


WHAT = (
    Option(What.CHAIRS, _("Chairs"), "armchair"),
    Option(What.TABLES, _("Tables"), "desk"),
    Option(What.STORAGE, _("Cupboards and shelves"), "books"),
    Option(What.IT, _("IT equipment"), "device-desktop"),
    Option(What.CHILDREN, _("For children"), "horse-toy"),
    Option(What.OTHER, _("Something else"), "dots"),
)
LOOKS = (
    Option(Looks.NICE, _("Nice"), "mood-happy", _("can be used now")),
    Option(Looks.WORN, _("A little worn"), "mood-smile", _("but works")),
    Option(Looks.BROKEN, _("Broken"), "tool", _("needs repair")),
)
ACCESS = (
    Option(Access.STREET, _("Straight in from the street"), "door"),
    Option(Access.LIFT, _("By lift"), "elevator"),
    Option(Access.STAIRS, _("By stairs"), "stairs"),
)


class Stays(StrEnum):
    """The answers to whether things stay where they are, as a form's yes and no."""

    NO = "no"
    YES = "yes"


STAYING = (
    Option(Stays.NO, _("Please collect it"), "truck"),
    Option(Stays.YES, _("It stays until somebody wants it"), "map-pin", _("We offer it from where it stands")),
)
DONOR_ANSWERS = (
    Option(DonorAnswer.DISCARDED, _("Thrown out")),
    Option(DonorAnswer.STORED, _("Put away in a store room")),
    Option(DonorAnswer.GIVEN_AWAY, _("Given to somebody else")),
    Option(DonorAnswer.SOLD, _("Sold")),
    Option(DonorAnswer.UNKNOWN, _("I do not know")),
)
INSTEAD = (
    Option(Instead.RECYCLING_SITE, _("Take it to the recycling site"), "recycle"),
    Option(Instead.BULKY_WASTE, _("Have it collected as bulky waste"), "truck"),
    Option(Instead.OFFER, _("Offer it to a colleague or an association"), "heart-handshake"),
    Option(Instead.KEEP, _("Keep it, and report it again later"), "clock"),
)

STATES: dict[ReportState, StateWords] = {
    ReportState.DRAFT: StateWords(_("Not sent yet"), _("Not sent yet"), "", "edit"),
    ReportState.SENT: StateWords(_("The workshop is looking at it"), _("Needs an answer"), "info", "clock"),
    ReportState.ASKED: StateWords(_("The workshop has a question"), _("Waiting for an answer"), "warn", "message"),
    ReportState.ACCEPTED: StateWords(_("Yes please, we collect it"), _("To collect"), "good", "truck"),
    ReportState.DECLINED: StateWords(_("The workshop cannot use it"), _("You said no"), "bad", "x"),
    ReportState.RECEIVED: StateWords(_("The workshop has it"), _("It is here"), "good", "check"),
    ReportState.WITHDRAWN: StateWords(_("Withdrawn"), _("Withdrawn"), "", "arrow-back-up"),
}

# The same for what stays where it is until somebody wants it.
STATES_OF_STAYING: dict[ReportState, StateWords] = {
    ReportState.ACCEPTED: StateWords(_("Yes please, let it stay"), _("To register"), "good", "map-pin"),
    ReportState.RECEIVED: StateWords(_("We find somebody who wants it"), _("It is registered"), "good", "check"),
}

# Where the note with the number goes.
PUT_NOTE_ON: dict[What, Text] = {
    What.CHAIRS: _("Write the number on a note and put it on the chairs:"),
    What.TABLES: _("Write the number on a note and put it on the tables:"),
    What.STORAGE: _("Write the number on a note and put it on the cupboards or shelves:"),
    What.IT: _("Write the number on a note and put it on the equipment:"),
}
PUT_NOTE_ON_THINGS = _("Write the number on a note and put it on the things:")


def label_of(options: tuple[Option, ...], value: StrEnum | None) -> Text | None:
    """The words for an answer; None where nothing was answered."""
    return next((each.label for each in options if each.value == value), None)


def donor_choices() -> list[tuple[str, Text]]:
    """What would otherwise have happened, as the options of a select field."""
    return [(each.value, each.label) for each in DONOR_ANSWERS]


def counted(what: What | None, quantity: int) -> Text:
    """How many of what: 24 chairs."""
    return _COUNTED[what or What.OTHER](quantity)


_COUNTED = {
    What.CHAIRS: lambda n: ngettext_("%(count)s chair", "%(count)s chairs", n),
    What.TABLES: lambda n: ngettext_("%(count)s table", "%(count)s tables", n),
    What.STORAGE: lambda n: ngettext_("%(count)s cupboard or shelf", "%(count)s cupboards or shelves", n),
    What.IT: lambda n: ngettext_("%(count)s piece of IT", "%(count)s pieces of IT", n),
    What.CHILDREN: lambda n: ngettext_("%(count)s thing for children", "%(count)s things for children", n),
    What.OTHER: lambda n: ngettext_("%(count)s thing", "%(count)s things", n),
}


class Fate(StrEnum):
    """What became of a thing, in the order in which people want to hear it: what is in use again comes first."""

    IN_USE = "in_use"
    ORDERED = "ordered"
    OFFERED = "offered"
    STANDING = "standing"
    AT_WORKSHOP = "at_workshop"
    SPARE_PARTS = "spare_parts"
    SOLD_OFF = "sold_off"
    MATERIALS = "materials"


HAS_FOUND_ITS_PLACE = frozenset({Fate.IN_USE, Fate.SPARE_PARTS, Fate.SOLD_OFF, Fate.MATERIALS})


def said_fate(fate: Fate, place: str | None, count: int) -> Text:
    """What became of so many of the things: where they stand, or how they ended."""
    if fate is Fate.IN_USE and place:
        said = ngettext_("%(count)s is now at %(place)s", "%(count)s are now at %(place)s", count)
        return said.fill(place=place)
    return _FATES[fate](count)


_FATES = {
    Fate.IN_USE: lambda n: ngettext_("%(count)s is in use again", "%(count)s are in use again", n),
    Fate.ORDERED: lambda n: ngettext_("%(count)s is ordered", "%(count)s are ordered", n),
    Fate.OFFERED: lambda n: ngettext_("%(count)s is in the shop", "%(count)s are in the shop", n),
    Fate.STANDING: lambda n: ngettext_("%(count)s stays until wanted", "%(count)s stay until wanted", n),
    Fate.AT_WORKSHOP: lambda n: ngettext_("%(count)s is at the workshop", "%(count)s are at the workshop", n),
    Fate.SPARE_PARTS: lambda n: ngettext_("%(count)s became spare parts", "%(count)s became spare parts", n),
    Fate.SOLD_OFF: lambda n: ngettext_("%(count)s was sold", "%(count)s were sold", n),
    Fate.MATERIALS: lambda n: ngettext_("%(count)s became materials", "%(count)s became materials", n),
}


def told(fates: Sequence[Text]) -> str:
    """Fates as sentences: 3 are now at Sølund Skole. 1 became spare parts."""
    return " ".join(f"{fate}." for fate in fates)
