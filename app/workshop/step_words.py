"""The pictures a step of a checklist may have."""

from app.core.i18n import _
from app.workshop.words import Option

ICONS = (
    Option("spray", _("Clean"), "spray"),
    Option("tools", _("Tighten"), "tools"),
    Option("tool", _("Repair"), "tool"),
    Option("zoom-in", _("Look closely"), "zoom-in"),
    Option("brush", _("Paint or sand"), "brush"),
    Option("ruler-measure", _("Measure"), "ruler-measure"),
    Option("refresh", _("Try it"), "refresh"),
    Option("armchair", _("Sit on it"), "armchair"),
    Option("door", _("Doors and drawers"), "door"),
    Option("key", _("Keys and locks"), "key"),
    Option("lamp", _("Light"), "lamp"),
    Option("box", _("Find what belongs to it"), "box"),
    Option("tag", _("Labels"), "tag"),
    Option("shield-check", _("Safety"), "shield-check"),
    Option("device-desktop", _("Screen"), "device-desktop"),
    Option("device-laptop", _("Computer"), "device-laptop"),
    Option("device-mobile", _("Telephone"), "device-mobile"),
    Option("printer", _("Print"), "printer"),
    Option("presentation", _("Picture on the wall"), "presentation"),
    Option("logout", _("Sign out"), "logout"),
    Option("camera", _("Photograph"), "camera"),
    Option("recycle", _("Sort"), "recycle"),
)
