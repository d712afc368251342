"""The spreadsheets municipalities have are read; what cannot be used is named by row, column and reason."""

import pytest

from app.administration.columns import INSTITUTIONS, ITEMS
from app.administration.spreadsheets import MAX_BYTES, MAX_FAULTS, MAX_ROWS, Sheet, Unusable, read_sheet
from app.core.pages import ROOT

TWO = "Nummer;Navn;Telefon\n1;Børnehaven Æblet;12 34 56 78\n2;Skolen;87 65 43 21\n"


def values(sheet: Sheet, key: str) -> list[object]:
    return [row[key] for row in sheet.rows]


@pytest.mark.parametrize(
    "data",
    [
        TWO.encode(), TWO.encode("utf-8-sig"), TWO.encode("cp1252"), TWO.encode("utf-16"),
        TWO.replace("\n", "\r\n").encode(),
        TWO.replace("\n", "\r").encode(), TWO.replace(";", ",").encode(), TWO.replace(";", "\t").encode(),
        f"sep=;\n{TWO}".encode(), f"{TWO}\n;;\n\n".encode(),
    ],
    ids=["utf-8", "bom", "windows", "utf-16", "crlf", "cr", "comma", "tab", "sep line", "empty rows"],
)  # fmt: skip
def test_every_usual_way_of_saving_is_read(data):
    sheet = read_sheet(data, INSTITUTIONS)

    assert sheet.faults == []
    assert values(sheet, "name") == ["Børnehaven Æblet", "Skolen"]


@pytest.mark.parametrize("heading", ["Navn", "NAVN", " Institution ", "arbejdsplads", "Enheds-navn"])
def test_headings_have_friendly_variants(heading):
    sheet = read_sheet(f"Nr.;{heading};Hvad som helst\n1;Skolen;x\n".encode(), INSTITUTIONS)

    assert values(sheet, "name") == ["Skolen"]
    assert sheet.unused == ["Hvad som helst"]


def test_quoted_cells_may_hold_separators_and_lines_and_rows_count_as_the_spreadsheet_counts():
    data = 'Kategori;Vare;Antal\nStol;"Stol; blå\nmed hjul";2\n\nStol;Stol;nul\n'.encode()

    sheet = read_sheet(data, ITEMS)

    assert values(sheet, "title") == ["Stol; blå med hjul"]
    assert [(fault.row, fault.column) for fault in sheet.faults] == [(4, "Antal")]


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "@cmd", "-2 stole", '=HYPERLINK("http://x")'])
def test_text_that_looks_like_a_formula_stays_text(text):
    cell = text.replace('"', '""')

    sheet = read_sheet(f'Kategori;Vare\nStol;"{cell}"\n'.encode(), ITEMS)

    assert values(sheet, "title") == [text]


@pytest.mark.parametrize(
    "heading,cell,said",
    [
        ("EAN", "5790000000013", "sidste ciffer"), ("EAN", "57900000", "13 cifre"), ("EAN", "5,79E+12", "forkortet"),
        ("Postnr", "890", "4 cifre"), ("Postnr", "DK-8900", "4 cifre"), ("Postnr", "0000", "4 cifre"),
        ("Telefon", "1234", "mindst 8 cifre"), ("Adgang", "Helikopter", "Gade, Elevator, Trappe"),
        ("Afstand km", "4.2", "Skriv et tal"), ("Afstand km", "-1", "fra 0 til 500"), ("Navn", "x" * 121, "120"),
        ("Type", "Afsnit", "Forvaltning, Center, Institution"),
    ],
)  # fmt: skip
def test_a_faulty_cell_of_a_workplace_says_what_is_wrong(heading, cell, said):
    row = {"Nummer": "1", "Navn": "Skolen", heading: cell}

    sheet = read_sheet(f"{';'.join(row)}\n{';'.join(row.values())}\n".encode(), INSTITUTIONS)

    [fault] = sheet.faults
    assert (fault.row, fault.column) == (2, heading)
    assert said in str(fault.reason)
    assert sheet.rows == []


@pytest.mark.parametrize(
    "heading,cell,said",
    [
        ("Antal", "0", "fra 1 til 500"), ("Antal", "501", "fra 1 til 500"), ("Antal", "1,5", "helt tal"),
        ("Stand", "Fin", "Som ny, God stand"), ("Farve", "Rosa", "Sort, Hvid"), ("Bredde cm", "bred", "Skriv et tal"),
        ("Dybde cm", "-1", "0 eller mere"), ("Højde cm", "1,25", "én decimal"), ("Pris", "-1", "0 eller mere"),
        ("Pris", "1.25", "Skriv et tal"), ("Nypris", "1,255", "to decimaler"), ("Serienummer", "A1, A1", "to gange"),
    ],
)  # fmt: skip
def test_a_faulty_cell_of_a_thing_says_what_is_wrong(heading, cell, said):
    sheet = read_sheet(f"Kategori;Vare;{heading}\nStol;Stol;{cell}\n".encode(), ITEMS)

    [fault] = sheet.faults
    assert (fault.row, fault.column) == (2, heading)
    assert said in str(fault.reason)


def test_numbers_are_read_the_danish_way():
    heads = "Kategori;Vare;Bredde (cm);Højde;Pris;Nypris"

    [row] = read_sheet(f"{heads}\nStol;Stol;66 cm;62,5;350 kr.;1.250,50\n".encode(), ITEMS).rows

    assert (row["width_mm"], row["height_mm"], row["price_ore"], row["new_price_ore"]) == (660, 625, 35_000, 125_050)


@pytest.mark.parametrize(
    "data,said",
    [
        (b"", "tom"), (b"\n;;\n", "tom"), (b"Nummer;Navn\n", "ingen rækker"),
        (b"Nummer;By\n1;x\n", "Kolonnen mangler"), (b"Nummer;Navn;Nr\n1;x;2\n", "to gange"),
        (b"PK\x03\x04 and so on", "Excel-fil"), (b"Nummer;Navn\n1;\x00\n", "ikke tekst"),
        (b"\xff\xfe\x00", "ikke tekst"),
        (b'Nummer;Navn\n1;"x\n', "anførselstegn"), (b"x" * (MAX_BYTES + 1), "for stor"),
        (("Nummer;Navn\n" + "1;x\n" * (MAX_ROWS + 1)).encode(), "for mange rækker"),
    ],
    ids=["empty", "only blanks", "only headings", "column missing", "column twice", "excel", "null", "odd", "quote",
         "too large", "too many rows"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_at_all_says_why(data, said):
    with pytest.raises(Unusable) as unusable:
        read_sheet(data, INSTITUTIONS)

    assert said in str(unusable.value.faults[0].reason)


def test_a_row_with_more_cells_than_headings_is_a_fault():
    sheet = read_sheet(b"Nummer,Navn\n1,Skolen, den gamle\n2,Huset\n", INSTITUTIONS)

    assert [fault.row for fault in sheet.faults] == [2]
    assert values(sheet, "name") == ["Huset"]


def test_all_faults_are_counted_and_the_first_fifty_named():
    sheet = read_sheet(("Nummer;Navn\n" + ";x\n" * 60).encode(), INSTITUTIONS)

    unusable = Unusable(sheet.faults)

    assert unusable.found == 60
    assert len(unusable.faults) == MAX_FAULTS
    assert str(unusable.faults[0]) == "Række 2, Nummer: Udfyld feltet"


@pytest.mark.parametrize("columns", [INSTITUTIONS, ITEMS], ids=["institutions", "items"])
def test_every_column_stands_in_the_documents(columns):
    told = (ROOT / "docs/imports.md").read_text()

    assert len(columns) > 10
    assert [column.name for column in columns.values() if column.name not in told] == []
    assert [name for column in columns.values() for name in column.also if name not in told] == []
