"""What the pages of places, counting and acting on many say: options, names and icons."""

from collections.abc import Mapping

from app.catalogue.models import PlaceKind
from app.core.i18n import Text, _
from app.workshop.actions.many import Act
from app.workshop.words import Option

KINDS: Mapping[PlaceKind, Option] = {
    PlaceKind.HALL: Option(PlaceKind.HALL, _("Hall"), "building-warehouse"),
    PlaceKind.RACK: Option(PlaceKind.RACK, _("Rack"), "columns-3"),
    PlaceKind.SHELF: Option(PlaceKind.SHELF, _("Shelf"), "layout-list"),
}
ACTS: Mapping[Act, Option] = {
    Act.PLACE: Option(Act.PLACE, _("Put them on a place"), "map-pin"),
    Act.START: Option(Act.START, _("Start the work"), "player-play"),
    Act.RETURN: Option(Act.RETURN, _("They have come back"), "truck-return"),
    Act.RECYCLE: Option(Act.RECYCLE, _("Take them to recycling"), "recycle"),
}
DONE: Mapping[Act, Text] = {
    Act.PLACE: _("They stand on their place now."),
    Act.START: _("The work has begun."),
    Act.RETURN: _("They are back. They need a new check."),
    Act.RECYCLE: _("They go to recycling."),
}
