"""The pictures a step of a checklist may have."""

from app.core.i18n import _
from app.workshop.words import Option

ICONS = (
    Option("spray", _("Clean")),
    Option("tools", _("Tighten")),
    Option("tool", _("Repair")),
    Option("zoom-in", _("Look closely")),
    Option("brush", _("Paint or sand")),
    Option("ruler-measure", _("Measure")),
    Option("refresh", _("Try it")),
    Option("armchair", _("Sit on it")),
    Option("door", _("Doors and drawers")),
    Option("key", _("Keys and locks")),
    Option("lamp", _("Light")),
    Option("box", _("Find what belongs to it")),
    Option("tag", _("Labels")),
    Option("shield-check", _("Safety")),
    Option("device-desktop", _("Screen")),
    Option("device-laptop", _("Computer")),
    Option("device-mobile", _("Telephone")),
    Option("printer", _("Print")),
    Option("presentation", _("Picture on the wall")),
    Option("logout", _("Sign out")),
    Option("camera", _("Photograph")),
    Option("recycle", _("Sort")),
)
