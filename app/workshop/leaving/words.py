"""What the pages of leaving call things."""

from collections.abc import Mapping

from app.core.formats import kr
from app.core.i18n import Text, _
from app.workshop.actions.harvest import Harvested
from app.workshop.actions.scrap import LEAVING_WORDS, DepartureReason, Disposal
from app.workshop.leaving.models import Batteries, DepartureKind, Fraction, WasteCode
from app.workshop.stock.queries import amount_of
from app.workshop.words import SCRAP_REASONS as SCRAP_REASONS
from app.workshop.words import SELL_REASONS as SELL_REASONS
from app.workshop.words import Option

FRACTIONS: Mapping[Fraction, Text] = {
    Fraction.WOOD: _("Wood"),
    Fraction.METAL: _("Metal"),
    Fraction.TEXTILE: _("Textile"),
    Fraction.PLASTIC: _("Plastic"),
    Fraction.ELECTRONICS: _("Electronics"),
    Fraction.RESIDUAL: _("Everything else"),
}
CODES = (
    Option(WasteCode.EQUIPMENT, _("16 02 14: equipment from work"), None, _("The usual one")),
    Option(WasteCode.HAZARDOUS, _("16 02 13*: with dangerous parts"), None, _("For example a lamp with mercury")),
    Option(WasteCode.HOUSEHOLD, _("20 01 36: as from a household"), None, _("For example a kettle")),
)
BATTERIES = (
    Option(Batteries.REMOVED, _("The batteries are taken out")),
    Option(Batteries.NONE, _("There were no batteries")),
)
KINDS: Mapping[DepartureKind, Text] = {
    DepartureKind.SPARE_PARTS: _("It became spare parts"),
    DepartureKind.RECYCLED: _("It went to recycling"),
    DepartureKind.SOLD_OFF: _("It left the municipality"),
}
Line = tuple[Text, str]


def weight(grams: int) -> str:
    """Grams as kilos with the decimals they need: 3250 is "3,25 kg"."""
    return f"{amount_of(grams)}\N{NO-BREAK SPACE}kg"


def reason_text(reason: DepartureReason) -> Text:
    """Why it leaves."""
    return LEAVING_WORDS[reason]


def summary_of(disposal: Disposal, parts: list[Harvested]) -> list[Line]:
    """Everything that was said, as lines to read before the last tap."""
    lines: list[Line] = [(_("To the stock"), f"{each.amount.normalize():f} × {each.name}") for each in parts]
    lines += [(FRACTIONS[each], weight(grams)) for each, grams in disposal.grams.items()]
    if disposal.waste_code:
        lines.append((_("Waste code (EAK)"), disposal.waste_code))
    if disposal.batteries:
        lines.append((_("Batteries"), str(_option(BATTERIES, disposal.batteries))))
    if disposal.taker:
        cvr = f" (CVR {disposal.taker_cvr})" if disposal.taker_cvr else ""
        lines.append((_("Who takes it"), f"{disposal.taker}{cvr}"))
    if disposal.price_ore:
        lines.append((_("Sold for"), kr(disposal.price_ore)))
    return lines


def _option(options: tuple[Option, ...], value: str) -> Text | str:
    return next(each.label for each in options if each.value == value)
