"""What the pages of the stock call things."""

from collections.abc import Mapping

from app.core.i18n import Text, _
from app.workshop.stock.models import MovementWhy, PartUnit
from app.workshop.stock.queries import amount_of as amount_of
from app.workshop.stock.queries import amount_text as amount_text
from app.workshop.words import Option

UNITS = (
    Option(PartUnit.PIECE, _("Pieces")),
    Option(PartUnit.KG, _("Kilos")),
    Option(PartUnit.METRE, _("Metres")),
)
EACH: Mapping[PartUnit, Text] = {
    PartUnit.PIECE: _("for one"),
    PartUnit.KG: _("for one kilo"),
    PartUnit.METRE: _("for one metre"),
}
WHY: Mapping[MovementWhy, Text] = {
    MovementWhy.BOUGHT: _("Bought"),
    MovementWhy.DONATED: _("Given to us"),
    MovementWhy.FROM_UNIT: _("Taken out of a thing"),
    MovementWhy.USED: _("Used"),
    MovementWhy.PUT_BACK: _("Put back"),
    MovementWhy.COUNTED: _("Counted"),
}
