"""What the workshop's words look like on a page: options of forms, and a unit's life told in sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.stages import Stage
from app.catalogue.suitability import SUITABILITY_NAMES
from app.catalogue.words import COLOUR_NAMES
from app.core.i18n import Text, _, ngettext_
from app.history.models import Event
from app.workshop.actions.scrap import LEAVING_WORDS, ScrapReason, SellReason
from app.workshop.models import JobState, StopReason


@dataclass(frozen=True)
class Option:
    """One answer of a form."""

    value: str
    label: Text | str
    icon: str | None = None
    sub: Text | str | None = None


WORN = 2
CONDITIONS = (
    Option("4", _("Like new"), "mood-happy"),
    Option("3", _("Good condition"), "mood-smile"),
    Option("2", _("Worn"), "brush"),
)
CONDITIONS_ON_ARRIVAL = (*CONDITIONS, Option("1", _("To be repaired"), "tool"))
STOP_REASONS = (
    Option(StopReason.MISSING_PARTS, _("Parts are missing"), "box", _("It waits until they are here")),
    Option(StopReason.TOO_HARD, _("It is too hard"), "users", _("Somebody else takes over")),
    Option(StopReason.IMPOSSIBLE, _("It cannot be repaired"), "trash", _("The lead looks at it")),
)
STOP_WORDS: Mapping[StopReason, Text] = {
    StopReason.MISSING_PARTS: _("Parts are missing"),
    StopReason.TOO_HARD: _("It is too hard"),
    StopReason.IMPOSSIBLE: _("It cannot be repaired"),
    StopReason.SCRAPPED: _("It was taken apart"),
}
SCRAP_REASONS = tuple(Option(each, LEAVING_WORDS[each]) for each in ScrapReason)
SELL_REASONS = tuple(Option(each, LEAVING_WORDS[each]) for each in SellReason)
SUITABILITY_OPTIONS = tuple(Option(each, label) for each, label in SUITABILITY_NAMES.items())
COLOUR_OPTIONS = tuple(Option(each, label) for each, label in COLOUR_NAMES.items())

# Where a unit is, in words for everybody; the job says more while it is in the workshop.
STAGE_WORDS: Mapping[Stage, Option] = {
    Stage.RECEIVED: Option("info", _("Waits in the workshop"), "inbox"),
    Stage.IN_WORKSHOP: Option("info", _("Waits in the workshop"), "inbox"),
    Stage.ON_OFFER: Option("good", _("In the shop"), "tag"),
    Stage.RESERVED: Option("brand", _("Reserved"), "package"),
    Stage.HANDED_OVER: Option("brand", _("In use"), "building"),
    Stage.RECYCLED: Option("", _("Recycled"), "recycle"),
    Stage.SOLD_OFF: Option("", _("Sold off"), "logout"),
}
JOB_WORDS: Mapping[JobState, Option] = {
    JobState.OPEN: Option("info", _("Being made ready"), "tool"),
    JobState.TO_CHECK: Option("info", _("To be checked"), "zoom-in"),
    JobState.PASSED: Option("good", _("Ready for the shop"), "check"),
}


def counted(count: int) -> Text:
    """12 ting."""
    return ngettext_("%(count)s thing", "%(count)s things", count)


def leaving_reason(kept: str) -> str:
    """The reason kept on a unit that has left, as a sentence, with the note that was written."""
    code, _colon, note = kept.partition(": ")
    found: dict[str, Text] = {str(each): words for each, words in LEAVING_WORDS.items()}
    said = str(found.get(code, code))
    return f"{said}. {note}" if note else said


def _told(sentence: Text, *names: str) -> Callable[[Event], Text]:
    return lambda event: sentence.fill(**{name: event.after.get(name, "") for name in names})


def _erased(event: Event) -> Text:
    serial = event.after.get("serial_number", "")
    if event.after.get("has_passed"):
        return _("The data is erased (serial number %(serial)s)", serial=serial)
    return _("The data could not be erased (serial number %(serial)s)", serial=serial)


def _verified(event: Event) -> Text:
    return _("A colleague made sure: gone") if event.after.get("is_confirmed") else _("A colleague found data on it")


def _stopped(event: Event) -> Text:
    reason = event.after.get("reason")
    known = {str(each): words for each, words in STOP_WORDS.items()}
    return _("The work stopped: %(why)s", why=known.get(str(reason), ""))


def _left(sentence: Text) -> Callable[[Event], Text]:
    def tell(event: Event) -> Text:
        note = f": {event.after['note']}" if event.after.get("note") else ""
        return sentence.fill(why=leaving_reason(f"{event.after.get('reason', '')}{note}"))

    return tell


# Every event that belongs to a unit's life, as a sentence. What stands here is shown to those who work with the unit.
_STORY: Mapping[str, Callable[[Event], Text]] = {
    "unit_received": _told(_("Received at the workshop")),
    "unit_changed": _told(_("What was registered was corrected")),
    "unit_taken_in": _told(_("Taken into the workshop")),
    "job_started": _told(_("The work began")),
    "task_done": _told(_("Done: %(step)s"), "step"),
    "task_undone": _told(_("Not done after all: %(step)s"), "step"),
    "minutes_added": _told(_("%(minutes)s minutes in all"), "minutes"),
    "part_used": _told(_("Used: %(name)s"), "name"),
    "part_removed": _told(_("A part was not used after all")),
    "job_photo_added": _told(_("A photo was taken")),
    "job_finished": _told(_("The work is done and waits for its check")),
    "job_passed": _told(_("Passed the check")),
    "job_sent_back": _told(_("Back to work: %(note)s"), "note"),
    "job_stopped": _stopped,
    "unit_sent_out": _told(_("Sent out for repair to %(repairer)s"), "repairer"),
    "unit_came_from_repair": _told(_("Back from repair at %(repairer)s"), "repairer"),
    "electricity_measured": _told(_("Electricity measured: %(electricity_wh)s Wh"), "electricity_wh"),
    "receipt_added": _told(_("The receipt was added")),
    "erasure_recorded": _erased,
    "erasure_verified": _verified,
    "medium_added": _told(_("A disk was listed: %(serial_number)s"), "serial_number"),
    "medium_changed": _told(_("A disk was corrected: %(serial_number)s"), "serial_number"),
    "medium_struck": _told(_("A disk was taken off the list")),
    "device_released": _told(_("What ties it to its former owner was looked at")),
    "unit_offered": _told(_("Put in the shop")),
    "unit_withdrawn": _told(_("Taken out of the shop")),
    "unit_reserved": _told(_("Ordered")),
    "unit_released": _told(_("The order was cancelled; on offer again")),
    "unit_handed_over": _told(_("Handed over")),
    "unit_hand_over_undone": _told(_("The hand-over was undone")),
    "return_received": _told(_("Came back to the workshop")),
    "unit_came_back": _told(_("Came back to the workshop")),
    "label_bound": _told(_("Got label %(label)s"), "label"),
    "label_taken_off": lambda event: _(
        "Label %(label)s was moved to %(unit)s", label=event.before.get("label", ""), unit=event.after.get("unit", "")
    ),
    "unit_scrapped": _left(_("Taken apart for its materials: %(why)s")),
    "unit_sold_off": _left(_("Left the municipality: %(why)s")),
    "unit_moved_place": _told(_("Put on %(place)s"), "place"),
    "unit_put_back": _told(_("Not moved after all")),
    "unit_missed": _told(_("Not found when %(place)s was counted"), "place"),
    "unit_found_elsewhere": _told(_("Found on %(place)s when it was counted"), "place"),
    "unit_seen_again": _told(_("Found again")),
    "unit_left_set": lambda event: _("Taken out of set %(set)s", set=event.before.get("set", "")),
}


@dataclass(frozen=True)
class Told:
    """One moment of a unit's life."""

    at: Any
    sentence: Text
    actor_id: Any


def life_story(events: list[Event]) -> list[Told]:
    """What happened, newest first."""
    return [Told(each.at, _STORY[each.name](each), each.actor_id) for each in reversed(events) if each.name in _STORY]
