"""The columns of the files that can be imported: one table each. docs/imports.md says the same in Danish."""

from collections.abc import Mapping

from app.accounts.models import Access, InstitutionKind
from app.administration import cells
from app.administration.spreadsheets import Column
from app.catalogue.models import Colour
from app.purchases.models import MOST_AT_ONCE

KINDS: Mapping[InstitutionKind, str] = {
    InstitutionKind.DIRECTORATE: "Forvaltning|Direktørområde|directorate",
    InstitutionKind.CENTRE: "Center|Afdeling|Område|centre",
    InstitutionKind.INSTITUTION: "Institution|Arbejdsplads|Enhed",
}
ACCESSES: Mapping[Access, str] = {
    Access.STREET: "Gade|Gaden|Gadeplan|Stueplan|Stue|Niveaufri|street",
    Access.LIFT: "Elevator|Lift",
    Access.STAIRS: "Trappe|Trapper|stairs",
}
CONDITIONS: Mapping[int, str] = {
    4: "Som ny|Ny|4",
    3: "God stand|God|3",
    2: "Brugt med mærker|Brugt|2",
    1: "Skal laves|I stykker|1",
}
COLOURS: Mapping[Colour, str] = {
    Colour.BLACK: "Sort|black",
    Colour.WHITE: "Hvid|white",
    Colour.GREY: "Grå|grey",
    Colour.BLUE: "Blå|blue",
    Colour.GREEN: "Grøn|green",
    Colour.RED: "Rød|red",
    Colour.ORANGE: "Orange",
    Colour.YELLOW: "Gul|yellow",
    Colour.BROWN: "Brun|brown",
    Colour.WOOD: "Træ|Birk|Bøg|Eg|Ahorn|wood",
    Colour.STEEL: "Stål|Metal|Aluminium|steel",
    Colour.MIXED: "Blandet|Flere farver|mixed",
}

INSTITUTIONS: Mapping[str, Column] = {
    "number": Column("Nummer", ("Nr", "Enhedsnummer", "Enhedsnr", "Afdelingsnummer", "Institutionsnummer"),
                     cells.text(20), is_required=True),
    "name": Column("Navn", ("Institution", "Arbejdsplads", "Enhed", "Enhedsnavn", "Institutionsnavn"),
                   cells.text(120), is_required=True),
    "parent": Column("Overordnet", ("Forvaltning", "Overordnet enhed", "Hører under", "Center", "Område"),
                     cells.text(120)),
    "kind": Column("Type", ("Enhedstype",), cells.one_of(KINDS), empty=None),
    "gln": Column("EAN", ("GLN", "EAN-nummer", "EAN nr", "EAN-lokationsnummer"), cells.gln),
    "address": Column("Adresse", ("Gade", "Vej", "Vejnavn"), cells.text(120)),
    "postal_code": Column("Postnr", ("Postnummer",), cells.postal_code),
    "town": Column("By", ("Bynavn", "Postdistrikt"), cells.text(60)),
    "phone": Column("Telefon", ("Tlf", "Telefonnummer", "Tlf nr"), cells.phone),
    "access": Column("Adgang", ("Adgangsforhold",), cells.one_of(ACCESSES), empty=Access.STREET),
    "access_note": Column("Adgangsnote", ("Bemærkning til adgang", "Bemærkning"), cells.text(200)),
    "distance_m": Column("Afstand km", ("Afstand", "Km"), cells.kilometres, empty=0),
    "account_number": Column("Omkostningssted", ("Omk sted", "PSP-element", "Kontonummer", "Konto"), cells.text(30)),
    "account_name": Column("Kontonavn", ("Navn på omkostningssted", "Kontotekst"), cells.text(120)),
}  # fmt: skip

ITEMS: Mapping[str, Column] = {
    "category": Column("Kategori", ("Varegruppe", "Varekategori"), cells.text(80), is_required=True),
    "title": Column("Titel", ("Vare", "Varenavn", "Betegnelse", "Navn"), cells.text(120), is_required=True),
    "count": Column("Antal", ("Stk", "Antal stk"), cells.whole(1, 500), empty=1),
    "condition": Column("Stand", ("Tilstand",), cells.one_of(CONDITIONS), empty=3),
    "colour": Column("Farve", (), cells.one_of(COLOURS), empty=Colour.MIXED),
    "width_mm": Column("Bredde cm", ("Bredde",), cells.centimetres, empty=0),
    "depth_mm": Column("Dybde cm", ("Dybde",), cells.centimetres, empty=0),
    "height_mm": Column("Højde cm", ("Højde",), cells.centimetres, empty=0),
    "price_ore": Column("Pris", ("Pris kr", "Intern pris"), cells.kroner, empty=None),
    "new_price_ore": Column("Nypris", ("Nypris kr", "Pris som ny", "Nyværdi"), cells.kroner, empty=None),
    "serial_numbers": Column("Serienummer", ("Serienr", "Serienumre"), cells.serial_numbers, empty=()),
    "giver": Column("Giver", ("Afleveret af", "Fra", "Institution"), cells.text(120)),
    "place": Column("Plads", ("Lagerplads", "Placering", "Reol"), cells.text(20)),
    "description": Column("Beskrivelse", ("Tekst", "Bemærkning"), cells.text(2000)),
}  # fmt: skip

PURCHASES: Mapping[str, Column] = {
    "bought_on": Column("Dato", ("Købt den", "Købsdato", "Bogføringsdato", "Bilagsdato"), cells.past_day,
                        is_required=True),
    "place": Column("Arbejdsplads", ("Enhed", "Institution", "Enhedsnummer", "Afdelingsnummer"), cells.text(120),
                    is_required=True),
    "category": Column("Kategori", ("Varegruppe", "Varekategori"), cells.text(80), is_required=True),
    "quantity": Column("Antal", ("Stk", "Antal stk"), cells.whole(1, MOST_AT_ONCE), is_required=True),
    "amount_ore": Column("Beløb", ("Beløb uden moms", "Beløb ekskl moms", "Nettobeløb", "Beløb i alt"), cells.kroner,
                         is_required=True),
    "voucher": Column("Bilag", ("Bilagsnummer", "Bilagsnr", "Fakturanummer", "Fakturanr"), cells.text(30)),
}  # fmt: skip
