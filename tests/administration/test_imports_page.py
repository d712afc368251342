"""The page for spreadsheets: see first, read in after, in two ordinary forms."""

import pytest

from app.accounts.models import Institution, Role
from app.administration.models import ImportFile
from app.catalogue.models import Unit
from app.catalogue.starter import load_categories
from tests.administration.files import THINGS, WORKPLACES, rows_of
from tests.factories import make_institution, make_municipality, make_person, the_municipality


@pytest.fixture
def ours(db, browse):
    load_categories(db, the_municipality(db))
    make_institution(db, "Plejehjemmet Åbrinken")
    make_institution(db, "Sølund Skole").number = "102"
    return browse(make_person(db, Role.ADMINISTRATOR))


def send(browser, kind, data, name="ark.csv"):
    return browser.post("/admin/imports", {"kind": kind}, files={"file": (name, data, "text/csv")})


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_for_others_the_page_does_not_exist(db, browse, role):
    theirs = browse(make_person(db, role))

    assert theirs.get("/admin/imports").status_code == 404
    assert send(theirs, "items", THINGS).status_code == 404


def test_the_preview_changes_nothing_and_reading_in_needs_no_second_upload(db, ours):
    preview = send(ours, "institutions", WORKPLACES, "arbejdspladser.csv")

    assert "6 nye" in preview.text
    assert "1 ændres" in preview.text
    assert "Børnehuset Frøen" in preview.text
    assert len(rows_of(db, Institution)) == 2

    done = ours.post(preview.url.path)

    assert done.url.path == "/admin/institutions"
    assert "7 rækker er læst ind" in done.text
    assert len(rows_of(db, Institution)) == 8


def test_things_are_shown_before_and_stand_in_the_workshop_after(db, ours):
    preview = send(ours, "items", THINGS)

    assert "16 ting får et nummer" in preview.text
    assert "R1, R2, IT-skab" in preview.text
    assert "skal slettes" in preview.text
    assert "=2 hylder" not in preview.text
    assert rows_of(db, Unit) == []

    done = ours.post(preview.url.path)

    assert "ark.csv" in done.text
    assert len(rows_of(db, Unit)) == 16
    assert ours.post(preview.url.path).status_code == 404
    again = send(ours, "items", THINGS)
    assert again.status_code == 409
    assert "læst ind før" in again.text


def test_every_fault_is_shown_with_row_column_and_reason(db, ours):
    answer = send(ours, "institutions", b"Nr;Navn;EAN\n1;;579\n2;Skolen;\n", "<b>ark.csv")

    assert answer.status_code == 422
    assert "2 fejl i &lt;b&gt;ark.csv" in answer.text
    assert "13 cifre" in answer.text
    assert "Udfyld feltet" in answer.text
    assert rows_of(db, ImportFile) == []


def test_no_file_and_an_unknown_kind_are_refused(ours):
    assert "Vælg en fil" in ours.post("/admin/imports", {"kind": "items"}).text
    assert "Vælg en fil" in send(ours, "items", b"", "").text
    assert send(ours, "people", THINGS).status_code == 404


def test_a_file_can_be_dropped(db, ours):
    preview = send(ours, "institutions", WORKPLACES)

    ours.post(f"{preview.url.path}/drop")

    assert rows_of(db, ImportFile) == []
    assert ours.get(preview.url.path).status_code == 404


def test_a_file_is_only_for_the_one_who_sent_it(db, ours, browse):
    path = send(ours, "institutions", WORKPLACES).url.path
    colleague = browse(make_person(db, Role.ADMINISTRATOR))
    make_municipality(db)
    stranger = browse(make_person(db, Role.ADMINISTRATOR))

    for other in (colleague, stranger):
        assert other.get(path).status_code == 404
        assert other.post(path).status_code == 404
        assert other.post(f"{path}/drop").status_code == 404


def test_what_became_faulty_meanwhile_is_not_read_in(db, ours):
    path = send(ours, "items", "Kategori;Vare;Giver\nReol;Reol;Sølund Skole\n".encode()).url.path
    make_institution(db, "Sølund Skole")
    db.commit()

    answer = ours.post(path)

    assert answer.status_code == 422
    assert "Flere hedder Sølund Skole" in answer.text
    assert rows_of(db, Unit) == []


def test_the_empty_spreadsheet_holds_the_headings_and_opens_in_excel(ours):
    sheet = ours.get("/admin/imports/items.csv")

    assert sheet.headers["content-disposition"] == 'attachment; filename="items.csv"'
    assert sheet.content.startswith("\ufeffKategori;Titel;Antal;".encode())
    assert ours.get("/admin/imports/people.csv").status_code == 404
