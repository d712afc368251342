"""What the board's columns and the deeds of a job are called."""

from collections.abc import Mapping

from app.core.i18n import Text, _, ngettext_
from app.workshop.actions import Deed, Undoable
from app.workshop.board.queries import Column, Thing
from app.workshop.words import Option

COLUMNS: Mapping[Column, Option] = {
    Column.COMES_IN: Option("in", _("Comes in"), "inbox", _("Nothing waits to be done.")),
    Column.BEING_MADE_FIT: Option("doing", _("Being made fit"), "tool", _("Nobody is working on anything.")),
    Column.WAITS_FOR_PARTS: Option("parts", _("Waits for parts"), "box", _("Nothing waits for parts.")),
    Column.TO_CHECK: Option("check", _("To be checked"), "zoom-in", _("Nothing waits to be checked.")),
    Column.READY: Option("ready", _("Ready"), "circle-check", _("Nothing is ready yet.")),
}
STATION_NONE = _("No station")
WISHED = _("Wished for")
WHY_WISHED = _("The shop has none left. Others ordered it within the last 90 days.")


def age(days: int) -> Text:
    """Today, 1 day, 12 days."""
    return ngettext_("%(count)s day", "%(count)s days", days) if days else _("Today")


def undo_words(undoable: Undoable, step: str) -> Text:
    """What pressing Undo does."""
    words = {
        Deed.STEP: _("Undo: %(step)s", step=step),
        Deed.MINUTES: _("Undo the last minutes"),
        Deed.FINISH: _("Undo: It is not done"),
        Deed.STOP: _("Undo: Take it up again"),
    }
    return words[undoable.deed]


def take_up_key(thing: Thing) -> str:
    """What to send to take a thing up again that was put aside: it holds until something else happens to it."""
    return Undoable(Deed.STOP, at=thing.ended_at).key
