"""What the shop calls its shelves, colours and conditions."""

from collections.abc import Mapping

from app.catalogue.models import Colour, ShopGroup
from app.core.i18n import Text, _

GROUP_NAMES: Mapping[ShopGroup, Text] = {
    ShopGroup.TABLES: _("Tables"),
    ShopGroup.CHAIRS: _("Chairs"),
    ShopGroup.STORAGE: _("Storage"),
    ShopGroup.IT: _("IT and screens"),
    ShopGroup.MEETING: _("Meeting rooms"),
    ShopGroup.CHILDREN: _("School and children"),
    ShopGroup.LAMPS: _("Lamps"),
    ShopGroup.SOFAS: _("Sofas"),
    ShopGroup.OTHER: _("Other things"),
}
COLOUR_NAMES: Mapping[Colour, Text] = {
    Colour.BLACK: _("Black"),
    Colour.WHITE: _("White"),
    Colour.GREY: _("Grey"),
    Colour.BLUE: _("Blue"),
    Colour.GREEN: _("Green"),
    Colour.RED: _("Red"),
    Colour.ORANGE: _("Orange"),
    Colour.YELLOW: _("Yellow"),
    Colour.BROWN: _("Brown"),
    Colour.WOOD: _("Wood"),
    Colour.STEEL: _("Steel"),
    Colour.MIXED: _("Mixed"),
}
CONDITION_NAMES: Mapping[int, Text] = {4: _("Like new"), 3: _("Good condition"), 2: _("Worn")}
CONDITION_MEANINGS: Mapping[int, Text] = {
    4: _("no marks worth mentioning"),
    3: _("a few marks, works as it should"),
    2: _("works, and one can see it has been used"),
}
